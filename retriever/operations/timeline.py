"""Wordings over the years, and two periods compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from corpus import say
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations.contrast import KeyWordingFound, key_wording
from retriever.operations.filtered import Filtered, with_filters
from retriever.operations.operation import Command, Name, Operation, Phrase, Response
from retriever.operations.sources import (
    Discontinued,
    LookedThrough,
    Place,
    Source,
    discontinued,
    discontinued_lines,
    known,
    placed,
    scope_line,
)
from retriever.phrasing import timeline as over_years
from retriever.phrasing.contrast import Contrast, KeyWording, Side, compare_periods, years_of
from retriever.phrasing.occurrences import ConcordanceLine, Occurrence, line, speech_count
from retriever.phrasing.phrase import MOST_WORDINGS
from retriever.phrasing.scope import Scope, scope
from retriever.phrasing.timeline import Timeline, WordingOverYears, YearOfUse


@with_filters
class OverYears(Filtered):
    """Wordings whose use over the years is wanted, and two periods to compare."""

    phrases: list[Phrase] = Field(
        default_factory=list,
        max_length=MOST_WORDINGS,
        description=say("option.timeline.phrases", "en"),
        examples=[["三个到人", "四本台账"]],
    )
    periods: Annotated[list[Name], Field(min_length=2, max_length=2)] | None = Field(
        None, description=say("option.timeline.periods", "en"), examples=[["2017-2019", "2022-2024"]]
    )


@dataclass(frozen=True, slots=True)
class Result:
    """The wordings over the years, None where only periods were asked for; the two periods, None where none were.

    `text_of` gives the text of a speech by its number.
    """

    timeline: Timeline | None
    periods: Contrast | None
    scope: Scope
    text_of: Callable[[int], str] = field(repr=False, compare=False)

    def lines(self, occurrences: Sequence[Occurrence]) -> list[ConcordanceLine]:
        """The lines of occurrences, with the text to their left and right, in their order."""
        return [line(each, self.text_of(each.speech_no)) for each in occurrences]


def run(index: OpenedIndex, request: OverYears) -> Result:
    """The wordings over the years, and the two periods if they are given.

    :raises QueryError: if neither is given, a wording is blank or too long, they are too many, or a period is none.
    """
    return uses_over_years(narrowed(index, request.filters()), request.phrases, request.periods)


def uses_over_years(index: OpenedIndex, phrases: Sequence[str], periods: Sequence[str] | None = None) -> Result:
    """The uses of `phrases` over the years, and two `periods` compared.

    :raises QueryError: if neither is given, a wording is blank or too long, they are too many, or a period is none.
    """
    found = over_years.timeline(index, phrases) if phrases or not periods else None
    compared = compare_periods(index, found, (periods[0], periods[1])) if periods else None
    return Result(found, compared, scope(index), lambda number: index.snapshot.with_text(number).text)


# --- for programs ----------------------------------------------------------------------------------------------


class TimelineYear(Response):
    """The uses of a wording in a year; `count` and the like are null where there is no speech of it."""

    year: int
    """the year"""
    count: int | None
    """how many uses"""
    speeches: int | None
    """how many of the year's speeches use it"""
    of_speeches: int
    """how many speeches the year has"""
    share: float | None
    """speeches / of_speeches"""
    per_10000: float | None
    """uses per 10,000 characters of the year's speeches"""
    occurrences: list[Place]
    """the uses, by date"""


class TimelineWording(Response):
    """A wording over the years."""

    phrase: str
    """the wording"""
    total: int
    """how many uses"""
    speeches: int
    """in how many speeches"""
    first: Place | None
    """the earliest dated use"""
    last: Place | None
    """the latest dated use"""
    years: list[TimelineYear]
    """every year from the first to the last that the library covers"""
    undated: list[Place]
    """the uses without a date"""
    discontinued: list[Discontinued]
    """the discontinued wordings in it"""


class YearCovered(Response):
    """Amount of text that the library holds of a year."""

    year: int
    """the year"""
    speeches: int
    """speeches"""
    characters: int
    """their characters, blank space not counted"""


class PeriodCovered(Response):
    """Amount of text that the library holds of a period."""

    first: int = Field(serialization_alias="from", description="its first year")
    to: int
    """its last year"""
    speeches: int
    """speeches"""
    characters: int
    """their characters, blank space not counted"""


class PeriodsCompared(Response):
    """Two periods compared."""

    periods: list[PeriodCovered]
    """the two"""
    wordings: list[KeyWordingFound]
    """the wordings that were asked for"""
    came_in: list[KeyWordingFound]
    """what came in, the surest first"""
    went_out: list[KeyWordingFound]
    """what went out, the surest first"""


class TimelineResponse(Response):
    """Wordings over the years."""

    wordings: list[TimelineWording]
    """each wording"""
    years_covered: list[YearCovered] | None = Field(None, exclude_if=lambda years: years is None)
    """the years of the library; left out where no wording was asked for"""
    undated_speeches: list[Source] | None = Field(None, exclude_if=lambda speeches: speeches is None)
    """the speeches that belong to no year; left out where no wording was asked for"""
    scope: LookedThrough
    """what was looked through"""
    periods: PeriodsCompared | None
    """the two periods, if they were given"""


