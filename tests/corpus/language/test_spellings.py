"""Spellings that mean one person, one office, one meeting."""

from __future__ import annotations

import pytest

from corpus.language.meetings import is_same_meeting, meeting_name
from corpus.language.spellings import keys_of, shown_by_spelling


def together(field: str, *spellings: str) -> list[set[str]]:
    """The spellings, those in one set that mean the same."""
    keys = keys_of(spellings, field)
    return [
        {each for each in spellings if keys[each] == key} for key in dict.fromkeys(keys[each] for each in spellings)
    ]


@pytest.mark.parametrize(
    "spellings",
    [
        ("县委书记", "中共云岫县委书记", "云岫县委书记"),
        ("县长", "云岫县县长", "云岫县人民政府县长", "云岫县长"),
        ("常务副县长", "云岫县常务副县长"),
        ("县委书记", "云岫县委书记", "兰江市云岫县委书记"),
        ("李明", "县长李明", "云岫县委书记 李明", "李 明", "李明同志"),
    ],
)
def test_spellings_of_one(spellings: tuple[str, ...]) -> None:
    assert together("speaker", *spellings) == [set(spellings)]


@pytest.mark.parametrize(
    "spellings",
    [
        ("县长", "副县长", "云岫县代县长", "县长助理"),
        ("县委书记", "县委副书记", "团县委书记", "书记"),
        ("云岫县委书记", "青坪县委书记"),
        ("县长", "云岫县县长", "青坪县县长"),  # whose the bare one is nobody can say
        ("局长", "县水利局局长", "县应急局局长"),
        ("李明", "李明华"),
    ],
)
def test_what_means_others_stays_apart(spellings: tuple[str, ...]) -> None:
    assert together("speaker", *spellings) == [{each} for each in spellings]


def test_a_meeting_of_several_years_is_one() -> None:
    held = (
        "2024年全县机关党建工作会议",
        "2025年全县机关党建工作会议",
        "全县机关党建工作会议",
        "二〇二三年全县机关党建工作会议",
    )
    assert together("occasion", *held, "全县机关作风建设会议") == [set(held), {"全县机关作风建设会议"}]
    assert together("occasion", "2024年会", "2025年会") == [{"2024年会"}, {"2025年会"}]


def test_what_is_shown_is_a_spelling_of_the_text() -> None:
    counts = {"县长": 2, "云岫县县长": 1, "李明": 1, "县长李明": 3}
    assert shown_by_spelling(counts, "speaker") == {
        "县长": "县长",
        "云岫县县长": "县长",
        "李明": "县长李明",
        "县长李明": "县长李明",
    }


def test_a_meeting_of_several_years_is_shown_without_a_year() -> None:
    one, other = "2024年全县党建会议", "2025年全县党建会议"
    assert shown_by_spelling({one: 1, other: 1}, "occasion") == dict.fromkeys((one, other), "全县党建会议")
    assert shown_by_spelling({one: 2}, "occasion") == {one: one}
    assert meeting_name("全县党建会议（2024年）") == "全县党建会议"
    assert meeting_name("2024年会") == "2024年会"


@pytest.mark.parametrize(
    ("shown", "sessions"),
    [
        ("县人大会议", ("县十七届人大三次会议", "县十七届人大四次会议", "县第十八届人民代表大会第一次会议")),
        (
            "中共云岫县委全会",
            (
                "中共云岫县委十四届三次全会",
                "中国共产党云岫县第十四届委员会第四次全体会议",
                "中共云岫县委十四届五次全会",
            ),
        ),
        ("县政府常务会议", ("县政府第30次常务会议", "县政府第三十一次常务会议", "2024年县政府第2次常务会议")),
        ("县文化论坛", ("第三届县文化论坛", "第四届县文化论坛")),
        (
            "session of the Rivers Assembly",
            ("79th session of the Rivers Assembly", "78" + "” session of the Rivers Assembly"),
        ),
        (
            "session of the Rivers Assembly",
            ("Seventy-ninth session of the Rivers Assembly", "3rd session of the Rivers Assembly"),
        ),
    ],
)
def test_the_numbered_sessions_of_a_body_are_one(shown: str, sessions: tuple[str, ...]) -> None:
    assert together("occasion", *sessions) == [set(sessions)]
    counts = {name: len(sessions) - i for i, name in enumerate(sessions)}
    assert meeting_name(shown_by_spelling(counts, "occasion")[sessions[-1]]) == meeting_name(shown)
    assert all(is_same_meeting(shown, each) for each in sessions)


def test_sessions_of_different_bodies_stay_apart() -> None:
    apart = (
        *("县十七届人大三次会议", "县政协十七届三次会议", "县人大常委会第三次会议", "市十七届人大三次会议"),
        *("第三次会议", "第四次会议", "十四届三次全会", "十四届四次全会", "纪念第二次世界大战胜利大会"),
        *("县委全会", "团县委全会", "third meeting", "fourth meeting"),
    )
    assert together("occasion", *apart) == [{each} for each in apart]


def test_a_session_that_is_named_by_its_number_is_that_one() -> None:
    assert is_same_meeting("县人大会议", "县十七届人大三次会议")
    assert is_same_meeting("县人大三次会议", "县十七届人大第三次会议")
    assert not is_same_meeting("县人大三次会议", "县十七届人大四次会议")
    assert not is_same_meeting("seventy-ninth session of the Rivers Assembly", "78th session of the Rivers Assembly")
