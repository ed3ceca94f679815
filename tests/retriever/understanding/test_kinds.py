"""Kinds of speeches that titles name, in questions about what was said in such."""

from __future__ import annotations

from datetime import date

import pytest

from corpus import PartialDate, SpeechFacts
from retriever.filters import allowed, set_filters
from retriever.known import Known
from retriever.opened import Settings
from retriever.understanding.understand import Understood, understand

TODAY = date(2024, 6, 15)

_FACTS = (  # title, date, speaker, occasion
    ("2023年政府工作报告", "2023-03-05", "祁知远", None),
    ("2024年政府工作报告", "2024-03-05", "祁知远", None),
    ("2024年湖北省政府工作报告", "2024-01-20", "洪静", "湖北省第十四届人民代表大会第二次会议"),
    ("政府工作报告", "2023-01-15", "洪静", "湖北省第十四届人民代表大会第一次会议"),
    ("二〇二四年新年贺词", "2023-12-31", "祁知远", None),
    ("共建开放港口——在港口论坛上的主旨演讲", "2022-09-09", "祁知远", "港口论坛"),
    ("在渔业博览会上的开幕辞", "2021-05-01", "祁知远", "渔业博览会"),
    ("在中国共产党第二十次全国代表大会上的报告", None, None, "中国共产党第二十次全国代表大会"),
    ("在粮食座谈会上的讲话", "2022-02-02", "祁知远", "粮食座谈会"),
)
SPEECHES = Known({
    number: SpeechFacts(
        speech_id=f"id{number}", root="r", path=f"{number}.md", source=f"/r/{number}.md", title=title, language="zh",
        date=PartialDate.parse(day or ""), speaker=speaker, occasion=occasion,
    )
    for number, (title, day, speaker, occasion) in enumerate(_FACTS, 1)
})  # fmt: skip


def read(question: str) -> Understood:
    return understand(question, SPEECHES, TODAY, Settings())


