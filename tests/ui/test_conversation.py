"""What one visitor has asked so far."""

from retriever import Filters
from tests.ui.samples import answer, hit
from ui.conversation import Conversation, Turn, joined

ASKED = Turn("巡河", Filters(), "relevance")
ANSWERED = Turn("巡河", Filters(), "relevance", answer=answer(hit(), total=3), shown=1)


def test_a_turn_knows_what_was_found_beyond_its_hits() -> None:
    assert ASKED.remaining == 0
    assert ANSWERED.remaining == 2


def test_turns_are_added_and_replaced_without_touching_the_old_conversation() -> None:
    first = Conversation().with_turn(ASKED)
    second = first.with_turn(ANSWERED)
    assert first.turns == (ASKED,)
    assert second.turns == (ASKED, ANSWERED)
    assert second.with_changed(0, ANSWERED).turns == (ANSWERED, ANSWERED)


def test_a_follow_up_refers_to_the_last_answer_before_it() -> None:
    refused = Turn("x", Filters(), "relevance", error="no")
    talk = Conversation((ANSWERED, refused, ASKED))
    assert talk.answer_before(2) is ANSWERED.answer
    assert talk.answer_before(0) is None


def test_blank_turns_are_dropped() -> None:
    blank = Turn(" \n", Filters(), "relevance", error="no")
    assert Conversation((ANSWERED, blank)).without_blank().turns == (ANSWERED,)


def test_a_hit_is_found_by_turn_and_rank_only_if_it_is_there() -> None:
    talk = Conversation((ASKED, ANSWERED))
    assert talk.hit(1, 1) == hit()
    assert talk.hit(1, 2) is None
    assert talk.hit(0, 1) is None
    assert talk.hit(-1, 1) is None
    assert talk.hit(2, 1) is None


def test_more_hits_go_behind() -> None:
    more = joined(answer(hit(), total=9), answer(hit(rank=2), total=8))
    assert [one.rank for one in more.hits] == [1, 2]
    assert more.total == 8
