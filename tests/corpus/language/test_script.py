"""Chinese in the order of its sound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus import fold_plain, reading_order


def by_sound(*texts: str) -> list[str]:
    return sorted(texts, key=reading_order)


def test_common_characters_go_by_pinyin() -> None:
    names = ["艾", "陈", "丁", "黄", "李", "孙", "王", "张", "周"]
    assert sorted(names) != names, "code points would do"
    assert by_sound(*reversed(names)) == names


def test_the_next_character_counts_where_the_first_is_the_same() -> None:
    assert by_sound("王晓明", "王建国", "王", "王文华") == ["王", "王建国", "王文华", "王晓明"]


def test_letters_and_digits_come_first_and_capitals_do_not_count() -> None:
    assert by_sound("安全", "beta", "2019年", "Alpha") == ["2019年", "Alpha", "beta", "安全"]


def test_traditional_characters_stand_with_the_simplified_ones() -> None:
    assert by_sound("張", "陳", "李", "张", "陈") == ["陳", "陈", "李", "張", "张"]


def test_characters_that_have_no_place_by_sound_stand_behind() -> None:
    """Of GB 2312's second level 佟 and 闫, beyond GB 2312 㐂 and a lone surrogate, which file names can hold."""
    assert by_sound("\udc80", "㐂", "闫", "佟", "周") == ["周", "佟", "闫", "㐂", "\udc80"]


@given(st.text(), st.text())
def test_only_what_folds_alike_is_alike(one: str, other: str) -> None:
    assert (reading_order(one) == reading_order(other)) == (fold_plain(one) == fold_plain(other))
