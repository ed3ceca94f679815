"""The catalog: one SQLite file that holds every speech, its passages and their embeddings; all else is derived from it.

A change is one transaction and raises the generation by one. Passage ids are never used twice and a passage never
changes: an altered speech gets new passages. So whatever is derived from the catalog is up to date exactly when it
holds the same passage ids.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from corpus import FileReport, Inference, Passage, ReadWarning, Speech, Wording
from corpus.errors import IndexStateError
from indexer.likeness import MINIMA
from indexer.versions import Decision

SCHEMA_VERSION = 2

_SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE roots (name TEXT PRIMARY KEY, path TEXT NOT NULL, allow_marked INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    root TEXT NOT NULL, path TEXT NOT NULL, stamp TEXT NOT NULL, report TEXT NOT NULL, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE speeches (
    speech_no INTEGER PRIMARY KEY AUTOINCREMENT, speech_id TEXT NOT NULL UNIQUE, root TEXT NOT NULL, path TEXT NOT NULL,
    digest BLOB NOT NULL, fields TEXT NOT NULL, text TEXT NOT NULL, sentences_version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX speeches_by_file ON speeches (root, path);
CREATE TABLE passages (
    passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, paragraph INTEGER NOT NULL,
    heading_path TEXT NOT NULL, signature BLOB NOT NULL, embedding BLOB NOT NULL
);
CREATE INDEX passages_by_speech ON passages (speech_no, ordinal);
CREATE INDEX passages_by_embedding ON passages (embedding);
CREATE TABLE embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sentences (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    folded TEXT NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (speech_no, start)
) WITHOUT ROWID;
CREATE TABLE family_members (
    speech_no INTEGER NOT NULL REFERENCES speeches ON DELETE CASCADE, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    folded TEXT NOT NULL, family BLOB NOT NULL, PRIMARY KEY (speech_no, start)
) WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', '{SCHEMA_VERSION}'), ('generation', '0');
"""


@dataclass(frozen=True, slots=True)
class PassageTable:
    """All passages in columns, ascending by `passage_id`; row i of every column is the same passage."""

    passage_id: NDArray[np.int64]
    speech_no: NDArray[np.int64]
    ordinal: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    paragraph: NDArray[np.int64]
    signature: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage on its way into the catalog, with the signature of its folded text and the key of its embedding."""

    passage: Passage
    signature: NDArray[np.uint32]
    embedding_key: bytes


@dataclass(frozen=True, slots=True)
class Stated:
    """What an office states about a root: its set wordings, and whether speeches are authoritative, by their folder."""

    wordings: tuple[Wording, ...]
    folders: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Embedding:
    """The vector of a passage, shape (dimension,), and of its sentences, (sentences, dimension), L2-normalised."""

    vector: NDArray[np.float32]
    sentences: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence of a speech that may recur: its place, its folded text, and the signature of `indexer.recurring`."""

    speech_no: int
    start: int
    end: int
    folded: str
    signature: NDArray[np.uint32]


class FamilyMember(NamedTuple):
    """A sentence of the formulation family with the name `family`: its place and its folded text."""

    family: bytes
    speech_no: int
    start: int
    end: int
    folded: str


