"""Sets in Traditional characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.beir import Question, RetrievalSet
from benchmarks.traditional import in_traditional

DOCUMENT = {"_id": "国1", "title": "乡村发展", "text": "头发和发展不是一个发。", "year": 2021}
FOUND = RetrievalSet(Path("set"), (DOCUMENT,), (Question("问1", "谁管里面的头发？", ("头发",)),), {"问1": {"国1": 1}})


def test_only_the_questions_are_converted():
    converted = in_traditional(FOUND, "questions")
    assert converted.questions == (Question("问1", "誰管裏面的頭髮？", ("头发",)),)
    assert converted.documents == FOUND.documents
    assert converted.qrels == FOUND.qrels


def test_only_the_corpus_is_converted_and_ids_stay():
    converted = in_traditional(FOUND, "corpus")
    assert converted.documents == ({"_id": "国1", "title": "鄉村發展", "text": "頭髮和發展不是一個發。", "year": 2021},)
    assert converted.questions == FOUND.questions


@pytest.mark.parametrize("other", (["--out", "lines.jsonl"], ["--without", "gold"]), ids=" ".join)
def test_scripts_are_compared_alone(other: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.argv", ["quality", "set", "--script", "corpus", *other])
    with pytest.raises(SystemExit) as stopped:
        quality.main()
    assert stopped.value.code == 2
