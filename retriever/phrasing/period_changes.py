"""Two periods compared: the uses of given wordings in both, and which recurring wordings came in or went out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice

from corpus import Span, SpeechFacts, Wording, fold_plain, lookup_form
from corpus.cancelling import check_cancelled
from corpus.errors import QueryError
from corpus.language.dates import half_width
from corpus.language.numerals import ONES, ZEROS
from corpus.lookup import count_in
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.phrasing.keyness import SURE, Uses, log_likelihood, rarer_in_first, recurring_wordings, stands_by_itself
from retriever.phrasing.occurrences import Occurrence, occurrences
from retriever.phrasing.set_wordings import discontinued_in
from retriever.phrasing.timeline import Timeline, counted_speeches

MOST_SHOWN = 30
"""Wordings that came in, and as many that went out."""

_COUNTED_EXACTLY = 8 * MOST_SHOWN  # the likeliest by their whole words, then by every place that they stand in
_YEAR = re.compile(rf"[一二][{ZEROS}零{ONES}]{{3}}年")
_PERIOD = re.compile(r"((?:19|20)\d\d)\s*年?(?:\s*[-~～至到]\s*((?:19|20)\d\d)\s*年?)?")


@dataclass(frozen=True, slots=True)
class ComparedPeriod:
    """The years from `first` to `last`, both included, and how much the corpus holds of them."""

    first: int
    last: int
    speeches: int
    characters: int


@dataclass(frozen=True, slots=True)
class Change:
    """A wording in two periods: all its occurrences in the one and in the other, by date.

    `log_likelihood` says how surely its rates differ (see `keyness.log_likelihood`). `discontinued` are the
    discontinued wordings in it, as spans of `phrase`.
    """

    phrase: str
    first: tuple[Occurrence, ...]
    second: tuple[Occurrence, ...]
    log_likelihood: float
    discontinued: tuple[tuple[Span, Wording], ...] = ()

    @property
    def uses(self) -> Uses:
        """The number of occurrences in each of the periods."""
        return Uses(len(self.first), len(self.second))


@dataclass(frozen=True, slots=True)
class Periods:
    """Two periods, the given wordings in both, and what came in and went out, the surest first.

    Nothing is listed whose rates differ by less than keyness.SURE, however often it is used in one period alone: with
    few speeches there may be nothing. Names and offices of speakers are no wordings, nor are years.
    """

    first: ComparedPeriod
    second: ComparedPeriod
    given: tuple[Change, ...]
    came_in: tuple[Change, ...]
    went_out: tuple[Change, ...]


def period_years(typed: str) -> tuple[int, int]:
    """The first and the last year of a period as typed: 2017-2019, or one year.

    :raises QueryError: if it is neither, or runs backwards.
    """
    match = _PERIOD.fullmatch(half_width(typed))
    if not match or (match[2] and match[2] < match[1]):
        raise QueryError("period_unreadable", value=typed)
    return int(match[1]), int(match[2] or match[1])


def compare_periods(index: OpenedIndex, given: Timeline | None, typed: tuple[str, str]) -> Periods:
    """The two periods that were typed, with the wordings of `given` in both.

    :raises QueryError: if a period is not one, the corpus has no speech of it, or the two have a year in common.
    """
    spans = [period_years(each) for each in typed]
    if spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]:
        raise QueryError("periods_overlap", first=typed[0], second=typed[1])
    speeches = counted_speeches(index.snapshot)
    members = [[each for each in speeches if _within(each.speech.year, *span)] for span in spans]
    for text, held in zip(typed, members, strict=True):
        if not held:
            raise QueryError("period_empty", value=text)
    first, second = (
        ComparedPeriod(*span, len(held), sum(each.characters for each in held))
        for span, held in zip(spans, members, strict=True)
    )
    came_in, went_out = index.snapshot.once(
        "came and went", lambda: _came_and_went(index, first, second), first, second
    )
    return Periods(
        first,
        second,
        tuple(
            replace(change(each.phrase, each.occurrences, first, second), discontinued=each.discontinued)
            for each in (given.wordings if given else ())
        ),
        came_in,
        went_out,
    )


def _came_and_went(index: OpenedIndex, first: ComparedPeriod, second: ComparedPeriod) -> tuple[tuple[Change, ...], ...]:
    """The wordings that came in and those that went out."""
    numbers = [
        [each.speech_no for each in counted_speeches(index.snapshot) if _is_of(each.speech, period)]
        for period in (first, second)
    ]
    met = recurring_wordings(*(index.snapshot.cut_texts(of_period) for of_period in numbers))
    return tuple(_changes(index, met, first, second, came_in=came_in) for came_in in (True, False))


def change(phrase: str, found: Sequence[Occurrence], first: ComparedPeriod, second: ComparedPeriod) -> Change:
    """The occurrences of `phrase` that are of either period."""
    ordered = sorted(found, key=lambda each: (each.speech.date_key, each.speech_no, each.start))
    in_first = tuple(each for each in ordered if _is_of(each.speech, first))
    in_second = tuple(each for each in ordered if _is_of(each.speech, second))
    uses = Uses(len(in_first), len(in_second))
    return Change(phrase, in_first, in_second, log_likelihood(uses, first.characters, second.characters))


def _is_of(speech: SpeechFacts, period: ComparedPeriod) -> bool:
    return _within(speech.year, period.first, period.last)


def _within(year: int | None, first: int, last: int) -> bool:
    return year is not None and first <= year <= last


def _changes(
    index: OpenedIndex, met: Mapping[str, Uses], first: ComparedPeriod, second: ComparedPeriod, *, came_in: bool
) -> tuple[Change, ...]:
    """The wordings that came in or went out, the surest first; of two of which one holds the other, the surer."""
    sizes = first.characters, second.characters
    is_named = _names_speaker(index.snapshot)
    likelihood = cache(lambda uses: log_likelihood(uses, *sizes))  # few of the wordings are used more than a few times
    is_rarer = cache(lambda uses: _is_rarer(uses, *sizes, came_in=came_in))
    rarer = [folded for folded, uses in met.items() if is_rarer(uses)]
    likeliest = sorted(rarer, key=lambda folded: (-likelihood(met[folded]), folded))
    told = (folded for folded in likeliest if not is_named(folded) and not is_dated(folded))
    candidates = islice(told, _COUNTED_EXACTLY)
    counted = {folded: _uses(index, folded, first, second) for folded in candidates}
    surely = [folded for folded, uses in counted.items() if is_rarer(uses) and likelihood(uses) >= SURE]
    kept: dict[str, Change] = {}
    for folded in sorted(surely, key=lambda folded: (-likelihood(counted[folded]), -len(folded), folded)):
        if len(kept) == MOST_SHOWN:
            break
        if any(folded in other or other in folded for other in kept):
            continue
        found = change(folded, occurrences(index, folded).counted, first, second)
        if _is_whole(index.snapshot, (*found.first, *found.second)):
            kept[folded] = found
    return tuple(_as_written(index.snapshot, found) for found in kept.values())


def _uses(index: OpenedIndex, folded: str, first: ComparedPeriod, second: ComparedPeriod) -> Uses:
    """The number of places of a wording in each of the periods: far sooner than the places themselves."""
    check_cancelled()
    form, snapshot, uses = lookup_form(folded).text, index.snapshot, [0, 0]
    for number in index.search.phrase_speeches(folded).tolist():
        speech = snapshot.speeches()[number]
        period = 0 if _is_of(speech, first) else 1 if _is_of(speech, second) else None
        if period is not None and snapshot.versions.front(number) == number:
            uses[period] += count_in(form, snapshot.lookup_form(number))
    return Uses(*uses)


def _is_whole(snapshot: Snapshot, found: Sequence[Occurrence]) -> bool:
    """True if a wording stands by itself in its places, and is no piece that is cut out of a longer one."""
    texts = [snapshot.with_text(each.speech_no).text for each in found]
    before = [_neighbour(text[max(0, each.start - 1) : each.start]) for each, text in zip(found, texts, strict=True)]
    behind = [_neighbour(text[each.end : each.end + 1]) for each, text in zip(found, texts, strict=True)]
    return stands_by_itself(before, behind)


@lru_cache(maxsize=10_000)  # few characters are most of a text
def _neighbour(character: str) -> str:
    """The character, folded, or "" for a mark or a blank."""
    folded = fold_plain(character)
    return folded if folded.isalnum() else ""


def _names_speaker(snapshot: Snapshot) -> Callable[[str], bool]:
    """A test that is true of a folded wording that holds a name of a speaker, or is part of an office."""
    stated = snapshot.whole.speeches().values()
    names = {fold_plain(each.speaker) for each in stated if each.speaker}
    offices = {fold_plain(each.office) for each in stated if each.office}
    return lambda folded: any(name in folded for name in names) or any(folded in office for office in offices)


def is_dated(folded: str) -> bool:
    """True for a wording with a year in it: 一九五八年 went out with its decade and is no wording."""
    return _YEAR.search(folded) is not None


def _is_rarer(uses: Uses, size_first: int, size_second: int, *, came_in: bool) -> bool:
    """True if a wording is rarer in the first period, or, if it is not to have `come_in`, in the second."""
    if came_in:
        return rarer_in_first(uses, size_first, size_second)
    return rarer_in_first(Uses(uses.second, uses.first), size_second, size_first)


def _as_written(snapshot: Snapshot, found: Change) -> Change:
    """The change with the wording as an occurrence writes it: the newest of those without a line break inside."""
    occurrence = min(reversed((*found.first, *found.second)), key=lambda each: each.end - each.start)
    phrase = snapshot.with_text(occurrence.speech_no).text[occurrence.start : occurrence.end]
    return replace(found, phrase=phrase, discontinued=tuple(discontinued_in(phrase, snapshot.wordings())))
