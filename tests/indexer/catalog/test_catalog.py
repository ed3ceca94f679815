from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from corpus import FileReport, Inference, PartialDate, ReadWarning, Speech, SpeechFacts
from corpus.errors import IndexStateError
from indexer.catalog import Catalog, Embedding, embedding_key, speech_digest
from indexer.embed import new_passages

TEXT = "第一段说的是播种，播种要早。\n\n第二段说的是收割，收割要快，收割之后还要翻地，翻地要深，不留死角。\n"


def speech(speech_id: str = "a1", text: str = TEXT, **fields: object) -> Speech:
    values = {"root": "r", "path": "p.md", "source": "/r/p.md", "title": "题", "language": "zh", **fields}
    return Speech(speech_id=speech_id, text=text, **values)  # type: ignore[arg-type]


def put(catalog: Catalog, *speeches: Speech) -> None:
    with catalog.change():
        for each in speeches:
            catalog.put_speech(each, b"digest", new_passages(each, "f"))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open_for_writing(tmp_path / "catalog.sqlite") as opened:
        yield opened


def embed_all(catalog: Catalog) -> None:
    with catalog.change():
        catalog.put_embeddings(
            (key, Embedding(np.ones(3, dtype=np.float32), np.full((2, 3), 0.5, dtype=np.float32)))
            for key, *_ in catalog.passages_to_embed()
        )


def test_a_speech_comes_back_as_it_was_stored(catalog: Catalog) -> None:
    stored = speech(date=PartialDate(2020, 2), inferred={"date": Inference("file_name", "202002")}, external_id="x")
    put(catalog, stored)
    (number,) = catalog.speeches()
    assert catalog.speech(number) == stored
    facts = {each.name: getattr(stored, each.name) for each in fields(SpeechFacts)}
    assert catalog.speeches()[number] == SpeechFacts(**facts)
    assert catalog.speech(number + 1) is None


def test_passages_come_in_columns(catalog: Catalog) -> None:
    put(catalog, speech())
    table = catalog.passages()
    spans = zip(table.start.tolist(), table.end.tolist(), strict=True)
    assert "".join(TEXT[start:end] for start, end in spans).split() == TEXT.split()
    assert (table.ordinal == np.arange(len(table.ordinal))).all()
    ids = table.passage_id.tolist()
    assert list(catalog.heading_paths(ids)) == ids


def test_a_heading_path_is_read_of_its_own_passage_which_must_be_sound(catalog: Catalog) -> None:
    put(catalog, speech(text="一、先清河\n河道要常年有人清，清完要有人看。\n二、再种树\n岸上种柳树，种了要浇水。"))
    first, *_, last = catalog.passages().passage_id.tolist()
    with catalog.change():
        catalog._db.execute("UPDATE passages SET start = start + 1 WHERE passage_id = ?", (first,))
    assert catalog.heading_paths([last]) == {last: ("二、再种树",)}
    for damaged_or_gone in (first, last + 1):
        with pytest.raises(IndexStateError) as caught:
            catalog.heading_paths([last, damaged_or_gone])
        assert caught.value.code == "index_damaged"


def test_an_empty_catalog_has_an_empty_table(catalog: Catalog) -> None:
    table = catalog.passages()
    assert {len(getattr(table, column)) for column in table.__dataclass_fields__} == {0}
    assert catalog.counts() == (0, 0, 0, 0)
    assert catalog.embedded_ids().tolist() == []


def test_an_altered_speech_keeps_its_number_and_gets_new_passages(catalog: Catalog) -> None:
    put(catalog, speech())
    before = catalog.passages()
    put(catalog, speech(text="只有一句话了。"))
    after = catalog.passages()
    assert set(after.speech_no.tolist()) == set(before.speech_no.tolist())
    assert after.passage_id.min() > before.passage_id.max()


def test_ids_are_never_used_again(catalog: Catalog) -> None:
    put(catalog, speech())
    before = catalog.passages()
    with catalog.change():
        catalog.remove_speech("a1")
    put(catalog, speech())
    after = catalog.passages()
    assert after.passage_id.min() > before.passage_id.max()
    assert after.speech_no.min() > before.speech_no.max()


