"""The file of the catalog: opening it, its transactions, and the log beside it. The one owner of sqlite3."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from corpus.errors import IndexStateError
from indexer.catalog.tables import SCHEMA_VERSION, TABLES

Connection: TypeAlias = sqlite3.Connection


def connected_for_writing(path: Path) -> Connection:
    """A connection to the catalog at `path`, which is made if there is none.

    :raises IndexStateError: if the file is damaged or of another schema.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _connected(path) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            db.executescript(f"BEGIN; {TABLES} COMMIT;")
        _check_schema(db, path)
        return db


def connected_for_reading(path: Path) -> Connection:
    """A connection to the catalog at `path` that shows the state of this moment until `refresh`.

    :raises IndexStateError: if there is none, or it is damaged or of another schema.
    """
    if not path.is_file():
        raise IndexStateError("index_missing", index=path.parent)
    with _connected(path) as db:
        db.execute("PRAGMA query_only = ON")
        _check_schema(db, path)
        refresh(db)
        return db


@contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    """A new connection, closed if the block fails."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        yield db
    except sqlite3.DatabaseError as exc:
        db.close()
        raise IndexStateError("index_damaged", index=path.parent, reason=str(exc)) from exc
    except BaseException:
        db.close()
        raise


def _check_schema(db: Connection, path: Path) -> None:
    row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if row is None or int(row[0]) != SCHEMA_VERSION:
        raise IndexStateError("index_schema", index=path.parent, found=row and row[0], expected=SCHEMA_VERSION)


def refresh(db: Connection) -> None:
    """Show a reader the newest state. WAL keeps an open read transaction on one state while a writer works."""
    if db.in_transaction:
        db.execute("COMMIT")
    db.execute("BEGIN")
    db.execute("SELECT 1 FROM meta").fetchone()


@contextmanager
def change(db: Connection) -> Iterator[None]:
    """One transaction that raises the generation if it changes anything; undone if the block fails."""
    db.execute("BEGIN IMMEDIATE")
    before = db.total_changes
    try:
        yield
        if db.total_changes > before:
            db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def empty_log(db: Connection) -> bool:
    """Whether all changes are in the file itself and no page is left in the log beside it.

    False as long as a reader reads from the log, which is waited for half a second; once all of it is in the file,
    one that is refreshed does not.
    """
    before = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute("PRAGMA busy_timeout = 500")
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    db.execute(f"PRAGMA busy_timeout = {before}")
    return not busy
