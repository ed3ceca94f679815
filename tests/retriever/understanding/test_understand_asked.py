"""What is understood of the words of a question, as the answer shows it."""

from __future__ import annotations

from datetime import date

import pytest

from retriever import Filters, Retriever

TODAY = date(2024, 6, 15)


def test_only_what_passes_the_words_answers(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("2018年办事大厅怎么讲的", today=TODAY)
    assert {hit.speech.date_text for hit in answer.hits} == {"2018-03-05"}
    assert (answer.query.text, answer.query.subject) == ("2018年办事大厅怎么讲的", "办事大厅怎么讲的")
    assert [note.code for note in answer.notes] == ["undated_left_out"]
    assert answer.notes[0].sentence("zh") == "另有 1 篇无日期，未查。"


def test_the_same_passages_as_with_the_filter_set(pairs_retriever: Retriever) -> None:
    asked = pairs_retriever.ask("2018年办事大厅怎么讲的", today=TODAY)
    given_filter = pairs_retriever.ask("办事大厅怎么讲的", filters=Filters(year=2018), today=TODAY)
    assert asked.hits[0].passage == given_filter.hits[0].passage
    # Words are weighed among the speeches that a filter leaves, and among all where the words of a question limit it.
    assert {hit.passage for hit in asked.hits} == {hit.passage for hit in given_filter.hits}


@pytest.mark.parametrize(
    "question", ["办事大厅怎么讲的", "谁来管采砂船？", "Where can people borrow novels?", "充电桩要建在哪里"]
)
def test_a_question_without_such_words_is_answered_as_typed(pairs_retriever: Retriever, question: str) -> None:
    understood, typed = pairs_retriever.ask(question), pairs_retriever.ask(question, understand=False)
    assert (understood.hits, understood.total, understood.note) == (typed.hits, typed.total, typed.note)
    assert understood.notes == ()


def test_nothing_is_understood_when_told_so(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("2018年办事大厅怎么讲的", understand=False)
    assert (answer.query.understood, answer.query.filters) == ((), Filters())
    assert len({hit.speech.date_text for hit in answer.hits}) > 1


def test_a_removed_chip_filters_no_more(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("2018年办事大厅怎么讲的", ignore=("2018年",), today=TODAY)
    assert (answer.query.understood, answer.query.filters) == ((), Filters())


def test_the_oldest_answer_comes_first_and_says_that_it_is_the_oldest_here(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("办事大厅最早什么时候提的", today=TODAY)
    hall = [hit.speech.date_text for hit in answer.hits if "办事大厅" in hit.passage.text]
    assert answer.hits[0].speech.date_text == hall[0] == "2017-03-02"
    (note,) = answer.notes
    assert note.code == "oldest_in_library"
    in_front = dict(note.particulars)["count"]
    assert isinstance(in_front, int) and 1 <= in_front < len(answer.hits)
    dates = [hit.speech.date_text for hit in answer.hits[:in_front] if hit.speech.date_text]
    assert dates == sorted(dates)
    assert answer.query.sort == "oldest"


def test_an_order_that_was_set_outranks_the_words(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("办事大厅最早什么时候提的", sort="newest", today=TODAY)
    assert (answer.query.sort, answer.notes) == ("newest", ())
    assert [(chip.field, chip.reason) for chip in answer.query.understood] == [("sort", "outranked")]


def test_speeches_are_named_once_each(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("哪些讲话提到办事大厅")
    ids = [hit.speech.speech_id for hit in answer.hits]
    assert len(ids) == len(set(ids)) == answer.total
    assert "办事大厅" in answer.hits[0].passage.text


def test_a_wording_is_found_exactly_and_newest_first(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("办事大厅要")
    exact = [hit for hit in answer.hits if "办事大厅要" in hit.passage.text]
    assert [hit.speech.date_text for hit in answer.hits[: len(exact)]] == ["2020-03", "2018-03-05", "2017-03-02"]
    assert all("exact" in hit.matched for hit in exact)
    assert answer.query.mode == "wording"
    assert pairs_retriever.ask("办事大堂里要").query.mode == "passages"


@pytest.mark.parametrize(
    "said", ["谢谢", "好的，谢谢您！", "非常感谢", "多谢了", "辛苦了，谢谢", "Thanks!", "Thank you very much."]
)
def test_thanks_get_thanks_and_no_passages(pairs_retriever: Retriever, said: str) -> None:
    first = pairs_retriever.ask("办事大厅怎么讲的", today=TODAY)
    answer = pairs_retriever.ask(said, previous=first, today=TODAY)
    assert (answer.hits, answer.query.mode, answer.query.understood) == ((), "thanks", ())
    assert answer.note is not None
    assert answer.note.sentence("zh").startswith("不客气")


@pytest.mark.parametrize("asked", ["谢谢你们的支持怎么讲", "感谢信怎么写", "thanks to the volunteers, what was said"])
def test_thanks_in_a_question_are_words(pairs_retriever: Retriever, asked: str) -> None:
    assert pairs_retriever.ask(asked, today=TODAY).query.mode != "thanks"


def test_shorter_lists_fewer_passages_and_shortens_none(pairs_retriever: Retriever) -> None:
    first = pairs_retriever.ask("办事大厅怎么讲的", today=TODAY)
    shorter = pairs_retriever.ask("再短一点", previous=first, today=TODAY)
    assert shorter.hits == first.hits[:3]
    assert shorter.notes[0].sentence("zh").startswith("引文一律照录原文")


def test_what_is_not_wanted_is_not_among_the_hits(pairs_retriever: Retriever) -> None:
    every = {hit.speech.year for hit in pairs_retriever.ask("办事大厅怎么讲的", top_k=100, today=TODAY).hits}
    answer = pairs_retriever.ask("除了2018年，办事大厅怎么讲的", top_k=100, today=TODAY)
    assert answer.query.filters == Filters(not_date="2018")
    assert {hit.speech.year for hit in answer.hits} == every - {2018, None}
    assert [note.code for note in answer.notes] == ["undated_left_out"]
    again = pairs_retriever.ask("除了2018年，办事大厅怎么讲的", ignore=("除了2018年",), today=TODAY)
    assert again.query.filters == Filters()
