"""What the Ask page does on each event, with a real retriever over the small library."""

import logging
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from retriever import Answer, Filters, Retriever
from tests.ui.samples import Shown, text_of
from ui.ask import FILTERS, AskPage, filters_from
from ui.conversation import Conversation, Gaps
from ui.strings import strings

NONE = ("",) * len(FILTERS)


@pytest.fixture
def page(pairs_retriever: Retriever) -> AskPage:
    return AskPage(pairs_retriever, strings("zh"))


class Failing(Retriever):
    """A retriever with a fault."""

    def ask(self, *_: object, **__: object) -> Answer:
        raise ZeroDivisionError("a fault")

    def speech(self, *_: object) -> Any:
        raise ZeroDivisionError("a fault")


def event(**data: str) -> gr.EventData:
    return gr.EventData(None, data)


def last(steps: Any) -> tuple[Any, Conversation, str]:
    """What the last of the steps shows: question field, conversation, its HTML."""
    question, talk, html = list(steps)[-1]
    return question, talk, html


def test_an_answer_comes_in_steps(page: AskPage) -> None:
    steps = list(page.ask("办事大厅怎么办", Conversation(), "relevance", *NONE))
    tags = [Shown(html).tags() for _, _, html in steps]
    assert steps[0][0] == "" and "found waiting" in tags[0]
    assert "found" in tags[1] and "hit" not in tags[1]
    assert tags[2].count("hit") == 3
    _, talk, _ = steps[-1]
    assert tags[-1].count("hit") == len(talk.turns[0].answer.hits) > 3


def test_filters_and_order_reach_the_answer(page: AskPage) -> None:
    fields = ("2018", "", "", "", "", "", "", "")
    _, talk, html = last(page.ask("办事大厅", Conversation(), "newest", *fields))
    answer = talk.turns[0].answer
    assert answer is not None
    assert {hit.speech.year for hit in answer.hits} == {2018}
    assert (answer.query.filters, answer.query.sort) == (Filters(year=2018), "newest")
    assert "范围：2018 年" in text_of(html)


def test_what_was_left_out_is_told_only_where_it_matters(page: AskPage) -> None:
    _, talk, _ = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
    assert talk.turns[0].gaps == Gaps()
    _, talk, html = last(page.ask("办事大厅", Conversation(), "relevance", "2018", *NONE[1:]))
    assert talk.turns[0].gaps == Gaps(undated=1)
    assert "有 1 篇讲话没有日期" in text_of(html)


def test_an_empty_field_is_no_filter() -> None:
    assert filters_from(NONE) == Filters()
    assert filters_from(("", " ", "2019-01", "", None, " 会 ", "", "zh")) == Filters(  # type: ignore[arg-type]
        date_to="2019-01", title="会", language="zh"
    )


@pytest.mark.parametrize(("question", "back"), [("  \n", ""), ("长" * 2001, "长" * 2001)])
def test_a_refused_question_goes_back_into_its_field(page: AskPage, question: str, back: str) -> None:
    field, talk, html = last(page.ask(question, Conversation(), "relevance", *NONE))
    assert field == back
    assert talk.turns[0].error is not None
    assert talk.turns[0].error in text_of(html)


def test_a_refusal_is_in_the_language_of_the_page(pairs_retriever: Retriever) -> None:
    _, talk, _ = last(AskPage(pairs_retriever, strings("en")).ask(" ", Conversation(), "relevance", *NONE))
    assert talk.turns[0].error == "The question is empty. Type a question or a wording."
    _, talk, _ = last(
        AskPage(pairs_retriever, strings("zh")).ask("问", Conversation(), "relevance", "", "去年", *NONE[2:])
    )
    assert talk.turns[0].error is not None and "“去年”不是日期" in talk.turns[0].error


def test_a_blank_question_leaves_no_trace(page: AskPage) -> None:
    _, talk, _ = last(page.ask("  ", Conversation(), "relevance", *NONE))
    _, talk, _ = last(page.ask("巡河", talk, "relevance", *NONE))
    assert [turn.question for turn in talk.turns] == ["巡河"]


