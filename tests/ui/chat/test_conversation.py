"""A conversation and its turns as values."""

from dataclasses import replace

from retriever import Filters
from tests.ui.samples import answer, hit, speech
from ui.chat.conversation import DEEPEST, Conversation, Turn, joined

ASKED = Turn("巡河", Filters(), "relevance")
ANSWERED = Turn("巡河", Filters(), "relevance", answer=answer(hit(), total=3), shown=1)


def test_a_turn_knows_what_was_found_beyond_its_hits() -> None:
    assert ASKED.remaining == 0
    assert ANSWERED.remaining == 2
    assert replace(ANSWERED, answer=answer(hit(rank=2), total=3, offset=1)).remaining == 1


def test_turns_are_added_and_replaced_without_touching_the_old_conversation() -> None:
    first = Conversation().with_turn(ASKED)
    second = first.with_turn(ANSWERED)
    assert first.turns == (ASKED,)
    assert second.turns == (ASKED, ANSWERED)
    assert second.with_changed(0, ANSWERED).turns == (ANSWERED, ANSWERED)


def test_a_follow_up_refers_to_the_last_answer() -> None:
    refused = Turn("x", Filters(), "relevance", error="no")
    assert Conversation((ANSWERED, refused, ASKED)).last_answer() is ANSWERED.answer
    assert Conversation((refused,)).last_answer() is None


def test_a_follow_up_never_refers_to_a_passage_that_was_not_there() -> None:
    missed = replace(ASKED, answer=answer(mode="context"))
    nothing = replace(ASKED, answer=answer())
    assert Conversation((ANSWERED, missed)).last_answer() is ANSWERED.answer
    assert Conversation((ANSWERED, nothing)).last_answer() is nothing.answer


def test_a_further_page_is_referred_to_with_the_pages_in_front_of_it() -> None:
    first, second = answer(hit(), total=3), answer(hit(rank=2), total=3, offset=1)
    further = replace(ASKED, previous=first, answer=second)
    last = Conversation((replace(ASKED, answer=first), further)).last_answer()
    assert last == answer(hit(), hit(rank=2), total=3)
    elsewhere = replace(further, answer=answer(hit(rank=2), total=3, offset=1, filters=Filters(year=2021)))
    assert Conversation((elsewhere,)).last_answer() is elsewhere.answer


def test_a_turn_that_is_asked_anew_has_no_answer_yet() -> None:
    anew = replace(ANSWERED, not_read=2, ignore=("2021年",)).asked_anew(None, "oldest")
    assert anew == Turn("巡河", None, "oldest", ignore=("2021年",))


def test_a_verdict_belongs_to_its_passage_and_can_be_taken_back() -> None:
    one, other = hit(), hit(speech=speech(speech_id="s2"))
    judged = ANSWERED.judged(one, "up", "asked").judged(other, "down", "kept")
    assert (judged.verdict(one), judged.verdict(other)) == ("up", "down")
    assert (judged.remark_on(one), judged.remark_on(other)) == (None, "kept")
    changed = judged.judged(one, "down", "asked")
    assert (changed.verdict(one), changed.remark_on(one)) == ("down", "asked")
    assert len(changed.verdicts) == 2
    back = judged.judged(one, None, "asked")
    assert (back.verdict(one), back.verdict(other), back.remark) == (None, "down", None)


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


def test_a_turn_is_known_as_it_was_asked() -> None:
    first = replace(ANSWERED, verdicts=(("s1-35-50", "up"),), not_read=2)
    assert first.as_asked() == Turn("巡河", Filters(), "relevance", shown=1)
    follows = Turn("谁讲的", None, "newest", previous=first.answer, after=first.as_asked())
    assert follows.follows
    assert follows.as_asked() == Turn("谁讲的", None, "newest", after=first.as_asked())
    alone = replace(follows, question="巡河", answer=answer(hit()))  # answered as it stands: it follows nothing
    assert not alone.follows
    assert alone.as_asked() == Turn("巡河", None, "newest", shown=1)


def test_what_a_turn_followed_is_known_so_far_and_no_farther() -> None:
    turn = ASKED
    for _ in range(3 * DEEPEST):
        turn = Turn("还有吗", None, "relevance", after=turn.as_asked())
    depth, behind = 0, turn.as_asked().after
    while behind:
        depth, behind = depth + 1, behind.after
    assert depth == DEEPEST - 1
