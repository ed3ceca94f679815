"""Wordings over the years (历年用法): a chart whose points open their passages, the figures, two periods compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from corpus import Span
from retriever.export import Cell, Table
from retriever.phrasing.kwic import lines
from retriever.phrasing.occurrences import Occurrence
from retriever.phrasing.periods import Change, Period, Periods, compare_periods
from retriever.phrasing.phrase import wordings_of
from retriever.phrasing.timeline import Timeline, WordingOverYears, YearOfUse, timeline
from ui.families import discontinued_notes
from ui.markup import EMPTY, element, joined
from ui.pages.chart import Point, Series, chart, key
from ui.pages.frame import Visit
from ui.pages.parts import choice, dated, downloads, field, form, looked_through, submit
from ui.pages.phrase import rows, table_of
from ui.pages.speech import link
from ui.pages.tables import Download, table_file

# What people put between wordings; a blank between English words is a part of the wording.
_BETWEEN = re.compile(r"[、，,;；]\s*|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")

MEASURES = ("count", "share", "rate")


def asking(visit: Visit) -> Markup:
    """The field for wordings, what is to be drawn of them, and two periods to compare."""
    say = visit.words.say
    measures = [(measure, say(f"timeline_measure.{measure}")) for measure in MEASURES]
    periods = element(
        "span",
        element("span", say("timeline.periods")),
        field(visit, "first", say("timeline.first"), visit.value("first"), placeholder=say("timeline.first_hint")),
        element("span", say("timeline.against")),
        field(visit, "second", say("timeline.second"), visit.value("second"), placeholder=say("timeline.second_hint")),
        class_="periods",
    )
    typed = " | ".join(wordings(visit))
    return form(
        visit,
        element(
            "div",
            field(visit, "q", say("phrase.field"), typed, placeholder=say("timeline.placeholder")),
            submit(visit, say("timeline.send")),
            class_="line",
        ),
        element(
            "div",
            choice("measure", say("timeline.measure"), measures, visit.one_of("measure", MEASURES)),
            periods,
            class_="line options",
        ),
    )


def wordings(visit: Visit) -> list[str]:
    """The wordings that are asked for, each once."""
    typed = [wording for each in visit.asked.getlist("q") if each.strip() for wording in wordings_of(each.strip())]
    return list(dict.fromkeys(typed))


def results(visit: Visit) -> Markup:
    """The chart and its figures, and the two periods if they were asked for."""
    wanted = wordings(visit)
    periods = bool(visit.value("first") or visit.value("second"))
    if not wanted and not periods:
        return element("p", visit.words.say("timeline.hint"), class_="hint")
    found = timeline(visit.engine, wanted) if wanted else None
    shown = over_years(visit, found) if found else EMPTY
    compared = compare_periods(visit.engine, found, (visit.value("first"), visit.value("second"))) if periods else None
    changes = two_periods(visit, compared) if compared else EMPTY
    if not found:
        return changes
    foot = element("footer", looked_through(found.scope, visit.words), downloads(visit), class_="foot")
    return shown + changes + foot


def over_years(visit: Visit, found: Timeline) -> Markup:
    """First and last use, the chart, the passages of a year, the figures, and what has no date."""
    say = visit.words.say
    legend = joined(
        element("li", key(number), element("q", wording.phrase), " ", summary(visit, wording))
        for number, wording in enumerate(found.wordings)
    )
    measure = visit.one_of("measure", MEASURES)
    if not any(wording.occurrences for wording in found.wordings):
        return joined(
            [
                element("ul", legend, class_="legend"),
                parted(visit, found),
                joined(discontinued_notes(each.phrase, each.discontinued, visit.words) for each in found.wordings),
                undated(visit, found),
            ]
        )
    series = [series_of(visit, wording, measure) for wording in found.wordings]
    names = say("timeline.join").join(wording.phrase for wording in found.wordings)
    years = [year.year for year in found.covered]
    title = say("timeline.chart_title", wordings=names)
    description = say("timeline.chart_description", measure=say(f"timeline_measure.{measure}"))
    drawn = chart(years, series, title, description, say("timeline.no_speech"))
    doubtful = any(point.doubtful for each in series for point in each.points)
    return joined(
        [
            element("ul", legend, class_="legend"),
            parted(visit, found),
            joined(discontinued_notes(each.phrase, each.discontinued, visit.words) for each in found.wordings),
            element("p", say("timeline.slides"), class_="note small slides", hidden=""),
            element("div", drawn, class_="drawing", tabindex=0, role="region", aria_label=title),
            element("p", say("timeline.hollow"), class_="note small") if doubtful else EMPTY,
            element("div", uses(visit, found), id="uses", aria_live="polite"),
            figures(visit, found),
            undated(visit, found),
        ]
    )


def parted(visit: Visit, found: Timeline) -> Markup:
    """How several wordings are kept apart, if one that stands nowhere looks like several; the link does it."""
    parts = {
        part: None
        for wording in found.wordings
        for part in ([wording.phrase] if wording.occurrences else _BETWEEN.split(wording.phrase))
        if part.strip()
    }
    if list(parts) == [wording.phrase for wording in found.wordings]:
        return EMPTY
    typed = " | ".join(parts)
    address = visit.here(q=typed, year=None)
    return element("p", visit.words.say("timeline.part"), " ", element("a", typed, href=address), class_="parted")


def summary(visit: Visit, wording: WordingOverYears) -> Markup:
    """How often, first and last, each of which opens its passage."""
    say, every = visit.words.say, wording.occurrences
    if not every:
        return element("span", say("phrase.none"), class_="sum")
    speeches = len({occurrence.speech_no for occurrence in every})
    counted = say(
        "phrase.found",
        speeches=say("answer.speeches", count=speeches),
        places=say("phrase.places", count=len(every)),
    )
    ends = joined(
        element("span", say(f"timeline.{name}"), " ", opener(visit, use), class_="end")
        for name, use in (("earliest", wording.first), ("latest", wording.last))
        if use
    )
    return element("span", counted, class_="sum") + ends


def opener(visit: Visit, use: Occurrence) -> Markup:
    """The date of a use and the title of its speech, which opens its passage."""
    title = element("span", use.speech.title, class_="of")
    opened = link(visit, use.speech, Span(use.start, use.end), title, wordings=_q(visit))
    return element("span", dated(use.speech, visit.words), opened, class_="opener")


def series_of(visit: Visit, wording: WordingOverYears, measure: str) -> Series:
    """The values of a wording, year by year."""
    return Series(wording.phrase, tuple(point(visit, wording, year, measure) for year in wording.years))


def point(visit: Visit, wording: WordingOverYears, year: YearOfUse, measure: str) -> Point:
    """The value of one year, None where the library has no speech of it; leads to the passages."""
    if not year.covered.speeches:
        return Point(None, visit.words.say("timeline.no_speech"))
    count = len(year.occurrences)
    value = {"count": count, "share": 100 * (year.share or 0), "rate": year.per_10000 or 0}[measure]
    said = visit.words.say(
        "timeline.point",
        wording=wording.phrase,
        year=year.covered.year,
        places=visit.words.say("phrase.places", count=count),
        held=year.speeches,
        speeches=visit.words.say("answer.speeches", count=year.covered.speeches),
    )
    address = visit.here(year=year.covered.year) + "#uses" if count else None
    doubtful = any("date" in use.speech.inferred for use in year.occurrences)
    return Point(value, said, address, doubtful)


def uses(visit: Visit, found: Timeline) -> Markup:
    """The passages of the year that was chosen, wording by wording; empty when none was."""
    shown = [
        element(
            "section",
            element("h2", element("q", wording.phrase), class_="wording"),
            element(
                "p",
                visit.words.say(
                    "timeline.in_year",
                    year=visit.value("year"),
                    places=visit.words.say("phrase.places", count=len(year.occurrences)),
                ),
                class_="found",
            ),
            table_of(visit, rows(visit, lines(visit.engine, year.occurrences))),
        )
        for wording in found.wordings
        for year in wording.years
        if str(year.covered.year) == visit.value("year") and year.occurrences
    ]
    return joined(shown)


def uses_part(visit: Visit) -> Markup:
    """The passages of the year that was chosen, to be put below the chart."""
    return uses(visit, timeline(visit.engine, wordings(visit)))


def figures(visit: Visit, found: Timeline) -> Markup:
    """The same values as a table."""
    say = visit.words.say
    several = len(found.wordings) > 1
    over = element("th", say("timeline.year"), scope="col", rowspan=2 if several else 1)
    names = ("count", "held", "share", "rate")
    heads = joined(element("th", say(f"timeline_column.{name}"), scope="col") for _ in found.wordings for name in names)
    top = joined(
        element("th", key(number), element("q", wording.phrase), colspan=len(names), scope="colgroup")
        for number, wording in enumerate(found.wordings)
    )
    head = element("tr", over, top) + element("tr", heads) if several else element("tr", over, heads)
    body = joined(figure_row(visit, found, place) for place in range(len(found.covered)))
    table = element("table", element("thead", head), element("tbody", body), class_="figures")
    return element(
        "details", element("summary", say("timeline.figures")), element("div", table, class_="scroll"), open=""
    )


def figure_row(visit: Visit, found: Timeline, place: int) -> Markup:
    """One year of all wordings."""
    covered = found.covered[place]
    head = element("th", str(covered.year), scope="row")
    if not covered.speeches:
        said = visit.words.say("timeline.no_speech_in_library")
        return element("tr", head, element("td", said, colspan=4 * len(found.wordings), class_="none"))
    cells = joined(
        joined(element("td", cell, class_="number") for cell in figure_cells(visit, wording.years[place]))
        for wording in found.wordings
    )
    return element("tr", head, cells)


def figure_cells(visit: Visit, year: YearOfUse) -> list[str]:
    """Uses, speeches with one of how many, their share, uses per ten thousand characters."""
    count: str = str(len(year.occurrences))
    if year.occurrences:
        count = element("a", count, href=visit.here(year=year.covered.year) + "#uses", data_panel="")
    return [count, f"{year.speeches} / {year.covered.speeches}", f"{year.share or 0:.0%}", f"{year.per_10000 or 0:.2f}"]


def undated(visit: Visit, found: Timeline) -> Markup:
    """The uses in speeches without a date, apart, and how many speeches have none."""
    say = visit.words.say
    if not found.undated:
        return EMPTY
    note = element("p", say("timeline.undated_speeches", count=len(found.undated)), class_="note small")
    every = [occurrence for wording in found.wordings for occurrence in wording.undated]
    if not every:
        return note
    shown = element("summary", say("timeline.undated_uses", count=len(every)))
    return note + element("details", shown, table_of(visit, rows(visit, lines(visit.engine, every))), open="")


def two_periods(visit: Visit, found: Periods) -> Markup:
    """The wordings that were asked for in both periods, then what came in and what went out."""
    say = visit.words.say
    names = [period_name(visit, period) for period in (found.first, found.second)]
    parts = [
        element(
            "section", element("h3", say(f"timeline.{name}", count=len(changes))), change_table(visit, changes, names)
        )
        for name, changes in (("given", found.given), ("came_in", found.came_in), ("went_out", found.went_out))
        if changes or name != "given"
    ]
    title = element("h2", say("timeline.compared", first=names[0], second=names[1]))
    return element("section", title, element("div", joined(parts), class_="changes"), class_="two-periods")


def period_name(visit: Visit, period: Period) -> str:
    """The years of a period, and how many speeches the library has of it."""
    years = str(period.first) if period.first == period.last else f"{period.first}–{period.last}"
    speeches = visit.words.say("answer.speeches", count=period.speeches)
    return visit.words.say("timeline.period", years=years, speeches=speeches)


def change_table(visit: Visit, changes: Sequence[Change], names: Sequence[str]) -> Markup:
    """Wordings with their uses in both periods; each leads to all of its places."""
    if not changes:
        return element("p", visit.words.say("timeline.no_change"), class_="note small")
    heads = joined(element("th", said, scope="col") for said in (visit.words.say("phrase.field"), *names))
    body = joined(
        element(
            "tr",
            element(
                "td",
                element("a", change.phrase, href=visit.address("phrase", q=change.phrase)),
                discontinued_notes(change.phrase, change.discontinued, visit.words),
            ),
            element("td", str(change.uses.first), class_="number"),
            element("td", str(change.uses.second), class_="number"),
        )
        for change in changes
    )
    return element("table", element("thead", element("tr", heads)), element("tbody", body), class_="figures change")


def download(visit: Visit, suffix: str) -> Download:
    """The figures of every wording and year as a table."""
    say, found = visit.words.say, timeline(visit.engine, wordings(visit))
    names = ("count", "held", "of", "share", "rate")
    header = (say("phrase.field"), say("timeline.year"), *(say(f"timeline_column.{name}") for name in names))
    table = tuple((wording.phrase, *_cells(year)) for wording in found.wordings for year in wording.years)
    name = f"{say('nav.timeline')} {' '.join(wording.phrase for wording in found.wordings)}"
    return table_file(Table(say("nav.timeline"), header, table), name, suffix)


def _cells(year: YearOfUse) -> tuple[Cell, ...]:
    covered = year.covered
    if not covered.speeches:
        return covered.year, None, None, 0, None, None
    return covered.year, len(year.occurrences), year.speeches, covered.speeches, year.share, year.per_10000


def _q(visit: Visit) -> tuple[str, ...]:
    return tuple(visit.asked.getlist("q"))