def test_a_fault_is_logged_and_told_in_one_polite_sentence(
    pairs_retriever: Retriever, caplog: pytest.LogCaptureFixture
) -> None:
    words = strings("en")
    failing = Failing(pairs_retriever._engine, pairs_retriever._encoder)
    page = AskPage(failing, words)
    with caplog.at_level(logging.ERROR):
        _, talk, html = last(page.ask("x", Conversation(), "relevance", *NONE))
    assert talk.turns[0].error == words.say("ask.unexpected")
    assert "ZeroDivisionError" not in html
    assert "ZeroDivisionError: a fault" in caplog.text

    _, talk, _ = last(AskPage(pairs_retriever, words).ask("巡河", Conversation(), "relevance", *NONE))
    html = page.open(event(turn="0", rank="1"), talk)
    assert words.say("ask.unexpected") in text_of(html)


def test_more_goes_on_where_the_answer_stopped(pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.ask.PAGE_SIZE", 2)
    page = AskPage(pairs_retriever, strings("zh"))
    _, talk, html = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
    assert Shown(html).tags().count("hit") == 2
    _, talk, html = page.more(event(turn="0"), talk)
    answer = talk.turns[0].answer
    assert [hit.rank for hit in answer.hits] == [1, 2, 3, 4]
    assert len({(hit.speech.speech_id, hit.passage.start) for hit in answer.hits}) == 4
    assert Shown(html).tags().count("hit") == 4


def test_another_order_answers_the_last_question_anew(page: AskPage) -> None:
    _, talk, _ = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
    _, talk, _ = last(page.ask_again(talk, "oldest", *NONE))
    assert len(talk.turns) == 1
    dates = [hit.speech.date for hit in talk.turns[0].answer.hits if hit.speech.date]
    assert dates == sorted(dates)
    assert len(list(page.ask_again(Conversation(), "oldest", *NONE))) == 1


def test_the_marked_sentence_in_the_reader_is_the_highlighted_slice(page: AskPage) -> None:
    _, talk, _ = last(page.ask("办事大厅要设立帮办席位", Conversation(), "relevance", *NONE))
    hit = talk.turns[0].answer.hits[0]
    html = page.open(event(turn="0", rank="1"), talk)
    start, end = hit.highlights[0]
    assert f"<mark>{hit.passage.text[start:end]}</mark>" in html
    assert 'data-place="0.1."' in html


def test_another_speech_that_says_the_same_is_opened(page: AskPage) -> None:
    _, talk, _ = last(page.ask("把巡河记录当作交接班的凭据", Conversation(), "relevance", *NONE))
    hit = next(hit for hit in talk.turns[0].answer.hits if hit.also_in)
    html = page.open(event(turn="0", rank=str(hit.rank), also="0"), talk)
    assert f"<h2>{hit.also_in[0].title}" in html


def test_a_speech_that_is_gone_is_told(page: AskPage) -> None:
    _, talk, _ = last(page.ask("巡河", Conversation(), "relevance", *NONE))
    turn = talk.turns[0]
    gone = replace(turn.answer.hits[0], speech=replace(turn.answer.hits[0].speech, speech_id="gone"))
    talk = talk.with_changed(0, replace(turn, answer=replace(turn.answer, hits=(gone,))))
    assert 'class="refused"' in page.open(event(turn="0", rank="1"), talk)


def test_a_place_that_is_not_there_opens_nothing(page: AskPage) -> None:
    assert page.open(event(turn="3", rank="1"), Conversation()) == '<aside class="reader" aria-label="原文"></aside>'


def test_the_filters_offer_what_is_in_the_library(page: AskPage, pairs_retriever: Retriever) -> None:
    facets = pairs_retriever.facets()
    assert page.choices("year", facets)[:2] == [("不限", ""), ("2022", "2022")]
    assert page.choices("language", facets) == [("不限", ""), ("英文", "en"), ("中文", "zh")]
    assert ("河湖", "河湖") in page.choices("folder", facets)


def test_arriving_shows_the_library_as_it_is(page: AskPage, pairs_retriever: Retriever) -> None:
    head, welcome, *fields = page.arrive()
    status = pairs_retriever.status()
    assert f"库内 {status.speeches} 篇讲话，{status.passages} 段" in text_of(head)
    assert "查一查" in text_of(welcome)
    assert len(fields) == len(FILTERS)


def test_starting_anew_empties_the_conversation(page: AskPage) -> None:
    assert page.restart() == ["", Conversation(), ""]
