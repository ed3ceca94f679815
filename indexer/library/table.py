"""The table of all speeches: searched, filtered, sorted, and with what people stated since the last build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from corpus import FIELDS, Edits, Speech, fold_plain
from corpus.edits import Values
from corpus.errors import QueryError
from indexer.edit_log import EditLog, read_log
from indexer.engine import EmbeddedEngine
from indexer.layout import Layout

SORTS = ("title", "speaker", "office", "date", "occasion", "place", "state", "origin", "path", "characters")


@dataclass(frozen=True, slots=True)
class Row:
    """A speech as the table shows it: without its text, and with what was stated about it since the last build.

    `stated` are the names of the fields that people stated, about it or its folders; `waiting` that not all of it is in
    the index yet, `removed` that it will be gone. `versions` are the speech_ids of all its versions, the one that
    counts first; `pending` counts passages that have no vector yet.
    """

    speech: Speech
    characters: int
    stated: frozenset[str]
    waiting: bool
    removed: bool
    versions: tuple[str, ...]
    pending: int


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


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a root ("" is the root itself), how many speeches it holds at any depth, and what is stated of it."""

    root: str
    folder: str
    speeches: int
    stated: Values


def table(engine: EmbeddedEngine, wanted: Wanted) -> Page:
    """The speeches that are `wanted`. Those without a value in the field that sorts come last, equal ones by path.

    :raises QueryError: if there is no such order or no such field to filter by.
    """
    if wanted.sort not in SORTS:
        raise QueryError("sort_unknown", value=wanted.sort, known=", ".join(SORTS))
    unknown = [name for name in wanted.filters or {} if name not in FIELDS]
    if unknown:
        raise QueryError("table_filter_unknown", value=unknown[0], known=", ".join(FIELDS))
    found = [row for row in rows(engine) if _is_wanted(row, wanted)]
    found.sort(key=lambda row: (row.speech.root, row.speech.path, row.speech.speech_id))
    found.sort(key=_key(wanted.sort), reverse=wanted.descending)
    found.sort(key=lambda row: _value(row, wanted.sort) is None)
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    return Page(tuple(found[wanted.offset : end]), len(found))


def rows(engine: EmbeddedEngine) -> list[Row]:
    """All speeches, by number."""
    log = read_log(Layout(engine.index))
    lengths, pending, speeches = engine.lengths(), engine.pending(), engine.speeches()
    found = []
    for number, speech in speeches.items():
        versions = tuple(speeches[member].speech_id for member in engine.versions.members(number))
        found.append(_row(speech, log, lengths[number], versions, pending.get(number, 0)))
    return found


def as_stated(speech: Speech, edits: Edits) -> Speech:
    """`speech` with what people stated about it, which a build has yet to take in; it is then no longer inferred."""
    stated = edits.about(speech.root, PurePosixPath(speech.path), speech.speech_id)
    left = {name: reason for name, reason in speech.inferred.items() if name not in stated}
    values: dict[str, Any] = {**stated, "inferred": left}
    return replace(speech, **values)


def folders(engine: EmbeddedEngine) -> tuple[Folder, ...]:
    """All folders that hold speeches, by root and path, each behind the one above it."""
    log = read_log(Layout(engine.index))
    counts: dict[tuple[str, str], int] = {}
    for speech in engine.speeches().values():
        for above in ("", *_above(speech.folder)):
            counts[speech.root, above] = counts.get((speech.root, above), 0) + 1
    return tuple(
        Folder(root, folder, count, log.edits.about_folder(root, folder))
        for (root, folder), count in sorted(counts.items(), key=lambda item: (item[0][0], item[0][1].split("/")))
    )


def _row(speech: Speech, log: EditLog, characters: int, versions: tuple[str, ...], pending: int) -> Row:
    shown = as_stated(speech, log.edits)
    return Row(
        shown,
        characters,
        frozenset(log.edits.about(speech.root, PurePosixPath(speech.path), speech.speech_id)),
        shown != speech,
        log.is_out(speech.root, speech.path),
        versions,
        pending,
    )


def _is_wanted(row: Row, wanted: Wanted) -> bool:
    speech = row.speech
    folder = wanted.folder
    return (
        all(getattr(speech, name) == value for name, value in (wanted.filters or {}).items())
        and wanted.year in (None, speech.year)
        and wanted.root in (None, speech.root)
        and (not folder or speech.folder == folder or speech.folder.startswith(f"{folder}/"))
        and ("date" in speech.inferred or not wanted.inferred_date)
        and _holds(speech, wanted.text)
    )


def _holds(speech: Speech, text: str) -> bool:
    if not text.strip():
        return True
    values: Iterable[str | None] = (
        speech.title, speech.speaker, speech.office, speech.date, speech.occasion, speech.place, speech.path,
    )  # fmt: skip
    looked_through = "\n".join(fold_plain(value) for value in values if value)
    return all(fold_plain(word) in looked_through for word in text.split())


def _key(sort: str) -> Callable[[Row], Any]:
    return lambda row: _value(row, sort) or ""


def _value(row: Row, sort: str) -> Any:  # noqa: ANN401 - a text or a number, one kind a column
    return row.characters + 1 if sort == "characters" else getattr(row.speech, sort) or None


def _above(folder: str) -> list[str]:
    """The folder and those above it, outermost first, without the root."""
    path = PurePosixPath(folder)
    return [str(each) for each in (*reversed(path.parents), path) if str(each) != "."]
