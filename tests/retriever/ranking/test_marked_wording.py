"""Where the first or last use of a wording is asked for, the sentence with the wording is marked."""

from pathlib import Path

import pytest

from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech

TEXT = (
    "同志们：\n\n要把渡船责任制写进规约。每一条渡船由谁掌舵、由谁检修、出了事找谁，都要写在船头，夜里也要看得清楚。\n"
)


@pytest.mark.parametrize(
    "question", ["渡船责任制最早出现在哪里", "渡船责任制是什么时候提出来的", "最近一次讲渡船责任制"]
)
def test_the_sentence_with_the_wording_is_marked(tmp_path: Path, question: str) -> None:
    for year in (2019, 2021):
        write_speech(tmp_path / "渡" / f"{year}.md", TEXT, title=f"在{year}年渡口会上的讲话", date=f"{year}-03-01")
    build_with_pairs(tmp_path / "渡", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        hit = retriever.ask(question).hits[0]
    assert [hit.passage.text[span.start : span.end] for span in hit.highlights] == ["要把渡船责任制写进规约。"]
