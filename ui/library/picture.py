"""A picture of the library: how much there is of each year, speaker and occasion, and what recurs most."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from indexer.library.statistics import Count, Statistics, statistics
from retriever.export import Table
from retriever.phrasing.families import find_families
from ui.library.bars import Bar, bars
from ui.library.desk import Desk
from ui.library.rows import NONE
from ui.library.themes import themes
from ui.markup import EMPTY, element, joined
from ui.pages.parts import amount, form, looked_through, tick
from ui.pages.tables import Download, table_file

MOST = 12
_RECURRING = 10
BY = ("year", "speaker", "occasion", "origin")


def view(desk: Desk) -> Markup:
    """The whole picture."""
    found = statistics(desk.engine)
    if not found.speeches:
        return element("p", desk.say("none_there"), class_="hint")
    sum_ = desk.say("picture_found", count=found.speeches, characters=f"{found.characters:,}")
    parts = [
        element("p", sum_, class_="found"),
        years(desk, found.years),
        element("div", ranking(desk, "speaker", found), ranking(desk, "occasion", found), class_="rankings"),
        recurring(desk),
        researchers(desk),
    ]
    if desk.visit.value("researcher"):
        parts += [figures(desk, found), themes(desk)]
    return joined(parts)


def researchers(desk: Desk) -> Markup:
    """The switch that shows counts, rates and themes."""
    which = Markup('<input type="hidden" name="view" value="picture">')
    return form(desk.visit, which, tick("researcher", desk.say("researcher"), bool(desk.visit.value("researcher"))))


def years(desk: Desk, found: Sequence[Count]) -> Markup:
    """Speeches and characters of each year."""
    known = [(count.value, count) for count in found if isinstance(count.value, int)]
    undated = sum(count.speeches for count in found if count.value is None)
    drawn = [_years(desk, known, name) for name in ("speeches", "characters")] if known else []
    note = element("p", desk.say("picture_undated", count=undated), class_="note small") if undated else EMPTY
    return element("div", *drawn, class_="years") + note


def _years(desk: Desk, known: Sequence[tuple[int, Count]], name: str) -> Markup:
    each = [
        Bar(
            year,
            getattr(count, name),
            desk.say(f"year_{name}", year=year, count=getattr(count, name)),
            desk.address("speeches", year=str(year)),
        )
        for year, count in known
    ]
    title = desk.say(f"by_year_{name}")
    return element("section", element("h2", title), element("div", bars(each, name, title), class_="drawing"))


def ranking(desk: Desk, name: str, found: Statistics) -> Markup:
    """The speakers or occasions of which there is most, and for how many speeches none is known."""
    counts = _counts(found, name)
    known = [count for count in counts if count.value is not None]
    most = max((count.speeches for count in counts), default=1)
    shown = [*known[:MOST], *counts[len(known) :]]
    rows = joined(
        element(
            "tr",
            element("th", _listed(desk, name, count), scope="row"),
            element("td", amount(count.speeches, most), aria_hidden="true"),
            element("td", desk.say("speeches", count=count.speeches), class_="number"),
        )
        for count in shown
    )
    rest = len(known) - MOST
    more = element("p", desk.say("ranking_more", count=rest), class_="note small") if rest > 0 else EMPTY
    return element("section", element("h2", desk.say(f"ranking_{name}")), element("table", rows), more)


def _listed(desk: Desk, name: str, count: Count) -> Markup:
    """The name of a value, that leads to its speeches."""
    value = str(count.value or NONE)
    return element("a", desk.value_in_words(name, value), href=desk.address("speeches", **{name: value}))


def recurring(desk: Desk) -> Markup:
    """The wordings that recur in most speeches."""
    found = find_families(desk.engine, None, _RECURRING)
    if not found.families:
        return EMPTY
    items = joined(
        element(
            "li",
            element("a", family.newest.text, href=desk.visit.address("families", q=family.newest.text)),
            element("span", desk.say("speeches", count=family.speeches), class_="count"),
        )
        for family in found.families
    )
    all_of_them = element("a", desk.say("recurring_all"), href=desk.visit.address("families"))
    foot = element("footer", looked_through(found.scope, desk.visit.words), element("p", all_of_them), class_="foot")
    return element("section", element("h2", desk.say("recurring")), element("ol", items), foot, class_="recurring")


def figures(desk: Desk, found: Statistics) -> Markup:
    """The same as numbers, for researchers."""
    name = desk.visit.one_of("by", BY)
    table = figures_table(desk, found, name)
    head = joined(element("th", said, scope="col") for said in table.header)
    body = joined(
        element("tr", element("th", str(row[0]), scope="row"), joined(element("td", f"{cell:,}") for cell in row[1:]))
        for row in table.rows
    )
    ways = joined(
        element(
            "a",
            desk.visit.words.say(f"library_field.{each}"),
            href=desk.visit.here(by=each),
            aria_current="true" if each == name else None,
        )
        for each in BY
    )
    files = joined(
        element(
            "a", desk.visit.words.say(f"download.{suffix}"), href=desk.visit.here(f"/picture.{suffix}"), download=""
        )
        for suffix in ("xlsx", "csv")
    )
    numbers = element("table", element("thead", element("tr", head)), element("tbody", body), class_="figures")
    return element(
        "section",
        element("h2", desk.say("figures")),
        element("nav", ways, class_="by", aria_label=desk.say("figures_by")),
        element("div", numbers, class_="scroll", tabindex=0, role="region", aria_label=desk.say("figures")),
        element("p", files, class_="downloads"),
        class_="researcher",
    )


def figures_table(desk: Desk, found: Statistics, name: str) -> Table:
    """Counts and rates by year, speaker, occasion or origin."""
    columns = ("speeches", "share", "characters", "mean")
    header = (
        desk.visit.words.say(f"library_field.{name}"),
        *(desk.visit.words.say(f"library_figure.{column}") for column in columns),
    )
    cells = tuple(
        (
            desk.value_in_words(name, str(count.value or NONE)),
            count.speeches,
            round(100 * count.speeches / found.speeches, 1),
            count.characters,
            round(count.characters / count.speeches) if count.speeches else 0,
        )
        for count in _counts(found, name)
    )
    return Table(desk.say("figures"), header, cells)


def download(desk: Desk, suffix: str) -> Download:
    """The figures as a file."""
    table = figures_table(desk, statistics(desk.engine), desk.visit.one_of("by", BY))
    return table_file(table, f"{desk.visit.words.say('nav.library')} {desk.say('figures')}", suffix)


def _counts(found: Statistics, name: str) -> Sequence[Count]:
    return {"year": found.years, "speaker": found.speakers, "occasion": found.occasions, "origin": found.origins}[name]
