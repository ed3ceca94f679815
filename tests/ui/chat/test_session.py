"""A conversation as a browser keeps it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever import Filters
from tests.ui.samples import answer, hit
from ui.chat.conversation import Turn
from ui.chat.session import LONGEST, MOST_TURNS, encodable, kept, revived

TURN = Turn(
    "那2020年呢",
    Filters(year=2020, speaker="县长"),
    "newest",
    alone="2020年办事大厅是怎么讲的",
    ignore=("2020年",),
    answer=answer(hit(), total=3),
    shown=1,
    verdicts=(("s1-35-50", "up"),),
)


def test_what_was_asked_is_kept_and_no_answer() -> None:
    text = kept(TURN)
    assert text is not None
    assert json.loads(text) == {
        "question": "那2020年呢",
        "filters": {"year": 2020, "speaker": "县长"},
        "sort": "newest",
        "alone": "2020年办事大厅是怎么讲的",
        "ignore": ["2020年"],
        "shown": 1,
        "verdicts": [["s1-35-50", "up"]],
    }


def test_what_was_kept_comes_back_unanswered() -> None:
    (back,) = revived(f"[{kept(TURN)}]")
    asked = Turn(TURN.question, TURN.filters, TURN.sort, alone=TURN.alone, ignore=TURN.ignore, shown=1)
    assert back == Turn(**{name: getattr(asked, name) for name in asked.__slots__} | {"verdicts": TURN.verdicts})


def test_what_a_follow_up_followed_is_kept_with_it() -> None:
    first = Turn("办事大厅", Filters(), "relevance", shown=10)
    follows = Turn("谁讲的", None, "relevance", after=first, answer=answer(hit()))
    assert follows.follows
    assert revived(f"[{kept(follows)}]")[0].after == first
    of_its_own = replace(follows, question="巡河")
    assert "after" not in json.loads(kept(of_its_own) or "")
    assert revived('[{"question": "甲", "sort": "newest", "after": {"question": " "}}]')[0].after is None
    nested = '{"question": "甲", "sort": "newest", "after": ' * 300 + "null" + "}" * 300
    assert len(json.dumps(kept(revived(f"[{nested}]")[0]))) < 1000


def test_what_is_being_looked_for_is_kept_as_well() -> None:
    assert revived(f"[{kept(Turn('巡河', None, 'newest'))}]") == (Turn("巡河", None, "newest"),)


def test_filters_that_were_not_set_are_told_from_none_at_all() -> None:
    follows = Turn("还有吗", None, "relevance", answer=answer(hit()))
    cleared = Turn("还有吗", Filters(), "relevance", answer=answer(hit()))
    assert [turn.filters for turn in revived(f"[{kept(follows)},{kept(cleared)}]")] == [None, Filters()]


def test_what_came_to_nothing_is_not_kept() -> None:
    assert kept(Turn("x", None, "relevance", error="no")) is None


def test_only_the_newest_come_back() -> None:
    many = [{"question": str(number), "sort": "relevance"} for number in range(MOST_TURNS + 5)]
    assert [turn.question for turn in revived(json.dumps(many))] == [str(number) for number in range(5, MOST_TURNS + 5)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "7",
        "[7]",
        '[{"question": " ", "sort": "relevance"}]',
        '[{"question": "甲", "sort": 1}]',
        '[{"question": "甲", "sort": "newest", "ignore": "乙"}]',
        '[{"question": "甲", "sort": "newest", "shown": "9"}]',
        '[{"question": "甲", "sort": "newest", "alone": 3}]',
        '[{"question": "甲\\ud800", "sort": "newest"}]',
        '[{"question": "甲", "sort": "\\ud800"}]',
        '[{"question": "甲", "sort": "newest", "ignore": ["\\udfff"]}]',
        "[" * 100_000,
        json.dumps([{"question": "长" * LONGEST, "sort": "newest"}], ensure_ascii=False),
    ],
)
def test_what_makes_no_sense_is_left_out(text: str) -> None:
    assert revived(text) == ()


def test_filters_that_make_no_sense_are_none() -> None:
    (turn,) = revived('[{"question": "甲", "sort": "newest", "filters": {"year": "2020", "speaker": 3, "root": "x"}}]')
    assert turn.filters == Filters()


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(("question", "sort", "filters", "ignore", "shown")), inner)
        ),
    )
)
def test_nothing_that_a_browser_sends_breaks_it(value: object) -> None:
    for turn in revived(json.dumps(value)):
        assert turn.question.strip()
        assert kept(replace(turn, answer=answer(hit()))).encode()  # type: ignore[union-attr]


def test_half_a_character_is_shown_as_what_it_is() -> None:
    assert encodable("三\ud83d个\udfff") == "三\ufffd个\ufffd"
    assert encodable("三个😀𠀀") == "三个😀𠀀"
