from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import fold_plain
from retriever.phrasing.differences import differences

EQUAL, REPLACED, DELETED, INSERTED = "equal", "replaced", "deleted", "inserted"


def told(a: str, b: str) -> list[tuple[str, str, str]]:
    """Each stretch with its texts."""
    return [(d.kind, a[slice(*d.a)], b[slice(*d.b)]) for d in differences(a, b)]


def changes(a: str, b: str) -> list[tuple[str, str, str]]:
    return [stretch for stretch in told(a, b) if stretch[0] != EQUAL]


def test_what_changed_stands_between_what_stayed():
    assert told("我们要守住耕地红线。", "我们必须守住耕地的红线。") == [
        (EQUAL, "我们", "我们"),
        (REPLACED, "要", "必须"),
        (EQUAL, "守住耕地", "守住耕地"),
        (INSERTED, "", "的"),
        (EQUAL, "红线。", "红线。"),
    ]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("产量达到125万吨。", "产量达到135万吨。", [(REPLACED, "125万", "135万")]),
        ("增长6.5%左右", "增长6.8%左右", [(REPLACED, "6.5%", "6.8%")]),
        ("稳在五十万亩", "稳在五十二万亩", [(REPLACED, "五十万", "五十二万")]),
        ("1. 2023年的工作", "1. 2024年的工作", [(REPLACED, "2023", "2024")]),
        ("we keep its doors open", "we keep our doors open", [(REPLACED, "its", "our")]),
        ("open days", "open six days", [(INSERTED, "", "six")]),
        ("共2 000人参加", "共2000人参加", []),
        ("a part of it", "apart of it", []),
    ],
)
def test_numbers_and_words_stay_whole(a: str, b: str, expected: list[tuple[str, str, str]]):
    assert changes(a, b) == expected


def test_blanks_script_and_quotation_marks_make_no_difference():
    assert told("抓好“菜籃子”\n工程", "抓好「菜篮子」工程") == [(EQUAL, "抓好“菜籃子”\n工程", "抓好「菜篮子」工程")]


def test_a_blank_beside_an_insertion_stays_with_what_is_equal():
    expected = [(EQUAL, "工作日\t", "工作日\t"), (INSERTED, "", "县"), (EQUAL, "市场", "市场")]
    assert told("工作日\t市场", "工作日\t县市场") == expected


def test_one_character_that_folds_to_several_is_not_cut():
    assert changes("做到……", "做到…") == [(REPLACED, "……", "…")]
    assert changes("㈠抓生产", "㈡抓生产") == [(REPLACED, "㈠", "㈡")]


def test_a_dropped_item_takes_its_mark_along():
    assert changes("抓安全、抓环保、抓稳定", "抓安全、抓稳定") == [(DELETED, "抓环保、", "")]
    assert changes("抓安全、抓稳定", "抓安全、抓环保、抓稳定") == [(INSERTED, "", "抓环保、")]


def test_a_character_that_agrees_by_chance_is_part_of_the_change():
    assert changes("要大力弘扬的精神", "要贯彻弘大落实的精神") == [(REPLACED, "大力弘扬", "贯彻弘大落实")]


def test_nothing_and_something():
    assert told("", "") == []
    assert told("", "有") == [(INSERTED, "", "有")]
    assert told("有", "") == [(DELETED, "有", "")]


WORDINGS = st.text(st.sampled_from("坚持以人民为中心、，。不三五十1２3.% \n“”…㈠aBc稳穩"), max_size=30)


@given(WORDINGS, WORDINGS)
def test_the_stretches_are_all_of_both_and_equal_ones_alone_fold_alike(a: str, b: str):
    found = differences(a, b)
    if fold_plain(a) or fold_plain(b):
        assert [d.a.start for d in found] + [len(a)] == [0] + [d.a.end for d in found]
        assert [d.b.start for d in found] + [len(b)] == [0] + [d.b.end for d in found]
    for difference, (kind, of_a, of_b) in zip(found, told(a, b), strict=True):
        assert difference.kind == kind
        assert (fold_plain(of_a) == fold_plain(of_b)) == (kind == EQUAL)
        assert (kind == INSERTED) == (not fold_plain(of_a))
        assert (kind == DELETED) == (not fold_plain(of_b))
    assert all((one.kind == EQUAL) != (other.kind == EQUAL) for one, other in pairwise(found))


@given(WORDINGS)
def test_a_wording_equals_itself(a: str):
    assert {d.kind for d in differences(a, a)} <= {EQUAL}
