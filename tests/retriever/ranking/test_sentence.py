"""The highlight: which sentence of a passage answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.search.protocol import Terms
from retriever import Hit, Retriever
from retriever.ranking.sentence import best_share, decisive
from retriever.understanding.question import Subject
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


FAIR = "公平秤是集市的脸面，公平秤管不好，公平秤就成了摆设。"
REPAIRS = "坏了的当天送修，修好以前借用备用的那一台。"


def subject(*words: str) -> Subject:
    return Subject(Terms(words, ()), dict.fromkeys(words, 1.0), {})


def test_the_share_of_the_best_sentence_is_exact() -> None:
    text = "公平秤每季度都要校准一次。摊位费按米来收，牌子上写明白。"
    meaning = np.array([0.5, 0.8], dtype=np.float32)
    asked = subject("公平秤", "校准")
    # All words and half of the meaning in the first sentence: (0.5 + 1) of 2.15; by the meaning alone the second.
    assert best_share(text, "公平秤校准", asked, meaning, 1.0) == pytest.approx(1.5 / 2.15)
    assert best_share(text, "公平秤校准", asked, meaning, 0.0) == pytest.approx(0.8 / 2.15)


@pytest.mark.parametrize(("above", "expected"), [("集市整治会", FAIR), ("公平秤管理会", REPAIRS)])
def test_what_the_title_says_anyway_does_not_decide(above: str, expected: str) -> None:
    asked = Subject(Terms(["公平秤", "送修"], ()), {"公平秤": 2.0, "送修": 1.0}, {})
    assert decided(FAIR + REPAIRS, "公平秤送修", asked, above) == expected


@pytest.mark.parametrize("question", ["什么是代称员？", "代称员是什么", "代称员指的是什么？", "代称员的定义是什么"])
def test_who_asks_what_something_is_gets_the_sentence_that_says_so(question: str) -> None:
    meaning = "代称员是替老人过秤的志愿者。"
    text = f"{meaning}代称员要持证，代称员要挂牌，代称员的名单贴在门口。"
    assert decided(text, question, subject("代称员")) == meaning
    assert decided(text, "代称员挂牌了吗", subject("代称员", "挂牌")) != meaning


def test_a_sentence_that_points_back_goes_on_with_what_the_one_before_names() -> None:
    text = "公平秤由市场管理员校准。{}每季度校一次，结果贴在门口。摊位费按米来收，牌子上写明白。"
    asked = Subject(Terms(["公平秤", "季度", "摊位费"], ()), {"公平秤": 1.0, "季度": 0.5, "摊位费": 0.6}, {})
    cosines = np.array([-9.0, 0.0, 0.15], dtype=np.float32)
    assert decided(text.format("这台秤"), "公平秤", asked, cosines=cosines) == "这台秤每季度校一次，结果贴在门口。"
    assert decided(text.format("各摊位"), "公平秤", asked, cosines=cosines) == "摊位费按米来收，牌子上写明白。"


def decided(
    text: str, question: str, asked: Subject, above: str = "集市整治会", cosines: NDArray[np.float32] | None = None
) -> str:
    """The decisive sentence of `text`; without `cosines` it has no vectors."""
    span = decisive(text, above, question, asked, np.zeros(0, dtype=np.float32) if cosines is None else cosines)
    assert span is not None
    return text[slice(*span)]


def test_vectors_of_other_sentences_say_nothing() -> None:
    assert best_share("一句话就够了，不必多讲。", "话", subject("话"), np.ones(2, dtype=np.float32), 1.0) == 0.0


def test_terms_that_stand_above_count_less() -> None:
    below = Subject(Terms(["集市", "过秤"], ["集市"]), {"集市": 2.0, "过秤": 3.0}, {"集市": 4.0}).below("集市整治", 0.1)
    assert below.words == {"集市": pytest.approx(0.2), "过秤": 3.0}
    assert below.pairs == {"集市": pytest.approx(0.4)}


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
