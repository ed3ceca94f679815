"""Wordings through the years (历年写法): families of sentences that recur in different speeches, and their variants."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import PartialDate, fold_plain
from corpus.errors import QueryError
from indexer.families import Family, likeness
from indexer.search.protocol import Boosts
from indexer.snapshot import Snapshot, once
from retriever.opened import OpenedIndex
from retriever.phrasing.differences import Difference, differences
from retriever.phrasing.occurrences import LONGEST, Occurrence, occurrences
from retriever.phrasing.scope import Scope, scope
from retriever.phrasing.set_wordings import Standing, standing
from retriever.understanding.asking import asks, subject
from retriever.understanding.question import Question, Subject, read_question, read_subject

_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_BETWEEN = re.compile(r"[\s，。！？；：、,!?;:]+")
# What stands around the subject once the phrases that only ask are blanked out. Single characters are few: 就 begins
# 就业, 对 begins 对口支援.
_AROUND = "我们|咱们|我[县市省区局]|大家|领导|讲话中?|文件中?|报告中?|稿子里?|这些年|以往|往年|每年|年年|上次"
_EDGES = re.compile(rf"^(?:{_AROUND}|[我是的])+|(?:{_AROUND}|[的了过])+$")
_ENGLISH = re.compile(
    r"^(?:please\s+)?(?:how|what|where|when)\s+(?:did|do|have|has|had|was|were|is|are)\s+(?:(?:we|you|they|it|he|she)\s+)?"
    r"(?:ever\s+|before\s+|previously\s+)?"
    r"(?:put|say|said|phrased?|word(?:ed)?|express(?:ed)?|describe[sd]?|wr[io]te|written|mention(?:ed)?)\s+"
    r"(?:about\s+|on\s+)?(?P<wording>.+?)"
    r"(?:\s+(?:before|earlier|previously|in the past|so far|over the years))?[\s?.!]*$",
    re.IGNORECASE,
)


def wordings_asked(question: Question) -> tuple[str, ...]:
    """The folded wordings, at least one, that must all stand in what is looked for.

    They are what is quoted; without a quotation what is asked about, in pieces; of a text that asks nothing, the whole.
    """
    if question.phrases:
        return _folded(question.phrases)
    english = _ENGLISH.match(question.text)
    if english:
        return _folded([english["wording"]])
    if not asks(question.text):
        return _folded([question.text])
    pieces = _BETWEEN.split(subject(question.text))
    inner = [_EDGES.sub("", piece) for piece in pieces]
    return _folded([piece for piece in inner if len(piece) > 1]) or _folded(pieces)


def _folded(wordings: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The wordings, folded, without the marks around them."""
    return tuple(dict.fromkeys(filter(None, (_MARKS.sub("", fold_plain(wording)) for wording in wordings))))


