"""What the Ask page does on each event, with a real retriever over the small library."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from indexer.build import build
from retriever import Answer, Filters, Retriever
from tests.conftest import PairEncoder, write_library
from tests.ui.samples import Shown, text_of
from ui.ask import FILTERS, AskPage, filters_from, set_filters
from ui.conversation import Conversation
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
    _, _, html = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
    assert "未计入" not in text_of(html)
    _, _, html = last(page.ask("办事大厅", Conversation(), "relevance", "2018", *NONE[1:]))
    assert "另有 1 篇无日期，未计入。" in text_of(html)


def test_files_that_were_not_read_are_told_where_nothing_good_was_found(tmp_path: Path) -> None:
    corpus = write_library(tmp_path / "库")
    (corpus / "坏.pdf").write_bytes(b"%PDF-1.4 broken")
    build([corpus], tmp_path / "index", encoder=PairEncoder())
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        page = AskPage(retriever, strings("zh"))
        _, talk, html = last(page.ask("“没有写过的一句话”", Conversation(), "relevance", *NONE))
        assert talk.turns[0].not_read == 0  # not found by its words, but there are passages close in meaning
        _, talk, html = last(page.ask("zzzz qqqq xxxx", Conversation(), "relevance", *NONE))
        assert talk.turns[0].answer.note.code in ("nothing_found", "no_close_match")
        assert "另有 1 个文件未能读取" in text_of(html)


def test_an_empty_field_is_no_filter() -> None:
    assert set_filters(NONE) is None
    assert set_filters(("2018", *NONE[1:])) == Filters(year=2018)
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
    _, talk, _ = last(page.ask_in_order(talk, "oldest", *NONE))
    assert len(talk.turns) == 1
    dates = [hit.speech.date for hit in talk.turns[0].answer.hits if hit.speech.date]
    assert dates == sorted(dates)
    assert len(list(page.ask_in_order(Conversation(), "oldest", *NONE))) == 1


def test_a_follow_up_continues_the_last_answer(page: AskPage) -> None:
    _, talk, _ = last(page.ask("2018年办事大厅是怎么讲的", Conversation(), "relevance", *NONE))
    _, talk, html = last(page.ask("那2020年呢", talk, "relevance", *NONE))
    answer = talk.turns[1].answer
    assert {hit.speech.year for hit in answer.hits} == {2020}
    assert answer.query.filters == Filters(year=2020)
    assert "2020 年" in text_of(html)
    assert "范围" not in text_of(html)  # nothing was set beside the question
    _, talk, _ = page.restart()
    _, talk, _ = last(page.ask("那2020年呢", talk, "relevance", *NONE))
    assert talk.turns[0].previous is None


def test_more_of_an_answer_goes_on_behind_it(pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.ask.PAGE_SIZE", 2)
    page = AskPage(pairs_retriever, strings("zh"))
    _, talk, _ = last(page.ask("办事大厅怎么办", Conversation(), "relevance", *NONE))
    _, talk, html = last(page.ask("还有吗", talk, "relevance", *NONE))
    assert [hit.rank for hit in talk.turns[1].answer.hits] == [3, 4]
    total = talk.turns[1].answer.total
    assert f"找到 {total} 段，这里列出第 3 至 4 段" in text_of(html)
    _, talk, _ = page.more(event(turn="0"), talk)  # the answer in front grows, the one behind goes on from its own end
    _, talk, _ = page.more(event(turn="1"), talk)
    assert [hit.rank for hit in talk.turns[1].answer.hits] == list(range(3, min(total, 6) + 1))
    _, talk, _ = last(page.ask("第一条展开", talk, "relevance", *NONE))
    wanted = talk.turns[0].answer.hits[0].passage.text
    assert wanted in [hit.passage.text for hit in talk.turns[2].answer.hits]


def test_a_filter_that_was_set_goes_on_until_it_is_cleared(page: AskPage) -> None:
    _, talk, _ = last(page.ask("办事大厅怎么办", Conversation(), "relevance", "", "", "2020", *NONE[3:]))
    _, talk, _ = last(page.ask("还有吗", talk, "relevance", *NONE))
    assert talk.turns[1].answer.query.filters == Filters(date_to="2020")
    _, talk, _ = last(page.ask_in_order(talk, "oldest", *NONE))
    assert talk.turns[1].answer.query.filters == Filters(date_to="2020")
    _, talk, _ = last(page.ask_again(talk, "oldest", *NONE))
    assert talk.turns[1].answer.query.filters == Filters()


def test_a_chip_that_is_dropped_no_longer_applies(page: AskPage) -> None:
    _, talk, html = last(page.ask("2018年在全县经济工作会议上对办事大厅怎么讲的", Conversation(), "relevance", *NONE))
    before = talk.turns[0].answer
    assert [chip.words for chip in before.query.understood if chip.applied] == ["2018年", "经济工作会议上"]
    _, talk, html = page.drop(event(turn="0", words="2018年"), talk)
    answer = talk.turns[0].answer
    assert [chip.words for chip in answer.query.understood] == ["经济工作会议上"]
    assert answer.query.filters.year is None
    assert {2018} < {hit.speech.year for hit in answer.hits}
    assert Shown(html).tags().count("chip") == 1
    _, talk, html = page.drop(event(turn="0", words="经济工作会议上"), talk)
    assert talk.turns[0].answer.query.filters == Filters()
    assert talk.turns[0].ignore == ("2018年", "经济工作会议上")
    assert Shown(html).tags().count("chip") == 0


def test_a_dropped_chip_leaves_the_filters_that_were_set(page: AskPage) -> None:
    fields = (*NONE[:7], "zh")
    _, talk, _ = last(page.ask("2018年办事大厅是怎么讲的", Conversation(), "relevance", *fields))
    _, talk, html = page.drop(event(turn="0", words="2018年"), talk)
    assert talk.turns[0].answer.query.filters == Filters(language="zh")
    assert "范围：中文讲话" in text_of(html)


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
