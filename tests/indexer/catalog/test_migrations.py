"""The tables of the catalog, made and changed by numbered steps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus import Speech
from corpus.errors import IndexStateError
from indexer.catalog import Catalog, FamilyMember, connection, kept_vectors, migrations
from indexer.catalog.checksums import row_checksum
from indexer.catalog.rows import wording_digest
from indexer.embed import new_passages
from indexer.minhash import bands_of

# What the program wrote before there were steps. It is never to be changed.
FORMAT_2 = """
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
INSERT INTO meta VALUES ('schema', '2'), ('generation', '0');
"""
STORED = (
    '{"speech_id": "a1", "root": "r", "path": "p.md", "source": "/r/p.md", "title": "题", "language": "zh",'
    ' "date": "2020-02", "inferred": {"date": {"origin": "file_name", "evidence": "202002"}}}'
)
A_COLUMN = "ALTER TABLE speeches ADD COLUMN note TEXT NOT NULL DEFAULT 'none yet'"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalog of format 2 with one speech."""
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FORMAT_2)
        db.execute(
            "INSERT INTO speeches (speech_id, root, path, digest, fields, text)"
            " VALUES ('a1', 'r', 'p.md', x'00', ?, ?)",
            (STORED, "播种要早。"),
        )
        db.execute("UPDATE meta SET value = '7' WHERE key = 'generation'")
        db.commit()
    return path


def tables(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [(name, " ".join(sql.split())) for name, sql in found]


def test_the_first_step_makes_the_tables_of_format_2(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps(monkeypatch, {2: migrations.STEPS[2]})
    with Catalog.open_for_writing(tmp_path / "new.sqlite") as catalog:
        assert (catalog.meta("schema"), catalog.generation) == ("2", 0)
    assert tables(tmp_path / "new.sqlite") == tables(old)


def test_a_catalog_of_before_opens_with_all_that_is_in_it(old: Path) -> None:
    taken = migrations.NEWEST - 2  # each step is a generation: what was published has checksums of another
    with Catalog.open_for_writing(old) as catalog:
        assert catalog.empty_log()
        assert (catalog.meta("schema"), catalog.generation) == (str(migrations.NEWEST), 7 + taken)
        speech = catalog.speech(1)
        assert speech is not None
        assert (speech.title, str(speech.date), speech.inferred["date"].evidence) == ("题", "2020-02", "202002")
        with catalog.change():
            facts = {"root": "r", "path": "q.md", "source": "/r/q.md", "title": "又一题", "language": "zh"}
            added = Speech(speech_id="b2", text="收割要快。", **facts)
            catalog.put_speech(added, b"digest", new_passages(added, "f"))
        assert (catalog.generation, list(catalog.speeches())) == (8 + taken, [1, 2])
    with Catalog.open_for_reading(old) as reader:
        assert len(reader.passages().passage_id) == 1


def test_what_takes_less_room_now_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, now = tmp_path / "catalog.sqlite", dict(migrations.STEPS)
    steps(monkeypatch, {number: step for number, step in now.items() if number <= 5})
    Catalog.open_for_writing(path).close()
    vectors = np.eye(3, 8, dtype=np.float32) + np.float32(0.125)
    minima = np.arange(96, dtype="<u4")
    with closing(connection.connected_for_writing(path)) as db:
        db.executemany(
            "INSERT INTO speeches (speech_id, root, path, digest, fields, text, sentences_version)"
            " VALUES (?, 'r', 'p', x'', '', '', 1)",
            (("a",), ("b",)),
        )
        kept = b"key", vectors[0].astype("<f4").tobytes(), vectors[1:].astype("<f2").tobytes()
        db.execute("INSERT INTO embeddings VALUES (?, ?, ?, ?)", (*kept, row_checksum(*kept)))
        db.execute("INSERT INTO embeddings VALUES (x'01', x'0000', x'', x'02')")  # damaged
        name = wording_digest("播种要早。")
        members = [FamilyMember(name, number, 4, 9, "播种要早。") for number in (1, 2)]
        for member in members:
            db.execute("INSERT INTO sentences VALUES (?, 4, 9, '播种要早。', ?)", (member.speech_no, minima.tobytes()))
            db.execute(
                "INSERT INTO family_members VALUES (?, ?, ?, ?, ?, ?)", (*member[1:], name, row_checksum(*member))
            )
        db.execute("INSERT INTO grouped_wordings VALUES (?, 2, ?, ?)", (name, name, name))
    steps(monkeypatch, now)
    with Catalog.open_for_writing(path) as catalog:
        ((key, vector, sentences),) = catalog._db.execute("SELECT key, vector, sentences FROM embeddings").fetchall()
        assert key == b"key"
        assert kept_vectors.vectors_of([vector]).tolist() == [vectors[0].tolist()]
        (of_sentences,) = kept_vectors.sentence_vectors_of([(vector, sentences)])
        assert np.abs(of_sentences - vectors[1:]).max() <= 1 / 30 + 1 / 250
        assert catalog.damaged().embeddings == ()
        table = catalog.wordings.table()
        assert (table.bands == bands_of(minima)).all()
        assert (table.number.tolist(), table.speeches.tolist(), table.centre.tolist()) == ([1], [2], [1])
        assert catalog.family_members() == members
        assert catalog.wordings.touched([]) == []


def steps(monkeypatch: pytest.MonkeyPatch, of: dict[int, str]) -> None:
    monkeypatch.setattr(migrations, "STEPS", of)
    monkeypatch.setattr(migrations, "NEWEST", max(of))


def test_an_older_catalog_is_brought_up_where_it_lies(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = migrations.NEWEST + 1
    steps(monkeypatch, {**migrations.STEPS, number: f"{A_COLUMN}; UPDATE speeches SET note = title_of(speech_id)"})
    with pytest.raises(IndexStateError):  # there is no such function: the step is undone as a whole
        Catalog.open_for_writing(old)
    assert "note" not in dict(tables(old))["speeches"]
    steps(monkeypatch, {**migrations.STEPS, number: A_COLUMN})
    for _ in range(2):
        with Catalog.open_for_writing(old) as catalog:
            assert (catalog.meta("schema"), catalog.generation) == (str(number), 7 + number - 2)
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("SELECT note FROM speeches").fetchall() == [("none yet",)]


def test_who_only_reads_leaves_an_older_catalog_to_who_may_write(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, {**migrations.STEPS, migrations.NEWEST + 1: A_COLUMN})
    before = tables(old)
    with pytest.raises(IndexStateError) as caught:
        Catalog.open_for_reading(old)
    assert caught.value.code == "index_older"
    assert tables(old) == before


@pytest.mark.parametrize(("schema", "code"), [("1", "index_schema"), ("?", "index_schema"), ("99", "index_newer")])
@pytest.mark.parametrize("how", [Catalog.open_for_reading, Catalog.open_for_writing])
def test_what_cannot_be_brought_up_is_refused_and_left_as_it_is(old: Path, how: object, schema: str, code: str) -> None:
    with closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (schema,))
        db.commit()
    before = tables(old)
    with pytest.raises(IndexStateError) as caught:
        how(old)  # type: ignore[operator]
    assert caught.value.code == code
    assert "python -m indexer build" in caught.value.message("en")
    assert tables(old) == before
