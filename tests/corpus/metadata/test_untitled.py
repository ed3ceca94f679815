"""Titles for texts that have none: what they say of themselves, else their first words, never a bare code."""

from __future__ import annotations

import pytest

from corpus.metadata.untitled import is_code
from tests.corpus.metadata.heads import known


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("现在，我代表县人民政府，向大会报告政府工作，请予审议。", "政府工作报告"),
        ("我代表云岫县人民政府向大会作政府工作报告。", "政府工作报告"),
        ("现在，我代表县人民政府，向大会报告过去五年的工作，请予审议。", "政府工作报告"),
        ("我代表县人大常委会，向大会报告工作，请予审议。", "县人大常委会工作报告"),
        (
            "我受县人民政府的委托，现在向大会提出关于2019、2020年防汛计划的报告，请予审议。",
            "关于2019、2020年防汛计划的报告",
        ),
        ("受县委常委会委托，我就《云岫县防汛规划》起草的有关情况向全会作说明。", "关于《云岫县防汛规划》的说明"),
        ("现在，我代表中共云岫县第九届委员会向大会作报告。", "中共云岫县第九届委员会的报告"),
    ],
)
def test_a_text_is_called_what_it_says_of_itself(sentence: str, title: str) -> None:
    text = f"各位代表：\n{sentence}\n一、过去的工作\n"
    metadata = known(text, "x-7.txt")
    assert metadata.title == title
    assert metadata.inferred["title"].found_in == "text_head"
    assert metadata.inferred["title"].evidence in text


def test_a_report_that_says_to_which_congress_was_made_there() -> None:
    text = "同志们：\n现在，我代表第十七届中央委员会向大会作报告。\n中国共产党第十八次全国代表大会今天开幕。\n"
    metadata = known(text, "x-7.txt")
    assert metadata.title == "在中国共产党第十八次全国代表大会上的报告"
    assert metadata.occasion == metadata.inferred["occasion"].evidence == "中国共产党第十八次全国代表大会"


def test_the_year_stands_in_front_where_it_is_known() -> None:
    text = "各位代表：\n现在，我代表县人民政府，向大会报告政府工作，请予审议。\n"
    assert known(text, "x-2025.txt").title == "2025年政府工作报告"
    assert known(text, "x-7.txt", given={"date": "2024-01-09"}).title == "2024年政府工作报告"
    held = f"——2026年1月28日在云岫县第九届人民代表大会第四次会议上\n县长 钱宁\n{text}"
    assert (known(held, "x-7.txt").title, known(held, "x-7.txt").speaker) == ("2026年政府工作报告", "钱宁")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("主席先生，各位同事：75年前，先辈们在这里筑堤。", "75年前，先辈们在这里筑堤。"),
        ("同胞们，同志们，朋友们：大家好！今年的汛期来得早。", "今年的汛期来得早。"),
        ("尊敬的各位理事：\n你好呀！\n值此大堤合龙之际，我表示祝贺。", "值此大堤合龙之际，我表示祝贺。"),
    ],
)
def test_first_words_are_no_greeting(text: str, title: str) -> None:
    assert known(text, "x-7.txt").title == title


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("gz-2025", True),
        ("x_en", True),
        ("prov2025-06", True),
        ("004", True),
        ("防汛", False),
        ("harbour", False),
        ("river forum 2018", False),
    ],
)
def test_a_name_that_only_numbers_is_a_code(stem: str, expected: bool) -> None:
    assert is_code(stem) is expected
