"""Indexes made by the versions there were, each in an archive with its corpus: opened, they are upgraded in place.

An archive is made once, with the PairEncoder of that version, and never changed. It holds two speeches, an upload, a
word, a setting, an edit and a verdict.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from indexer.catalog import Catalog, migrations
from indexer.layout import Layout
from indexer.verify import verify
from retriever.feedback import read_feedback
from tests.conftest import build_with_pairs
from tests.indexer.small_corpus import open_with_pairs

RELEASED = sorted((Path(__file__).parent / "released").glob("*.zip"))
PEOPLES = ("edits.jsonl", "feedback.jsonl", "lexicon.txt", "settings.toml", "uploads/渡口.txt")


@pytest.mark.parametrize("archive", RELEASED, ids=[archive.stem for archive in RELEASED])
def test_an_index_of_a_released_version_is_upgraded_with_all_that_is_in_it(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    index, corpus = tmp_path / "index", tmp_path / "讲话"
    peoples = {name: (index / name).read_bytes() for name in PEOPLES}
    with open_with_pairs(index) as retriever:
        assert "燕麦地" in retriever.ask("燕麦地什么时候翻").hits[0].passage.text
        assert "渡口" in retriever.ask("渡口的船").hits[0].passage.text
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        assert catalog.meta("schema") == str(migrations.NEWEST)
    assert verify(Layout(index)) == []

    report = build_with_pairs(corpus, index)
    assert report.removed == 0
    assert {(file.root, file.path) for file in report.files} == {
        ("讲话", "a.md"),
        ("讲话", "b.md"),
        ("/uploads", "渡口.txt"),
    }
    with open_with_pairs(index) as retriever:
        speeches = retriever.newest().snapshot.speeches().values()
        assert {speech.place for speech in speeches if speech.root == "讲话"} == {"村部"}
        assert len(retriever.families().families) == 1
    assert [each.question for each in read_feedback(index)] == ["燕麦地"]
    assert verify(Layout(index)) == []
    kept = {name: (index / name).read_bytes() for name in PEOPLES}
    assert kept == peoples
