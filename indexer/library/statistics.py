"""The corpus in numbers: speeches and characters by year, speaker and occasion. The versions of a speech count once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from corpus import SpeechFacts, reading_order
from indexer.snapshot import Snapshot, once

Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of speeches and characters with one value, None for those without any."""

    value: int | str | None
    speeches: int
    characters: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The corpus by year, oldest first and every year between the first and the last, and by the other fields, most
    speeches first. What has no value comes last. `left_out` counts versions that do not count.
    """

    speeches: int
    characters: int
    left_out: int
    years: tuple[Count, ...]
    speakers: tuple[Count, ...]
    occasions: tuple[Count, ...]
    origins: tuple[Count, ...]


@once
def statistics(snapshot: Snapshot) -> Statistics:
    """The numbers of the corpus of `snapshot`."""
    lengths, speeches = snapshot.lengths(), snapshot.speeches()
    counted = [(speeches[number], lengths[number]) for number in snapshot.versions.counted()]
    return counts_of(counted, left_out=len(speeches) - len(counted))


def counts_of(counted: Iterable[tuple[SpeechFacts, int]], *, left_out: int = 0) -> Statistics:
    """The numbers of speeches, each given with its length in characters."""
    known = list(counted)
    return Statistics(
        len(known),
        sum(length for _, length in known),
        left_out,
        _with_gaps(_by(known, lambda speech: speech.year)),
        _most_first(_by(known, lambda speech: speech.speaker)),
        _most_first(_by(known, lambda speech: speech.occasion)),
        _most_first(_by(known, lambda speech: speech.origin)),
    )


def _by(known: list[tuple[SpeechFacts, int]], key: Callable[[SpeechFacts], Key | None]) -> dict[Key | None, Count]:
    found: dict[Key | None, Count] = {}
    for speech, length in known:
        value = key(speech)
        before = found.get(value, Count(value, 0, 0))
        found[value] = Count(value, before.speeches + 1, before.characters + length)
    return found


def _with_gaps(by_year: dict[int | None, Count]) -> tuple[Count, ...]:
    years = [year for year in by_year if year is not None]
    every = range(min(years), max(years) + 1) if years else range(0)
    return (*(by_year.get(year, Count(year, 0, 0)) for year in every), *([by_year[None]] if None in by_year else []))


def _most_first(counts: dict[str | None, Count]) -> tuple[Count, ...]:
    def place(count: Count) -> tuple[bool, int, int, bytes]:
        return count.value is None, -count.speeches, -count.characters, reading_order(str(count.value or ""))

    return tuple(sorted(counts.values(), key=place))
