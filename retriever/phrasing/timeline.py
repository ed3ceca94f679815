"""Wordings over the years: first and last use, uses a year, and their share of what was said that year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Span, SpeechFacts, Wording, fold_plain
from corpus.errors import QueryError
from indexer.progress import through
from indexer.snapshot import Snapshot, once
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import Occurrence, speech_count
from retriever.phrasing.phrase import MOST_WORDINGS, LookedUp, look_up, wordings_of
from retriever.phrasing.scope import Scope, scope

PER = 10_000
"""Characters, blank space not counted, to which the uses of a year are related."""


@dataclass(frozen=True, slots=True)
class CountedSpeech:
    """A speech that counts, and how many folded characters its text has."""

    speech_no: int
    speech: SpeechFacts
    characters: int


@dataclass(frozen=True, slots=True)
class YearCovered:
    """The speeches that the corpus holds of a year; `speeches` is 0 for a year in between of which it holds nothing."""

    year: int
    speeches: int
    characters: int


@dataclass(frozen=True, slots=True)
class YearOfUse:
    """The uses of one wording in a year, by date: no uses in a year without speeches says nothing about the wording."""

    covered: YearCovered
    occurrences: tuple[Occurrence, ...]

    @property
    def speeches(self) -> int:
        """The number of the year's speeches that use it."""
        return speech_count(self.occurrences)

    @property
    def share(self) -> float | None:
        """The share of the year's speeches that use it, in [0, 1]; None where there are no speeches."""
        return self.speeches / self.covered.speeches if self.covered.speeches else None

    @property
    def per_10000(self) -> float | None:
        """Uses per 10,000 characters of the year's speeches; None where there are no speeches."""
        return PER * len(self.occurrences) / self.covered.characters if self.covered.characters else None


@dataclass(frozen=True, slots=True)
class WordingOverYears:
    """One wording: its uses in every year from the first to the last that the corpus covers, and those without a date.

    `first` and `last` are the earliest and the latest dated use, None where there is none. `discontinued` are the
    discontinued wordings in it, as spans of `phrase`, each with what replaces it.
    """

    phrase: str
    first: Occurrence | None
    last: Occurrence | None
    years: tuple[YearOfUse, ...]
    undated: tuple[Occurrence, ...]
    discontinued: tuple[tuple[Span, Wording], ...] = ()

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """All uses, by date, those without one last."""
        return (*(each for year in self.years for each in year.occurrences), *self.undated)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Several wordings over the same years; `undated` are the speeches without a date."""

    wordings: tuple[WordingOverYears, ...]
    covered: tuple[YearCovered, ...]
    undated: tuple[SpeechFacts, ...]
    scope: Scope


def timeline(index: OpenedIndex, phrases: Sequence[str]) -> Timeline:
    """The timeline of `phrases`, each once; several may be typed as one with | between them, and may have gaps.

    :raises QueryError: if there is none, or too many, or one is blank or too long.
    """
    wanted = list(dict.fromkeys(wording for phrase in phrases for wording in wordings_of(phrase)))
    if len(wanted) > MOST_WORDINGS:
        raise QueryError("wordings_too_many", count=len(wanted), limit=MOST_WORDINGS)
    if not wanted:
        raise QueryError("phrase_blank")
    return timeline_of([look_up(index, phrase) for phrase in wanted], counted_speeches(index.snapshot), scope(index))


@once
def counted_speeches(snapshot: Snapshot) -> tuple[CountedSpeech, ...]:
    """The speeches that count, by number."""
    known, whole = snapshot.speeches(), snapshot.whole
    read = {} if whole is snapshot else {each.speech_no: each.characters for each in counted_speeches(whole)}
    return tuple(
        CountedSpeech(
            number,
            known[number],
            read[number] if number in read else len(fold_plain(snapshot.text(number))),
        )
        for number in through(snapshot.versions.counted())
    )


def timeline_of(looked: Sequence[LookedUp], speeches: Sequence[CountedSpeech], looked_through: Scope) -> Timeline:
    """The timeline of the wordings that were `looked` up in `speeches`."""
    covered = years_covered(speeches)
    return Timeline(
        tuple(_over_years(each, covered) for each in looked),
        covered,
        tuple(each.speech for each in speeches if each.speech.year is None),
        looked_through,
    )


def years_covered(speeches: Sequence[CountedSpeech]) -> tuple[YearCovered, ...]:
    """Every year from the first to the last that a speech is of, ascending."""
    by_year: defaultdict[int, list[CountedSpeech]] = defaultdict(list)
    for each in speeches:
        if each.speech.year is not None:
            by_year[each.speech.year].append(each)
    return tuple(
        YearCovered(year, len(by_year.get(year, ())), sum(each.characters for each in by_year.get(year, ())))
        for year in (range(min(by_year), max(by_year) + 1) if by_year else ())
    )


def _over_years(looked: LookedUp, covered: Sequence[YearCovered]) -> WordingOverYears:
    found = looked.found
    dated = sorted((each for each in found.counted if each.speech.date), key=_when)
    of_year: defaultdict[int | None, list[Occurrence]] = defaultdict(list)
    for occurrence in dated:
        of_year[occurrence.speech.year].append(occurrence)
    return WordingOverYears(
        found.phrase,
        dated[0] if dated else None,
        dated[-1] if dated else None,
        tuple(YearOfUse(year, tuple(of_year[year.year])) for year in covered),
        tuple(each for each in found.counted if not each.speech.date),
        looked.discontinued,
    )


def _when(occurrence: Occurrence) -> tuple[int, int, int]:
    return occurrence.speech.date_key, occurrence.speech_no, occurrence.start
