"""The highlight: which sentence of a passage answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from retriever import Hit, Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech

SCALES = "集市的公平秤每季度校准一次。"
STALLS = "摊位费按米收取，收多少、谁来收，都写在市场门口的牌子上。"
DRAINS = "下水沟由市场管理员每天收市以后冲洗。"


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder = tmp_path_factory.mktemp("market")
    write_speech(folder / "c" / "集市.md", f"{SCALES}{STALLS}{DRAINS}", title="在集市整治会上的讲话")
    build_with_pairs(folder / "c", folder / "index")
    return Retriever.open(folder / "index", encoder=PairEncoder())


def highlighted(hit: Hit) -> list[str]:
    return [hit.passage.text[start:end] for start, end in hit.highlights]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("公平秤多久校准", [SCALES]),
        ("摊位费是怎么收的？", [STALLS]),
        ("下水沟谁来冲洗", [DRAINS]),
        ("“每天收市以后”", [DRAINS]),
        ("“公平秤”和“摊位费”", [SCALES, STALLS]),
    ],
)
def test_the_sentence_that_answers_is_highlighted(retriever: Retriever, question: str, expected: list[str]) -> None:
    (hit,) = retriever.ask(question).hits
    assert highlighted(hit) == expected


def test_highlights_are_ascending_disjoint_spans_of_the_passage(
    pairs_retriever: Retriever, real_retriever: Retriever
) -> None:
    for retriever in (pairs_retriever, real_retriever):
        for question in ("办事大厅", "“有人”“办事”", "libraries", "谁负责", "“谁审批、谁监管、谁负责”"):
            for hit in retriever.ask(question, top_k=100).hits:
                places = [place for span in hit.highlights for place in span]
                assert places, hit.passage.text
                assert places == sorted(places)
                assert all(start < end for start, end in hit.highlights)
                assert 0 <= places[0] < places[-1] <= len(hit.passage.text)


def test_the_decisive_sentence_of_an_english_passage(tmp_path: Path, index: Path) -> None:
    night = "The night bus will stop at the hospital gate."
    write_speech(tmp_path / "c" / "bus.md", f"Fares stay as they are. {night} Drivers get a new depot.", title="Buses")
    build_with_pairs(tmp_path / "c", index)
    with Retriever.open(index, encoder=PairEncoder()) as opened:
        (hit,) = opened.ask("Does the night bus stop at the hospital?").hits
    assert [text.strip() for text in highlighted(hit)] == [night]
