"""What the table can be narrowed down to, and which rows an address asks for."""

from __future__ import annotations

from corpus import reading_order, say
from indexer.layout import UPLOADS
from indexer.library.listing import Listing
from indexer.library.table import Wanted
from ui.i18n import Strings
from ui.page_request import PageRequest

NONE = "-"
"""The value of a filter that asks for speeches of which something is not known."""

FILTERS = ("year", "speaker", "occasion", "folder", "state", "origin")
COLUMNS = ("title", "speaker", "date", "occasion", "place", "state", "origin")
AT_ONCE = 50
CHOSEN = {
    "state": ("draft_for_comment", "submitted_draft", "final", "transcript"),
    "origin": ("own", "superior", "elsewhere"),
}
"""The fields whose values are chosen and not typed."""

_VALUES = ("speaker", "occasion", "state", "origin")


def wanted_of(visit: PageRequest, page: int = 1) -> Wanted:
    """The rows that the address asks for, on that page of the table."""
    year, folder = visit.value("year"), visit.value("folder")
    filters = {name: _known(visit.value(name)) for name in _VALUES if visit.value(name)}
    if year == NONE:
        filters["date"] = None
    root, inside = place_of(folder) if folder else (None, None)
    sort, down = order_of(visit)
    return Wanted(
        text=visit.value("find"),
        filters=filters,
        year=visit.number("year") or None,
        root=root,
        folder=inside,
        sort=sort,
        descending=down,
        offset=(page - 1) * AT_ONCE,
        limit=AT_ONCE,
    )


def order_of(visit: PageRequest) -> tuple[str, bool]:
    """What the rows are sorted by, and whether downwards: dates go from the newest on unless told otherwise."""
    sort = visit.one_of("sort", ("date", *COLUMNS))
    return sort, visit.one_of("order", ("down", "up") if sort == "date" else ("up", "down")) == "down"


def choices(listing: Listing, name: str) -> list[tuple[str, int]]:
    """What the filter `name` can be set to, with the number of rows: most frequent first, years newest first.

    NONE stands last, if anything is not known. Not of folders.
    """
    counts = listing.counts(name)
    known = [(str(value), count) for value, count in counts.items() if value is not None]
    if name == "year":
        known.sort(reverse=True)
    else:
        known.sort(key=lambda one: (-one[1], reading_order(one[0])))
    return [*known, (NONE, counts[None])] if None in counts else known


def folder_value(root: str, folder: str) -> str:
    """A folder of a root as one value; no root's name but that of the uploaded files has a / in it."""
    return f"{root}/{folder}".rstrip("/")


def place_of(value: str) -> tuple[str, str]:
    """The root and the folder that `folder_value` made `value` of."""
    if value == UPLOADS or value.startswith(f"{UPLOADS}/"):
        return UPLOADS, value.removeprefix(UPLOADS).strip("/")
    root, _, folder = value.partition("/")
    return root, folder


def in_words(words: Strings, name: str, value: str | None) -> str:
    """A value of a field or filter, for people; one that nobody can have chosen is shown as it is."""
    if not value or value == NONE:
        return words.say("library.unknown")
    if value not in CHOSEN.get(name, ()):
        return value
    if name == "state":
        return say(f"state_{value}", words.language)
    return words.say(f"library_origin.{value}")


def _known(value: str) -> str | None:
    return None if value == NONE else value
