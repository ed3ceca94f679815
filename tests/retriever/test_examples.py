"""Example questions made of headings."""

import pytest

from corpus import Passage, Speech
from retriever.examples import most_used, questions, round_robin, topic, topics

HALL = Speech(
    speech_id="s1", root="库", path="a.txt", source="库/a.txt", text="一句话。", title="讲话", language="zh",
    occasion="全县河道工作会议",
)  # fmt: skip
ROOM = Speech(
    speech_id="s2", root="库", path="b.txt", source="库/b.txt", text="The doors, one by one, for a shared room.",
    title="Remarks", language="en",
)  # fmt: skip


def asked(heading: str, speech: Speech = HALL) -> str | None:
    """The first question that `heading` becomes."""
    found = topic(heading, speech)
    return questions([found], 1)[0] if found else None


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("（一）建好“四本台账”", "关于建好“四本台账”，以前是怎么讲的？"),
        ("2.河道采砂专项整治", "关于河道采砂专项整治，以前是怎么讲的？"),
        ("第三，大力发展桥头夜市", "关于大力发展桥头夜市，以前是怎么讲的？"),
        ("三、把巡河记录交到村里", "怎样把巡河记录交到村里？"),
        ("（二）让渡口重新热闹", "怎样让渡口重新热闹？"),
    ],
)
def test_a_heading_that_names_a_topic_becomes_a_question(heading: str, question: str) -> None:
    assert asked(heading) == question


@pytest.mark.parametrize(
    "heading",
    [
        "一、两年多走了多远",
        "二、今年怎么干",
        "三、几点要求",
        "二、抓实三项建设",
        "一、清醒看待我们的家底",
        "（四）补齐生活的短板",
        "先回应大家提得最多的问题",
        "二、立清单",
        "三、优化布局：小学往镇上聚，好学校往乡下伸",
        "2021",
        "一、五、九",
        "",
    ],
)
def test_a_heading_that_says_little_to_others_is_left_out(heading: str) -> None:
    assert topic(heading, HALL) is None


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("1. One counter for small traders", "What was said about one counter for small traders?"),
        ("Doors must be open after dark", "Why must doors be open after dark?"),
        ("2. Lanjiang is a town of readers", "Why is Lanjiang a town of readers?"),
        ("First, time", None),
        ("What we owe you today", None),
        ("The river has come back", None),
    ],
)
def test_english_headings(heading: str, question: str | None) -> None:
    assert asked(heading, ROOM) == question


def test_the_form_of_the_question_changes_and_an_occasion_is_named_once_in_four() -> None:
    found = [topic(f"推进{name}改造工程建设", HALL) for name in "甲乙丙丁戊"]
    assert questions([one for one in found if one], 5) == (
        "关于推进甲改造工程建设，以前是怎么讲的？",
        "推进乙改造工程建设是怎么部署的？",
        "推进丙改造工程建设有哪些要求？",
        "全县河道工作会议上对推进丁改造工程建设是怎么要求的？",
        "推进戊改造工程建设是怎么部署的？",
    )


def test_topics_come_in_order_each_once_those_asked_with_how_last() -> None:
    paths = [("一、把巡河记录交到村里",), ("一、把巡河记录交到村里", "建好巡河队伍"), ("二、建好巡河队伍",)]
    passages = [Passage("s1", n, 0, 4, "一句话。", 1, path) for n, path in enumerate(paths)]
    found = topics(HALL, passages)
    assert [one.text for one in found] == ["把巡河记录交到村里", "建好巡河队伍", "建好巡河队伍"]
    assert questions(found, 4) == ("关于建好巡河队伍，以前是怎么讲的？", "怎样把巡河记录交到村里？")


def test_round_robin() -> None:
    a, b, c = (topic(f"推进{name}改造工程建设", HALL) for name in "甲乙丙")
    assert a and b and c
    assert round_robin([[a, c], [b]]) == [a, b, c]


def test_wordings_to_begin_with_are_the_longer_words_of_most_speeches() -> None:
    texts = ["营商环境 要 优化\n营商环境", "乡村振兴 靠 营商环境", "乡村振兴 深入推进", "深入推进 深入推进"]
    assert most_used(texts, 3) == ("营商环境", "乡村振兴")
    assert most_used(texts, 1) == ("营商环境",)
