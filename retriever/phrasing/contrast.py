"""Two sides compared, each the speeches that pass filters: given wordings in both, and those that are key to either."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice, takewhile
from typing import Any

from corpus import Span, Wording, fold_plain, lookup_form
from corpus.cancelling import check_cancelled
from corpus.errors import QueryError
from corpus.language.dates import half_width
from corpus.language.numerals import ONES, ZEROS
from corpus.lookup import count_in
from indexer.snapshot import Snapshot
from retriever.filters import Filters, allowed, normal_filters, set_filters
from retriever.opened import OpenedIndex
from retriever.phrasing.keyness import (
    SHORTEST,
    SURE,
    Uses,
    log_likelihood,
    log_ratio,
    rarer_in_first,
    recurring_wordings,
    stands_by_itself,
)
from retriever.phrasing.occurrences import Occurrence, occurrences
from retriever.phrasing.set_wordings import discontinued_in
from retriever.phrasing.timeline import Timeline, counted_speeches

MOST_SHOWN = 30
"""Key wordings of each side where not all are wanted."""

_COUNTED_EXACTLY = 8  # times as many as are wanted: the likeliest by their whole words, then by every place of theirs
# A wording is whole words in this share of its places: 发展中国 is so in 发展中国特色 alone, and cut out of 发展中国家.
_OF_WHOLE_WORDS = 1 / 2
_YEAR = re.compile(rf"[一二][{ZEROS}零{ONES}]{{3}}年")
_PERIOD = re.compile(r"((?:19|20)\d\d)\s*年?(?:\s*[-~～至到]\s*((?:19|20)\d\d)\s*年?)?")


@dataclass(frozen=True, slots=True)
class Side:
    """The speeches that count and pass `filters`, or, where these are None, all that the other side leaves.

    `numbers` are those of the speeches, `characters` what their texts have, blank space not counted.
    """

    filters: Filters | None
    numbers: frozenset[int]
    characters: int

    @property
    def speeches(self) -> int:
        """The number of speeches."""
        return len(self.numbers)


@dataclass(frozen=True, slots=True)
class KeyWording:
    """A wording on two sides: all its occurrences on the one and on the other, by date.

    `log_likelihood` says how surely its rates differ, `log_ratio` by how much: see `keyness`. `discontinued` are the
    discontinued wordings in it, as spans of `phrase`.
    """

    phrase: str
    first: tuple[Occurrence, ...]
    second: tuple[Occurrence, ...]
    log_likelihood: float
    log_ratio: float
    discontinued: tuple[tuple[Span, Wording], ...] = ()

    @property
    def uses(self) -> Uses:
        """The number of occurrences on each of the sides."""
        return Uses(len(self.first), len(self.second))


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two sides, the given wordings on both, and the key wordings of each, the surest first.

    Nothing is key whose rates differ by less than keyness.SURE, however often it is used on one side alone: with
    few speeches there may be nothing. Names and offices of speakers are no wordings, nor are years.
    """

    first: Side
    second: Side
    given: tuple[KeyWording, ...]
    more_in_first: tuple[KeyWording, ...]
    more_in_second: tuple[KeyWording, ...]


def period_years(typed: str) -> tuple[int, int]:
    """The first and the last year of a period as typed: 2017-2019, or one year.

    :raises QueryError: if it is neither, or runs backwards.
    """
    match = _PERIOD.fullmatch(half_width(typed))
    if not match or (match[2] and match[2] < match[1]):
        raise QueryError("period_unreadable", value=typed)
    return int(match[1]), int(match[2] or match[1])


def compare_periods(index: OpenedIndex, given: Timeline | None, typed: tuple[str, str]) -> Contrast:
    """The two periods that were typed, with the wordings of `given` in both.

    :raises QueryError: if a period is not one, the corpus has no speech of it, or the two have a year in common.
    """
    spans = [period_years(each) for each in typed]
    if spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]:
        raise QueryError("periods_overlap", first=typed[0], second=typed[1])
    first, second = (side(index, of_years(*span)) for span in spans)
    for text, one in zip(typed, (first, second), strict=True):
        if not one.speeches:
            raise QueryError("period_empty", value=text)
    return contrast(index, given, first, second, MOST_SHOWN)


