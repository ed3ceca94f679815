"""Words that tell themes apart, by measure: what all say does not name any, however unevenly they say it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.library.keywords import PassageWords, clumping, contrast, keywords, naming


def spoken(theme: int, speech_no: int, *words: str, language: str = "zh") -> PassageWords:
    return PassageWords(theme, speech_no, language, frozenset(words))


def test_how_surely_a_theme_has_more_of_a_word() -> None:
    """Of 8 passages 6 hold it, of 8 others 2: half of all, so the prior adds 5 that do and 5 that do not to each."""
    sure = 2 * math.log(11 / 7) / math.sqrt(2 / 11 + 2 / 7)
    assert contrast(6, 8, 2, 8) == pytest.approx(sure)
    assert contrast(2, 8, 6, 8) == pytest.approx(-sure)
    assert contrast(4, 8, 4, 8) == pytest.approx(0)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_what_one_side_has_more_of_the_other_has_less_of(held: int, further: int, elsewhere: int, others: int) -> None:
    here, there = (held, held + further), (elsewhere, elsewhere + others)
    assert contrast(*here, *there) == pytest.approx(-contrast(*there, *here))
    assert contrast(*here, *here) == pytest.approx(0)


def test_words_keep_together_or_are_spread_as_by_chance() -> None:
    """Two passages chosen among four speeches of two stand in 4 · (1 - (3/4)²) = 1.75 of them on average."""
    passages = [spoken(0, number, *words) for number, *words in [(1, "闸门", "今年"), (1, "闸门"), (2, "今年"), (2,)]]
    passages += [spoken(0, number) for number in (3, 3, 4, 4)]
    assert clumping(passages) == pytest.approx({"闸门": math.log2(1.75), "今年": math.log2(1.75 / 2)})


def meetings() -> list[PassageWords]:
    """Two themes of three speeches with ten passages each: 今年 is twice as frequent in one of them, evenly spread."""
    found = []
    for theme, matters in enumerate((("闸门", "堤坝", "水位"), ("学校", "食堂", "家长"))):
        for number in range(3):
            for place in range(10):
                words = [matters[number]] if place < 5 else [matters[number - 1]] if place < 7 else []
                words += ["今年"] if (place + number) % 3 < 2 - theme else []
                found.append(spoken(theme, 10 * theme + number, *words, f"只此一处{theme}{number}{place}"))
    return found


def test_what_all_say_names_no_theme() -> None:
    passages = meetings()
    here, there = (sum("今年" in each.words for each in passages if each.theme == theme) for theme in (0, 1))
    assert contrast(here, 30, there, 30) > 2, "one theme surely has more of it"
    assert [set(named) for named in keywords(passages, 2, 3)] == [{"闸门", "堤坝", "水位"}, {"学校", "食堂", "家长"}]


def test_a_theme_is_named_by_what_two_of_its_speeches_have() -> None:
    assert not any(word.startswith("只此一处") for named in keywords(meetings(), 2, 100) for word in named)
    alone = [spoken(0, 1, "闸门", "今年"), spoken(0, 1, "闸门"), spoken(1, 2, "学校", "今年"), spoken(1, 3, "学校")]
    assert keywords(alone, 2, 1) == [["闸门"], ["学校"]]


def test_where_every_speech_is_one_passage_the_contrast_decides() -> None:
    passages = [spoken(0, number, "闸门", "今年") for number in range(4)]
    passages += [spoken(1, number, "学校", "今年") for number in range(4, 8)]
    assert keywords(passages, 2, 3) == [["闸门"], ["学校"]]


def test_speeches_of_another_language_do_not_make_their_every_word_telling() -> None:
    passages = [spoken(0, number, "because", language="en") for number in range(4) for _ in range(5)]
    passages += [spoken(0, number, "harbour", language="en") for number in (0, 1) for _ in range(4)]
    passages += [spoken(1, number, "闸门") for number in range(10, 20) for _ in range(5)]
    assert keywords(passages, 2, 2)[0] == ["harbour", "because"]
    one_language = [PassageWords(each.theme, each.speech_no, "zh", each.words) for each in passages]
    assert keywords(one_language, 2, 2)[0] == ["because", "harbour"], "or else this could not fail"


def test_of_words_within_words_one_is_named() -> None:
    assert naming(["营商", "环境", "营商环境", "环境", "的", "2024", "open"]) == {"营商环境"}
    passages = [spoken(0, number, word) for number in (1, 2) for word in ("营商环境", "营商环境", "营商", "窗口")]
    passages += [spoken(1, number, "闸门") for number in (3, 4)]
    assert keywords(passages, 2, 3)[0] == ["营商环境", "窗口"]


@pytest.mark.parametrize("passages", [[], [spoken(0, 1, "闸门")]])
def test_where_there_is_nothing_to_contrast_nothing_fails(passages: Sequence[PassageWords]) -> None:
    assert keywords(passages, 1, 3) in ([[]], [["闸门"]])
