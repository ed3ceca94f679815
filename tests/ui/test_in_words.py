"""Sources and filters in words."""

import pytest

from corpus import Inference
from retriever import Chip, Filters
from tests.ui.samples import INFERRED, NOWHERE, OFFICE, YEAR, answer, speech
from ui.i18n import strings
from ui.in_words import chips_in_words, chips_together, details, filter_in_words, filters_set, reason, titled

ZH, EN = strings("zh"), strings("en")


@pytest.mark.parametrize(
    ("name", "value", "chinese", "english"),
    [
        ("year", 2019, "2019 年", "2019"),
        ("date_from", "2019-03", "2019年3月起", "from March 2019"),
        ("date_to", "2020-01-31", "至2020年1月31日", "until 31 January 2020"),
        ("speaker", "县长", "讲话人“县长”", "speaker “县长”"),
        ("occasion", "例会", "场合“例会”", "occasion “例会”"),
        ("title", "总结", "标题含“总结”", "title with “总结”"),
        ("folder", "丁/戊", "文件夹“丁/戊”", "folder “丁/戊”"),
        ("language", "zh", "中文讲话", "speeches in Chinese"),
    ],
)
def test_every_filter_can_be_said(name: str, value: str | int, chinese: str, english: str) -> None:
    assert filter_in_words(name, value, ZH) == chinese
    assert filter_in_words(name, value, EN) == english


def test_details_give_the_reason_of_what_was_inferred() -> None:
    assert details(INFERRED, ZH) == [
        ("speaker", "县长", ""),
        ("date", "2021年6月3日", "据文件名“20210603”推断"),
        ("source", "讲话库/河道.txt", ""),
    ]


def test_details_say_the_state_in_words() -> None:
    draft = speech(state="draft_for_comment", office="县长")
    assert ("state", "征求意见稿", "") in details(draft, ZH)
    assert "office" not in [name for name, _, _ in details(draft, ZH)]


@pytest.mark.parametrize("origin", ["file_name", "folder", "text_head", "text_tail"])
def test_every_origin_can_be_said(origin: str) -> None:
    assert "“2020”" in reason(Inference(origin, "2020"), ZH)
    assert "“2020”" in reason(Inference(origin, "2020"), EN)


def test_titled() -> None:
    assert titled(speech(), ZH) == "《在全县河道巡护会上的讲话》2021年6月3日"
    assert titled(speech(title="A", date="2021"), EN) == "A, 2021"
    assert titled(speech(date=None), ZH) == "《在全县河道巡护会上的讲话》"


def test_what_was_given_is_what_was_not_understood() -> None:
    filters = Filters(year=2021, speaker="县长", folder="河湖")
    assert filters_set(answer(filters=filters, chips=(YEAR, OFFICE)).query) == Filters(folder="河湖")
    assert filters_set(answer(filters=filters, chips=(NOWHERE,)).query) == filters


FROM = Chip("date_from", "2023-11-22", "近三年", True)


@pytest.mark.parametrize(
    ("chips", "chinese", "english"),
    [
        ((YEAR,), "2021 年", "2021"),
        ((OFFICE,), "讲话人“县长”", "speaker “县长”"),
        ((FROM,), "近三年：2023年11月22日起", "近三年: from 22 November 2023"),
        (
            (Chip("date_from", "2019", "2019至2021年", True), Chip("date_to", "2021", "2019至2021年", True)),
            "2019年起；至2021年",
            "from 2019; until 2021",
        ),
        ((Chip("date_from", "", "换届以来", False, "term_start_unset"),), "换届以来", "换届以来"),
        ((Chip("sort", "oldest", "最早", True),), "从早到晚", "oldest first"),
        ((Chip("sort", "newest", "最近", True),), "从近到远", "newest first"),
        ((Chip("mode", "speeches", "哪些讲话", True),), "按篇列出", "speech by speech"),
        ((Chip("mode", "outline", "小标题", True),), "列出提纲", "outlines"),
    ],
)
def test_what_was_understood_in_words(chips: tuple[Chip, ...], chinese: str, english: str) -> None:
    assert chips_in_words(chips, ZH) == chinese
    assert chips_in_words(chips, EN) == english


def test_chips_of_the_same_words_come_and_go_together() -> None:
    to = Chip("date_to", "2024", "近三年", True)
    assert chips_together((FROM, OFFICE, to)) == [(FROM, to), (OFFICE,)]


def test_a_draft_is_listed_as_one() -> None:
    draft = speech(state="draft_for_comment")
    assert titled(draft, ZH) == "《在全县河道巡护会上的讲话》（征求意见稿）2021年6月3日"
    assert titled(draft, EN) == "在全县河道巡护会上的讲话 (draft for comment), 3 June 2021"
