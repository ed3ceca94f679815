"""Wordings over the years (历年用法): a chart whose points open their passages, its figures and two periods below."""

from __future__ import annotations

import re

from markupsafe import Markup

from corpus import Span
from retriever.phrasing.kwic import lines
from retriever.phrasing.occurrences import Occurrence
from retriever.phrasing.periods import compare_periods
from retriever.phrasing.phrase import wordings_of
from retriever.phrasing.timeline import Timeline, WordingOverYears, YearOfUse, timeline
from ui.markup import EMPTY, element, joined
from ui.page_request import PageRequest
from ui.pages.chart import Point, Series, chart, key
from ui.pages.family_cards import discontinued_notes
from ui.pages.parts import choice, dated, downloads, field, form, looked_through, submit
from ui.pages.phrase import rows, table_of
from ui.pages.speech import link
from ui.pages.tables import Download, table_file
from ui.pages.timeline_figures import figure_table, figures, undated
from ui.pages.two_periods import two_periods

# What people put between wordings; a blank between English words is a part of the wording.
_BETWEEN = re.compile(r"[、，,;；]\s*|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")

MEASURES = ("count", "share", "rate")


def asking(visit: PageRequest) -> Markup:
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


def wordings(visit: PageRequest) -> list[str]:
    """The wordings that are asked for, each once."""
    typed = [wording for each in visit.asked.getlist("q") if each.strip() for wording in wordings_of(each.strip())]
    return list(dict.fromkeys(typed))


def results(visit: PageRequest) -> Markup:
    """The chart and its figures, and the two periods if they were asked for."""
    wanted = wordings(visit)
    periods = bool(visit.value("first") or visit.value("second"))
    if not wanted and not periods:
        return element("p", visit.words.say("timeline.hint"), class_="hint")
    found = timeline(visit.index, wanted) if wanted else None
    shown = over_years(visit, found) if found else EMPTY
    compared = compare_periods(visit.index, found, (visit.value("first"), visit.value("second"))) if periods else None
    changes = two_periods(visit, compared) if compared else EMPTY
    if not found:
        return changes
    foot = element("footer", looked_through(found.scope, visit.words), downloads(visit), class_="foot")
    return shown + changes + foot


def over_years(visit: PageRequest, found: Timeline) -> Markup:
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


def parted(visit: PageRequest, found: Timeline) -> Markup:
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


def summary(visit: PageRequest, wording: WordingOverYears) -> Markup:
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


def opener(visit: PageRequest, use: Occurrence) -> Markup:
    """The date of a use and the title of its speech, which opens its passage."""
    title = element("span", use.speech.title, class_="of")
    opened = link(visit, use.speech, Span(use.start, use.end), title, wordings=_q(visit))
    return element("span", dated(use.speech, visit.words), opened, class_="opener")


def series_of(visit: PageRequest, wording: WordingOverYears, measure: str) -> Series:
    """The values of a wording, year by year."""
    return Series(wording.phrase, tuple(point(visit, wording, year, measure) for year in wording.years))


def point(visit: PageRequest, wording: WordingOverYears, year: YearOfUse, measure: str) -> Point:
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


def uses(visit: PageRequest, found: Timeline) -> Markup:
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
            table_of(visit, rows(visit, lines(visit.snapshot, year.occurrences))),
        )
        for wording in found.wordings
        for year in wording.years
        if str(year.covered.year) == visit.value("year") and year.occurrences
    ]
    return joined(shown)


def uses_part(visit: PageRequest) -> Markup:
    """The passages of the year that was chosen, to be put below the chart."""
    return uses(visit, timeline(visit.index, wordings(visit)))


def download(visit: PageRequest, suffix: str) -> Download:
    """The figures of every wording and year as a table."""
    found = timeline(visit.index, wordings(visit))
    name = f"{visit.words.say('nav.timeline')} {' '.join(wording.phrase for wording in found.wordings)}"
    return table_file(figure_table(visit, found), name, suffix)


def _q(visit: PageRequest) -> tuple[str, ...]:
    return tuple(visit.asked.getlist("q"))
