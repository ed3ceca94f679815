"""The table of all speeches: searched, filtered, sorted, and with what people stated since the last build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus import FIELDS, fold_plain
from corpus.errors import QueryError
from corpus.fields import text_of
from indexer.library.listing import Folder, Row, listing
from indexer.snapshot import Snapshot

SORTS = ("title", "speaker", "office", "date", "occasion", "place", "state", "origin", "path", "characters")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, in which order. `text` is searched in all fields: every word of it must be found in one of them.

    A field in `filters` must have that value; None stands for speeches without one. `folder` takes those below it too.
    """

    text: str = ""
    filters: Mapping[str, str | None] | None = None
    year: int | None = None
    root: str | None = None
    folder: str | None = None
    inferred_date: bool = False
    sort: str = "date"
    descending: bool = True
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, and how many there are altogether."""

    rows: tuple[Row, ...]
    total: int


def table(snapshot: Snapshot, wanted: Wanted) -> Page:
    """The speeches that are `wanted`. Those without a value in the field that sorts come last, equal ones by path.

    :raises QueryError: if there is no such order or no such field to filter by.
    """
    if wanted.sort not in SORTS:
        raise QueryError("sort_unknown", value=wanted.sort, known=", ".join(SORTS))
    unknown = [name for name in wanted.filters or {} if name not in FIELDS]
    if unknown:
        raise QueryError("table_filter_unknown", value=unknown[0], known=", ".join(FIELDS))
    lines = listing(snapshot).ordered(wanted.sort, descending=wanted.descending)
    words = tuple(fold_plain(word) for word in wanted.text.split())
    found = [
        line.row for line in lines if _is_wanted(line.row, wanted) and all(word in line.searched for word in words)
    ]
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return Page(tuple(found[wanted.offset : end]), len(found))


def rows(snapshot: Snapshot) -> tuple[Row, ...]:
    """All speeches, by number."""
    return listing(snapshot).rows


def folders(snapshot: Snapshot) -> tuple[Folder, ...]:
    """All folders that hold speeches, by root and path, each behind the one above it."""
    return listing(snapshot).folders


def _is_wanted(row: Row, wanted: Wanted) -> bool:
    speech = row.speech
    folder = wanted.folder
    return (
        all(text_of(speech, name) == value for name, value in (wanted.filters or {}).items())
        and wanted.year in (None, speech.year)
        and wanted.root in (None, speech.root)
        and (not folder or speech.folder == folder or speech.folder.startswith(f"{folder}/"))
        and ("date" in speech.inferred or not wanted.inferred_date)
    )