def respond(result: Result, language: str) -> TimelineResponse:
    """The result as programs read it."""
    found = result.timeline
    return TimelineResponse(
        wordings=[_wording(each) for each in found.wordings] if found else [],
        years_covered=[YearCovered.model_validate(year) for year in found.covered] if found else None,
        undated_speeches=[Source(**known(speech)) for speech in found.undated] if found else None,
        scope=LookedThrough.model_validate(result.scope),
        periods=_periods(result.periods) if result.periods else None,
    )


def _wording(wording: WordingOverYears) -> TimelineWording:
    every = wording.occurrences
    return TimelineWording(
        phrase=wording.phrase,
        total=len(every),
        speeches=speech_count(every),
        first=_place(wording.first) if wording.first else None,
        last=_place(wording.last) if wording.last else None,
        years=[_year(year) for year in wording.years],
        undated=[_place(occurrence) for occurrence in wording.undated],
        discontinued=discontinued(wording.phrase, wording.discontinued),
    )


def _year(year: YearOfUse) -> TimelineYear:
    known_year = year.covered.speeches > 0
    return TimelineYear(
        year=year.covered.year,
        count=len(year.occurrences) if known_year else None,
        speeches=year.speeches if known_year else None,
        of_speeches=year.covered.speeches,
        share=year.share,
        per_10000=year.per_10000,
        occurrences=[_place(occurrence) for occurrence in year.occurrences],
    )


def _periods(found: Contrast) -> PeriodsCompared:
    return PeriodsCompared(
        periods=[_period(each) for each in (found.first, found.second)],
        wordings=[key_wording(each, found) for each in found.given],
        came_in=[key_wording(each, found) for each in found.more_in_second],
        went_out=[key_wording(each, found) for each in found.more_in_first],
    )


def _period(side: Side) -> PeriodCovered:
    first, last = years_of(side)
    return PeriodCovered(first=first, to=last, speeches=side.speeches, characters=side.characters)


def _place(occurrence: Occurrence) -> Place:
    return Place(**placed(occurrence))


# --- on a terminal ---------------------------------------------------------------------------------------------


def show(result: Result, options: OverYears, language: str) -> Iterator[str]:
    """The lines to print."""
    if result.timeline:
        for wording in result.timeline.wordings:
            yield from _shown(wording, language)
        if result.timeline.undated:
            yield say("timeline_undated_speeches", language, count=len(result.timeline.undated))
    if result.periods:
        yield from _shown_periods(result.periods, language)
    yield scope_line(result.scope, language)


def _shown(wording: WordingOverYears, language: str) -> Iterator[str]:
    every = wording.occurrences
    yield say("phrase_counts", language, phrase=wording.phrase, total=len(every), speeches=speech_count(every))
    yield from discontinued_lines(wording.phrase, wording.discontinued, language)
    if wording.first and wording.last:
        for code, occurrence in (("timeline_first", wording.first), ("timeline_last", wording.last)):
            yield say(code, language, use=_use(occurrence, language))
    yield say("timeline_head", language)
    for year in wording.years:
        if year.share is None or year.per_10000 is None:
            yield f"{year.covered.year:>6}  {say('timeline_no_speech', language)}"
        else:
            of = f"{year.speeches}/{year.covered.speeches}"
            yield f"{year.covered.year:>6}{len(year.occurrences):>8}{of:>10}{year.share:>8.0%}{year.per_10000:>10.2f}"
    for occurrence in wording.undated:
        yield f"{say('undated', language):>6}  {_use(occurrence, language)}"
    yield ""


def _use(occurrence: Occurrence, language: str) -> str:
    speech = occurrence.speech
    inferred = say("timeline_inferred", language) if "date" in speech.inferred else ""
    return f"{speech.date or ''}{inferred} {speech.title} ({speech.source}:{occurrence.start})".lstrip()


def _shown_periods(found: Contrast, language: str) -> Iterator[str]:
    first, second = found.first, found.second
    yield say(
        "periods_head",
        language,
        first=_years(first),
        first_speeches=first.speeches,
        second=_years(second),
        second_speeches=second.speeches,
    )
    yield from _shown_changes(found.given, language)
    for code, changes in (("periods_came_in", found.more_in_second), ("periods_went_out", found.more_in_first)):
        yield f"\n{say(code, language, count=len(changes))}"
        yield from _shown_changes(changes, language)
        if not changes:
            yield f"  {say('periods_no_change', language)}"
    yield ""


def _years(side: Side) -> str:
    first, last = years_of(side)
    return f"{first}" if first == last else f"{first}-{last}"


def _shown_changes(changes: Sequence[KeyWording], language: str) -> Iterator[str]:
    for each in changes:
        yield f"{each.uses.first:>6}{each.uses.second:>6}{each.log_likelihood:>8.2f}  {each.phrase}"
        for line_ in discontinued_lines(each.phrase, each.discontinued, language):
            yield f"{'':22}{line_}"


OPERATION = Operation(
    name="timeline",
    request=OverYears,
    response=TimelineResponse,
    run=run,
    work="reading",
    respond=respond,
    command=Command(positional="phrases", show=show),
)
