"""Every place of a wording (原文出处): lines left, wording, right; in an order, in groups, several side by side."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from corpus import Span
from retriever.phrasing.gaps import Filling
from retriever.phrasing.kwic import GROUPS, ORDERS, Line, LineGroup, grouped, in_order, lines
from retriever.phrasing.occurrences import Occurrence, in_all
from retriever.phrasing.phrase import Looked, look_up, phrase_table, wordings_of
from ui.markup import EMPTY, element, joined
from ui.page_request import PageRequest
from ui.pages.family_cards import discontinued_notes
from ui.pages.parts import amount, choice, downloads, field, form, looked_through, more, source, submit, tick
from ui.pages.speech import link
from ui.pages.tables import Download, table_file

AT_ONCE = 50  # lines on the page before more are asked for
GROUPS_OPEN = 5  # the others unfold
GROUPS_AT_ONCE = 100
FILLINGS = 30
_LONG, _LONGER = 9, 28  # characters of a wording that no narrow, and no wide, line can have in its middle


def asking(visit: PageRequest) -> Markup:
    """The field for a wording, and how its places are to be shown."""
    say = visit.words.say
    orders = [(order, say(f"phrase_order.{order}")) for order in ORDERS]
    groups = [("", say("phrase_group.none")), *((group, say(f"phrase_group.{group}")) for group in GROUPS)]
    return form(
        visit,
        element(
            "div",
            field(visit, "q", say("phrase.field"), visit.value("q"), placeholder=say("phrase.placeholder")),
            submit(visit, say("phrase.send")),
            class_="line",
        ),
        element(
            "div",
            choice("sort", say("phrase.order"), orders, visit.one_of("sort", ORDERS)),
            choice("group", say("phrase.group"), groups, visit.one_of("group", ("", *GROUPS))),
            tick("exact", say("phrase.exact"), bool(visit.value("exact"))),
            class_="line options",
        ),
    )


def results(visit: PageRequest) -> Markup:
    """What was found, or how to look something up."""
    looked = found(visit)
    if not looked:
        return element("p", visit.words.say("phrase.hint"), class_="hint")
    columns = joined(element("section", column(visit, number, each)) for number, each in enumerate(looked))
    side_by_side = element("div", columns, class_="side-by-side" if len(looked) > 1 else "single")
    return (
        in_every(visit, looked)
        + side_by_side
        + element(
            "footer",
            looked_through(looked[0].found.scope, visit.words),
            downloads(visit) if any(each.found.counted for each in looked) else EMPTY,
            class_="foot",
        )
    )


def found(visit: PageRequest) -> list[Looked]:
    """The wordings that are asked for, looked up; none where nothing is asked."""
    typed = visit.value("q")
    exact = bool(visit.value("exact"))
    return [look_up(visit.index, wording, exact=exact) for wording in wordings_of(typed)] if typed else []


def in_every(visit: PageRequest, looked: Sequence[Looked]) -> Markup:
    """How many speeches hold all of several wordings; empty for one."""
    if len(looked) < 2:
        return EMPTY
    held = in_all([each.found.counted for each in looked])
    return element("p", visit.words.say("phrase.in_all", wordings=len(looked), count=len(held)), class_="found")


def column(visit: PageRequest, number: int, looked: Looked) -> Markup:
    """One wording: how often it stands where, what fills its gaps, its lines."""
    say, here = visit.words.say, looked.found
    counted = len(here.counted)
    title = element("h2", element("q", here.phrase), class_="wording")
    title += discontinued_notes(here.phrase, looked.discontinued, visit.words)
    if not counted:
        said = element("p", say("phrase.none"), class_="found")
        return title + said + in_versions(visit, number, looked)
    total = say(
        "phrase.found",
        speeches=say("answer.speeches", count=here.speeches),
        places=say("phrase.places", count=counted),
    )
    return joined(
        [
            title,
            element("p", total, class_="found"),
            fillings(visit, looked.fillings),
            grouped_lines(visit, number, looked) if visit.value("group") else plain_lines(visit, number, looked),
            in_versions(visit, number, looked),
        ]
    )


def fillings(visit: PageRequest, found: Sequence[Filling]) -> Markup:
    """What fills the gaps of a pattern, the most frequent first, each leading to the wording that it makes."""
    if not found:
        return EMPTY
    most = len(found[0].occurrences)
    rows = joined(
        element(
            "tr",
            element("td", joined(element("span", filler, class_="filler") for filler in filling.fillers)),
            element("td", amount(len(filling.occurrences), most)),
            element("td", str(len(filling.occurrences)), class_="number"),
            element("td", opener(visit, filling.occurrences[0], visit.words.say("phrase.example"))),
        )
        for filling in found[:FILLINGS]
    )
    table = element("table", element("tbody", rows), class_="fillings")
    summary = element("summary", visit.words.say("phrase.fillings", count=len(found)))
    return element("details", summary, table, class_="filled", open="")


def plain_lines(visit: PageRequest, number: int, looked: Looked) -> Markup:
    """The first lines in the order that is wanted, with a way to the next ones."""
    shown = max(AT_ONCE, visit.number("shown")) if visit.number("of") == number else AT_ONCE
    return table_of(visit, some_of(visit, ordered(visit, looked), 0, shown, of=number))


def next_lines(visit: PageRequest) -> Markup:
    """The lines that follow those that are there, of a wording or of one of its groups, as rows."""
    looked, number, start = found(visit), visit.number("of"), visit.number("from")
    if number >= len(looked):
        return EMPTY
    if not visit.value("within"):
        return some_of(visit, ordered(visit, looked[number]), start, AT_ONCE, of=number)
    groups, place = groups_of(visit, looked[number]), visit.number("within") - 1
    return (
        some_of(visit, groups[place].lines, start, AT_ONCE, of=number, within=place + 1)
        if place < len(groups)
        else EMPTY
    )


def some_of(visit: PageRequest, every: Sequence[Line], start: int, count: int, **which: int) -> Markup:
    """Lines from `start` on as rows, and a row with the way to the next ones if there are more."""
    behind = start + count
    shown = rows(visit, every[start:behind])
    if behind >= len(every):
        return shown
    link_ = more(visit, min(AT_ONCE, len(every) - behind), shown=behind + AT_ONCE, **which)
    fetched = visit.here(part="lines", from_=behind, **which)
    return shown + element("tr", element("td", link_, colspan=4), class_="further", data_fetch=fetched)


def table_of(visit: PageRequest, body: Markup) -> Markup:
    """The table around rows of lines."""
    say = visit.words.say
    heads = joined(
        element("th", say(f"phrase_column.{name}"), scope="col") for name in ("left", "match", "right", "source")
    )
    return element("table", element("thead", element("tr", heads)), element("tbody", body), class_="kwic", data_list="")


def ordered(visit: PageRequest, looked: Looked) -> list[Line]:
    """All lines in the order that is wanted."""
    return in_order(lines(visit.snapshot, looked.found.counted), visit.one_of("sort", ORDERS))


def grouped_lines(visit: PageRequest, number: int, looked: Looked) -> Markup:
    """The lines in groups: the first groups open with their first lines, those of the others when they unfold."""
    groups, shown = groups_of(visit, looked), max(GROUPS_AT_ONCE, visit.number("groups"))
    drawn = joined(group_of(visit, number, place, group) for place, group in enumerate(groups[:shown], 1))
    if len(groups) <= shown:
        return drawn
    further = visit.words.say("phrase.more_groups", count=len(groups) - shown)
    link_ = element("a", further, href=visit.here(groups=shown + GROUPS_AT_ONCE), class_="more")
    return drawn + element("p", link_, class_="further")


def group_of(visit: PageRequest, number: int, place: int, group: LineGroup) -> Markup:
    """One group; where more of its lines are asked for it is named by its place, counted from 1."""
    is_open = place <= GROUPS_OPEN
    name = group_name(visit, visit.one_of("group", GROUPS), group.name)
    count = element("span", str(len(group.lines)), class_="count")
    table = table_of(visit, some_of(visit, group.lines, 0, AT_ONCE if is_open else 0, of=number, within=place))
    summary = element("summary", element("span", name, class_="name"), count)
    return element("details", summary, table, class_="group", open="" if is_open else None)


def groups_of(visit: PageRequest, looked: Looked) -> list[LineGroup]:
    """The lines in the groups that are wanted."""
    return grouped(ordered(visit, looked), visit.one_of("group", GROUPS), visit.snapshot.words.cut)


def group_name(visit: PageRequest, by: str, name: str | None) -> str:
    """What the lines of a group have in common, in words."""
    if name and by == "year":
        return visit.words.say("phrase.year", year=name)
    if name:
        return name
    return visit.words.say("phrase.clause_end" if by in ("following", "preceding") else "phrase.unknown")


def rows(visit: PageRequest, shown: Sequence[Line]) -> Markup:
    """Lines as rows."""
    return joined(row(visit, each) for each in shown)


def row(visit: PageRequest, shown: Line) -> Markup:
    """One line; its wording opens the passage."""
    occurrence, length = shown.occurrence, len(shown.match)
    return element(
        "tr",
        element("td", element("span", shown.left), class_="left"),
        element("td", opener(visit, occurrence, element("mark", shown.match)), class_="match"),
        element("td", element("span", shown.right), class_="right"),
        element("td", source(occurrence.speech, visit.words), class_="where"),
        class_="longer" if length > _LONGER else "long" if length > _LONG else None,
    )


def opener(visit: PageRequest, occurrence: Occurrence, said: str) -> Markup:
    """What opens the passage of an occurrence."""
    return link(
        visit,
        occurrence.speech,
        Span(occurrence.start, occurrence.end),
        said,
        wordings=tuple(visit.asked.getlist("q")),
        title=visit.words.say("passage.open"),
    )


def in_versions(visit: PageRequest, number: int, looked: Looked) -> Markup:
    """The places in other versions of the same speeches, apart, because they are not counted."""
    others = looked.found.in_other_versions
    if not others:
        return EMPTY
    summary = element("summary", visit.words.say("phrase.in_versions", count=len(others)))
    body = rows(visit, in_order(lines(visit.snapshot, others), visit.one_of("sort", ORDERS)))
    return element("details", summary, table_of(visit, body), class_="versions")


def download(visit: PageRequest, suffix: str) -> Download:
    """All lines as a table, as the command line writes it."""
    looked = found(visit)
    counted = [line for each in looked for line in ordered(visit, each)]
    others = [line for each in looked for line in lines(visit.snapshot, each.found.in_other_versions)]
    name = f"{visit.words.say('nav.phrase')} {visit.value('q')}"
    return table_file(phrase_table(counted, others, visit.words.language), name, suffix)
