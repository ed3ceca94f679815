"""The file of the catalog: opened, migrated and changed, and the log beside it. The one owner of sqlite3."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import numpy as np

from corpus.errors import IndexStateError
from indexer.catalog import kept_vectors, migrations, rows
from indexer.catalog.checksums import row_checksum
from indexer.minhash import bands_of

Connection: TypeAlias = sqlite3.Connection

# What SQLite says when the folder may not be written, and when there is no room in it.
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_IOERR")

_NEXT_GENERATION = "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'"

# In pages of 4096 bytes, SQLite's own choice, rows of two or three thousand left a third of the file empty.
_PAGE = 16384

# Some tables and indexes lie in the order of digests: with the 2 MB that SQLite takes by itself a page of them was read
# and written for nearly every row.
_CACHE_KB = 64 << 10

_FUNCTIONS: Mapping[str, Callable[..., bytes | int]] = {
    "row_checksum": row_checksum,
    "wording_key": rows.wording_key,
    "wording_digest": rows.wording_digest,
    "vector_of_format_7": kept_vectors.vector_of_format_7,
    "sentences_of_format_7": kept_vectors.sentences_of_format_7,
    "sentences_of_format_8": kept_vectors.sentences_of_format_8,
    "bands_of": lambda minima: rows.signature_bytes(bands_of(np.frombuffer(minima, dtype="<u4"))),
}
"""Functions that statements may call, most of them steps of `indexer.catalog.migrations`."""

# Below so many bytes on a disk SQLite's small files beside the catalog may not fit: of these it says another thing.
_LITTLE_ROOM = 1 << 18


@contextmanager
def index_errors(index: Path) -> Iterator[None]:
    """Turns errors of SQLite and of a full disk inside the block into one of the index in the folder `index`.

    :raises IndexStateError: index_damaged, index_full, index_unwritable or index_busy.
    """
    try:
        yield
    except sqlite3.Error as exc:
        raise index_error(exc, index) from exc
    except OSError as exc:
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise IndexStateError("index_full", index=index) from exc
        if exc.errno == errno.EROFS:
            raise IndexStateError("index_unwritable", index=index, reason=exc.strerror) from exc
        raise


@contextmanager
def row_errors(index: Path) -> Iterator[None]:
    """Turns these and what Python says of spoilt JSON, numbers or compressed text into an error of the index.

    :raises IndexStateError: as `index_errors`.
    """
    try:
        with index_errors(index):
            yield
    except (ValueError, KeyError, TypeError, zlib.error) as exc:
        raise IndexStateError("index_damaged", index=index, reason=f"{type(exc).__name__}: {exc}") from exc


def index_error(error: sqlite3.Error, index: Path) -> IndexStateError:
    """The error of the index in the folder `index` that SQLite's `error` is."""
    kind = getattr(error, "sqlite_errorname", "")
    no_room = kind.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) and shutil.disk_usage(index).free < _LITTLE_ROOM
    if kind.startswith("SQLITE_FULL") or no_room:
        return IndexStateError("index_full", index=index)
    if kind.startswith(_UNWRITABLE):
        return IndexStateError("index_unwritable", index=index, reason=str(error))
    if kind.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return IndexStateError("index_busy", index=index)
    return IndexStateError("index_damaged", index=index, reason=str(error))


