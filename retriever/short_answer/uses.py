"""The places of a wording that a question asks about: how many, in which years, the first and the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from corpus import Span
from indexer.snapshot import Snapshot
from retriever.export import sentence_around
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import LONGEST, Occurrence, by_date, occurrences
from retriever.types import Slice, YearOfWording

OUTERMOST = 3
"""Speeches that are named where the first or the last use of a wording is asked for."""


@dataclass(frozen=True, slots=True)
class Uses:
    """The places of `wording` in the speeches that count, by speech number and place."""

    wording: str
    found: tuple[Occurrence, ...]

    @property
    def speeches(self) -> int:
        """The number of speeches that hold it."""
        return len({one.speech_no for one in self.found})

    @property
    def undated(self) -> int:
        """The number of those speeches that have no date."""
        return len({one.speech_no for one in self.found if one.speech.year is None})


def uses_of(index: OpenedIndex, wording: str, among: Collection[int] | None) -> Uses:
    """The places of `wording` in the speeches `among`, None for all; none of a wording that is too long to look up."""
    if len(wording) > LONGEST:
        return Uses(wording, ())
    counted = occurrences(index, wording).counted
    held = None if among is None else {int(number) for number in among}
    return Uses(wording, tuple(one for one in counted if held is None or one.speech_no in held))


def by_year(uses: Uses) -> tuple[YearOfWording, ...]:
    """The years of the places, ascending; those without a date are in none."""
    places = Counter(one.speech.year for one in uses.found)
    speeches = Counter(year for _, year in {(one.speech_no, one.speech.year) for one in uses.found})
    return tuple(YearOfWording(year, places[year], speeches[year]) for year in sorted(filter(None, places)))


def first_and_last(snapshot: Snapshot, uses: Uses) -> tuple[Slice, ...]:
    """The sentences of the oldest and the newest dated place, one where they are the same; else that of any place."""
    dated = [one for one in by_date(uses.found, newest=False) if one.speech.date] or list(uses.found[:1])
    first, last = slice_around(snapshot, dated[0]), slice_around(snapshot, dated[-1])
    return (first,) if (first.speech, first.start) == (last.speech, last.start) else (first, last)


def outermost(snapshot: Snapshot, uses: Uses, *, newest: bool) -> tuple[Slice, ...]:
    """The sentence of the first place in each of the oldest, or the newest, dated speeches, at most OUTERMOST."""
    by_speech = {one.speech_no: one for one in reversed(uses.found) if one.speech.date}
    return tuple(slice_around(snapshot, one) for one in by_date(list(by_speech.values()), newest=newest)[:OUTERMOST])


def slice_around(snapshot: Snapshot, place: Occurrence) -> Slice:
    """The sentence, or the sentences, that `place` stands in, with the wording marked."""
    text = snapshot.with_text(place.speech_no).text
    start, end = sentence_around(text, Span(place.start, place.end))
    return Slice(text[start:end], place.speech, start, end, (Span(place.start - start, place.end - start),))
