import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fold import Folded, fold, fold_blank, fold_pieces, fold_plain, span_in_original

any_text = st.text(st.characters(exclude_categories=()))
TABLE = Path(__file__).resolve().parents[2] / "corpus" / "traditional.txt"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＢＣ１２３，：；！？", "abc123,:;!?"),
        ("Straße", "strasse"),
        ("國務院辦公廳關於優化營商環境", "国务院办公厅关于优化营商环境"),
        ("這裡、那裏，瞭解著作", "这里、那里,了解着作"),
        ("甚麼餘款，祇有妳徵求牠", "什么余款,只有你征求它"),
        ("“甲”「乙」『丙』〝丁〞＂戊＂", '"甲""乙""丙""丁""戊"'),
        ("‘甲’＇乙＇", "'甲''乙'"),
        ("甲—乙——丙－丁–戊─己−庚", "甲-乙--丙-丁-戊-己-庚"),
        ("サービス", "サービス"),
        ("甲·乙・丙•丁‧戊", "甲·乙·丙·丁·戊"),
        ("〔2019〕【甲】［乙］〖丙〗", "[2019][甲][乙][丙]"),
        ("〈甲〉《乙》", "《甲》《乙》"),
        ("等等……⋯⋯", "等等............"),
        ("二○一九、二◯二○、二〇二一", "二〇一九、二〇二〇、二〇二一"),
        ("甲～乙〜丙∼丁", "甲~乙~丙~丁"),
        ("①（二）㈢", "1(二)(三)"),
        (" 甲\u3000乙\t\r\n丙\u00a0丁\u2028", "甲乙丙丁"),
        ("\ufeff甲\u200b乙\u00ad丙\ufe0f丁\U000e0100戊\x07己\u3164", "甲乙丙丁戊己"),
        ("", ""),
    ],
)
def test_normal_form(written, folded):
    assert fold(written).text == folded
    assert fold_plain(written) == folded


def test_each_folded_character_knows_its_place():
    folded, offsets = fold("甲 ……㈢，\n乙")
    assert folded == "甲......(三),乙"
    assert list(offsets) == [0, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 7]


@pytest.mark.parametrize("written", ["推动发展", "推动\n发展", "……\n推动", "é，"])
def test_offsets_are_those_of_the_plain_way_to_count_them(written):
    slow = [i for i, character in enumerate(written) for _ in fold_plain(character)]
    assert list(fold(written).offsets) == slow


def test_span_in_original_takes_whole_characters():
    text = "稳中……求 進，好"
    folded, offsets = fold(text)
    start = folded.index("求进")
    assert text[slice(*span_in_original(offsets, start, start + 2))] == "求 進"
    assert text[slice(*span_in_original(offsets, 3, 4))] == "…"


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (-1, 1), (0, 3)])
def test_span_outside_the_text_is_an_error(start, end):
    with pytest.raises(ValueError, match="no span"):
        span_in_original(fold("甲乙").offsets, start, end)


def test_fold_blank_drops_blank_space_and_nothing_else():
    folded = fold_blank("“Ａ b”\n著\u200b\u3000…")
    assert folded.text == "“Ａb”著\u200b…"
    assert list(folded.offsets) == [0, 1, 3, 4, 6, 7, 9]
    assert fold_blank("甲乙") == Folded("甲乙", [0, 1])


def test_every_character_of_unicode_folds_to_what_stays_folded():
    characters = map(chr, range(sys.maxunicode + 1))
    wrong = [c for c in characters if (folded := fold_plain(c)) != c and fold_plain(folded) != folded]
    assert wrong == []


def test_a_whole_text_is_folded_as_its_characters_are():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert fold_plain(everything) == "".join(fold_pieces(everything))
    assert fold_plain(everything[:128]) == "".join(fold_pieces(everything[:128]))


def test_the_table_is_one_to_one_character_and_without_chains():
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert {len(line) for line in lines} == {2}
    left = [line[0] for line in lines]
    assert left == sorted(set(left))
    assert not set(left) & {line[1] for line in lines}
    assert len(lines) > 3000


@given(any_text)
def test_folding_again_changes_nothing(text):
    folded = fold_plain(text)
    assert fold_plain(folded) == folded


@given(any_text, any_text)
def test_parts_fold_to_the_parts_of_the_whole(left, right):
    assert fold_plain(left + right) == fold_plain(left) + fold_plain(right)
    a, b, whole = fold(left), fold(right), fold(left + right)
    assert list(whole.offsets) == [*a.offsets, *(len(left) + i for i in b.offsets)]


@given(any_text)
def test_each_folded_character_comes_from_the_place_it_names(text):
    folded, offsets = fold(text)
    assert len(offsets) == len(folded)
    assert all(folded[i] in fold_plain(text[place]) for i, place in enumerate(offsets))
    assert list(offsets) == sorted(offsets)
    assert folded == fold_plain(text)


@given(any_text)
def test_fold_blank_keeps_every_character_that_is_not_blank(text):
    folded, offsets = fold_blank(text)
    assert list(offsets) == [i for i, character in enumerate(text) if not character.isspace()]
    assert folded == "".join(text[place] for place in offsets)


def test_a_radical_folds_to_the_character_that_it_is_drawn_like():
    assert fold_plain("⼈⺠⾄上，⻋⻔⻓开") == fold_plain("人民至上，车门长开")
