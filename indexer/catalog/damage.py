"""Damage in the catalog: the rows that are no longer what was stored, and a new file made of those that are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import IndexStateError
from indexer.catalog import connection, migrations
from indexer.catalog.checksums import CHECKED, row_checksum
from indexer.catalog.rows import facts_of

_NUMBERED = {"speeches": "speech_no", "passages": "passage_id"}  # tables whose rows have a number that counts up
_COPIED = ("meta", "roots", "files", "speeches", "passages", "embeddings")
"""The tables that are saved out of a malformed file; the others are derived from these."""


@dataclass(frozen=True, slots=True)
class DamagedSpeech:
    """A speech of which its row or one of its passages is damaged; what it says of itself may be damaged too.

    `understood` is false when its metadata cannot even be parsed.
    """

    speech_no: int
    root: str
    path: str
    understood: bool = True


@dataclass(frozen=True, slots=True)
class DamagedRows:
    """The damaged speeches, by number, and the keys of the damaged embeddings."""

    speeches: tuple[DamagedSpeech, ...]
    embeddings: tuple[bytes, ...]


def structural(db: connection.Connection) -> list[str]:
    """The faults that SQLite finds in the file; empty when there are none."""
    return [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]


def damaged_rows(db: connection.Connection) -> DamagedRows:
    """The rows that are not what was stored; all of them are read."""
    found = {
        int(number): DamagedSpeech(int(number), _text(root), _text(path), _is_understood(fields))
        for number, _, root, path, fields, _ in _damaged(db, "speeches")
    }
    by_passage = {int(row[1]) for row in _damaged(db, "passages")} - found.keys()
    for number, root, path in db.execute("SELECT speech_no, root, path FROM speeches").fetchall():
        if number in by_passage:
            found[number] = DamagedSpeech(number, root, path)
    return DamagedRows(
        tuple(found[number] for number in sorted(found)), tuple(row[0] for row in _damaged(db, "embeddings"))
    )


def _damaged(db: connection.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """The columns that count of each damaged row, texts as bytes: they may not be UTF-8 any more."""
    as_before = db.text_factory
    db.text_factory = bytes
    try:
        for *values, checksum in db.execute(f"SELECT {', '.join(CHECKED[table])}, checksum FROM {table}"):
            if row_checksum(*values) != checksum:
                yield tuple(values)
    finally:
        db.text_factory = as_before


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _is_understood(fields: bytes) -> bool:
    try:
        facts_of(fields.decode())
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def forget(db: connection.Connection, rows: DamagedRows) -> None:
    """Let the next build make `rows` anew: it reads their files again and replaces them, and embeds what is missing.

    A speech whose file is not there stays as it is, and named, if its metadata can be parsed. For one that no file is
    known of, all files are read.
    """
    for speech in rows.speeches:
        db.execute("UPDATE speeches SET digest = x'' WHERE speech_no = ?", (speech.speech_no,))
        files = db.execute("UPDATE files SET stamp = '' WHERE (root, path) = (?, ?)", (speech.root, speech.path))
        if not files.rowcount or not speech.understood:
            db.execute("DELETE FROM speeches WHERE speech_no = ?", (speech.speech_no,))
            db.execute("UPDATE files SET stamp = ''")
    db.execute("DELETE FROM derived")
    db.executemany("DELETE FROM embeddings WHERE key = ?", ((key,) for key in rows.embeddings))


# --- a malformed file --------------------------------------------------------------------------------------------


def salvage(path: Path, into: Path) -> int:
    """The number of rows of the malformed catalog at `path` that a new one at `into` was given.

    Numbers stay. What is missing in it a build makes anew: every file is read again.
    """
    into.unlink(missing_ok=True)
    new = connection.connected_for_writing(into)
    copied = 0
    try:
        new.execute("PRAGMA foreign_keys = OFF")
        for table in _COPIED:
            new.execute(f"DELETE FROM {table}")
            copied += _copied(path, new, table)
        new.execute("UPDATE files SET stamp = ''")
        new.execute("UPDATE speeches SET sentences_version = 0, digest = x''")
        new.execute("DELETE FROM passages WHERE speech_no NOT IN (SELECT speech_no FROM speeches)")
        new.execute("DELETE FROM meta WHERE key IN ('families', 'uncounted')")
        new.execute(f"INSERT OR REPLACE INTO meta VALUES ('schema', '{migrations.NEWEST}')")
        # Numbers are never given twice, whichever rows were lost: what is derived hangs on them.
        new.execute("UPDATE sqlite_sequence SET seq = seq + 1000000")
        connection.empty_log(new)
    finally:
        new.close()
    return copied


def _copied(path: Path, new: connection.Connection, table: str) -> int:
    """The number of rows of `table` that could be read, from the front and, behind what cannot be, from the back."""
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
    marks, copied = ", ".join("?" * len(columns)), 0
    order = _NUMBERED.get(table)
    for direction in ("", " ORDER BY 1 DESC") if order else ("",):
        try:
            old = connection.connected_for_reading(path)
        except IndexStateError:
            return copied
        try:
            with connection.row_errors(path.parent):
                names = ", ".join(f'"{column}"' for column in columns)
                for row in old.execute(f"SELECT {names} FROM {table}{direction}"):
                    new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
                    copied += 1
                return copied
        except IndexStateError:  # that is what this is about; what was read is kept
            continue
        finally:
            old.close()
    return copied
