from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import fold
from corpus.errors import QueryError
from indexer.search.protocol import Terms
from retriever.understanding.question import LONGEST_QUESTION, Subject, read_question


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_a_blank_question_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_question(text)
    assert caught.value.code == "query_blank"


def test_the_longest_question_is_taken_and_one_more_is_not() -> None:
    assert read_question("问" * LONGEST_QUESTION).text == "问" * 2000
    assert read_question(f"  {'问' * 2000}\n").text == "问" * 2000, "blanks around it do not count"
    with pytest.raises(QueryError) as caught:
        read_question("问" * 2001)
    assert (caught.value.code, caught.value.particulars["length"]) == ("query_too_long", 2001)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("“一窗受理”是哪年提的", ("一窗受理",)),
        ("「一窗受理」和『一次办结』", ("一窗受理", "一次办结")),
        ('who said "open doors"', ("open doors",)),
        ("＂全角引号＂", ("全角引号",)),
        ("“甲”“乙”“甲”", ("甲", "乙")),
        ("“ ”甲", ()),
        ("“没有结尾", ()),
        ("没有引号", ()),
    ],
)
def test_what_is_quoted_is_a_phrase(text: str, phrases: tuple[str, ...]) -> None:
    assert read_question(text).phrases == phrases


@given(st.text(max_size=2100))
def test_any_question_is_taken_or_refused_with_a_reason(text: str) -> None:
    try:
        question = read_question(text)
    except QueryError as error:
        assert error.code in {"query_blank", "query_too_long"}
        return
    assert question.text == text.strip()
    for phrase in question.phrases:
        assert phrase in question.text
        assert fold(phrase) is not None


def test_an_english_question_is_covered_by_its_words_alone() -> None:
    """It has no pairs of Chinese characters, which must not count as pairs that are missing."""
    subject = Subject(Terms(["flood", "city"], []), {"flood": 2.0, "city": 1.0}, {})
    assert subject.coverage("thecityandtheflood") == 1.0
    assert subject.coverage("acity") == pytest.approx(1 / 3)


def test_a_word_is_covered_by_what_stands_for_it() -> None:
    equivalents = {"flood": {"洪水": 1.0, "水灾": 0.7}}
    subject = Subject(Terms(["flood", "city"], [], equivalents), {"flood": 2.0, "city": 1.0}, {})
    assert subject.coverages(["来了洪水", "水灾之后", "flood", "没有"]) == pytest.approx([2 / 3, 1.4 / 3, 2 / 3, 0])
    assert subject.below("防洪水", 0.1).words == {"flood": 0.2, "city": 1.0}
