"""A part of a catalog in a catalog of its own: the rows of the files that are in it, and no others.

Rows are copied, never taken away from a copy: what is not in the part was at no time in its file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.catalog.connection import Connection

Keep = Callable[[str, str], bool]
"""True for a file, by its root and its path, that is in the part."""

_OF_ALL_FILES = ("meta", "roots", "sqlite_sequence")
"""Tables that say something of all files: what the part has of them is worked out anew, or noted by who makes it."""


_HANGING = ("speeches", "passages", "sentences")
"""The tables whose rows choose those of others, in the order in which they are copied."""
_BY_WHAT_HOLDS_THEM = {
    "embeddings": "key IN (SELECT embedding FROM main.passages)",
    "wordings": "number IN (SELECT wording FROM main.sentences)",
}


def take_part(db: Connection, whole: Path, keep: Keep) -> int:
    """Make `db` hold of the catalog at `whole` the files that `keep` is true for, in one transaction.

    What comes back is the generation of `whole` that was copied. A table is copied by the file or the speech that its
    rows are about; one of another kind, as a later version may bring, is left out.
    """
    db.execute("ATTACH ? AS whole", (str(whole),))
    try:
        db.execute("PRAGMA secure_delete = ON")  # what leaves the part leaves the file
        db.execute("CREATE TEMP TABLE IF NOT EXISTS kept (root, path, PRIMARY KEY (root, path)) WITHOUT ROWID")
        db.execute("BEGIN")  # not IMMEDIATE, which would lock the whole for its writers too
        try:
            generation = _copied(db, keep)
            db.execute("UPDATE main.meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
    finally:
        db.execute("DETACH whole")
    return generation


def _copied(db: Connection, keep: Keep) -> int:
    """The generation of the whole, when its rows are copied. Called inside a transaction."""
    (generation,) = db.execute("SELECT value FROM whole.meta WHERE key = 'generation'").fetchone()
    files = db.execute("SELECT root, path FROM whole.files UNION SELECT root, path FROM whole.speeches").fetchall()
    db.execute("DELETE FROM temp.kept")
    db.execute("DELETE FROM main.roots")
    db.execute("DELETE FROM main.meta WHERE key NOT IN ('schema', 'generation')")  # what was worked out of other rows
    db.executemany("INSERT INTO temp.kept VALUES (?, ?)", (file for file in files if keep(*file)))
    tables = [name for (name,) in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    columns = {name: [row[1] for row in db.execute(f"PRAGMA main.table_info({name})")] for name in tables}
    for name in sorted(tables, key=lambda name: "speech_no" not in columns[name] or name == "speeches"):
        if name not in _OF_ALL_FILES:
            db.execute(f"DELETE FROM main.{name}")
    for name in sorted(tables, key=_after_what_it_hangs_on):
        if name not in _OF_ALL_FILES and (chosen := _rows_of_part(name, columns[name])):
            listed = ", ".join(f'"{column}"' for column in columns[name])
            db.execute(f"INSERT INTO main.{name} ({listed}) SELECT {listed} FROM whole.{name} WHERE {chosen}")
    return int(generation)


def _after_what_it_hangs_on(table: str) -> int:
    return _HANGING.index(table) if table in _HANGING else len(_HANGING)


def _rows_of_part(table: str, columns: list[str]) -> str:
    """The condition on the rows of a table that are in the part; "" for a table that is left out."""
    if {"root", "path"} <= set(columns):
        return "(root, path) IN (SELECT root, path FROM temp.kept)"
    if "speech_no" in columns:
        return "speech_no IN (SELECT speech_no FROM main.speeches)"
    return _BY_WHAT_HOLDS_THEM.get(table, "")
