from __future__ import annotations

import pytest

from retriever.understanding.question import read_question
from retriever.understanding.wordings import one_wording, without_saying, wordings_asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("以前怎么写安全生产的", ("安全生产",)),
        ("我们以往是怎么讲防汛值守的？", ("防汛值守",)),
        ("关于粮食安全，历年是怎么提的？", ("粮食安全",)),
        ("粮食安全和耕地红线，以前怎么写的", ("粮食安全和耕地红线",)),
        ("“一网通办”和“最多跑一次”以前怎么写", ("一网通办", "最多跑一次")),
        ("守住耕地紅線。", ("守住耕地紅線",)),
        ("守住耕地红线，稳住粮食面积", ("守住耕地红线，稳住粮食面积",)),
        ("How did we put the ferry shed before?", ("the ferry shed",)),
        ("What have we said about libraries over the years?", ("libraries",)),
        ("keep its doors open", ("keep its doors open",)),
        ("就业以前是怎么说的", ("就业",)),
        ("怎么写", ("怎么写",)),
    ],
)
def test_the_wording_that_is_asked_for(text: str, expected: tuple[str, ...]):
    assert wordings_asked(read_question(text)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("安全值班 提法是什么", ("安全值班",)),
        ("讲水闸疏浚是什么时候", ("讲水闸疏浚",)),
        ("水闸疏浚 写入报告是哪一年", ("水闸疏浚",)),
        ("水闸疏浚 出现在哪篇讲话里", ("水闸疏浚",)),
        ("哪一年的政府工作报告 提到水闸疏浚", ("水闸疏浚",)),
        ("水闸疏浚 提是在哪次会上", ("水闸疏浚",)),
        ("政府工作报告 是什么时候讲的", ("政府工作报告",)),
        ("when was the ferry shed mentioned?", ("the ferry shed",)),
    ],
)
def test_what_is_asked_about_a_wording_is_no_part_of_it(question: str, expected: tuple[str, ...]):
    assert wordings_asked(read_question(question)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在政府工作报告中提出水闸疏浚是什么时候", "水闸疏浚"),
        ("讲水闸疏浚的是哪次会议", "水闸疏浚"),
        ("提到“水闸”是在哪里", "水闸"),
        ("提到“水闸”和“疏浚”是在哪里", None),
    ],
)
def test_the_one_wording_that_is_asked_for(text: str, expected: str | None):
    assert one_wording(text) == expected


def test_a_verb_of_saying_in_front_may_be_left_out():
    assert without_saying(("讲水闸疏浚", "讲过的水闸", "水闸", "说法")) == ("水闸疏浚", "水闸", "水闸", "说法")