@pytest.mark.parametrize(
    ("question", "filters", "searched", "left"),
    [
        ("政府工作报告里怎么讲育种", {"title": "政府工作报告"}, "怎么讲育种", [1, 2, 3, 4]),
        ("政府工作報告裡怎麼講育種", {"title": "政府工作报告"}, "怎麼講育種", [1, 2, 3, 4]),
        ("历年政府工作报告怎么谈育种", {"title": "政府工作报告"}, "怎么谈育种", [1, 2, 3, 4]),
        ("各省政府工作报告怎么讲育种", {"title": "政府工作报告"}, "怎么讲育种", [1, 2, 3, 4]),
        ("政府工作报告对育种怎么说", {"title": "政府工作报告"}, "对育种怎么说", [1, 2, 3, 4]),
        ("政府工作报告关于育种的提法", {"title": "政府工作报告"}, "关于育种的提法", [1, 2, 3, 4]),
        ("政府工作报告怎么写育种的", {"title": "政府工作报告"}, "怎么写育种的", [1, 2, 3, 4]),
        ("根据政府工作报告，育种目标是多少", {"title": "政府工作报告"}, "育种目标是多少", [1, 2, 3, 4]),
        ("育种 政府工作报告", {"title": "政府工作报告"}, "育种", [1, 2, 3, 4]),
        ("育种怎么讲（政府工作报告）", {"title": "政府工作报告"}, "育种怎么讲", [1, 2, 3, 4]),
        ("2024年政府工作报告怎么讲育种", {"year": 2024, "title": "政府工作报告"}, "怎么讲育种", [2, 3]),
        ("2024年的政府工作报告中，育种目标是多少", {"year": 2024, "title": "政府工作报告"}, "育种目标是多少", [2, 3]),
        ("湖北省政府工作报告怎么讲育种", {"title": "政府工作报告", "place": "湖北省"}, "怎么讲育种", [3, 4]),
        (
            "2024年湖北的政府工作报告有没有提育种",
            {"year": 2024, "title": "政府工作报告", "place": "湖北"},
            "有没有提育种",
            [3],
        ),
        ("湖北的政府工作报告怎么讲育种", {"title": "政府工作报告", "place": "湖北"}, "怎么讲育种", [3, 4]),
        (
            "湖北省2023年政府工作报告怎么讲育种",
            {"year": 2023, "title": "政府工作报告", "place": "湖北省"},
            "怎么讲育种",
            [4],
        ),
        ("洪静在政府工作报告里怎么讲育种", {"speaker": "洪静", "title": "政府工作报告"}, "怎么讲育种", [3, 4]),
        (
            "怎么讲奋斗（新年贺词，2024年）",
            {"title": "新年贺词", "date_from": "2023-12", "date_to": "2024-01"},
            "怎么讲奋斗",
            [5],
        ),
        ("新年贺词里怎么讲奋斗", {"title": "新年贺词"}, "怎么讲奋斗", [5]),
        ("主旨演讲里怎么讲开放", {"title": "主旨演讲"}, "怎么讲开放", [6]),
        ("育种怎么讲，2024年政府工作报告", {"year": 2024, "title": "政府工作报告"}, "育种怎么讲", [2, 3]),
        ("政府工作报告的育种目标", {"title": "政府工作报告"}, "育种目标", [1, 2, 3, 4]),
        ("祁知远最后一次在新年贺词里怎么讲奋斗", {"speaker": "祁知远", "title": "新年贺词"}, "怎么讲奋斗", [5]),
        ("祁知远的演讲怎么讲开放", {"speaker": "祁知远", "title": "演讲"}, "怎么讲开放", [6]),
        ("政府报告怎么讲育种", {"title": "政府工作报告"}, "怎么讲育种", [1, 2, 3, 4]),
        ("党代会报告历年怎么讲纪律", {"occasion": "党代会"}, "历年怎么讲纪律", [8]),
        ("开幕词里怎么讲渔业", {"title": "开幕辞"}, "怎么讲渔业", [7]),
        ("党代会报告里怎么讲纪律", {"occasion": "党代会"}, "怎么讲纪律", [8]),
        ("历次党代会报告怎么讲纪律", {"occasion": "党代会"}, "怎么讲纪律", [8]),
        (
            "除了政府工作报告，还有哪些讲话提到育种",
            {"not_title": "政府工作报告"},
            "还有哪些讲话提到育种",
            [5, 6, 7, 8, 9],
        ),
        ("不要新年贺词，怎么讲奋斗", {"not_title": "新年贺词"}, "怎么讲奋斗", [1, 2, 3, 4, 6, 7, 8, 9]),
    ],
)
def test_where_it_was_said_limits_to_a_kind_of_speech(
    question: str, filters: dict[str, str | int], searched: str, left: list[int]
) -> None:
    understood = read(question)
    assert set_filters(understood.filters) == filters
    assert understood.text == searched
    numbers = allowed(SPEECHES, understood.filters)
    assert numbers is not None
    assert numbers.tolist() == left
    applied = {chip.field: chip.value for chip in understood.chips if chip.field not in ("mode", "sort")}
    assert applied == filters
    words = [chip.words for chip in understood.chips]
    assert set_filters(understand(question, SPEECHES, TODAY, Settings(), ignore=words).filters) == {}


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("共同富裕是哪一年首次写入政府工作报告的", "政府工作报告"),
        ("共同富裕什么时候写入政府工作报告", "政府工作报告"),
    ],
)
def test_what_it_was_written_into_limits_too(question: str, title: str) -> None:
    understood = read(question)
    assert set_filters(understood.filters) == {"title": title}
    assert understood.sort == "oldest"


@pytest.mark.parametrize(
    "question",
    [
        "政府工作报告是怎么起草的",
        "政府工作报告怎么写",
        "政府工作报告的起草要求",
        "如何学习政府工作报告",
        "起草政府工作报告要注意什么",
        "学习政府工作报告精神怎么讲",
        "审议政府工作报告时提了哪些意见",
        "政府工作报告的篇幅有多长",
        "报告里怎么讲育种",
        "讲话里怎么讲育种",
        "总书记重要讲话怎么学",
        "调研报告里怎么讲育种",  # no title has it
        "述职报告怎么讲育种",
    ],
)
def test_a_kind_that_is_asked_about_or_that_no_title_has_limits_nothing(question: str) -> None:
    assert {"title", "place", "not_title"} & set_filters(read(question).filters).keys() == set()


def test_a_year_without_such_a_report_is_said_beside_it() -> None:
    understood = read("2021年政府工作报告怎么讲育种")
    assert [(chip.words, chip.applied, chip.reason, chip.years) for chip in understood.chips] == [
        ("2021年", True, None, ()),
        ("政府工作报告", False, "leaves_nothing_together", (2023, 2024)),
    ]