class Catalog:
    """An open catalog. Not for use by two threads at once; a reader sees one state between `refresh` calls."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open_for_writing(cls, path: Path) -> Catalog:
        """The catalog at `path`, made if there is none. The caller holds the writer lock.

        :raises IndexStateError: if the file is damaged or of a newer program.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA foreign_keys = ON")
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            return cls._checked(db, path)
        except sqlite3.DatabaseError as exc:
            db.close()
            raise IndexStateError("index_damaged", index=path.parent, reason=str(exc)) from exc

    @classmethod
    def open_for_reading(cls, path: Path) -> Catalog:
        """The catalog at `path` in the state of this moment, until `refresh`.

        :raises IndexStateError: if there is none, or it is damaged or of a newer program.
        """
        if not path.is_file():
            raise IndexStateError("index_missing", index=path.parent)
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA query_only = ON")
            catalog = cls._checked(db, path)
            catalog.refresh()
        except sqlite3.DatabaseError as exc:
            db.close()
            raise IndexStateError("index_damaged", index=path.parent, reason=str(exc)) from exc
        return catalog

    @classmethod
    def _checked(cls, db: sqlite3.Connection, path: Path) -> Catalog:
        row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        if row is None or int(row[0]) != SCHEMA_VERSION:
            db.close()
            raise IndexStateError("index_schema", index=path.parent, found=row and row[0], expected=SCHEMA_VERSION)
        return cls(db)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def refresh(self) -> None:
        """Show a reader the newest state. WAL keeps an open read transaction on one state while a writer works."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._db.execute("BEGIN")
        self._db.execute("SELECT 1 FROM meta").fetchone()

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction that raises the generation if it changes anything; undone if the block fails."""
        self._db.execute("BEGIN IMMEDIATE")
        before = self._db.total_changes
        try:
            yield
            if self._db.total_changes > before:
                self._db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    # --- what is known about the whole -------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """How many changes the catalog has seen."""
        return int(self.meta("generation") or 0)

    def meta(self, key: str) -> str | None:
        """The value noted under `key`."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Note `value` under `key`. Call inside `change`."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def roots(self) -> dict[str, tuple[str, bool]]:
        """Each root's path as given and whether its marked files are indexed, by root name."""
        return {name: (path, bool(allow)) for name, path, allow in self._db.execute("SELECT * FROM roots")}

    def set_root(self, name: str, path: str, allow_marked: bool) -> None:
        """Note a root. Call inside `change`."""
        self._db.execute(
            "INSERT INTO roots VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET path = excluded.path, allow_marked = excluded.allow_marked"
            " WHERE (path, allow_marked) IS NOT (excluded.path, excluded.allow_marked)",
            (name, path, allow_marked),
        )

    def stated(self) -> dict[str, Stated]:
        """What is stated about each root, by root name."""
        notes = {root: self.meta(_stated_key(root)) for root in sorted(self.roots())}
        return {root: _stated_from_json(note) for root, note in notes.items() if note is not None}

    def set_stated(self, root: str, stated: Stated) -> None:
        """Note what is stated about a root. Call inside `change`.

        In `meta` rather than in a table: nobody searches for it, and an older index gains it with the next build.
        """
        note = json.dumps(asdict(stated), ensure_ascii=False, sort_keys=True)
        if self.meta(_stated_key(root)) != note:
            self.set_meta(_stated_key(root), note)

    def decisions(self) -> tuple[Decision, ...]:
        """What people decided about versions, oldest first."""
        noted = json.loads(self.meta("decisions") or "[]")
        return tuple(Decision(tuple(each["members"]), each["verdict"], each["front"]) for each in noted)

    def set_decisions(self, decisions: Sequence[Decision]) -> None:
        """Note what people decided about versions. Call inside `change`."""
        if self.decisions() != tuple(decisions):
            self.set_meta("decisions", json.dumps([asdict(each) for each in decisions]))

    # --- files -------------------------------------------------------------------------------------------------

    def stamps(self, root: str) -> dict[str, str]:
        """What each file of `root` looked like when it was read, by its path."""
        return dict(self._db.execute("SELECT path, stamp FROM files WHERE root = ?", (root,)))

    def reports(self) -> list[FileReport]:
        """How the reading of each file went, by root and path."""
        rows = self._db.execute("SELECT report FROM files ORDER BY root, path")
        return [_report_from_json(row[0]) for row in rows]

    def set_file(self, report: FileReport, stamp: str) -> None:
        """Note how reading a file went. Call inside `change`."""
        self._db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET stamp = excluded.stamp, report = excluded.report"
            " WHERE (stamp, report) IS NOT (excluded.stamp, excluded.report)",
            (report.root, report.path, stamp, json.dumps(asdict(report), ensure_ascii=False)),
        )

    def remove_file(self, root: str, path: str) -> None:
        """Forget a file, its speeches and their passages. Call inside `change`."""
        self._db.execute("DELETE FROM speeches WHERE root = ? AND path = ?", (root, path))
        self._db.execute("DELETE FROM files WHERE root = ? AND path = ?", (root, path))

    # --- speeches and passages ---------------------------------------------------------------------------------

    def digests(self, root: str, path: str) -> dict[str, bytes]:
        """The digest under which each speech of a file was stored, by speech_id."""
        rows = self._db.execute("SELECT speech_id, digest FROM speeches WHERE root = ? AND path = ?", (root, path))
        return dict(rows)

    def put_speech(self, speech: Speech, digest: bytes, passages: Sequence[NewPassage]) -> None:
        """Store a speech and its passages in place of what stood under its id. Call inside `change`."""
        self._db.execute(
            "INSERT INTO speeches (speech_id, root, path, digest, fields, text) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (speech_id) DO UPDATE SET root = excluded.root, path = excluded.path,"
            " digest = excluded.digest, fields = excluded.fields, text = excluded.text, sentences_version = 0",
            (speech.speech_id, speech.root, speech.path, digest, _fields_to_json(speech), speech.text),
        )
        number = self._db.execute("SELECT speech_no FROM speeches WHERE speech_id = ?", (speech.speech_id,)).fetchone()
        for table in ("passages", "sentences", "family_members"):
            self._db.execute(f"DELETE FROM {table} WHERE speech_no = ?", number)
        self._db.executemany(
            'INSERT INTO passages (speech_no, ordinal, start, "end", paragraph, heading_path, signature, embedding)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(number[0], *_passage_row(new)) for new in passages],
        )

    def remove_speech(self, speech_id: str) -> None:
        """Forget a speech and its passages. Call inside `change`."""
        self._db.execute("DELETE FROM speeches WHERE speech_id = ?", (speech_id,))

    def speeches(self) -> dict[int, Speech]:
        """Every speech without its text (text is ""), by speech number, ascending."""
        rows = self._db.execute("SELECT speech_no, fields, '' FROM speeches ORDER BY speech_no")
        return {number: _speech_from_json(fields, text) for number, fields, text in rows}

    def speech(self, speech_no: int) -> Speech | None:
        """A speech with its text, None when it is gone."""
        row = self._db.execute("SELECT fields, text FROM speeches WHERE speech_no = ?", (speech_no,)).fetchone()
        return None if row is None else _speech_from_json(*row)

    def lengths(self) -> dict[int, int]:
        """How many characters each speech has, by speech number."""
        return dict(self._db.execute("SELECT speech_no, length(text) FROM speeches ORDER BY speech_no"))

    def passages(self) -> PassageTable:
        """All passages in columns."""
        rows = self._db.execute(
            'SELECT passage_id, speech_no, ordinal, start, "end", paragraph, signature FROM passages'
            " ORDER BY passage_id"
        ).fetchall()
        table = np.array([row[:6] for row in rows], dtype=np.int64).reshape(-1, 6)
        signatures = np.frombuffer(b"".join(row[6] for row in rows), dtype="<u4").reshape(-1, MINIMA)
        passage_id, speech_no, ordinal, start, end, paragraph = (np.ascontiguousarray(column) for column in table.T)
        return PassageTable(passage_id, speech_no, ordinal, start, end, paragraph, signatures)

    def heading_paths(self, speech_no: int) -> list[tuple[str, ...]]:
        """The heading path of each passage of a speech, by ordinal."""
        rows = self._db.execute("SELECT heading_path FROM passages WHERE speech_no = ? ORDER BY ordinal", (speech_no,))
        return [tuple(json.loads(row[0])) for row in rows]

    def counts(self) -> tuple[int, int, int, int]:
        """How many speeches, passages and characters there are, and passages without an embedding."""
        speeches, characters = self._db.execute(
            "SELECT count(*), coalesce(sum(length(text)), 0) FROM speeches"
        ).fetchone()
        passages = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]
        pending = self._db.execute(
            "SELECT count(*) FROM passages WHERE embedding NOT IN (SELECT key FROM embeddings)"
        ).fetchone()[0]
        return speeches, passages, characters, pending

    # --- embeddings --------------------------------------------------------------------------------------------

    def passages_to_embed(self) -> list[tuple[bytes, int, int, int]]:
        """(key, speech_no, start, end) of one passage for each embedding that is still missing, longest first.

        Longest first, so that the time left is never underestimated.
        """
        return self._db.execute(
            'SELECT embedding, speech_no, start, "end" FROM passages'
            " WHERE embedding NOT IN (SELECT key FROM embeddings)"
            ' GROUP BY embedding ORDER BY "end" - start DESC, passage_id'
        ).fetchall()

    def put_embeddings(self, embeddings: Iterable[tuple[bytes, Embedding]]) -> None:
        """Store embeddings under their keys. Call inside `change`."""
        self._db.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
            ((key, e.vector.astype("<f4").tobytes(), e.sentences.astype("<f2").tobytes()) for key, e in embeddings),
        )

    def drop_embeddings(self, *, all_of_them: bool = False) -> int:
        """How many embeddings were dropped: those that no passage uses, or all. Call inside `change`."""
        unused = "" if all_of_them else " WHERE key NOT IN (SELECT embedding FROM passages)"
        return self._db.execute(f"DELETE FROM embeddings{unused}").rowcount

    def embedded_ids(self) -> NDArray[np.int64]:
        """The ids, ascending, of the passages that have an embedding."""
        rows = self._db.execute(
            "SELECT passage_id FROM passages WHERE embedding IN (SELECT key FROM embeddings) ORDER BY passage_id"
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    def vectors(self, passage_ids: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids and vectors, shape (passages, dimension), of those of `passage_ids` that are embedded, by id."""
        rows = self._db.execute(
            "SELECT p.passage_id, e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding"
            " WHERE p.passage_id IN (SELECT value FROM json_each(?)) ORDER BY p.passage_id",
            (json.dumps([int(i) for i in passage_ids]),),
        ).fetchall()
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        if not rows:
            return ids, np.zeros((0, 0), dtype=np.float32)
        return ids, np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)

    def sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The sentence vectors, shape (sentences, dimension), of each embedded passage, by passage id."""
        rows = self._db.execute(
            "SELECT p.passage_id, e.vector, e.sentences FROM passages p JOIN embeddings e ON e.key = p.embedding"
            " WHERE p.passage_id IN (SELECT value FROM json_each(?))",
            (json.dumps([int(i) for i in passage_ids]),),
        )
        return {
            number: np.frombuffer(sentences, dtype="<f2").astype(np.float32).reshape(-1, len(vector) // 4)
            for number, vector, sentences in rows
        }

    # --- sentences that recur ----------------------------------------------------------------------------------

    def speeches_without_sentences(self, version: int) -> list[int]:
        """The numbers, ascending, of the speeches whose sentences are not stored, or were cut by another version."""
        rows = self._db.execute(
            "SELECT speech_no FROM speeches WHERE sentences_version <> ? ORDER BY speech_no", (version,)
        )
        return [row[0] for row in rows]

    def put_sentences(self, speech_no: int, version: int, sentences: Iterable[StoredSentence]) -> None:
        """Store the sentences of a speech in place of those there were. Call inside `change`."""
        self._db.execute("DELETE FROM sentences WHERE speech_no = ?", (speech_no,))
        self._db.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
            ((s.speech_no, s.start, s.end, s.folded, s.signature.astype("<u4").tobytes()) for s in sentences),
        )
        self._db.execute("UPDATE speeches SET sentences_version = ? WHERE speech_no = ?", (version, speech_no))

    def sentences(self) -> Iterator[StoredSentence]:
        """All sentences, by speech and place."""
        rows = self._db.execute('SELECT speech_no, start, "end", folded, signature FROM sentences ORDER BY 1, 2')
        return (
            StoredSentence(speech_no, start, end, folded, np.frombuffer(signature, dtype="<u4"))
            for speech_no, start, end, folded, signature in rows
        )

    def speech_digests(self) -> list[tuple[int, bytes]]:
        """The number of each speech, ascending, and the digest under which it was stored."""
        return self._db.execute("SELECT speech_no, digest FROM speeches ORDER BY speech_no").fetchall()

    def set_family_members(self, members: Iterable[FamilyMember]) -> None:
        """Store these members in place of those there were; what stays is not written again. Call inside `change`."""
        before, now = set(self.family_members()), set(members)
        self._db.executemany(
            "DELETE FROM family_members WHERE speech_no = ? AND start = ?",
            ((member.speech_no, member.start) for member in before - now),
        )
        self._db.executemany(
            'INSERT INTO family_members (family, speech_no, start, "end", folded) VALUES (?, ?, ?, ?, ?)', now - before
        )

    def family_members(self) -> list[FamilyMember]:
        """The members of all families, by speech and place."""
        rows = self._db.execute('SELECT family, speech_no, start, "end", folded FROM family_members ORDER BY 2, 3')
        return [FamilyMember(*row) for row in rows]

    def vacuum(self) -> None:
        """Write all that there is anew, without what was removed: SQLite marks its place as free and leaves it there.

        The pages of before are gone when `empty_log` has succeeded. Not inside `change`.
        """
        self._db.execute("VACUUM")

    def empty_log(self) -> bool:
        """Whether all changes are in the file itself and no page is left in the log beside it.

        False as long as a reader reads from the log, which is waited for half a second; once all of it is in the file,
        one that is refreshed does not.
        """
        before = self._db.execute("PRAGMA busy_timeout").fetchone()[0]
        self._db.execute("PRAGMA busy_timeout = 500")
        busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._db.execute(f"PRAGMA busy_timeout = {before}")
        return not busy

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when nothing is."""
        return [row[0] for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]


def embedding_key(fingerprint: str, text: str) -> bytes:
    """The key under which the embedding of `text` by the model with `fingerprint` is stored: 16 bytes."""
    return blake2b(f"{fingerprint}\0{text}".encode(), digest_size=16).digest()


def speech_digest(speech: Speech, splitter_version: int, fingerprint: str) -> bytes:
    """A digest of all that a speech's passages and their embeddings depend on: 16 bytes."""
    content = f"{splitter_version}\0{fingerprint}\0{_fields_to_json(speech)}\0{speech.text}"
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _passage_row(new: NewPassage) -> tuple[int, int, int, int, str, bytes, bytes]:
    p = new.passage
    path = json.dumps(p.heading_path, ensure_ascii=False)
    return p.ordinal, p.start, p.end, p.paragraph, path, new.signature.astype("<u4").tobytes(), new.embedding_key


def _fields_to_json(speech: Speech) -> str:
    fields = asdict(speech)
    del fields["text"]
    return json.dumps(fields, ensure_ascii=False)


def _speech_from_json(fields: str, text: str) -> Speech:
    values = json.loads(fields)
    inferred = {name: Inference(**reason) for name, reason in values.pop("inferred").items()}
    return Speech(text=text, inferred=inferred, **values)


def _report_from_json(text: str) -> FileReport:
    values = json.loads(text)
    values["warnings"] = tuple(ReadWarning(**warning) for warning in values["warnings"])
    return FileReport(**values)


def _stated_key(root: str) -> str:
    return f"stated {root}"


def _stated_from_json(note: str) -> Stated:
    values = json.loads(note)
    wordings = [{**each, "discontinued": tuple(each["discontinued"])} for each in values["wordings"]]
    return Stated(tuple(Wording(**each) for each in wordings), values["folders"])
