"""Every place of a wording (原文出处): lines left, wording, right; in an order, in groups, several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retriever.examples import example_wordings
from retriever.operations.phrase import Places, Result, collocate_table, phrase_table, places
from retriever.phrasing.collocates import Collocate
from retriever.phrasing.group_numbers import GroupNumbers, group_numbers
from retriever.phrasing.occurrences import GROUPS, ORDERS, ConcordanceLine, LineGroup
from retriever.phrasing.phrase import Filling
from ui.in_words import discontinued_sentences
from ui.page_request import PageRequest
from ui.pages.tables import Download, table_file

AT_ONCE = 50  # lines on the page before more are asked for
GROUPS_AT_ONCE = 100
EXAMPLES = 8
FILLINGS_IN_SIGHT = 30
COLLOCATES_IN_SIGHT = 60
NEARBY = "near"
"""The value of the group that asks for the words near a wording: a place can be near several of them."""


class Portion(NamedTuple):
    """Some of many lines, and the way to the next ones.

    `further` counts these, 0 for none; `further_address` is this page with them as well, `rows_address` their rows.
    """

    lines: Sequence[ConcordanceLine]
    further: int = 0
    further_address: str = ""
    rows_address: str = ""


class Group(NamedTuple):
    """Lines that have something in common: what, their numbers, and the first of them.

    `anchor` is its id on the page, `address` this page with it unfolded; the others get their lines when they unfold.
    """

    name: str
    anchor: str
    address: str
    numbers: GroupNumbers
    is_open: bool
    portion: Portion


class Groups(NamedTuple):
    """The first groups; `further` counts those that are not there yet, `address` is this page with more of them.

    `has_rate` says that they are groups of speeches, of which it is known how long they are.
    """

    shown: Sequence[Group]
    has_rate: bool
    further: int
    address: str


class Column(NamedTuple):
    """One wording as the page shows it: its lines as a `portion`, or, as is wanted, in `groups` or by `collocates`.

    `notes` are sentences about discontinued wordings in it; `in_versions` are the places in other versions of the same
    speeches, which are not counted. Each collocate has the address of its places.
    """

    phrase: str
    notes: Sequence[str]
    places: int
    speeches: int
    fillings: Sequence[Filling]
    in_versions: Portion
    portion: Portion | None
    groups: Groups | None
    collocates: Sequence[tuple[Collocate, str]] | None


def form(request: PageRequest) -> Mapping[str, object]:
    """The orders and groups to choose from, each with its name."""
    say = request.words.say
    return {
        "orders": [(order, say(f"phrase_order.{order}")) for order in ORDERS],
        "groups": [
            ("", say("phrase_group.none")),
            *((group, say(f"phrase_group.{group}")) for group in (*GROUPS, NEARBY)),
        ],
    }


def results(request: PageRequest) -> Mapping[str, object]:
    """The wordings that were asked for, a column each; none where nothing was asked."""
    result = found(request)
    if result is None:
        return {"columns": (), "examples": example_wordings(request.snapshot, EXAMPLES)}
    return {
        "columns": [column(request, number, each) for number, each in enumerate(result.wordings)],
        "in_all": len(result.in_all),
        "fillings_in_sight": FILLINGS_IN_SIGHT,
        "collocates_in_sight": COLLOCATES_IN_SIGHT,
        "near": request.value("near"),
        "scope": result.scope,
        "has_places": any(each.lines for each in result.wordings),
    }


def next_lines(request: PageRequest) -> Mapping[str, object]:
    """The lines that follow those that are there, of a wording or of one of its groups."""
    result, number, start = found(request), request.number("of"), request.number("from")
    wordings = result.wordings if result else ()
    if number >= len(wordings):
        return {"portion": Portion(())}
    if not request.value("within"):
        return {"portion": portion(request, ordered(request, wordings[number]), start, AT_ONCE, of=number)}
    groups, place = groups_of(request, wordings[number]), request.number("within") - 1
    if place >= len(groups):
        return {"portion": Portion(())}
    return {"portion": portion(request, groups[place].lines, start, AT_ONCE, of=number, within=place + 1)}


def download(request: PageRequest, suffix: str) -> Download:
    """All lines, or all collocates where these are shown, as a table, as the command line writes it."""
    result = found(request)
    wordings = result.wordings if result else ()
    name = f"{request.words.say('nav.phrase')} {request.value('q')}"
    if request.value("group") == NEARBY:
        near = [(each.phrase, collocate) for each in wordings for collocate in each.collocates or ()]
        return table_file(collocate_table(near, request.words.language), name, suffix)
    counted = [line for each in wordings for line in ordered(request, each)]
    others = [line for each in wordings for line in each.in_other_versions]
    return table_file(phrase_table(counted, others, request.words.language), name, suffix)


def found(request: PageRequest) -> Result | None:
    """The places of the wordings that are asked for, None where nothing is asked."""
    typed = request.value("q")
    if not typed:
        return None
    return places(
        request.narrowed,
        typed,
        exact=bool(request.value("exact")),
        near=request.value("near"),
        with_collocates=request.value("group") == NEARBY,
    )


def column(request: PageRequest, number: int, wording: Places) -> Column:
    """The wording that was asked for as the `number`th, counted from 0."""
    others = wording.others_in_order(request.one_of("sort", ORDERS))
    near = wording.collocates
    by_group = near is None and bool(request.value("group"))
    return Column(
        phrase=wording.phrase,
        notes=discontinued_sentences(wording.phrase, wording.discontinued, request.words),
        places=len(wording.lines),
        speeches=wording.speeches,
        fillings=wording.fillings,
        in_versions=Portion(others),
        portion=None if by_group or near is not None else in_lines(request, number, wording),
        groups=in_groups(request, number, wording) if by_group else None,
        collocates=None if near is None else [(each, request.here(near=each.word, group=None)) for each in near],
    )


def in_lines(request: PageRequest, number: int, wording: Places) -> Portion:
    """The first lines in the order that is wanted."""
    shown = max(AT_ONCE, request.number("shown")) if request.number("of") == number else AT_ONCE
    return portion(request, ordered(request, wording), 0, shown, of=number)


def in_groups(request: PageRequest, number: int, wording: Places) -> Groups:
    """The first groups with their numbers."""
    groups, shown = groups_of(request, wording), max(GROUPS_AT_ONCE, request.number("groups"))
    by = request.one_of("group", GROUPS)
    numbers = group_numbers(request.narrowed, groups[:shown], by)
    return Groups(
        [
            group(request, number, place, each, held)
            for place, (each, held) in enumerate(zip(groups, numbers, strict=False), 1)
        ],
        by not in ("following", "preceding"),
        max(0, len(groups) - shown),
        request.here(groups=shown + GROUPS_AT_ONCE),
    )


def group(request: PageRequest, number: int, place: int, found: LineGroup, numbers: GroupNumbers) -> Group:
    """One group, named by its place, counted from 1; open is the one that the address asks for."""
    is_open = (number, place) == (request.number("of"), request.number("within"))
    lines = max(AT_ONCE, request.number("shown")) if is_open else 0
    return Group(
        group_name(request, found.name),
        anchor := f"group-{number}-{place}",
        f"{request.here(of=number, within=place, shown=None)}#{anchor}",
        numbers,
        is_open,
        portion(request, found.lines, 0, lines, of=number, within=place),
    )


def group_name(request: PageRequest, name: str | None) -> str:
    """The name of a group: what its lines have in common, in words."""
    by = request.one_of("group", GROUPS)
    if name and by == "year":
        return request.words.say("phrase.year", year=name)
    if name:
        return name
    return request.words.say("phrase.clause_end" if by in ("following", "preceding") else "phrase.unknown")


def portion(request: PageRequest, every: Sequence[ConcordanceLine], start: int, count: int, **which: int) -> Portion:
    """`count` lines from `start` on; `which` names the wording and the group that they are of."""
    behind = start + count
    return Portion(
        every[start:behind],
        max(0, min(AT_ONCE, len(every) - behind)),
        request.here(shown=behind + AT_ONCE, **which),
        request.here(part="lines", from_=behind, **which),
    )


def ordered(request: PageRequest, wording: Places) -> list[ConcordanceLine]:
    """All lines in the order that is wanted."""
    return wording.in_order(request.one_of("sort", ORDERS))


def groups_of(request: PageRequest, wording: Places) -> list[LineGroup]:
    """The lines in the groups that are wanted."""
    return wording.groups(request.one_of("group", GROUPS), request.one_of("sort", ORDERS))