_BOOSTS = Boosts(words=1.0, pairs=0.6, head_words=0.0, head_pairs=0.0)
# Passages whose families are looked at where no family holds the wording itself.
_PASSAGES = 50
# From which share of what is asked about a family that holds only parts of it is an answer.
_COVERED = 0.5
# So many of the most recurring are kept for each state of the index, should a page begin with as many.
_CACHED = 50


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a family: `text` as its newest place has it, and all places that fold to the same, newest first.

    `differences` lead from the first variant of the family to this one: `a` are spans of the first one's text, `b` of
    this one's, equal stretches among them.
    """

    text: str
    sources: tuple[Occurrence, ...]
    standing: Standing
    differences: tuple[Difference, ...] = ()

    @property
    def speeches(self) -> int:
        """The number of speeches that have this wording."""
        return len({source.speech_no for source in self.sources})

    @property
    def date_key(self) -> int:
        """A number that puts wordings in the order of their last use, in front those without a date."""
        return self.sources[0].speech.date_key


@dataclass(frozen=True, slots=True)
class FormulationFamily:
    """The variants of one wording, the one to show first in front.

    A standard wording is in front, then what is authoritative; the others follow by the date of their last use, newest
    first; discontinued ones are behind. `latest` is False where what was asked for is known to have been put in another
    way later: in another family, or in a sentence that is in none.
    """

    variants: tuple[Variant, ...]
    latest: bool = True

    @property
    def newest(self) -> Variant:
        """The variant that was used last in this corpus, which does not make it official."""
        return max(self.variants, key=lambda variant: variant.date_key)

    @property
    def speeches(self) -> int:
        """The number of speeches that have a variant."""
        return len({source.speech_no for variant in self.variants for source in variant.sources})

    @property
    def dates(self) -> tuple[PartialDate, PartialDate] | None:
        """The first and the last date, None where no speech has one."""
        known = sorted({s.speech.date for variant in self.variants for s in variant.sources if s.speech.date})
        return (known[0], known[-1]) if known else None


@dataclass(frozen=True, slots=True)
class FamiliesFound:
    """The families that fit `text`, best first, or all of them, most recurring first, where `text` is None.

    `families` are the first of `total`. `apart` are the places of the wording that `text` asks for that stand in no
    family, because their sentence is like no other, newest first.
    """

    text: str | None
    total: int
    families: tuple[FormulationFamily, ...]
    apart: tuple[Occurrence, ...]
    scope: Scope


def find_families(index: OpenedIndex, text: str | None, limit: int) -> FamiliesFound:
    """At most `limit` families that fit `text`, or of all of them the most recurring.

    :raises QueryError: if `text` is blank or too long, or `limit` is not positive.
    """
    if limit < 1:
        raise QueryError("limit_invalid", value=limit)
    if text is None:
        total = len(index.snapshot.families.families)
        shown = _first(index.snapshot, limit) if limit <= _CACHED else _shown(index.snapshot, range(min(limit, total)))
        return FamiliesFound(None, total, shown, (), scope(index.snapshot))
    asked = read_question(text)
    wordings = wordings_asked(asked)
    fitting, apart = _fitting(index, asked, wordings), _apart(index, wordings)
    families = _with_latest(index.snapshot, _shown(index.snapshot, fitting[:limit]), fitting[limit:], apart)
    return FamiliesFound(text, len(fitting), families, apart, scope(index.snapshot))


def _with_latest(
    snapshot: Snapshot, shown: Sequence[FormulationFamily], others: Iterable[int], apart: Sequence[Occurrence]
) -> tuple[FormulationFamily, ...]:
    """The families shown, each with whether none of the `others` and no place `apart` is of a later date."""
    speeches = snapshot.speeches()
    elsewhere = [occurrence.speech.date_key for occurrence in apart[:1]]
    elsewhere += [
        speeches[member.speech_no].date_key for place in others for member in snapshot.families.families[place].members
    ]
    last = max([*elsewhere, *(family.newest.date_key for family in shown)], default=0)
    return tuple(replace(family, latest=family.newest.date_key == last) for family in shown)


def _apart(index: OpenedIndex, asked: Sequence[str]) -> tuple[Occurrence, ...]:
    """The places, newest first, of the one wording that is asked for, where its sentence is in no family."""
    if len(asked) != 1 or len(asked[0]) > LONGEST:
        return ()
    found = (
        occurrence
        for occurrence in occurrences(index, asked[0]).counted
        if not index.snapshot.families.covers(occurrence.speech_no, occurrence.start, occurrence.end)
    )
    return tuple(sorted(found, key=lambda occurrence: occurrence.speech.date_key, reverse=True))


def _fitting(index: OpenedIndex, question: Question, asked: Sequence[str]) -> list[int]:
    """The places in `families.families` of the families that fit the folded wordings `asked`, best first.

    First those that hold the wording, most recurring first; then those with a variant of it; where there are neither,
    those that hold most of its words.
    """
    subject = read_subject(index, question.text)
    holding = _holding(index.snapshot, asked)
    near = {place: folded for place, folded in _variants_of(index, subject).items() if place not in holding}
    similar = _best_first({place: _likeness(folded, asked) for place, folded in near.items()}, least=0.0)
    if holding or similar:
        return [*holding, *similar]
    return _best_first({place: max(map(subject.coverage, folded)) for place, folded in near.items()}, least=_COVERED)


def _best_first(scores: Mapping[int, float], least: float) -> list[int]:
    """The places whose score is positive and at least `least`; equally good ones ascending."""
    return sorted(
        (place for place in scores if scores[place] >= least and scores[place]), key=lambda p: (-scores[p], p)
    )


def _holding(snapshot: Snapshot, asked: Sequence[str]) -> list[int]:
    """The places, ascending, of the families that hold all of these folded wordings."""
    held = [set(snapshot.families.holding(wording)) for wording in asked]
    return sorted(set.intersection(*held)) if held else []


def _variants_of(index: OpenedIndex, subject: Subject) -> dict[int, set[str]]:
    """By the place of their family, the folded members in the passages that have most of the words."""
    passage_ids, _ = index.search.keyword(subject.terms, _BOOSTS, _PASSAGES)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for span in index.snapshot.spans_of(passage_ids):
        for place, folded in index.snapshot.families.within(span.speech_no, span.start, span.end):
            found[place].add(folded)
    return found


def _likeness(members: Iterable[str], asked: Sequence[str]) -> float:
    """The highest likeness of a folded member to one of the folded wordings; 0 where none is a variant."""
    pairs = (sorted((member, wording), key=len) for member in members for wording in asked)
    return max(likeness(shorter, longer) for shorter, longer in pairs)


@once
def _first(snapshot: Snapshot, limit: int) -> tuple[FormulationFamily, ...]:
    """The most recurring families, which several pages begin with."""
    return _shown(snapshot, range(min(limit, len(snapshot.families.families))))


def _shown(snapshot: Snapshot, places: Iterable[int]) -> tuple[FormulationFamily, ...]:
    families = snapshot.families.families
    return tuple(_formulation_family(snapshot, families[place]) for place in places)


def _formulation_family(snapshot: Snapshot, family: Family) -> FormulationFamily:
    by_wording: defaultdict[str, list[Occurrence]] = defaultdict(list)
    for _, number, start, end, folded in family.members:
        by_wording[folded].append(Occurrence(number, snapshot.speeches()[number], start, end))
    variants = [_variant(snapshot, sources) for _, sources in sorted(by_wording.items())]
    newest_first = sorted(variants, key=lambda variant: (variant.date_key, variant.speeches), reverse=True)
    first, *others = sorted(newest_first, key=lambda variant: variant.standing.rank)
    compared = (replace(other, differences=tuple(differences(first.text, other.text))) for other in others)
    return FormulationFamily((first, *compared))


def _variant(snapshot: Snapshot, sources: Sequence[Occurrence]) -> Variant:
    """The variant that stands at these places, its differences still to come."""
    newest_first = sorted(sources, key=lambda source: source.speech.date_key, reverse=True)
    newest = newest_first[0]
    text = snapshot.with_text(newest.speech_no).text[newest.start : newest.end]
    numbers = sorted({source.speech_no for source in sources})
    wordings = dict.fromkeys(wording for number in numbers for wording in snapshot.wordings_for(number))
    authoritative = any(snapshot.authoritative(number) for number in numbers)
    return Variant(text, tuple(newest_first), standing(text, tuple(wordings), authoritative))
