"""Questions that lead on from an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech

SPEECH = """同志们：

一、推进防汛责任落实

防汛责任要落到每一个人、每一座水库、每一段堤防，汛前签字，汛后销号。

二、加强山洪灾害监测预警

雨量站要一天一报，暴雨时一小时一报，预警要敲得响门、叫得醒人。

三、完善群众转移安置机制

转移路线要走过三遍，安置点要备足三天的水和粮，老人小孩要有人背、有人接。

四、大家辛苦了

散会以后，请各乡镇的同志留一下，把责任书签了再走。
"""


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("next")
    write_speech(folder / "corpus" / "防汛.md", SPEECH, title="在防汛工作会议上的讲话", date="2021-05-06")
    build_with_pairs(folder / "corpus", folder / "index")
    with Retriever.open(folder / "index", encoder=PairEncoder()) as opened:
        yield opened


def test_the_headings_around_the_first_hit_come_first(retriever: Retriever) -> None:
    answer = retriever.ask("“暴雨时一小时一报”", top_k=1)
    assert answer.hits[0].passage.heading_path == ("二、加强山洪灾害监测预警",)
    assert retriever.next_questions(answer, 4) == (
        "关于完善群众转移安置机制，以前是怎么讲的？",
        "推进防汛责任落实是怎么部署的？",
    )


def test_what_was_asked_is_not_suggested(retriever: Retriever) -> None:
    answer = retriever.ask("完善群众转移安置机制是怎么讲的", top_k=1)
    assert all("转移安置" not in question for question in retriever.next_questions(answer, 4))


def test_no_more_than_asked_for(retriever: Retriever) -> None:
    assert len(retriever.next_questions(retriever.ask("“暴雨时一小时一报”"), 1)) == 1


def test_every_suggestion_has_an_answer(retriever: Retriever) -> None:
    answer = retriever.ask("“暴雨时一小时一报”", top_k=1)
    for question in retriever.next_questions(answer, 4):
        assert retriever.ask(question).hits