def of_years(first: int, last: int) -> Filters:
    """The filters that speeches of the years from `first` to `last` pass, both included."""
    return Filters(date_from=str(first), date_to=str(last))


def years_of(side: Side) -> tuple[int, int]:
    """The first and the last year of a side that is a period."""
    filters = side.filters or Filters()
    return int(filters.date_from or 0), int(filters.date_to or 0)


def compare_sides(
    index: OpenedIndex, given: Timeline | None, first: Filters | None, second: Filters | None, most: int | None = None
) -> Contrast:
    """The speeches that pass the one and the other filters; the side without filters has all that the other leaves.

    :raises QueryError: if a filter has a value that no speech has, a side has no speech, or a speech is on both.
    """
    one = side(index, first or Filters())
    other = side(index, second) if second else rest(index, one)
    if first is None:
        one = rest(index, other)
    for code, held in (("first_side_empty", one), ("second_side_empty", other)):
        if held.speeches:
            continue
        if held.filters is None:
            raise QueryError("rest_empty")
        raise QueryError(code, values="、".join(emptying(index, held.filters)))
    if both := len(one.numbers & other.numbers):
        raise QueryError("sides_overlap", count=both)
    return contrast(index, given, one, other, most)


def side(index: OpenedIndex, filters: Filters) -> Side:
    """The speeches of the index that pass `filters`.

    :raises QueryError: if a filter has a value that no speech has, or a date is none.
    """
    passing = allowed(index.known, normal_filters(filters))
    held = None if passing is None else frozenset(passing.tolist())
    return _side_of(index, filters, lambda number: held is None or number in held)


def emptying(index: OpenedIndex, filters: Filters) -> list[str]:
    """The values of those `filters` that by themselves leave no speech; all of them where only together they do."""
    values: dict[str, Any] = set_filters(filters)
    alone = {name: side(index, replace(Filters(), **{name: value})) for name, value in values.items()}
    named = [str(value) for name, value in values.items() if not alone[name].speeches]
    return list(dict.fromkeys(named or map(str, values.values())))


def rest(index: OpenedIndex, one: Side) -> Side:
    """All speeches that count and are not on the side `one`."""
    return _side_of(index, None, lambda number: number not in one.numbers)


def _side_of(index: OpenedIndex, filters: Filters | None, is_on: Callable[[int], bool]) -> Side:
    counted = [each for each in counted_speeches(index.snapshot) if is_on(each.speech_no)]
    return Side(filters, frozenset(each.speech_no for each in counted), sum(each.characters for each in counted))


def contrast(index: OpenedIndex, given: Timeline | None, first: Side, second: Side, most: int | None) -> Contrast:
    """Both sides with the wordings of `given`, and at most so many key wordings of each; None is no limit."""
    in_first, in_second = index.snapshot.once(
        "key wordings", lambda: _key_wordings(index, first, second, most), first.filters, second.filters, most
    )
    return Contrast(
        first,
        second,
        tuple(
            replace(on_both(each.phrase, each.occurrences, first, second), discontinued=each.discontinued)
            for each in (given.wordings if given else ())
        ),
        in_first,
        in_second,
    )


def on_both(phrase: str, found: Sequence[Occurrence], first: Side, second: Side) -> KeyWording:
    """The occurrences of `phrase` that are on either side."""
    ordered = sorted(found, key=lambda each: (each.speech.date_key, each.speech_no, each.start))
    in_first = tuple(each for each in ordered if each.speech_no in first.numbers)
    in_second = tuple(each for each in ordered if each.speech_no in second.numbers)
    measured = Uses(len(in_first), len(in_second)), first.characters, second.characters
    return KeyWording(phrase, in_first, in_second, log_likelihood(*measured), log_ratio(*measured))


def _key_wordings(
    index: OpenedIndex, first: Side, second: Side, most: int | None
) -> tuple[tuple[KeyWording, ...], ...]:
    """The key wordings of the first side and those of the second."""
    met = recurring_wordings(*(index.snapshot.cut_texts(sorted(each.numbers)) for each in (first, second)))
    return tuple(_key_to(index, met, first, second, most, to_first=to_first) for to_first in (True, False))


