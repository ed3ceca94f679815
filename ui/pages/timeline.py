"""Wordings over the years (历年用法): a chart whose points open their passages, and its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus.errors import QueryError
from retriever.examples import example_wordings
from retriever.export import Cell, Table
from retriever.operations.timeline import Result, uses_over_years
from retriever.phrasing.occurrences import Occurrence, speech_count
from retriever.phrasing.phrase import wordings_of
from retriever.phrasing.timeline import Timeline, WordingOverYears, YearOfUse
from ui.geometry import Mark, mark_at
from ui.i18n import Strings
from ui.in_words import discontinued_sentences
from ui.page_request import PageRequest
from ui.pages.chart import Point, Series, chart
from ui.pages.phrase import EXAMPLES, Portion
from ui.pages.tables import Download, table_file

# What people put between wordings; a blank between English words is a part of the wording.
_BETWEEN = re.compile(r"[、，,;；]\s*|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")

MEASURES = ("rate", "count", "share")


class YearsShown(NamedTuple):
    """One year, or several without speeches as one; `place` is that of the first among the years that are covered."""

    first: int
    last: int
    place: int

    @property
    def label(self) -> str:
        """The year, or the first and the last one: 2004–07."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last % 100:02}"


class Legend(NamedTuple):
    """A wording of the chart with its sign: how often it is used, and its first and last use with a date.

    `notes` are sentences about discontinued wordings in it.
    """

    sign: Mark
    phrase: str
    places: int
    speeches: int
    first: Occurrence | None
    last: Occurrence | None
    notes: Sequence[str]


def form(request: PageRequest) -> Mapping[str, object]:
    """The wordings that were typed as one line, and the measures to choose from, each with its name."""
    measures = [(measure, request.words.say(f"timeline_measure.{measure}")) for measure in MEASURES]
    try:
        typed = wordings(request)
    except QueryError:  # too many: the page says so below what was typed
        typed = list(request.values("q"))
    return {"typed": " | ".join(typed), "measures": measures}


def wordings(request: PageRequest) -> list[str]:
    """The wordings that are asked for, each once."""
    typed = [wording for each in request.values("q") if each.strip() for wording in wordings_of(each.strip())]
    return list(dict.fromkeys(typed))


def results(request: PageRequest) -> Mapping[str, object]:
    """The chart and its figures; nothing where no wording was asked for."""
    if not (wanted := wordings(request)):
        return {"found": None, "examples": example_wordings(request.snapshot, EXAMPLES)}
    result = uses_over_years(request.narrowed, wanted)
    return {"found": result.timeline, **over_years(request, result, result.timeline)} if result.timeline else {}


def leads_to(request: PageRequest) -> str | None:
    """The address of what compares two periods, which was a part of this page; None where none were asked for."""
    return request.here_on("contrast") if request.value("first") or request.value("second") else None


def over_years(request: PageRequest, result: Result, found: Timeline) -> Mapping[str, object]:
    """First and last use, the chart, the passages of a year, the figures, and what has no date."""
    say, measure = request.words.say, request.one_of("measure", MEASURES)
    years = years_shown(found, since_first_use=not request.value("all"))
    series = [series_of(request, wording, years, measure) for wording in found.wordings]
    undated = [occurrence for wording in found.wordings for occurrence in wording.undated]
    return {
        "wordings": [legend(number, wording, request.words) for number, wording in enumerate(found.wordings)],
        "parted": parted(found),
        "has_uses": any(wording.occurrences for wording in found.wordings),
        "names": say("timeline.join").join(wording.phrase for wording in found.wordings),
        "measure": say(f"timeline_measure.{measure}"),
        "chart": chart([each.label for each in years], series),
        "years": years,
        "doubtful": any(point.doubtful for each in series for point in each.points),
        "uses": uses(request, result),
        "undated": Portion(result.lines(undated)),
    }