def connected_for_writing(path: Path) -> Connection:
    """A connection to the catalog at `path`, which is made if there is none.

    :raises IndexStateError: if the file is damaged, or too old or too new to be brought up to date.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _connected(path) as db:
        db.execute(f"PRAGMA page_size = {_PAGE}")  # of a new file
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        _migrate(db, path)
        return db


def connected_for_reading(path: Path) -> Connection:
    """A connection to the catalog at `path` that shows the state of this moment until `refresh`.

    :raises IndexStateError: if there is none, or it is damaged or of another schema.
    """
    if not path.is_file():
        raise IndexStateError("index_missing", index=path.parent)
    try:
        return _reading(path)
    except IndexStateError as error:
        # SQLite makes files of its own beside one that it reads. Where it may not, and nothing is left in its log, the
        # file is all there is, and nobody can change it.
        if error.code not in ("index_unwritable", "index_full"):
            raise
        log = path.with_name(f"{path.name}-wal")
        if log.is_file() and log.stat().st_size:
            if error.code == "index_full":
                raise
            raise IndexStateError("index_log_left", index=path.parent, log=log.name) from error
        return _reading(path, "?mode=ro&immutable=1")


def _reading(path: Path, how: str = "") -> Connection:
    with _connected(path, how) as db:
        db.execute("PRAGMA query_only = ON")
        _check_schema(_schema(db), path, oldest=migrations.NEWEST)
        refresh(db)
        return db


@contextmanager
def _connected(path: Path, how: str = "") -> Iterator[Connection]:
    """A new connection, closed if the block fails."""
    with index_errors(path.parent):
        address = f"{path.absolute().as_uri()}{how}"
        db = sqlite3.connect(address, isolation_level=None, check_same_thread=False, uri=True)
        try:
            for name, function in _FUNCTIONS.items():
                db.create_function(name, -1, function, deterministic=True)
            yield db
        except BaseException:
            db.close()
            raise


def _migrate(db: Connection, path: Path) -> None:
    """Take the steps that the catalog has not taken, each in a transaction of its own, so that one may be cut off.

    What there was is another generation then: what was published of it knows other checksums.
    """
    found = _schema(db)
    if found is not None:
        _check_schema(found, path, oldest=migrations.OLDEST)
    for number in sorted(migrations.STEPS):
        if found is None or int(found) < number:
            noted = f"UPDATE meta SET value = '{number}' WHERE key = 'schema'"
            if found is not None:
                noted += f"; {_NEXT_GENERATION}"
            try:
                db.executescript(f"BEGIN IMMEDIATE; {migrations.STEPS[number]}; {noted}; COMMIT;")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
    if found is not None and int(found) < migrations.NEWEST:
        _rewrite(db)


def _rewrite(db: Connection) -> None:
    """Write a migrated file anew, in larger pages and without what the steps dropped.

    Without room for a second file, or while somebody reads, it stays as large as it is.
    """
    with suppress(sqlite3.OperationalError):
        db.execute("PRAGMA journal_mode = DELETE")  # the pages of a file with a log have the size that they have
        db.execute(f"PRAGMA page_size = {_PAGE}")
        db.execute("VACUUM")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("SELECT 1 FROM meta").fetchone()  # until something is read the file stays locked to this connection


def _schema(db: Connection) -> str | None:
    """The number of the last step that the catalog has taken, None for an empty file."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return None
    row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    return "-" if row is None else str(row[0])


def _check_schema(found: str | None, path: Path, oldest: int) -> None:
    """Refuse what this program cannot read."""
    number = int(found) if found is not None and found.isdigit() else -1
    if number > migrations.NEWEST:
        raise IndexStateError("index_newer", index=path.parent, found=number, known=migrations.NEWEST)
    if number >= migrations.OLDEST and number < oldest:
        raise IndexStateError("index_older", index=path.parent)
    if number < oldest:
        raise IndexStateError("index_schema", index=path.parent, found=found, expected=migrations.NEWEST)


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
            db.execute(_NEXT_GENERATION)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # where the disk is full SQLite has undone it already
            db.execute("ROLLBACK")
        raise


def copy(db: Connection, path: Path) -> None:
    """Write what a reader sees to a new file at `path`, without what was removed; a writer may go on meanwhile."""
    target = sqlite3.connect(path)
    try:
        db.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        target.execute("VACUUM")
    finally:
        target.close()


def empty_log(db: Connection) -> bool:
    """True if all changes are in the file itself and no page is left in the log beside it.

    False as long as a reader reads from the log, which is waited for half a second; once all of it is in the file,
    one that is refreshed does not.
    """
    before = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute("PRAGMA busy_timeout = 500")
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    db.execute(f"PRAGMA busy_timeout = {before}")
    return not busy