def test_a_removed_file_takes_its_speeches_and_passages_along(catalog: Catalog) -> None:
    put(catalog, speech("a1"), speech("b2", path="q.md"))
    with catalog.change():
        catalog.set_file(FileReport("r", "p.md", "read"), "stamp")
        catalog.remove_file("r", "p.md")
    assert [s.speech_id for s in catalog.speeches().values()] == ["b2"]
    assert set(catalog.passages().speech_no.tolist()) == set(catalog.speeches())
    assert (catalog.stamps("r"), catalog.reports()) == ({}, [])


def test_a_report_comes_back_as_it_was_stored(catalog: Catalog) -> None:
    report = FileReport(
        "r", "p.md", "read", "markdown", "utf-8", 0.9, 1, 20, (ReadWarning("file_empty", {"path": "p"}),)
    )
    with catalog.change():
        catalog.set_file(report, "stamp")
    assert catalog.reports() == [report]
    assert catalog.stamps("r") == {"p.md": "stamp"}


def test_a_change_raises_the_generation_and_a_failed_one_leaves_no_trace(catalog: Catalog) -> None:
    with catalog.change():
        catalog.set_meta("k", "1")
    before = catalog.generation
    with pytest.raises(ZeroDivisionError), catalog.change():
        catalog.set_meta("k", "2")
        raise ZeroDivisionError
    assert (catalog.meta("k"), catalog.generation) == ("1", before)


def test_equal_texts_share_an_embedding(catalog: Catalog) -> None:
    put(catalog, speech("a1"), speech("b2", path="q.md"))
    passages = catalog.counts()[1]
    assert catalog.counts()[3] == passages
    assert len(catalog.passages_to_embed()) == passages / 2
    embed_all(catalog)
    assert catalog.counts()[3] == 0
    ids, vectors = catalog.vectors(catalog.embedded_ids().tolist())
    assert ids.tolist() == catalog.passages().passage_id.tolist()
    assert vectors.shape == (passages, 3)
    assert {v.shape for v in catalog.sentence_vectors(ids.tolist()).values()} == {(2, 3)}


def test_unused_embeddings_are_dropped_and_used_ones_kept(catalog: Catalog) -> None:
    put(catalog, speech("a1"), speech("b2", path="q.md", text="别的话，别的段落。"))
    embed_all(catalog)
    with catalog.change():
        catalog.remove_speech("b2")
        assert catalog.drop_embeddings() == 1
    assert catalog.counts()[3] == 0


def test_a_reader_stays_on_one_state_until_it_refreshes(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, speech("a1"))
    with Catalog.open_for_reading(tmp_path / "catalog.sqlite") as reader:
        before = reader.generation
        put(catalog, speech("b2", path="q.md"))
        assert (reader.generation, len(reader.speeches())) == (before, 1)
        reader.refresh()
        assert (reader.generation, len(reader.speeches())) == (before + 1, 2)


@pytest.mark.parametrize("how", [Catalog.open_for_reading, Catalog.open_for_writing])
def test_a_file_that_is_no_database_is_damaged(how: object, tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"not a database, " * 400)
    with pytest.raises(IndexStateError) as caught:
        how(path)  # type: ignore[operator]
    assert caught.value.code == "index_damaged"
    assert path.read_bytes().startswith(b"not a database"), "what cannot be read is left as it is"


def test_a_catalog_of_another_version_is_refused(catalog: Catalog, tmp_path: Path) -> None:
    with catalog.change():
        catalog.set_meta("schema", "99")
    with pytest.raises(IndexStateError) as caught:
        Catalog.open_for_reading(tmp_path / "catalog.sqlite")
    assert (caught.value.code, caught.value.particulars["found"]) == ("index_newer", 99)


def test_there_is_no_catalog_to_read(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError) as caught:
        Catalog.open_for_reading(tmp_path / "catalog.sqlite")
    assert caught.value.code == "index_missing"
    assert list(tmp_path.iterdir()) == []


def test_keys_and_digests_follow_what_they_depend_on() -> None:
    assert len({embedding_key("f", "甲"), embedding_key("g", "甲"), embedding_key("f", "乙")}) == 3
    digests = {
        speech_digest(speech(), 1, "f"),
        speech_digest(speech(), 2, "f"),
        speech_digest(speech(), 1, "g"),
        speech_digest(speech(title="别的题"), 1, "f"),
        speech_digest(speech(text="别的话"), 1, "f"),
    }
    assert len(digests) == 5
