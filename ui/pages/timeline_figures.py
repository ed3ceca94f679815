"""The figures behind the chart of wordings over the years: as a table on the page, as a table to take away."""

from __future__ import annotations

from markupsafe import Markup

from retriever.export import Cell, Table
from retriever.phrasing.kwic import lines
from retriever.phrasing.timeline import Timeline, YearOfUse
from ui.markup import EMPTY, element, joined
from ui.page_request import PageRequest
from ui.pages.chart import key
from ui.pages.phrase import rows, table_of


def figures(visit: PageRequest, found: Timeline) -> Markup:
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


def figure_row(visit: PageRequest, found: Timeline, place: int) -> Markup:
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


def figure_cells(visit: PageRequest, year: YearOfUse) -> list[str]:
    """Uses, speeches with one of how many, their share, uses per ten thousand characters."""
    count: str = str(len(year.occurrences))
    if year.occurrences:
        count = element("a", count, href=visit.here(year=year.covered.year) + "#uses", data_panel="")
    return [count, f"{year.speeches} / {year.covered.speeches}", f"{year.share or 0:.0%}", f"{year.per_10000 or 0:.2f}"]


def undated(visit: PageRequest, found: Timeline) -> Markup:
    """The uses in speeches without a date, apart, and how many speeches have none."""
    say = visit.words.say
    if not found.undated:
        return EMPTY
    note = element("p", say("timeline.undated_speeches", count=len(found.undated)), class_="note small")
    every = [occurrence for wording in found.wordings for occurrence in wording.undated]
    if not every:
        return note
    shown = element("summary", say("timeline.undated_uses", count=len(every)))
    return note + element("details", shown, table_of(visit, rows(visit, lines(visit.snapshot, every))), open="")


def figure_table(visit: PageRequest, found: Timeline) -> Table:
    """The figures of every wording and year, a row each."""
    say = visit.words.say
    names = ("count", "held", "of", "share", "rate")
    header = (say("phrase.field"), say("timeline.year"), *(say(f"timeline_column.{name}") for name in names))
    cells = tuple((wording.phrase, *_cells(year)) for wording in found.wordings for year in wording.years)
    return Table(say("nav.timeline"), header, cells)


def _cells(year: YearOfUse) -> tuple[Cell, ...]:
    covered = year.covered
    if not covered.speeches:
        return covered.year, None, None, 0, None, None
    return covered.year, len(year.occurrences), year.speeches, covered.speeches, year.share, year.per_10000
