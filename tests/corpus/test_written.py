"""A wording is found in a text as written where the lookup form of the text has it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import fold_plain, lookup_form, spans_in
from corpus.language.quotes import DOUBLE, SINGLE
from corpus.written import _LEFT_OUT, _ORDINARY, _WORDING, _variants, spans_as_written

MARKS = f"{DOUBLE}{SINGLE}\"'＂＇"
_LETTERS = "一二责任责责任，。,、：《〈1２3aＡé①㎡"
_BETWEEN = " \n\u3000\t\u200b\ufeff“”‘’「'\"＂,，.…"
_RARE = "責⼀㈠㋀‼\u0301\u3164𠔻\U0001f101\U000e0100"


@pytest.mark.parametrize(
    ("wording", "text", "expected"),
    [
        ("责任制", "責任 制，责“任”\n制。责任，制", ["責任 制", "责“任”\n制"]),
        ("第一，要稳", "第一,要穩；第一，1,000", ["第一,要穩"]),
        ("〇五年", "二○五年、二〇五 年", ["○五年", "〇五 年"]),
        ("一一", "一一一 一", ["一一", "一 一"]),
        ("十一月", "㋊，十一月", None),
        ("3 个", "3个", None),
    ],
)
def test_places(wording: str, text: str, expected: list[str] | None) -> None:
    found = spans_as_written(lookup_form(wording).text, text)

    assert (found and [text[slice(*span)] for span in found]) == expected


@given(
    wording=st.text(_LETTERS + _BETWEEN, min_size=1, max_size=4),
    text=st.text(_LETTERS + _BETWEEN, max_size=30) | st.text(_LETTERS + _BETWEEN + _RARE, max_size=30),
)
@settings(max_examples=100)
def test_they_are_those_of_the_lookup_form(wording: str, text: str) -> None:
    form = lookup_form(wording).text
    found = spans_as_written(form, text)

    assert found is None or [*found] == [*spans_in(form, lookup_form(text))]


def test_no_character_of_ordinary_texts_is_forgotten() -> None:
    """Each that folds to one of wordings is looked for with it, and each that the form leaves out may lie between."""
    ordinary = re.findall(f"[{_ORDINARY}]", "".join(map(chr, range(0x10000))))
    left_out = {character for character in ordinary if not fold_plain(character) or character in MARKS}

    assert left_out == set(re.findall(f"[{_LEFT_OUT}]", "".join(ordinary)))
    for character in ordinary:
        folded = fold_plain(character)
        if len(folded) == 1 and _WORDING.fullmatch(f"一{folded}"):
            assert character in folded + _variants().get(folded, "")
        else:
            assert not any(_WORDING.fullmatch(f"一{each}") for each in folded)
