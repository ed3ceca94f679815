"""One Retriever, many threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.opening import open_newest
from indexer.search.protocol import SearchEngine
from indexer.snapshot import Snapshot
from retriever import Answer, Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_library, write_speech

THREADS = 8
QUESTIONS = [
    *("办事大厅", "“有人管”", "种粮的农户", "谁来巡河", "采砂船只", "礦井", "灭火器", "老年人", "茶叶", "返乡"),
    *("library", "ferry shed", "“守住耕地红线”", "招商引资", "窗口", "楼道", "险情", "一人一策", "补链条", "重复提交"),
]


@pytest.mark.model
@pytest.mark.parametrize("kind", ["pairs_retriever", "real_retriever"])
def test_many_threads_get_the_answers_of_one(kind: str, request: pytest.FixtureRequest) -> None:
    retriever: Retriever = request.getfixturevalue(kind)
    assert len(QUESTIONS) == 20
    expected = [retriever.ask(question) for question in QUESTIONS]

    def ask_all(turn: int) -> list[Answer]:
        turned = QUESTIONS[turn:] + QUESTIONS[:turn]
        answers = [retriever.ask(question) for question in turned]
        return answers[len(answers) - turn :] + answers[: len(answers) - turn]

    with ThreadPoolExecutor(THREADS) as pool:
        for answers in pool.map(ask_all, range(THREADS)):
            assert answers == expected


def test_the_first_questions_of_many_threads_load_one_encoder(real_index: Path) -> None:
    with Retriever.open(real_index) as retriever, ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(retriever.ask, ["办事大厅"] * THREADS))
    assert answers == answers[:1] * THREADS


class SlowToOpen:
    """The newest state of an index, which is not open before it may be."""

    def __init__(self) -> None:
        self.opening, self.may_open = threading.Event(), threading.Event()

    def __call__(self, before: Snapshot) -> tuple[Snapshot, SearchEngine]:
        opened = open_newest(before)
        self.opening.set()
        assert self.may_open.wait(10)
        return opened


def test_who_asks_while_a_new_state_is_opened_is_answered_from_the_one_before(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write_library(tmp_path / "c")
    build_with_pairs(corpus, index)
    slow = SlowToOpen()
    monkeypatch.setattr("retriever.opened.open_newest", slow)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, ThreadPoolExecutor(2) as pool:
        before = len(retriever.newest().snapshot.speeches())
        write_speech(corpus / "新.md", "办事大厅的窗口要有人值守。")
        build_with_pairs(corpus, index)
        first = pool.submit(lambda: len(retriever.newest().snapshot.speeches()))
        assert slow.opening.wait(10)
        assert len(retriever.newest().snapshot.speeches()) == before
        releasing = pool.submit(lambda: (retriever.release(), len(retriever.newest().snapshot.speeches()))[1])
        assert not releasing.done()
        slow.may_open.set()
        assert (first.result(10), releasing.result(10)) == (before + 1, before + 1)
        assert len(retriever.newest().snapshot.speeches()) == before + 1


def test_threads_keep_answering_while_new_states_are_published(tmp_path: Path, index: Path) -> None:
    corpus = write_library(tmp_path / "c")
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, ThreadPoolExecutor(4) as pool:
        going = [True]

        def ask() -> int:
            asked = 0
            while going[0]:
                for hit in retriever.ask(QUESTIONS[asked % 20]).hits:
                    assert hit.speech.text[hit.passage.start : hit.passage.end] == hit.passage.text
                asked += 1
            return asked

        asking = [pool.submit(ask) for _ in range(4)]
        try:
            for turn in range(6):
                write_speech(
                    corpus / "年会" / "2017年.md", f"第{turn}稿：办事大厅的窗口要有人值守，谁来巡河要写明。", title="甲"
                )
                build_with_pairs(corpus, index)
        finally:
            going[0] = False
        assert sum(each.result() for each in asking) > 20
        assert "第5稿" in retriever.ask("“第5稿”").hits[0].passage.text
