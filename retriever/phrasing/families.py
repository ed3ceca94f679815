"""Wordings through the years (历年写法): families of sentences that recur in different speeches, and their variants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from corpus import PartialDate, fold_plain
from corpus.cancelling import check_cancelled
from corpus.errors import QueryError
from indexer.families import Family
from indexer.grouping import likeness
from indexer.search.protocol import Boosts
from indexer.snapshot import Snapshot, once
from retriever.opened import OpenedIndex
from retriever.phrasing.differences import Difference, differences
from retriever.phrasing.occurrences import LONGEST, Occurrence, occurrences
from retriever.phrasing.scope import Scope, scope
from retriever.phrasing.set_wordings import Standing, standing
from retriever.phrasing.telling import by_change
from retriever.understanding.asking import asks
from retriever.understanding.question import Question, Subject, read_question, read_subject
from retriever.understanding.wordings import wordings_asked

_BOOSTS = Boosts(words=1.0, pairs=0.6, head_words=0.0, head_pairs=0.0)
# Passages whose families are looked at where no family holds the wording itself.
_PASSAGES = 50
# From which share of what is asked about a family that holds only parts of it is an answer.
_COVERED = 0.5
# From which share of its variants must hold a wording for a family to be about it.
_HOLD = 0.5
# So many folded characters has a sentence; what is shorter must stand in a family as it is.
_SENTENCE = 10
# So many of those without a wording are kept for each state of the index, should a page begin with as many.
_CACHED = 50


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a family: `text` as its newest place has it, and all places that fold to the same, newest first.

    `differences` lead to this one from the variant of the family that is most like it, of those further in front that
    hold what was asked for: its place among the variants is `compared_with`. `a` are spans of that one's text, `b` of
    this one's, equal stretches among them; empty for the first variant.
    """

    text: str
    sources: tuple[Occurrence, ...]
    standing: Standing
    differences: tuple[Difference, ...] = ()
    compared_with: int = 0

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

    Variants that hold what was asked for go before the others. Of both, a standard wording is in front, then what is
    authoritative; then follow the dates of last use, newest first; discontinued ones are behind. `latest` is False
    where what was asked for is known to have been put in another way later: in another family, or in a sentence that
    is in none.
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
    """The families that fit `text`, best first, or all of them where `text` is None, the most telling changes first.

    `families` are the first of `total`. `apart` are the places of the wording that `text` asks for that stand in none
    of them, newest first: their sentence is like no other, or one of a family that is about something else.
    """

    text: str | None
    total: int
    families: tuple[FormulationFamily, ...]
    apart: tuple[Occurrence, ...]
    scope: Scope


def find_families(index: OpenedIndex, text: str | None, limit: int) -> FamiliesFound:
    """At most `limit` families that fit `text`, or of all of them those that changed most tellingly.

    :raises QueryError: if `text` is blank or too long, or `limit` is not positive.
    """
    if limit < 1:
        raise QueryError("limit_invalid", value=limit)
    if text is None:
        total = len(index.snapshot.families.families)
        places = by_change(index.snapshot)[:limit]
        shown = _first(index.snapshot, limit) if limit <= _CACHED else _shown(index.snapshot, places, ())
        return FamiliesFound(None, total, shown, (), scope(index))
    asked = read_question(text)
    written = wordings_asked(asked)
    wordings = tuple(map(fold_plain, written))
    fitting = _fitting(index, asked, wordings)
    apart = _apart(index, written, frozenset(fitting))
    families = _with_latest(index.snapshot, _shown(index.snapshot, fitting[:limit], wordings), fitting[limit:], apart)
    return FamiliesFound(text, len(fitting), families, apart, scope(index))


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


def _apart(index: OpenedIndex, asked: Sequence[str], fitting: Collection[int]) -> tuple[Occurrence, ...]:
    """The places, newest first, of the one wording that is asked for, where it is in none of the `fitting` families."""
    if len(asked) != 1 or len(asked[0]) > LONGEST:
        return ()
    found = (
        occurrence
        for occurrence in occurrences(index, asked[0]).counted
        if index.snapshot.families.around(occurrence.speech_no, occurrence.start, occurrence.end) not in fitting
    )
    return tuple(sorted(found, key=lambda occurrence: occurrence.speech.date_key, reverse=True))


