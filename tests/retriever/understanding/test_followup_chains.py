"""Conversations of several follow-ups: each goes on from the one before, and no limit is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus import Passage
from retriever import Answer, Hit, Query
from retriever.opened import Settings
from retriever.types import Note
from retriever.understanding.followup import follow_up
from retriever.understanding.request import TypedQuestion, read_request
from tests.retriever.understanding.test_kinds import SPEECHES, TODAY


def conversation(*said: str, numbers: tuple[int, ...] = (4, 1), note: str | None = None) -> Iterator[str]:
    """The questions that each of `said` stands for, the hits of each being of the speeches with `numbers`."""
    previous: Answer | None = None
    for text in said:
        typed = TypedQuestion(text, None, "relevance", 0, previous, True, ())
        query: Query = read_request(typed, SPEECHES, TODAY, Settings()).query
        passages = [Passage(f"id{number}", 0, 0, 1, "文", 1) for number in numbers]
        hits = [
            Hit(passage, SPEECHES[number], 0.5, rank, (), ())
            for rank, (number, passage) in enumerate(zip(numbers, passages, strict=True), 1)
        ]
        previous = Answer(query, tuple(hits), 50, note=Note(note) if note else None)
        yield query.text


@pytest.mark.parametrize(
    "said",
    [
        {
            "不要湖北的，其他省怎么讲育种": "不要湖北的，其他省怎么讲育种",
            "后来呢": "怎么讲育种（不要湖北的，2023年3月5日以后）",
            "那2023年呢": "怎么讲育种（不要湖北的，2023年）",
            "换成渔业呢": "怎么讲渔业（不要湖北的，2023年）",
            "那湖北呢": "怎么讲渔业（2023年，湖北）",
        },
        {
            "不要港台的，其他地方怎么讲育种": "不要港台的，其他地方怎么讲育种",
            "那2023年呢": "怎么讲育种（不要港台的，2023年）",
            "换成渔业呢": "怎么讲渔业（不要港台的，2023年）",
        },
        {
            "温家宝怎么讲育种": "温家宝怎么讲育种",
            "那2023年呢": "温家宝怎么讲育种（2023年）",
            "换成渔业呢": "温家宝怎么讲渔业（2023年）",
            "那洪静呢": "怎么讲渔业（2023年，洪静）",
            "那邓小平呢": "怎么讲渔业（2023年，邓小平）",
            "换成港口呢": "怎么讲港口（2023年，邓小平）",
        },
        {
            "政府工作报告里怎么讲育种": "政府工作报告里怎么讲育种",
            "那2023年呢": "怎么讲育种（政府工作报告，2023年）",
            "换成渔业呢": "怎么讲渔业（政府工作报告，2023年）",
            "那新年贺词里呢": "怎么讲渔业（2023年，新年贺词）",
            "不要新年贺词的": "怎么讲渔业（2023年，不要新年贺词）",
        },
        {
            "湖北省政府工作报告怎么讲育种": "湖北省政府工作报告怎么讲育种",
            "那海南呢": "怎么讲育种（政府工作报告，海南）",  # nothing is from there: that is said then
            "换成渔业呢": "怎么讲渔业（政府工作报告，海南）",
        },
        {
            "2010年怎么讲育种": "2010年怎么讲育种",
            "那2023年呢": "怎么讲育种（2023年）",
        },
        {
            "二十大报告里怎么讲纪律": "二十大报告里怎么讲纪律",
            "那党代会报告呢": "怎么讲纪律（党代会报告）",
            "那二十大报告呢": "怎么讲纪律（二十大报告）",
        },
        {
            "怎么讲育种": "怎么讲育种",
            "那教育呢": "怎么讲教育",
            "那农民呢": "农民 怎么讲教育",
        },
    ],
)
def test_limits_go_along(said: dict[str, str]) -> None:
    assert list(conversation(*said)) == list(said.values())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("火星怎么管理", "后来呢"), "火星怎么管理"),
        (("温家宝怎么讲育种", "后来呢"), "温家宝怎么讲育种"),
        (("2022年怎么讲火星", "后来呢"), "怎么讲火星（2022年以后）"),
        (("2010年怎么讲火星", "后来呢"), "怎么讲火星（2010年以后）"),
    ],
)
def test_what_does_not_answer_dates_nothing(said: tuple[str, ...], expected: str) -> None:
    *_, last = conversation(*said, note="no_close_match")
    assert last == expected


def test_nothing_later_from_there_is_all_of_it_too() -> None:
    *_, last = conversation("湖北省政府工作报告怎么讲育种", "后来呢", numbers=(3,))
    assert last == "湖北省政府工作报告怎么讲育种", "later speeches are from elsewhere"


def test_later_than_everything_is_all_of_it_newest_first() -> None:
    *_, last = conversation("怎么讲育种", "后来呢", numbers=(2,))
    assert last == "怎么讲育种"


def test_the_order_and_the_time_of_what_came_later_are_no_wish() -> None:
    *_, changed = conversation("怎么讲育种", "后来呢", "换成渔业呢")
    assert changed == "怎么讲渔业", "what was later of one thing is no time of another"
    typed = [TypedQuestion("怎么讲育种", None, "relevance", 0, None, True, ())]
    first = read_request(typed[0], SPEECHES, TODAY, Settings()).query
    hits = (Hit(Passage("id4", 0, 0, 1, "文", 1), SPEECHES[4], 0.5, 1, (), ()),)
    later = follow_up("后来呢", Answer(first, hits, 50), SPEECHES, TODAY)
    assert later is not None
    assert (later.text, later.sort) == ("怎么讲育种（2023年1月15日以后）", "oldest")
    query = read_request(
        TypedQuestion("后来呢", None, "relevance", 0, Answer(first, hits, 50), True, ()), SPEECHES, TODAY, Settings()
    ).query
    again = follow_up("那2023年呢", Answer(query, hits, 50), SPEECHES, TODAY)
    assert again is not None
    assert (again.text, again.sort) == ("怎么讲育种（2023年）", None)
