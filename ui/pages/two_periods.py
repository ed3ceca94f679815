"""Two periods compared: the wordings that were asked for in both, what came in and what went out."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from retriever.phrasing.periods import Change, Period, Periods
from ui.markup import element, joined
from ui.page_request import PageRequest
from ui.pages.family_cards import discontinued_notes


def two_periods(visit: PageRequest, found: Periods) -> Markup:
    """The wordings that were asked for in both periods, then what came in and what went out."""
    say = visit.words.say
    names = [period_name(visit, period) for period in (found.first, found.second)]
    parts = [
        element(
            "section", element("h3", say(f"timeline.{name}", count=len(changes))), change_table(visit, changes, found)
        )
        for name, changes in (("given", found.given), ("came_in", found.came_in), ("went_out", found.went_out))
        if changes or name != "given"
    ]
    title = element("h2", say("timeline.compared", first=names[0], second=names[1]))
    return element("section", title, element("div", joined(parts), class_="changes"), class_="two-periods")


def period_name(visit: PageRequest, period: Period) -> str:
    """The years of a period, and how many speeches the library has of it."""
    speeches = visit.words.say("answer.speeches", count=period.speeches)
    return visit.words.say("timeline.period", years=years_of(period), speeches=speeches)


def years_of(period: Period) -> str:
    """The years of a period: 2017–2019, or one."""
    return str(period.first) if period.first == period.last else f"{period.first}–{period.last}"


def change_table(visit: PageRequest, changes: Sequence[Change], found: Periods) -> Markup:
    """Wordings with their uses in both periods; each leads to all of its places."""
    if not changes:
        return element("p", visit.words.say("timeline.no_change"), class_="note small")
    years = (years_of(found.first), years_of(found.second))
    heads = joined(element("th", said, scope="col") for said in (visit.words.say("phrase.field"), *years))
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
