"""Two groups of speeches compared (两组对比): given wordings in both, and those that one uses much more often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from corpus.errors import QueryError
from retriever.filters import Filters, normal_filters, set_filters
from retriever.operations.contrast import contrast_table, two_sides
from retriever.phrasing.contrast import MOST_SHOWN, Contrast, KeyWording, Side, of_years, period_years
from retriever.understanding.request import left_out
from ui.filter_bar import values_in_words
from ui.i18n import Strings
from ui.in_words import discontinued_sentences, filter_in_words
from ui.page_request import TIMES, PageRequest
from ui.pages.tables import Download, table_file
from ui.pages.timeline import wordings

SIDES = ("first", "second")
CHOSEN = ("speaker", "occasion", "folder")
"""The fields that a side can be chosen by beside its years."""


class Row(NamedTuple):
    """A wording with the addresses of its places on both sides, and sentences on discontinued wordings in it.

    An address is None where no filters of one page say what the side is.
    """

    wording: KeyWording
    addresses: Sequence[str | None]
    notes: Sequence[str]


def form(request: PageRequest) -> Mapping[str, object]:
    """The values that the fields of both sides hold and offer."""
    known = values_in_words(request)
    offered = {name: [value for value, _ in known[name]] for name in CHOSEN if known[name]}
    fields = {
        which: [(name, f"{which}_{name}", request.value(f"{which}_{name}")) for name in offered] for which in SIDES
    }
    return {"sides": fields, "offered": offered}


def results(request: PageRequest) -> Mapping[str, object]:
    """Both sides with the surest of the wordings that are key to either; nothing where no side was asked for."""
    wanted = [side_filters(request, which) for which in SIDES]
    if not any(wanted):
        return {"found": None}
    result = two_sides(request.narrowed, wanted[0], wanted[1], wordings(request), MOST_SHOWN)
    found, say = result.contrast, request.words.say
    called = names(found, request.words)
    more_in = [say("contrast.more_in", name=name) for name in called]
    parts = zip(
        (say("contrast.given"), *more_in), (found.given, found.more_in_first, found.more_in_second), strict=True
    )
    return {
        "found": found,
        "names": called,
        "most": MOST_SHOWN,
        "unstated": unstated(request, wanted),
        "parts": [
            (title, [row(request, found, each) for each in held])
            for title, held in parts
            if held or held is not found.given
        ],
        "scope": result.scope,
    }


def unstated(request: PageRequest, wanted: Sequence[Filters | None]) -> list[str]:
    """Sentences on speeches that do not say what a side is chosen by: they are on no side, or among all the others."""
    known, words = request.narrowed.known, request.words
    notes = [note for filters in wanted if filters for note in left_out(known, normal_filters(filters))]
    if all(wanted):
        return list(dict.fromkeys(note.sentence(words.language) for note in notes))
    return [words.say(f"contrast_rest.{note.code}", **dict(note.particulars)) for note in notes]


def side_filters(request: PageRequest, which: str) -> Filters | None:
    """The filters of a side as its fields say, None where these are empty.

    :raises QueryError: if its years are none.
    """
    years = request.value(which)
    filters = of_years(*period_years(years)) if years else Filters()
    chosen: dict[str, Any] = {name: request.value(f"{which}_{name}") or None for name in CHOSEN}
    found = replace(filters, **chosen)
    return found if set_filters(found) else None


def names(found: Contrast, words: Strings) -> tuple[str, str]:
    """Both sides in words."""
    return _name(found.first, words), _name(found.second, words)


def _name(side: Side, words: Strings) -> str:
    if side.filters is None:
        return words.say("contrast.rest")
    held = set_filters(side.filters)
    years = list(dict.fromkeys(str(held.pop(name)) for name in TIMES if name in held))
    said = [words.say("contrast.years", years="–".join(years))] if years else []
    said += [filter_in_words(name, value, words) for name, value in held.items()]
    return words.say("timeline.join").join(said)


def row(request: PageRequest, found: Contrast, wording: KeyWording) -> Row:
    """A wording with the addresses of its places on both sides."""
    addresses = [places(request, wording.phrase, side) for side in (found.first, found.second)]
    return Row(wording, addresses, discontinued_sentences(wording.phrase, wording.discontinued, request.words))


def places(request: PageRequest, phrase: str, side: Side) -> str | None:
    """The address of the places of a wording on a side, within the filters of this page; see `Row`."""
    of_page, of_side = set_filters(request.filters), set_filters(side.filters or Filters())
    either = of_page.keys() & of_side.keys()
    if side.filters is None or any(of_page[name] != of_side[name] for name in either):
        return None
    return request.along("phrase", q=phrase, **{name: str(value) for name, value in of_side.items()})


def download(request: PageRequest, suffix: str) -> Download:
    """All wordings that are key to either side, with their numbers, as a table.

    :raises QueryError: if no side was asked for.
    """
    wanted = [side_filters(request, which) for which in SIDES]
    if not any(wanted):
        raise QueryError("sides_unset")
    found = two_sides(request.narrowed, wanted[0], wanted[1], wordings(request)).contrast
    table = contrast_table(found, names(found, request.words), request.words.language)
    return table_file(table, request.words.say("nav.contrast"), suffix)