def _key_to(
    index: OpenedIndex, met: Mapping[str, Uses], first: Side, second: Side, most: int | None, *, to_first: bool
) -> tuple[KeyWording, ...]:
    """The key wordings of one side, the surest first; of two of which one holds the other, the surer."""
    sizes = first.characters, second.characters
    is_named = _names_speaker(index.snapshot)
    likelihood = cache(lambda uses: log_likelihood(uses, *sizes))  # few of the wordings are used more than a few times
    is_key = cache(lambda uses: _is_rarer_on_other(uses, *sizes, to_first=to_first))
    likeliest = sorted((each for each in met if is_key(met[each])), key=lambda each: (-likelihood(met[each]), each))
    # Few that are not sure by their whole words are so by every place of theirs: of all wordings they are too many.
    sure = likeliest if most else takewhile(lambda folded: likelihood(met[folded]) >= SURE, likeliest)
    told = (folded for folded in sure if not is_named(folded) and not is_dated(folded))
    candidates = islice(told, most and _COUNTED_EXACTLY * most)
    counted = {folded: _uses(index, folded, first, second) for folded in candidates}
    surely = [
        folded
        for folded, uses in counted.items()
        if is_key(uses) and likelihood(uses) >= SURE and sum(met[folded]) >= _OF_WHOLE_WORDS * sum(uses)
    ]
    kept: dict[str, KeyWording] = {}
    lines = "\n"  # what is kept, a line each: looked through at once
    for folded in sorted(surely, key=lambda folded: (-likelihood(counted[folded]), -len(folded), folded)):
        if len(kept) == most:
            break
        if folded in lines or any(piece in kept for piece in _pieces(folded)):
            continue
        found = on_both(folded, occurrences(index, folded).counted, first, second)
        if _is_whole(index.snapshot, (*found.first, *found.second)):
            kept[folded] = found
            lines += f"{folded}\n"
    return tuple(_as_written(index.snapshot, found) for found in kept.values())


def _pieces(folded: str) -> Iterator[str]:
    """The parts of a wording that are long enough to be one."""
    for start in range(len(folded) - SHORTEST + 1):
        yield from (folded[start:end] for end in range(start + SHORTEST, len(folded) + 1))


def _uses(index: OpenedIndex, folded: str, first: Side, second: Side) -> Uses:
    """The number of places of a wording on each of the sides: far sooner than the places themselves."""
    check_cancelled()
    form, snapshot, uses = lookup_form(folded).text, index.snapshot, [0, 0]
    for number in index.search.phrase_speeches(folded).tolist():
        which = 0 if number in first.numbers else 1 if number in second.numbers else None
        if which is not None:
            uses[which] += count_in(form, snapshot.lookup_form(number))
    return Uses(*uses)


def _is_whole(snapshot: Snapshot, found: Sequence[Occurrence]) -> bool:
    """True if a wording stands by itself in its places, and is no piece that is cut out of a longer one."""
    texts = [snapshot.text(each.speech_no) for each in found]
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
    columns = snapshot.whole.speeches().columns
    names, offices = ({fold_plain(each) for each in columns[field].values if each} for field in ("speaker", "office"))
    return lambda folded: any(name in folded for name in names) or any(folded in office for office in offices)


def is_dated(folded: str) -> bool:
    """True for a wording with a year in it: 一九五八年 went out with its decade and is no wording."""
    return _YEAR.search(folded) is not None


def _is_rarer_on_other(uses: Uses, size_first: int, size_second: int, *, to_first: bool) -> bool:
    """True if a wording is rarer on the side that it is not to be key to."""
    if to_first:
        return rarer_in_first(Uses(uses.second, uses.first), size_second, size_first)
    return rarer_in_first(uses, size_first, size_second)


def _as_written(snapshot: Snapshot, found: KeyWording) -> KeyWording:
    """The key wording with the wording as an occurrence writes it: the newest of those without a line break inside."""
    occurrence = min(reversed((*found.first, *found.second)), key=lambda each: each.end - each.start)
    phrase = snapshot.text(occurrence.speech_no)[occurrence.start : occurrence.end]
    return replace(found, phrase=phrase, discontinued=tuple(discontinued_in(phrase, snapshot.wordings())))
