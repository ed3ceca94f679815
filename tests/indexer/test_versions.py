"""Which speeches are versions of one."""

from __future__ import annotations

import pytest

from corpus import Speech, fold_plain
from indexer.likeness import signature
from indexer.versions import Versions, find_versions, title_without_state

DAM = "水库大坝要一日三巡，汛期加密到一日五巡，巡查记录当天签字，隐患当天上报。"
REWORKED = "水库大坝要一日三巡，汛期加密到一日五巡，夜里也要有人值守，发现渗漏先报告再处置，不许瞒报。"
OTHER = "乡镇卫生院要把夜间急诊开起来，药品目录和县医院对齐，让老人不出镇就能看病拿药。"


def speech(number: int, text: str, title: str = "在防汛会上的讲话", folder: str = "防汛", **known: str) -> Speech:
    return Speech(
        speech_id=f"s{number}", root="r", path=f"{folder}/{number}.md", source="", text=text, title=title,
        language="zh", folder=folder, **known,
    )  # fmt: skip


def versions_of(*speeches: Speech) -> Versions:
    numbered = dict(enumerate(speeches, 1))
    return find_versions(numbered, {number: signature(fold_plain(s.text)) for number, s in numbered.items()})


def test_the_final_version_counts_whatever_its_date() -> None:
    found = versions_of(
        speech(1, DAM, state="draft_for_comment", date="2021-06-09"),
        speech(2, REWORKED, state="final", date="2021-06-01"),
        speech(3, OTHER),
    )
    assert found.members(1) == found.members(2) == (2, 1)
    assert (found.front(1), found.front(3), found.members(3)) == (2, 3, (3,))
    assert found.counted() == (2, 3)


def test_of_final_versions_the_newest_counts() -> None:
    found = versions_of(speech(1, DAM, state="final", date="2021-06-09"), speech(2, DAM, state="final", date="2021"))
    assert found.front(2) == 1


def test_years_keep_speeches_of_one_title_apart() -> None:
    assert versions_of(speech(1, DAM, date="2020-06-01"), speech(2, DAM, date="2021-06-01")).counted() == (1, 2)


def test_an_undated_copy_does_not_join_two_years() -> None:
    found = versions_of(speech(1, DAM, date="2020"), speech(2, DAM), speech(3, DAM, date="2021"))
    assert found.front(2) == 1
    assert found.counted() == (1, 3)


def test_speeches_of_one_title_with_other_texts_are_no_versions() -> None:
    assert versions_of(speech(1, DAM), speech(2, OTHER)).counted() == (1, 2)
    assert versions_of(speech(1, DAM, state="final"), speech(2, OTHER, state="transcript")).counted() == (1, 2)


def test_in_another_folder_only_a_copy_is_a_version() -> None:
    assert versions_of(speech(1, DAM), speech(2, DAM, folder="留存")).counted() == (1,)
    assert versions_of(speech(1, DAM, state="final"), speech(2, REWORKED, folder="留存")).counted() == (1, 2)


@pytest.mark.parametrize(
    "title",
    [
        "在防汛会上的讲话（征求意见稿）",
        "在防汛会上的讲话[定稿]",
        "在防汛会上的讲话 第二稿",
        "在防汛会上的讲话_v3",
        "在防汛会上的讲话(2)",
    ],
)
def test_what_names_the_state_is_no_part_of_the_title(title: str) -> None:
    assert title_without_state(title) == "在防汛会上的讲话"


def test_a_year_in_brackets_is_part_of_the_title() -> None:
    assert title_without_state("在防汛会上的讲话（2021）") == "在防汛会上的讲话(2021)"
