from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import fold_plain, lookup_characters, lookup_form, needs_reading, spans_in
from corpus.lookup import count_in

TEXTS = st.text(st.sampled_from("1203,，.．１ ０\n\u200b①²aBＣ“”\"'’每周问%亿"), max_size=24)


def test_words_and_numbers_stay_apart_and_marks_go() -> None:
    assert lookup_form("He said “AI” again,\n the mayor’s").text == "he said ai again, the mayor's".replace(", ", ",")
    assert lookup_form("１，２００人，共 3 4 次").text == "1200人,共3 4次"
    assert lookup_form("第13. 2013年").text == "第13. 2013年"
    assert lookup_form("①2023、10²").text == " 1 2023、10 2 "


def test_only_words_and_numbers_need_reading() -> None:
    assert [needs_reading(lookup_form(each).text) for each in ("每周一问", "AI", "3.5%", "第①条")] == [
        False,
        True,
        True,
        True,
    ]


@given(TEXTS)
def test_every_character_knows_its_place(text: str) -> None:
    form = lookup_form(text)
    assert len(form.text) == len(form.offsets)
    assert list(form.offsets) == sorted(form.offsets)
    assert all(0 <= place < len(text) for place in form.offsets)


@given(TEXTS, TEXTS, TEXTS)
def test_the_characters_find_every_text_that_holds_a_wording(before: str, phrase: str, behind: str) -> None:
    text = before + phrase + behind
    if any(spans_in(lookup_form(phrase).text, lookup_form(text))):
        assert lookup_characters(phrase) in lookup_characters(text)
        assert lookup_characters(fold_plain(phrase)) in lookup_characters(text)


@pytest.mark.parametrize(
    ("spaced", "plain"),
    [
        ("2 0 2 4 年", "2024年"),
        ("2 0 2 4年1 2 月3 1 日", "2024年12月31日"),
        ("拨付 5 0 0 万元", "拨付500万元"),
        ("二 〇 二 四 年", "二〇二四年"),
    ],
)
def test_digits_that_stand_apart_are_one_number(spaced: str, plain: str) -> None:
    assert lookup_form(spaced).text == lookup_form(plain).text


@pytest.mark.parametrize("text", ["第 1 2 3 条", "2023 2024 年", "12 3 年", "1.5 2 年"])
def test_numbers_that_stand_apart_stay_apart(text: str) -> None:
    assert " " in lookup_form(text).text


def test_a_power_is_no_part_of_the_number_before_it():
    for written in ("10⁶立方米", "10^6立方米"):
        assert lookup_form(written).text == "10^6立方米"
        found = {form: len(list(spans_in(form, lookup_form(written)))) for form in ("10^6", "10", "106", "6立方米")}
        assert found == {"10^6": 1, "10": 1, "106": 0, "6立方米": 0}
    assert lookup_form("5m²").text == lookup_form("5㎡").text == "5m2"


@given(TEXTS, st.sampled_from(["", "每周", "周周", "a", "12", "1.2", "每2", "'"]))
def test_places_are_counted_as_they_are_found(text: str, phrase: str) -> None:
    form, found = lookup_form(phrase).text, lookup_form(text * 2)
    assert count_in(form, found) == len(list(spans_in(form, found)))