def legend(number: int, wording: WordingOverYears, words: Strings) -> Legend:
    """The wording that is drawn as the series `number`."""
    every = wording.occurrences
    return Legend(
        mark_at(number, 17, 8),
        wording.phrase,
        len(every),
        speech_count(every),
        wording.first,
        wording.last,
        discontinued_sentences(wording.phrase, wording.discontinued, words),
    )


def parted(found: Timeline) -> str | None:
    """The wordings kept apart, if one that stands nowhere looks like several, else None."""
    parts = {
        part: None
        for wording in found.wordings
        for part in ([wording.phrase] if wording.occurrences else _BETWEEN.split(wording.phrase))
        if part.strip()
    }
    return None if list(parts) == [wording.phrase for wording in found.wordings] else " | ".join(parts)


def years_shown(found: Timeline, *, since_first_use: bool) -> list[YearsShown]:
    """The years that the chart and its figures have, years in a row without speeches as one.

    With `since_first_use` they begin where any of the wordings does; all of them where none is used in any year.
    """
    used = [year.covered.year for wording in found.wordings for year in wording.years if year.occurrences]
    first = min(used, default=0) if since_first_use else 0
    shown: list[YearsShown] = []
    for place, year in enumerate(found.covered):
        if year.year < first:
            continue
        if not year.speeches and shown and not found.covered[place - 1].speeches:
            shown[-1] = shown[-1]._replace(last=year.year)
        else:
            shown.append(YearsShown(year.year, year.year, place))
    return shown


def series_of(request: PageRequest, wording: WordingOverYears, years: Sequence[YearsShown], measure: str) -> Series:
    """The values of a wording, year by year."""
    return Series(wording.phrase, tuple(point(request, wording, wording.years[each.place], measure) for each in years))


def point(request: PageRequest, wording: WordingOverYears, year: YearOfUse, measure: str) -> Point:
    """The value of one year, None where the library has no speech of it; leads to the passages."""
    say, count = request.words.say, len(year.occurrences)
    if not year.covered.speeches:
        return Point(None, say("timeline.no_speech"))
    value = {"count": count, "share": 100 * (year.share or 0), "rate": year.per_10000 or 0}[measure]
    said = say(
        "timeline.point",
        wording=wording.phrase,
        year=year.covered.year,
        places=say("phrase.places", count=count),
        held=year.speeches,
        speeches=say("answer.speeches", count=year.covered.speeches),
    )
    address = request.here(year=year.covered.year) + "#uses" if count else None
    doubtful = any("date" in use.speech.inferred for use in year.occurrences)
    return Point(value, said, address, doubtful)


def uses(request: PageRequest, result: Result) -> list[tuple[str, Portion]]:
    """The wordings that are used in the year that was chosen, each with its lines; none where none was chosen."""
    return [
        (wording.phrase, Portion(result.lines(year.occurrences)))
        for wording in (result.timeline.wordings if result.timeline else ())
        for year in wording.years
        if str(year.covered.year) == request.value("year") and year.occurrences
    ]


def uses_part(request: PageRequest) -> Mapping[str, object]:
    """The passages of the year that was chosen, to be put below the chart."""
    return {"uses": uses(request, uses_over_years(request.narrowed, wordings(request)))}


def download(request: PageRequest, suffix: str) -> Download:
    """The figures of every wording and year as a table."""
    say, found = request.words.say, uses_over_years(request.narrowed, wordings(request)).timeline
    over = found.wordings if found else ()
    names = ("count", "held", "of", "share", "rate")
    header = (say("phrase.field"), say("timeline.year"), *(say(f"timeline_column.{name}") for name in names))
    cells = tuple((wording.phrase, *_cells(year)) for wording in over for year in wording.years)
    name = f"{say('nav.timeline')} {' '.join(wording.phrase for wording in over)}"
    return table_file(Table(say("nav.timeline"), header, cells), name, suffix)


def _cells(year: YearOfUse) -> tuple[Cell, ...]:
    covered = year.covered
    if not covered.speeches:
        return covered.year, None, None, 0, None, None
    return covered.year, len(year.occurrences), year.speeches, covered.speeches, year.share, year.per_10000
