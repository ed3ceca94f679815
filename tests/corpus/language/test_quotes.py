"""What is quoted in a text, whatever marks quote it."""

from __future__ import annotations

import pytest

from corpus.fold import fold_plain
from corpus.language.quotes import (
    CLOSING,
    DOUBLE,
    OPENING,
    SINGLE,
    holds_quotation,
    quoted_phrases,
    quoted_spans,
    without_quoted,
    without_quotes,
)

TEXT = "讲“三查三改”和《条例》里的「四本台账」"


def test_phrases_stand_in_marks_of_one_kind() -> None:
    assert quoted_phrases(TEXT) == ["三查三改", "四本台账"]
    assert quoted_phrases('“ 防汛 ”，“ ”，『先锋』，"plain"，＂全角＂，“没有完') == ["防汛", "先锋", "plain", "全角"]


def test_titles_are_left_alone_like_quotations() -> None:
    assert [TEXT[start:end] for start, end in quoted_spans(TEXT)] == ["“三查三改”", "《条例》", "「四本台账」"]
    assert without_quoted(TEXT) == "讲      和    里的      "
    assert holds_quotation("《条例》")
    assert not holds_quotation("条例的“一半")


def test_marks_alone_are_taken_out() -> None:
    assert without_quotes("“防汛”、「抗旱」") == "防汛、抗旱"


@pytest.mark.parametrize("mark", DOUBLE + SINGLE)
def test_every_mark_folds_to_a_plain_one(mark: str) -> None:
    assert fold_plain(mark) == ('"' if mark in DOUBLE else "'")
    assert (mark in OPENING) != (mark in CLOSING)
