"""The open catalog: every question to its tables, and every change of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus import FileReport, Speech, SpeechFacts
from corpus.metadata.marks import MARK_KEY
from indexer.catalog import checked, connection, damage, kept_vectors, rows
from indexer.catalog.checksums import CHECKED, passages_checksum, row_checksum
from indexer.catalog.part import Keep, take_part
from indexer.catalog.rows import (
    Embedding,
    FamilyMember,
    NewPassage,
    PassageTable,
    Stated,
)
from indexer.catalog.since import Since
from indexer.catalog.wordings import Wordings
from indexer.id_sets import only_in
from indexer.speech_table import COLUMNS, SpeechColumns
from indexer.versions import Decision


class Catalog:
    """An open catalog. Not for use by two threads at once; a reader sees one state between `refresh` calls."""

    def __init__(self, db: connection.Connection, index: Path) -> None:
        self._db, self._index = db, index
        self.wordings = Wordings(db, index)
        self._passages: tuple[tuple[int, int], PassageTable] | None = None
        self._embedded: tuple[tuple[int, int], NDArray[np.int64]] | None = None
        self._columns: tuple[tuple[int, int], SpeechColumns] | None = None
        self._since: Since | None = None

    @classmethod
    def open_for_writing(cls, path: Path) -> Catalog:
        """The catalog at `path`, made if there is none. The caller holds the writer lock.

        :raises IndexStateError: if the file is damaged or of another schema.
        """
        return cls(connection.connected_for_writing(path), path.parent)

    @classmethod
    def open_for_reading(cls, path: Path) -> Catalog:
        """The catalog at `path` in the state of this moment, until `refresh`.

        :raises IndexStateError: if there is none, or it is damaged or of another schema.
        """
        return cls(connection.connected_for_reading(path), path.parent)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def refresh(self) -> None:
        """Show a reader the newest state."""
        connection.refresh(self._db)

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction that raises the generation if it changes anything; undone if the block fails."""
        try:
            with connection.change(self._db):
                yield
        except BaseException:
            self._since = None  # it tells of what was undone as well
            raise

    def go_on_from(self, table: PassageTable, embedded: NDArray[np.int64], speeches: SpeechColumns) -> None:
        """Take it that the passages and the speeches of now are these, those with the ids `embedded` with a vector, and
        that nothing is left to be dropped or to be grouped: then only what changes from now on is read.
        """
        self._since = Since(self.generation, table, embedded, speeches)

    def known_at(self, generation: int) -> PassageTable | None:
        """The passages that `go_on_from` was told of, if that was in this generation; else None."""
        return self._since.table if self._since and self._since.generation == generation else None

    @property
    def goes_on(self) -> bool:
        """True if all that changed since `go_on_from` is known, and so all that was published then is sound."""
        return self._since is not None

    # --- what is known about the whole -------------------------------------------------------------------------

    @property
    def generation(self) -> int:
        """The number of changes made to the catalog so far."""
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

    def drop_roots(self, keep: Iterable[str]) -> None:
        """Forget the roots but for `keep`; not their files. Call inside `change`."""
        for name in self.roots().keys() - set(keep):
            self._db.execute("DELETE FROM roots WHERE name = ?", (name,))

    def stated(self) -> dict[str, Stated]:
        """The statements of an office about each root that has any, by root name."""
        notes = {root: self.meta(_stated_key(root)) for root in sorted(self.roots())}
        return {root: rows.stated_of(note) for root, note in notes.items() if note is not None}

    def set_stated(self, root: str, stated: Stated) -> None:
        """Note what is stated about a root. Call inside `change`.

        In `meta` rather than in a table: nobody searches for it, and an older index gains it with the next build.
        """
        note = rows.note_of_stated(stated)
        if self.meta(_stated_key(root)) != note:
            self.set_meta(_stated_key(root), note)

    def stated_rows(self, root: str) -> dict[str, dict[str, dict[str, str]]]:
        """The rows of each metadata.csv of a root when it was last sound, see `Sidecars.rows`."""
        rows: dict[str, dict[str, Any]] = json.loads(self.meta(_rows_key(root)) or "{}")
        # Versions before kept the security marks alone.
        return {
            folder: {name: {MARK_KEY: row} if isinstance(row, str) else row for name, row in of_folder.items()}
            for folder, of_folder in rows.items()
        }

    def set_stated_rows(self, root: str, rows: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        """Note what a root's metadata.csv files state. Call inside `change`."""
        note = json.dumps(rows, ensure_ascii=False, sort_keys=True)
        if note != (self.meta(_rows_key(root)) or "{}"):
            self.set_meta(_rows_key(root), note)

    def decisions(self) -> tuple[Decision, ...]:
        """The decisions of people about versions, oldest first."""
        return rows.decisions_of(self.meta("decisions") or "[]")

    def set_decisions(self, decisions: Sequence[Decision]) -> None:
        """Note what people decided about versions. Call inside `change`."""
        if self.decisions() != tuple(decisions):
            self.set_meta("decisions", rows.note_of_decisions(decisions))

    # --- files -------------------------------------------------------------------------------------------------

    def stamps(self, root: str) -> dict[str, str]:
        """The stamp of each file of `root` when it was read (see `indexer.files`), by its path."""
        return dict(self._db.execute("SELECT path, stamp FROM files WHERE root = ?", (root,)))

    def contents(self, root: str) -> dict[str, tuple[str, bool]]:
        """The digest of the bytes of each file of `root` when it was read, and whether it was fresh, by its path."""
        found = self._db.execute("SELECT path, content, fresh FROM files WHERE root = ?", (root,))
        return {path: (content, bool(fresh)) for path, content, fresh in found}

    def reports(self) -> list[FileReport]:
        """The report on the reading of each file, ordered by root and path."""
        return [rows.report_of(row[0]) for row in self._db.execute("SELECT report FROM files ORDER BY root, path")]

    def set_file(self, report: FileReport, stamp: str, content: str = "", fresh: bool = False) -> None:
        """Note how reading a file went. Call inside `change`.

        `content` is the digest of its bytes, "" where that is not known; `fresh` is true when it was changed so shortly
        before that it may have been changed again without another time.
        """
        self._db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET stamp = excluded.stamp, report = excluded.report, content = excluded.content, fresh = excluded.fresh"
            " WHERE (stamp, report, content, fresh)"
            " IS NOT (excluded.stamp, excluded.report, excluded.content, excluded.fresh)",
            (report.root, report.path, stamp, rows.note_of_report(report), content, fresh),
        )

    def remove_file(self, root: str, path: str) -> None:
        """Forget a file, its speeches and their passages. Call inside `change`."""
        if self._since:
            mine = self._db.execute("SELECT speech_no FROM speeches WHERE root = ? AND path = ?", (root, path))
            self._since.note(self._db, [number for (number,) in mine])
        self._db.execute("DELETE FROM speeches WHERE root = ? AND path = ?", (root, path))
        self._db.execute("DELETE FROM files WHERE root = ? AND path = ?", (root, path))

    # --- speeches and passages ---------------------------------------------------------------------------------

    def digests(self, root: str, path: str) -> dict[str, bytes]:
        """The digest under which each speech of a file was stored, by speech_id."""
        found = self._db.execute("SELECT speech_id, digest FROM speeches WHERE root = ? AND path = ?", (root, path))
        return dict(found)

    def put_speech(self, speech: Speech, digest: bytes, passages: Sequence[NewPassage]) -> int:
        """Store a speech and its passages in place of what stood under its id; its number. Call inside `change`."""
        known = self.number_of(speech.speech_id)
        if self._since:
            self._since.note(self._db, [known] if known else [])
            self._since.titles.add(speech.title)
        number = known or self._next_number("speeches")
        row = (number, speech.speech_id, speech.root, speech.path, rows.fields_of(speech), speech.text)
        columns, values = f"{', '.join(CHECKED['speeches'])}, digest, checksum", (*row, digest, row_checksum(*row))
        if known:
            self._db.execute(
                f"UPDATE speeches SET ({columns}, sentences_version) = (?, ?, ?, ?, ?, ?, ?, ?, 0) WHERE speech_no = ?",
                (*values, number),
            )
            for table in ("passages", "sentences", "derived"):
                self._db.execute(f"DELETE FROM {table} WHERE speech_no = ?", (number,))
        else:
            self._db.execute(f"INSERT INTO speeches ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
        first = self._next_number("passages")
        cut = [(first + i, number, *new) for i, new in enumerate(passages)]
        self._db.executemany(
            f"INSERT INTO passages ({', '.join(CHECKED['passages'])}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*row, row_checksum(*row)) for row in cut),
        )
        return number

    def _next_number(self, table: str) -> int:
        """A number that no row of `table` has, or ever had: SQLite remembers the last one."""
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return 1 if row is None else int(row[0]) + 1

    def remove_speech(self, speech_id: str) -> None:
        """Forget a speech and its passages. Call inside `change`."""
        known = self.number_of(speech_id)
        if self._since and known:
            self._since.note(self._db, [known])
        self._db.execute("DELETE FROM speeches WHERE speech_id = ?", (speech_id,))

    def speeches(self) -> dict[int, SpeechFacts]:
        """The metadata of every speech, by speech number, ascending."""
        return self.facts(None)

    def facts(self, speech_numbers: Sequence[int] | None) -> dict[int, SpeechFacts]:
        """The metadata of these speeches, None for all, by speech number, ascending."""
        return {number: rows.facts_of(fields) for number, fields in checked.fields_of(self._db, speech_numbers)}

    def speech_columns(self) -> SpeechColumns:
        """The fields of all speeches that whole libraries are gone through by, in columns."""
        held = self.generation, self._db.total_changes
        if self._columns is None or self._columns[0] != held:
            since = self._since
            columns = (
                since.speech_columns(self._db) if since else SpeechColumns.of(checked.stated(self._db, COLUMNS, None))
            )
            self._columns = held, columns
        return self._columns[1]

    def stated_by_all(self, names: Sequence[str]) -> dict[int, list[Any]]:
        """The texts or None of the fields with these `names`, two or more, that each speech states, by speech number,
        ascending.
        """
        return checked.stated(self._db, names, None)

    def infers(self, name: str) -> bool:
        """True if the field `name` of any speech was recognised rather than given."""
        inferred = f"json_extract(fields, '$.inferred.{name}') IS NOT NULL"
        return self._db.execute(f"SELECT 1 FROM speeches WHERE {inferred} LIMIT 1").fetchone() is not None

    def number_of(self, speech_id: str) -> int | None:
        """The number of the speech with `speech_id`, None if there is none."""
        row = self._db.execute("SELECT speech_no FROM speeches WHERE speech_id = ?", (speech_id,)).fetchone()
        return None if row is None else int(row[0])

    def speech(self, speech_no: int) -> Speech | None:
        """A speech, None when it is gone.

        :raises IndexStateError: text_damaged, if what is kept of it is not what was.
        """
        return self.with_texts([speech_no]).get(speech_no)

    def with_texts(self, speech_numbers: Sequence[int]) -> dict[int, Speech]:
        """The speeches with these numbers, by number; without those that are gone.

        :raises IndexStateError: text_damaged, if what is kept of one is not what was.
        """
        return {number: rows.speech_of(*kept) for number, kept in self.stored_speeches(speech_numbers).items()}

    def stored_speeches(self, speech_numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The metadata and the text of these speeches as `rows.speech_of` takes them, by number; see `with_texts`."""
        return checked.speeches(self._db, self._index, speech_numbers)

    def lengths(self) -> dict[int, int]:
        """The number of characters of each speech, by speech number."""
        return dict(self._db.execute("SELECT speech_no, length(text) FROM speeches ORDER BY speech_no"))

    def family_members(self) -> list[FamilyMember]:
        """The members of all families, by speech and place.

        :raises IndexStateError: index_damaged, if they are not those that were stored.
        """
        return self.wordings.members()

    def passages(self) -> PassageTable:
        """All passages in columns, read anew when some came or went: none changes, and no id is given twice."""
        held = checked.passages_held(self._db)
        if self._passages is None or self._passages[0] != held:
            table = self._since.passages(self._db) if self._since else checked.passages(self._db)
            self._passages = held, table
        return self._passages[1]

    def titles_changed(self) -> frozenset[str] | None:
        """The titles, before and after, of the speeches that came, changed or went since `go_on_from`; None if it was
        not called.
        """
        return frozenset(self._since.titles) if self._since else None

    def heading_paths(self, passage_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The heading path of each of these passages, by passage id.

        :raises IndexStateError: index_damaged, if one of them is gone or what is kept of it is not what was.
        """
        found = checked.heading_paths(self._db, self._index, passage_ids)
        return {passage_id: rows.heading_path_of(note) for passage_id, note in found.items()}

    def is_empty(self) -> bool:
        """True if there is no speech."""
        return self._db.execute("SELECT 1 FROM speeches LIMIT 1").fetchone() is None

    def count_of_speeches(self) -> int:
        """The number of speeches."""
        return int(self._db.execute("SELECT count(*) FROM speeches").fetchone()[0])

    def counts(self) -> tuple[int, int, int, int]:
        """The numbers of speeches, passages, characters, and passages without an embedding."""
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
        some, given = "", []
        if self._since:
            some = " AND passage_id IN (SELECT value FROM json_each(?))"
            given = [json.dumps(only_in(self.passages().passage_id, self.embedded_ids()).tolist())]
        found: list[tuple[bytes, int, int, int]] = self._db.execute(
            'SELECT embedding, speech_no, start, "end" FROM passages'
            f" WHERE embedding NOT IN (SELECT key FROM embeddings){some}"
            ' GROUP BY embedding ORDER BY "end" - start DESC, passage_id',
            given,
        ).fetchall()
        return found

    def put_embeddings(self, embeddings: Iterable[tuple[bytes, Embedding]]) -> None:
        """Store embeddings under their keys. Call inside `change`."""
        made = list(embeddings)
        kept = kept_vectors.embedding_rows([embedding for _, embedding in made])
        keyed = [(key, *row) for (key, _), row in zip(made, kept, strict=True)]
        self._db.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?, ?)", [(*row, row_checksum(*row)) for row in keyed]
        )

    def drop_embeddings(self, *, all_of_them: bool = False) -> int:
        """The number of embeddings dropped: those that no passage uses, or all. Call inside `change`."""
        if self._since and not all_of_them:
            return self._since.drop_embeddings(self._db)
        self._since = None if all_of_them else self._since
        unused = "" if all_of_them else " WHERE key NOT IN (SELECT embedding FROM passages)"
        return self._db.execute(f"DELETE FROM embeddings{unused}").rowcount

    def embedded_ids(self) -> NDArray[np.int64]:
        """The ids, ascending, of the passages that have an embedding; read anew after each change."""
        state = self.generation, self._db.total_changes
        if self._embedded is None or self._embedded[0] != state:
            since = self._since
            ids = since.embedded_ids(self._db, self.passages().passage_id) if since else None
            self._embedded = state, checked.embedded_ids(self._db, None) if ids is None else ids
        return self._embedded[1]

    def vectors(self, passage_ids: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids and vectors, shape (passages, dimension), of those of `passage_ids` that are embedded, by id."""
        found = list(checked.embeddings(self._db, self._index, passage_ids))
        return np.array([row[0] for row in found], dtype=np.int64), kept_vectors.vectors_of([row[1] for row in found])

    def sample_of_vectors(self, size: int) -> NDArray[np.float32]:
        """The vectors, shape (n, dimension), of the at most `size` embedded texts with the lowest digests."""
        found = self._db.execute("SELECT vector FROM embeddings ORDER BY key LIMIT ?", (size,))
        return kept_vectors.vectors_of([row[0] for row in found])

    def sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The sentence vectors, shape (sentences, dimension), of each embedded passage, by passage id."""
        found = list(checked.embeddings(self._db, self._index, passage_ids))
        vectors = kept_vectors.sentence_vectors_of([(vector, sentences) for _, vector, sentences in found])
        return {number: of_passage for (number, _, _), of_passage in zip(found, vectors, strict=True)}

    # --- what is derived from one text -------------------------------------------------------------------------

    def speeches_without(self, kind: str, version: str) -> list[int]:
        """The numbers, ascending, of the speeches with nothing of this kind, or that of another version."""
        found = self._db.execute(
            "SELECT speech_no FROM speeches WHERE speech_no NOT IN"
            " (SELECT speech_no FROM derived WHERE kind = ? AND version = ?) ORDER BY speech_no",
            (kind, version),
        )
        return [row[0] for row in found]

    def put_derived(self, speech_no: int, kind: str, version: str, content: bytes) -> None:
        """Keep content derived from the text of a speech in place of what there was. Call inside `change`."""
        self._db.execute("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?)", (speech_no, kind, version, content))

    def derived(self, kind: str, version: str, speech_numbers: Sequence[int]) -> dict[int, bytes]:
        """The content derived from the text of each of these speeches, by number; without those that have none."""
        found = self._db.execute(
            "SELECT speech_no, content FROM derived WHERE kind = ? AND version = ?"
            " AND speech_no IN (SELECT value FROM json_each(?))",
            (kind, version, json.dumps([int(number) for number in speech_numbers])),
        )
        return dict(found)

    # --- what is noted beside the derived files ------------------------------------------------------------------

    def checksums(self) -> dict[str, str]:
        """The checksum of all that answers are made of besides texts and vectors, by what it is of.

        It is noted when a state is published: what differs in the same generation was damaged since.
        """
        tables = checked.table_checksums(self._db, self._index)
        return tables | {"passages": passages_checksum(self.passages(), self.embedded_ids())}

    # --- a part in a catalog of its own ------------------------------------------------------------------------

    def take_part(self, whole: Path, keep: Keep) -> int:
        """Hold of the catalog at `whole` the files that `keep` is true for and nothing else; its generation. Not inside
        `change`; what is noted of roots is for the caller to note.
        """
        return take_part(self._db, whole, keep)

    # --- upkeep ------------------------------------------------------------------------------------------------

    def vacuum(self) -> None:
        """Write all that there is anew, without what was removed: SQLite marks its place as free and leaves it there.

        The pages of before are gone when `empty_log` has succeeded. Not inside `change`.
        """
        self._db.execute("VACUUM")

    def copy_to(self, path: Path) -> None:
        """Write a catalog with all that this one shows to `path`, where nothing is yet."""
        with connection.index_errors(self._index):
            connection.copy(self._db, path)

    def empty_log(self) -> bool:
        """True if all changes are in the file itself and no page is left in the log beside it.

        False as long as a reader reads from the log, which is waited for half a second.
        """
        return connection.empty_log(self._db)

    def check(self) -> list[str]:
        """The faults that SQLite finds in the file; empty when there are none."""
        return damage.structural(self._db)

    def damaged(self) -> damage.DamagedRows:
        """The speeches and embeddings that are no longer what was stored; reads all there is."""
        return damage.damaged_rows(self._db)

    def reindexed(self) -> bool:
        """True if all is sound once SQLite's own indexes are made anew."""
        self._db.execute("REINDEX")
        return not self.check()

    def read_all_again(self) -> None:
        """Let the next build read all files and store their speeches, changed or not. Call inside `change`."""
        self._db.execute("UPDATE files SET stamp = ''")
        self._db.execute("UPDATE speeches SET digest = x''")

    def forget_damaged(self, rows: damage.DamagedRows) -> None:
        """Let the next build make these rows anew; see `indexer.catalog.damage`. Call inside `change`."""
        self._since = None
        self.wordings.forget()  # cheap to cut anew, and not among the rows
        damage.forget(self._db, rows)


def _rows_key(root: str) -> str:
    return f"marks {root}"


def _stated_key(root: str) -> str:
    return f"stated {root}"