def _fitting(index: OpenedIndex, question: Question, asked: Sequence[str]) -> list[int]:
    """The places in `families.families` of the families that are about the folded wordings `asked`, best first.

    A family is, of whose variants half or more hold it or are like it; those go first of which most do. Where there is
    none, come those with any variant like it, and for a question those that hold most of its words.
    """
    subject = read_subject(index, question.text)
    families, near = index.snapshot.families.families, _variants_of(index, subject)
    held: dict[int, tuple[int, int]] = {}
    for place in {*_holding(index.snapshot, asked), *near}:
        check_cancelled()
        speeches: defaultdict[str, set[int]] = defaultdict(set)
        for member in families[place].members:
            speeches[member.folded].add(member.speech_no)
        holding = [folded for folded in speeches if _holds(folded, asked)]
        if holding and len(holding) >= _HOLD * len(speeches):
            held[place] = len(holding), len(set[int]().union(*(speeches[folded] for folded in holding)))
    if held:
        return sorted(held, key=lambda place: (-held[place][0], -held[place][1], place))
    like = _best_first({place: max(_likeness(each, asked) for each in folded) for place, folded in near.items()}, 0.0)
    if like or (len(asked) == 1 and not asks(question.text)):
        return like
    return _best_first({place: max(map(subject.coverage, folded)) for place, folded in near.items()}, _COVERED)


def _best_first(scores: Mapping[int, float], least: float) -> list[int]:
    """The places whose score is positive and at least `least`; equally good ones ascending."""
    return sorted(
        (place for place in scores if scores[place] >= least and scores[place]), key=lambda p: (-scores[p], p)
    )


def _holds(folded: str, asked: Sequence[str]) -> bool:
    """True if a folded text holds all of these folded wordings, or is like one that is a sentence."""
    return all(wording in folded for wording in asked) or _likeness(folded, asked) > 0


def _likeness(folded: str, asked: Sequence[str]) -> float:
    """The highest likeness of a folded text to one of the wordings that are sentences; 0 where it is like none."""
    pairs = (sorted((folded, wording), key=len) for wording in asked if len(wording) >= _SENTENCE)
    return max((likeness(shorter, longer) for shorter, longer in pairs), default=0.0)


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


@once
def _first(snapshot: Snapshot, limit: int) -> tuple[FormulationFamily, ...]:
    """The families that several pages begin with."""
    return _shown(snapshot, by_change(snapshot)[:limit], ())


def _shown(snapshot: Snapshot, places: Iterable[int], asked: Sequence[str]) -> tuple[FormulationFamily, ...]:
    families = snapshot.families.families
    return tuple(_formulation_family(snapshot, families[place], asked) for place in places)


def _formulation_family(snapshot: Snapshot, family: Family, asked: Sequence[str]) -> FormulationFamily:
    """The family, its variants in order; where none holds what was `asked`, as if nothing had been."""
    by_wording: defaultdict[str, list[Occurrence]] = defaultdict(list)
    for _, number, start, end, folded in family.members:
        by_wording[folded].append(Occurrence(number, snapshot.speeches()[number], start, end))
    held = {folded for folded in by_wording if _holds(folded, asked)} or set(by_wording)
    variants = {folded: _variant(snapshot, sources) for folded, sources in sorted(by_wording.items())}
    newest_first = sorted(
        variants, key=lambda folded: (variants[folded].date_key, variants[folded].speeches), reverse=True
    )
    ordered = sorted(newest_first, key=lambda folded: (folded not in held, variants[folded].standing.rank))
    return FormulationFamily(tuple(_compared(ordered, place, variants, held) for place in range(len(ordered))))


def _compared(ordered: Sequence[str], place: int, variants: Mapping[str, Variant], held: Collection[str]) -> Variant:
    """The variant at `place`, compared with the one that is most like it, of those in front of it that are `held`."""
    folded = ordered[place]
    if not place:
        return variants[folded]
    in_front = (other for other in range(place) if ordered[other] in held)
    nearest = max(in_front, key=lambda other: (Indel.normalized_similarity(ordered[other], folded), -other))
    leading = differences(variants[ordered[nearest]].text, variants[folded].text)
    return replace(variants[folded], differences=tuple(leading), compared_with=nearest)


def _variant(snapshot: Snapshot, sources: Sequence[Occurrence]) -> Variant:
    """The variant that stands at these places, its differences still to come."""
    newest_first = sorted(sources, key=lambda source: source.speech.date_key, reverse=True)
    newest = newest_first[0]
    text = snapshot.with_text(newest.speech_no).text[newest.start : newest.end]
    numbers = sorted({source.speech_no for source in sources})
    wordings = dict.fromkeys(wording for number in numbers for wording in snapshot.wordings_for(number))
    authoritative = any(snapshot.authoritative(number) for number in numbers)
    return Variant(text, tuple(newest_first), standing(text, tuple(wordings), authoritative))
