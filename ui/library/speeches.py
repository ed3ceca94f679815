"""The speeches as a table: searched, filtered, sorted, page by page, and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus import SpeechFacts
from corpus.fields import EDITED, FIELDS, text_of
from indexer.library.listing import Wanted, table
from retriever.export import Table
from ui.filter_bar import Control, Option
from ui.library import filters
from ui.library.request import LibraryRequest, folder_value
from ui.page_request import PageRequest
from ui.pages.tables import Download, table_file

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
    return {
        "bar": filters.bar(library),
        "folders": [(value, said) for value, said, _ in filters.folders(library)],
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
    """The rows that the address asks for, on that page of the table.

    :raises QueryError: if a date is none.
    """
    sort, down = order(request)
    return replace(
        filters.wanted(request),
        text=request.value("find"),
        sort=sort,
        descending=down,
        offset=(page - 1) * AT_ONCE,
        limit=AT_ONCE,
    )


def order(request: PageRequest) -> tuple[str, bool]:
    """The field that the rows are sorted by, and True for downwards: dates go from the newest on unless asked."""
    sort = request.one_of("sort", ("date", *COLUMNS))
    return sort, request.one_of("order", ("down", "up") if sort == "date" else ("up", "down")) == "down"


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


def _heading(request: PageRequest, name: str) -> Heading:
    """The heading sorts by its column, or turns the order round."""
    sort, down = order(request)
    turned = "up" if sort == name and down else "down" if sort == name or name == "date" else "up"
    direction = ("descending" if down else "ascending") if sort == name else None
    return Heading(name, request.here(sort=name, order=turned, page=None), direction)


def _exported(library: LibraryRequest, speech: SpeechFacts, name: str) -> str | None:
    value = text_of(speech, name)
    return library.value_in_words(name, value) if value and name in library.chosen_values else value
