"""The speeches as a table: searched, filtered, sorted, page by page, and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import SpeechFacts, reading_order
from corpus.fields import EDITED, FIELDS, text_of
from corpus.language.dates import parse_date
from indexer.library.listing import Listing, Wanted, table
from retriever.export import Table
from retriever.filters import normal_filters
from ui.filter_bar import Control, Option, filter_bar
from ui.library.request import LibraryRequest, folder_value, place_of
from ui.page_request import NOT_KNOWN, TIMES, PageRequest
from ui.pages.tables import Download, table_file

_TYPED = tuple(field.name for field in FIELDS if field.narrows and not field.choices)
_CHOSEN = tuple(field.name for field in FIELDS if field.narrows and field.choices)
FILTERS = ("year", *_TYPED, "folder", *_CHOSEN)
COLUMNS = tuple(field.name for field in FIELDS if field.column)
DENSITIES = ("", "compact")
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column, which leads to the table sorted by it; `sorted` is the value of aria-sort, if it is."""

    name: str
    address: str
    sorted: str | None


def view(library: LibraryRequest) -> Mapping[str, object]:
    """The rows of the page that is asked for, with what they are searched, filtered and sorted by."""
    request = library.request
    page = max(1, request.number("page"))
    found = table(library.request.snapshot, wanted(request, page))
    shown = columns(request)
    places = [(value, _option(library, "folder", value), count) for value, count in _folders(library)]
    return {
        "bar": filter_bar(request, {name: _options(library, name) for name in FILTERS}),
        "folders": [(value, said) for value, said, _ in places],
        "folder_value": folder_value,
        "columns": shown,
        "columns_control": _columns_control(library, shown),
        "densities": [(density, library.say(f"density_{density or 'normal'}")) for density in DENSITIES],
        "density": request.one_of("density", DENSITIES),
        "edited": EDITED,
        "headings": [_heading(request, name) for name in shown],
        "rows": found.rows,
        "total": found.total,
        "page": page,
        "pages": max(1, -(-found.total // AT_ONCE)),
    }


def columns(request: PageRequest) -> tuple[str, ...]:
    """The fields that the table has a column for: those that the address asks for, the title always."""
    asked = [name for name in EDITED if name in request.values("col") or name == "title"]
    return tuple(asked) if request.value("col") else COLUMNS


def _columns_control(library: LibraryRequest, shown: Sequence[str]) -> Control:
    known = [name for name in EDITED if name != "title"]
    options = [Option(name, library.words.say(f"library_field.{name}"), name in shown) for name in known]
    return Control("col", library.say("columns"), options)


def wanted(request: PageRequest, page: int = 1) -> Wanted:
    """The rows that the address asks for, on that page of the table."""
    folder, dates = request.value("folder"), [request.value(name) for name in ("year", *TIMES)]
    filters = {
        name: tuple(_known(value) for value in request.values(name) if value.strip())
        for name in (*_TYPED, *_CHOSEN)
        if request.value(name)
    }
    if NOT_KNOWN in dates:
        filters["date"] = (None,)
    limits = normal_filters(request.filters)
    root, inside = place_of(folder) if folder else (None, None)
    sort, down = order(request)
    return Wanted(
        text=request.value("find"),
        filters=filters,
        year=limits.year,
        first=parse_date(limits.date_from) if limits.date_from else None,
        last=parse_date(limits.date_to) if limits.date_to else None,
        root=root,
        folder=inside,
        sort=sort,
        descending=down,
        offset=(page - 1) * AT_ONCE,
        limit=AT_ONCE,
    )


def order(request: PageRequest) -> tuple[str, bool]:
    """The field that the rows are sorted by, and True for downwards: dates go from the newest on unless asked."""
    sort = request.one_of("sort", ("date", *COLUMNS))
    return sort, request.one_of("order", ("down", "up") if sort == "date" else ("up", "down")) == "down"


def choices(listing: Listing, name: str) -> list[tuple[str, int]]:
    """The values of a filter, except that of folders, with their numbers of rows: the most frequent, or newest, first.

    NOT_KNOWN stands last, if there is anything of which it is not known.
    """
    counts = listing.counts(name)
    known = [(str(value), count) for value, count in counts.items() if value is not None]
    if name == "year":
        known.sort(reverse=True)
    else:
        known.sort(key=lambda one: (-one[1], reading_order(one[0])))
    return [*known, (NOT_KNOWN, counts[None])] if None in counts else known


def download(library: LibraryRequest, suffix: str) -> Download:
    """The speeches that are listed, as a table with all that is known of them."""
    say = library.words.say
    header = [say(f"library_field.{name}") for name in (*EDITED, "characters", "root", "file")]
    rows = tuple(
        (
            *(_exported(library, row.speech, name) for name in EDITED),
            *(row.characters, library.root_in_words(row.speech.root), row.speech.path),
        )
        for row in table(library.request.snapshot, replace(wanted(library.request), limit=None)).rows
        if not row.removed
    )
    name = say("nav.library")
    return table_file(Table(name, tuple(header), rows), name, suffix)


def _options(library: LibraryRequest, name: str) -> list[tuple[str, str]]:
    """The values that a filter can be set to, each with how many rows have it."""
    known = _folders(library) if name == "folder" else choices(library.listing, name)
    return [(value, library.say("option", value=_option(library, name, value), count=count)) for value, count in known]


def _option(library: LibraryRequest, name: str, value: str) -> str:
    if name != "folder":
        return library.value_in_words(name, value)
    root, folder = place_of(value)
    if folder:
        return library.file_in_words(root, folder)
    return library.say("whole_root", root=library.root_in_words(root))


def _folders(library: LibraryRequest) -> list[tuple[str, int]]:
    return [(folder_value(each.root, each.folder), each.speeches) for each in library.listing.folders]


def _heading(request: PageRequest, name: str) -> Heading:
    """The heading sorts by its column, or turns the order round."""
    sort, down = order(request)
    turned = "up" if sort == name and down else "down" if sort == name or name == "date" else "up"
    direction = ("descending" if down else "ascending") if sort == name else None
    return Heading(name, request.here(sort=name, order=turned, page=None), direction)


def _exported(library: LibraryRequest, speech: SpeechFacts, name: str) -> str | None:
    value = text_of(speech, name)
    return library.value_in_words(name, value) if value and name in library.chosen_values else value


def _known(value: str) -> str | None:
    return None if value == NOT_KNOWN else value
