"""Occurrences: every place of a wording, exhaustive and exact, and the lines around it (KWIC), ordered and grouped."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus import Folded, Span, SpeechFacts, fold_blank, fold_plain, lookup_form, span_in_original
from corpus.errors import QueryError
from corpus.language.quotes import DOUBLE, SINGLE
from corpus.language.spellings import SPELLED, shown_by_spelling
from corpus.lookup import overlapping_spans_in
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.phrasing.scope import Scope, scope

LONGEST = 500
"""Characters of a wording that is looked up; a paragraph is compared, not looked up."""

_MARKS = f"{DOUBLE}{SINGLE}\"'＂＇"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a wording: `text[start:end]` of the speech with the number `speech_no`.

    `fillers` are what stands in the gaps of a pattern, as spans of the text.
    """

    speech_no: int
    speech: SpeechFacts
    start: int
    end: int
    fillers: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All places of one wording in the speeches that count, by speech number and place.

    Those in other versions of the same speeches (drafts, transcripts, copies) are apart: they are not counted.
    """

    phrase: str
    counted: tuple[Occurrence, ...]
    in_other_versions: tuple[Occurrence, ...]
    scope: Scope

    @property
    def speeches(self) -> int:
        """The number of speeches that hold the wording."""
        return speech_count(self.counted)


def speech_count(found: Iterable[Occurrence]) -> int:
    """The number of speeches that occurrences are in."""
    return len({occurrence.speech_no for occurrence in found})


def spans_of(phrase: str, text: Folded) -> Iterator[Span]:
    """The places of a folded wording in a folded text, as spans of the original.

    Ascending; of overlapping ones the first from the left. The wording is not empty.
    """
    at = text.text.find(phrase)
    while at >= 0:
        yield Span(*span_in_original(text.offsets, at, at + len(phrase)))
        at = text.text.find(phrase, at + len(phrase))


def occurrences(index: OpenedIndex, phrase: str, *, exact: bool = False) -> Occurrences:
    """Every place of `phrase`. With `exact` blank space is overlooked and nothing else is.

    :raises QueryError: if the phrase is blank or longer than LONGEST.
    """
    form = _form_of(phrase)
    found = (
        Occurrence(number, index.snapshot.speeches()[number], *span)
        for number in index.snapshot.as_read(index.search.phrase_speeches(phrase).tolist())
        for span in (
            _as_written(phrase, form, index.snapshot, number)
            if exact
            else index.snapshot.spans_of_wording(form, number)
        )
    )
    return counted_once(index, phrase, found)


def _as_written(phrase: str, form: str, snapshot: Snapshot, number: int) -> Iterator[Span]:
    """The places in a speech where `phrase` stands in its own characters; its edges are those of words and numbers."""
    written = fold_blank(phrase).text
    # What folding drops and quotation marks at its edges stand outside of what is looked up.
    edges = "".join(char for char in {*written} if char in _MARKS or not fold_plain(char))
    before = len(written) - len(written.lstrip(edges))
    behind = len(written) - len(written.rstrip(edges))
    text = fold_blank(snapshot.with_text(number).text)
    whole = set(overlapping_spans_in(form, snapshot.lookup_form(number)))
    at = text.text.find(written)
    while at >= 0:
        end = at + len(written)
        if span_in_original(text.offsets, at + before, end - behind) in whole:
            yield Span(*span_in_original(text.offsets, at, end))
            at = text.text.find(written, end)
        else:
            at = text.text.find(written, at + 1)


def counted_once(index: OpenedIndex, phrase: str, found: Iterator[Occurrence]) -> Occurrences:
    """`found` with what stands in the versions that do not count set apart."""
    counted: list[Occurrence] = []
    others: list[Occurrence] = []
    versions = index.snapshot.versions
    for occurrence in found:
        (counted if versions.front(occurrence.speech_no) == occurrence.speech_no else others).append(occurrence)
    return Occurrences(phrase, tuple(counted), tuple(others), scope(index))


def _form_of(phrase: str) -> str:
    """The wording in the lookup form.

    :raises QueryError: if it is blank or longer than LONGEST.
    """
    form = lookup_form(phrase).text
    if not form:
        raise QueryError("phrase_blank")
    if len(form) > LONGEST:
        raise QueryError("phrase_too_long", length=len(form), limit=LONGEST)
    return form


def in_all(found: Sequence[Sequence[Occurrence]]) -> tuple[SpeechFacts, ...]:
    """The speeches, by number, that hold every one of several wordings, of which `found` are the places of each."""
    held = set.intersection(*({occurrence.speech_no for occurrence in places} for places in found))
    speeches = {occurrence.speech_no: occurrence.speech for occurrence in found[0]}
    return tuple(speeches[number] for number in sorted(held))


WIDTH = 30
"""Characters of context on either side, of the paragraph that the wording stands in."""

Order = Literal["newest", "oldest", "following", "preceding", "l1", "r1", "r2"]
Group = Literal["following", "preceding", "speaker", "occasion", "folder", "year"]
ORDERS: tuple[Order, ...] = get_args(Order)
GROUPS: tuple[Group, ...] = get_args(Group)

_CLAUSE_MARK = re.compile(r"[\s，。；：、！？,.;:!?…“”‘’「」『』（）()《》〈〉【】〔〕\-—]")


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One occurrence between what stands left and right of it in its paragraph, all three slices of the text."""

    occurrence: Occurrence
    left: str
    match: str
    right: str

    @property
    def fillers(self) -> tuple[str, ...]:
        """The words in the gaps of a pattern; empty for a wording without gaps."""
        here = self.occurrence.start
        return tuple(self.match[start - here : end - here] for start, end in self.occurrence.fillers)


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that have `name` in common: a neighbouring word, a speaker, a year. None where nothing is known."""

    name: str | None
    lines: tuple[ConcordanceLine, ...]


def line(occurrence: Occurrence, text: str, width: int = WIDTH) -> ConcordanceLine:
    """The line of `occurrence` in `text`, with at most `width` characters of context on either side."""
    start, end = occurrence.start, occurrence.end
    left = text[max(0, start - width) : start]
    right = text[end : end + width]
    return ConcordanceLine(occurrence, left[left.rfind("\n") + 1 :], text[start:end], right.partition("\n")[0])


def lines(snapshot: Snapshot, found: Sequence[Occurrence], width: int = WIDTH) -> list[ConcordanceLine]:
    """The line of each occurrence, in their order."""
    return [line(occurrence, snapshot.text(occurrence.speech_no), width) for occurrence in found]


def by_date(found: Sequence[Occurrence], *, newest: bool) -> list[Occurrence]:
    """`found` by the date of their speeches, within one in the order of its text; those without a date at the end."""
    dated = [occurrence for occurrence in found if occurrence.speech.date]
    undated = [occurrence for occurrence in found if not occurrence.speech.date]
    return sorted(dated, key=lambda o: o.speech.date_key, reverse=newest) + undated


def in_order(
    found: Sequence[ConcordanceLine], order: Order, words: Callable[[str], Sequence[str]]
) -> list[ConcordanceLine]:
    """`found` in an order: by date, newest or oldest first; by the characters that follow or precede, read away from
    the wording; by the word to its left (l1) or right (r1), then the next ones; or by the second to its right (r2).

    `words` cuts a text into words, in order. Where a clause ends there is no word, which comes first.
    """
    if order in ("newest", "oldest"):
        place = {id(each.occurrence): each for each in found}
        return [place[id(o)] for o in by_date([each.occurrence for each in found], newest=order == "newest")]
    if order == "following":
        return sorted(found, key=lambda each: fold_plain(each.right))
    if order == "preceding":
        return sorted(found, key=lambda each: fold_plain(each.left)[::-1])
    if order == "l1":
        return sorted(found, key=lambda each: (_words_before(each, words)[::-1], fold_plain(each.right)))
    behind = {id(each): _words_behind(each, words) for each in found}
    if order == "r1":
        return sorted(found, key=lambda each: behind[id(each)])
    return sorted(found, key=lambda each: (behind[id(each)][1:2], behind[id(each)]))


def grouped(found: Sequence[ConcordanceLine], by: str, words: Callable[[str], Sequence[str]]) -> list[LineGroup]:
    """`found` in groups, the largest first (years: newest first), nameless ones last; the lines keep their order.

    `words` cuts a text into words, in order: a neighbour is the whole word next to the wording, "" at a mark or an end.
    """
    names = [_name(each, by, words) for each in found]
    shown = shown_by_spelling(Counter(filter(None, names)), by) if by in SPELLED else {}
    groups: defaultdict[str | None, list[ConcordanceLine]] = defaultdict(list)
    for each, name in zip(found, names, strict=True):
        groups[shown.get(name or "", name)].append(each)
    named = [LineGroup(name, tuple(held)) for name, held in groups.items()]
    if by == "year":
        return sorted(named, key=lambda group: group.name or "", reverse=True)
    return sorted(named, key=lambda group: (group.name is None, -len(group.lines), group.name or ""))


def _name(each: ConcordanceLine, by: str, words: Callable[[str], Sequence[str]]) -> str | None:
    speech = each.occurrence.speech
    if by == "following":
        return next(iter(_words_behind(each, words)), "")
    if by == "preceding":
        return next(reversed(_words_before(each, words)), "")
    return stated_by(speech, by)


def stated_by(speech: SpeechFacts, by: str) -> str | None:
    """The year, speaker, occasion or folder of a speech, None where it is not known."""
    if by == "year":
        return None if speech.year is None else str(speech.year)
    name: str | None = {"speaker": speech.speaker, "occasion": speech.occasion, "folder": speech.folder}[by]
    return name


def _words_before(each: ConcordanceLine, words: Callable[[str], Sequence[str]]) -> list[str]:
    """The folded words in front of the wording in its clause."""
    return [fold_plain(word) for word in words(_CLAUSE_MARK.split(each.left)[-1]) if word.strip()]


def _words_behind(each: ConcordanceLine, words: Callable[[str], Sequence[str]]) -> list[str]:
    """The folded words behind the wording in its clause."""
    return [fold_plain(word) for word in words(_CLAUSE_MARK.split(each.right, maxsplit=1)[0]) if word.strip()]
