"""Rows of the catalog as they are read: each is checked by its checksum, so that nothing damaged is quoted or ranked.

:raises IndexStateError: text_damaged or index_damaged, by each function, for what is not what was stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStateError
from indexer.catalog.checksums import CHECKED, joined_checksum, row_checksum, rows_checksum
from indexer.catalog.connection import Connection, row_errors
from indexer.catalog.rows import PASSAGE_IN_HEX, PassageTable, passage_table

_ROWS_AT_ONCE = 4096
_HEADING_PATH = CHECKED["passages"].index("heading_path")


def speeches(db: Connection, index: Path, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The metadata and the text of each of these speeches, by number; without those that are gone."""
    columns = ", ".join(CHECKED["speeches"])
    with row_errors(index):
        found = db.execute(
            f"SELECT {columns}, checksum FROM speeches WHERE speech_no IN (SELECT value FROM json_each(?))",
            (_listed(numbers),),
        ).fetchall()
    for *values, checksum in found:
        if row_checksum(*values) != checksum:
            raise IndexStateError("text_damaged", index=index, file=f"{values[2]}/{values[3]}")
    return {row[0]: (row[4], row[5]) for row in found}


def fields_of(db: Connection, numbers: Sequence[int] | None) -> Iterator[tuple[int, str]]:
    """The number and the metadata of these speeches, None for all, by number; the table as a whole has a checksum."""
    some = "" if numbers is None else " WHERE speech_no IN (SELECT value FROM json_each(?))"
    given = () if numbers is None else (_listed(numbers),)
    yield from db.execute(f"SELECT speech_no, fields FROM speeches{some} ORDER BY speech_no", given)


def stated(db: Connection, names: Sequence[str], numbers: Sequence[int] | None, above: int = 0) -> dict[int, list[Any]]:
    """The texts or None of the fields with these `names` that speeches state, by number, ascending: of these speeches
    and those with a number `above` this, None for all.
    """
    some = "" if numbers is None else " WHERE speech_no IN (SELECT value FROM json_each(?)) OR speech_no > ?"
    given = () if numbers is None else (_listed(numbers), above)
    paths = ", ".join(f"'$.{name}'" for name in names)
    found = db.execute(f"SELECT speech_no, json_extract(fields, {paths}) FROM speeches{some} ORDER BY speech_no", given)
    return {number: json.loads(values) for number, values in found}


def heading_paths(db: Connection, index: Path, passage_ids: Sequence[int]) -> dict[int, str]:
    """The heading path of each of these passages as it is kept, by passage id."""
    columns = ", ".join(CHECKED["passages"])
    with row_errors(index):
        found = db.execute(
            f"SELECT {columns}, checksum FROM passages WHERE passage_id IN (SELECT value FROM json_each(?))",
            (_listed(passage_ids),),
        ).fetchall()
    paths: dict[int, str] = {}
    for *values, checksum in found:
        if row_checksum(*values) != checksum:
            raise IndexStateError("index_damaged", index=index, reason=f"passages of speech {values[1]}")
        paths[values[0]] = values[_HEADING_PATH]
    gone = next((passage_id for passage_id in passage_ids if passage_id not in paths), None)
    if gone is not None:
        raise IndexStateError("index_damaged", index=index, reason=f"passage {gone}")
    return paths


def passages_held(db: Connection) -> tuple[int, int]:
    """The last id that a passage was given, and how many there are: another pair whenever some came or went."""
    newest = "SELECT seq FROM sqlite_sequence WHERE name = 'passages'"
    found: tuple[int, int] = db.execute(f"SELECT ({newest}), count(*) FROM passages").fetchone()
    return found


def passages(db: Connection, above: int = 0) -> PassageTable:
    """All passages with ids `above` this in columns.

    They are checked as a whole, by what was noted when they were published.
    """
    return passage_table(joined(db, "passages", "passage_id", PASSAGE_IN_HEX, above))


def embedded_ids(db: Connection, passage_ids: Sequence[int] | None) -> NDArray[np.int64]:
    """The ids, ascending, of those of these passages, None for all, that have an embedding."""
    some = "" if passage_ids is None else "passage_id IN (SELECT value FROM json_each(?)) AND"
    found = db.execute(
        f"SELECT passage_id FROM passages WHERE {some} embedding IN (SELECT key FROM embeddings) ORDER BY passage_id",
        () if passage_ids is None else (_listed(passage_ids),),
    )
    return np.array([row[0] for row in found], dtype=np.int64)


def joined(db: Connection, table: str, key: str, expression: str, above: int = 0) -> Iterator[str]:
    """The results of `expression` for the rows of `table` with a `key` above this, ascending by key, joined by SQLite.

    A text for some thousand rows each: a million rows one by one take Python seconds.
    """
    (last,) = db.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()
    statement = f"SELECT group_concat({expression}, '') FROM {table} WHERE {key} > ? AND {key} <= ?"
    for begin in range(above, last, _ROWS_AT_ONCE):
        (text,) = db.execute(statement, (begin, begin + _ROWS_AT_ONCE)).fetchone()
        if text is not None:
            yield text


def embeddings(db: Connection, index: Path, passage_ids: Sequence[int]) -> Iterator[tuple[int, bytes, bytes]]:
    """(passage id, vector, sentences) of those of `passage_ids` that are embedded, by id."""
    found = db.execute(
        "SELECT p.passage_id, e.key, e.vector, e.sentences, e.checksum"
        " FROM passages p JOIN embeddings e ON e.key = p.embedding"
        " WHERE p.passage_id IN (SELECT value FROM json_each(?)) ORDER BY p.passage_id",
        (_listed(passage_ids),),
    )
    for number, key, vector, sentences, checksum in found:
        if row_checksum(key, vector, sentences) != checksum:
            raise IndexStateError("index_damaged", index=index, reason=f"vector of passage {number}")
        yield number, vector, sentences


def _listed(numbers: Sequence[int]) -> str:
    """Numbers as one parameter that SQLite's json_each takes apart."""
    return json.dumps([int(number) for number in numbers])


_SMALL = ("meta", "roots")
_FILE = "printf('%s\n%s\n%s\n%s\n%s\n%d', root, path, stamp, report, content, fresh)"
_SPEECH = "printf('%d\n%s\n%s\n%s\n%s', speech_no, speech_id, root, path, fields)"


def _files_joined(db: Connection) -> Iterator[bytes]:
    """All that is kept of files, by root and path, joined."""
    statement = (
        f"SELECT CAST(group_concat({_FILE}, '') AS BLOB), max(path)"
        " FROM (SELECT * FROM files WHERE root = ? AND path > ? ORDER BY path LIMIT ?)"
    )
    for (root,) in db.execute("SELECT DISTINCT root FROM files ORDER BY root").fetchall():
        path = ""
        while (found := db.execute(statement, (root, path, _ROWS_AT_ONCE)).fetchone())[0] is not None:
            text, path = found
            yield text


def table_checksums(db: Connection, index: Path) -> dict[str, str]:
    """The checksum of each table that is read as a whole, by its name. Of those with many rows it is of these joined,
    and marked so: versions before worked out another one.
    """
    with row_errors(index):
        small = {table: rows_checksum(db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")) for table in _SMALL}
        large = {"files": _files_joined(db), "speeches": map(str.encode, joined(db, "speeches", "speech_no", _SPEECH))}
        return small | {table: joined_checksum(texts) for table, texts in large.items()}
