"""The Ask page on each event, with a real retriever over the small library."""

import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from indexer.build import build
from retriever import Answer, Filters, Retriever
from retriever.feedback import read_feedback
from tests.conftest import PairEncoder, write_library, write_speech
from tests.ui.pages.visiting import Read
from tests.ui.samples import Shown, text_of
from ui.chat import answers
from ui.chat.composer import FILTERS, choices, filters_from, set_filters
from ui.chat.conversation import Conversation
from ui.chat.page import AskPage
from ui.chat.session import kept
from ui.i18n import LANGUAGES, strings
from ui.pages import reader

NONE = ("",) * len(FILTERS)
ZH = strings("zh")


@pytest.fixture
def page(pairs_retriever: Retriever) -> AskPage:
    return AskPage(pairs_retriever, strings("zh"))


class Failing(Retriever):
    """A retriever with a fault."""

    def ask(self, *_: object, **__: object) -> Answer:
        raise ZeroDivisionError("a fault")

    def speech(self, *_: object) -> Any:
        raise ZeroDivisionError("a fault")


def event(**data: object) -> gr.EventData:
    return gr.EventData(None, data)


def last(steps: Any) -> tuple[Any, Conversation, str]:
    """The last of the steps: question field, conversation, its HTML."""
    question, talk, html = list(steps)[-1]
    return question, talk, html


def test_an_answer_comes_in_steps(page: AskPage) -> None:
    steps = list(page.ask("办事大厅怎么办", Conversation(), "relevance", *NONE))
    tags = [Shown(html).tags() for _, _, html in steps]
    assert steps[0][0] == gr.skip() and "found waiting" in tags[0]  # the next question may be in the field by now
    assert "found" in tags[1] and "hit" not in tags[1]
    assert tags[2].count("hit") == 3
    _, talk, _ = steps[-1]
    assert tags[-1].count("hit") == len(talk.turns[0].answer.hits) > 3
    assert ["data-coming" in html for _, _, html in steps] == [True] * (len(steps) - 1) + [False]


def test_a_question_is_asked_as_it_was_when_its_turn_comes(page: AskPage) -> None:
    waited = event(question="办事大厅", order="newest", fields={"date_to": "2018"})
    _, talk, _ = last(page.ask_in_turn(waited, Conversation()))
    _, same, _ = last(page.ask("办事大厅", Conversation(), "newest", "", "2018", *NONE[2:]))
    assert talk == same


def test_filters_and_order_reach_the_answer(page: AskPage) -> None:
    fields = ("2018", "2018", *NONE[2:])
    _, talk, html = last(page.ask("办事大厅", Conversation(), "newest", *fields))
    answer = talk.turns[0].answer
    assert answer is not None
    assert {hit.speech.year for hit in answer.hits} == {2018}
    assert (answer.query.filters, answer.query.sort) == (Filters(date_from="2018", date_to="2018"), "newest")
    assert 'data-field="date_from">2018年起<' in html


def test_what_was_left_out_is_told_only_where_it_matters(page: AskPage) -> None:
    _, _, html = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
    assert "未查" not in text_of(html)
    _, _, html = last(page.ask("办事大厅", Conversation(), "relevance", "2018", *NONE[1:]))
    assert "另有 1 篇无日期，未查。" in text_of(html)


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
    assert set_filters(("2018", *NONE[1:])) == Filters(date_from="2018")
    assert filters_from(NONE) == Filters()
    assert filters_from((" ", "2019-01", "", None, " 会 ", "", "zh", *NONE[7:])) == Filters(  # type: ignore[arg-type]
        date_to="2019-01", title="会", language="zh"
    )


def test_a_refused_question_goes_back_into_its_field(page: AskPage) -> None:
    field, talk, html = last(page.ask("长" * 2001, Conversation(), "relevance", *NONE))
    assert field == "长" * 2001
    assert talk.turns[0].error is not None
    assert talk.turns[0].error in text_of(html)


def test_a_refusal_is_in_the_language_of_the_page(pairs_retriever: Retriever) -> None:
    _, talk, _ = last(AskPage(pairs_retriever, strings("en")).ask("长" * 2001, Conversation(), "relevance", *NONE))
    assert talk.turns[0].error is not None and "2001 characters" in talk.turns[0].error
    _, talk, _ = last(AskPage(pairs_retriever, strings("zh")).ask("问", Conversation(), "relevance", "去年", *NONE[1:]))
    assert talk.turns[0].error is not None and "“去年”不是日期" in talk.turns[0].error


def test_a_blank_question_leaves_no_trace(page: AskPage) -> None:
    assert list(page.ask(" \n", Conversation(), "relevance", *NONE)) == [[gr.skip()] * 3]


def test_a_fault_is_logged_and_told_in_one_polite_sentence(
    pairs_retriever: Retriever, caplog: pytest.LogCaptureFixture
) -> None:
    words = strings("en")
    failing = Failing(pairs_retriever._index)
    page = AskPage(failing, words)
    with caplog.at_level(logging.ERROR):
        _, talk, html = last(page.ask("x", Conversation(), "relevance", *NONE))
    assert talk.turns[0].error == words.say("ask.unexpected")
    assert "ZeroDivisionError" not in html
    assert "a question could not be answered: ZeroDivisionError" in caplog.text

    _, talk, _ = last(AskPage(pairs_retriever, words).ask("巡河", Conversation(), "relevance", *NONE))
    html = page.open(event(turn="0", rank="1"), talk)
    assert words.say("ask.unexpected") in text_of(html)


def test_more_goes_on_where_the_answer_stopped(pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.chat.answering.attempt.__defaults__", (0, 2))
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
    dates = [hit.speech.date_text for hit in talk.turns[0].answer.hits if hit.speech.date_text]
    assert dates == sorted(dates)
    assert len(list(page.ask_in_order(Conversation(), "oldest", *NONE))) == 1


def test_a_follow_up_continues_the_last_answer(page: AskPage) -> None:
    _, talk, _ = last(page.ask("2018年办事大厅是怎么讲的", Conversation(), "relevance", *NONE))
    _, talk, html = last(page.ask("那2020年呢", talk, "relevance", *NONE))
    answer = talk.turns[1].answer
    assert {hit.speech.year for hit in answer.hits} == {2020}
    assert answer.query.filters == Filters(year=2020)
    assert "2020 年" in text_of(html)
    assert "data-field" not in html  # nothing was set beside the question
    _, talk, _ = page.restart()
    _, talk, _ = last(page.ask("那2020年呢", talk, "relevance", *NONE))
    assert talk.turns[0].previous is None


def test_more_of_an_answer_goes_on_behind_it(pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.chat.answering.attempt.__defaults__", (0, 2))
    page = AskPage(pairs_retriever, strings("zh"))
    _, talk, _ = last(page.ask("办事大厅怎么办", Conversation(), "relevance", *NONE))
    _, talk, html = last(page.ask("还有吗", talk, "relevance", *NONE))
    assert [hit.rank for hit in talk.turns[1].answer.hits] == [3, 4]
    assert "接着列出第 3 至 4 段" in text_of(html)
    total = talk.turns[1].answer.total
    _, talk, _ = page.more(event(turn="0"), talk)  # the answer in front grows, the one behind goes on from its own end
    _, talk, _ = page.more(event(turn="1"), talk)
    assert [hit.rank for hit in talk.turns[1].answer.hits] == list(range(3, min(total, 6) + 1))
    _, talk, _ = last(page.ask("第一条展开", talk, "relevance", *NONE))
    wanted = talk.turns[0].answer.hits[0].passage.text
    assert wanted in [hit.passage.text for hit in talk.turns[2].answer.hits]


def test_a_filter_that_was_set_goes_on_until_it_is_cleared(page: AskPage) -> None:
    _, talk, _ = last(page.ask("办事大厅怎么办", Conversation(), "relevance", "", "2020", *NONE[2:]))
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
    _, talk, html, *emptied = page.drop(event(turn="0", words="2018年"), talk, *NONE)
    assert emptied == [gr.skip()] * len(FILTERS)
    answer = talk.turns[0].answer
    assert [chip.words for chip in answer.query.understood] == ["经济工作会议上"]
    assert answer.query.filters.year is None
    assert {2018} < {hit.speech.year for hit in answer.hits}
    assert Shown(html).tags().count("chip") == 1
    _, talk, html, *_ = page.drop(event(turn="0", words="经济工作会议上"), talk, *NONE)
    assert talk.turns[0].answer.query.filters == Filters()
    assert talk.turns[0].ignore == ("2018年", "经济工作会议上")
    assert Shown(html).tags().count("chip") == 0


def test_a_dropped_chip_leaves_the_filters_that_were_set(page: AskPage) -> None:
    fields = (*NONE[:6], "zh", *NONE[7:])
    _, talk, _ = last(page.ask("2018年办事大厅是怎么讲的", Conversation(), "relevance", *fields))
    _, talk, html, *_ = page.drop(event(turn="0", words="2018年"), talk, *fields)
    assert talk.turns[0].answer.query.filters == Filters(language="zh")
    assert 'data-field="language">中文讲话<' in html


def test_a_filter_that_was_set_is_taken_away_by_its_chip_with_its_field(page: AskPage) -> None:
    fields = ("2019", "2020", *NONE[2:])
    _, talk, _ = last(page.ask("办事大厅怎么办", Conversation(), "relevance", *fields))
    _, talk, html, *emptied = page.drop(event(turn="0", field="date_to"), talk, *fields)
    assert talk.turns[0].answer.query.filters == Filters(date_from="2019")
    assert emptied[FILTERS.index("date_to")] == "" and emptied.count("") == 1
    assert "data-field" in html
    _, talk, html, *emptied = page.drop(event(turn="0", field="date_from"), talk, "2021", *NONE[1:])
    assert talk.turns[0].answer.query.filters == Filters()
    assert "" not in emptied  # the field holds another date by now
    assert "data-field" not in html


def test_the_marked_sentence_in_the_reader_is_the_highlighted_slice(page: AskPage) -> None:
    _, talk, _ = last(page.ask("办事大厅要设立帮办席位", Conversation(), "relevance", *NONE))
    hit = talk.turns[0].answer.hits[0]
    html = page.open(event(turn="0", rank="1"), talk)
    start, end = hit.highlights[0]
    place = f"{hit.passage.start + start}-{hit.passage.start + end}"
    assert f'<mark class="current" data-stop="{place}">{hit.passage.text[start:end]}</mark>' in html
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
    assert (
        page.open(event(turn="3", rank="1"), Conversation()) == '<section class="reader" aria-label="原文"></section>'
    )


def test_the_filters_offer_what_is_in_the_library(page: AskPage, pairs_retriever: Retriever) -> None:
    facets = pairs_retriever.facets()
    assert choices("year", facets, ZH)[:2] == [("不限", ""), ("2022", "2022")]
    assert choices("language", facets, ZH) == [("不限", ""), ("英文", "en"), ("中文", "zh")]
    assert ("河湖", "河湖") in choices("folder", facets, ZH)
    known = {**facets, "origin": ("own",), "state": ("final",)}
    assert choices("origin", known, ZH) == [("不限", ""), ("本单位", "own")]
    assert choices("state", known, ZH) == [("不限", ""), ("定稿", "final")]


def test_arriving_shows_the_library_as_it_is(page: AskPage, pairs_retriever: Retriever) -> None:
    head, welcome, bar, *fields = page.arrive()
    status = pairs_retriever.status()
    assert f"库内 {status.speeches} 篇讲话，{status.passages} 段" in text_of(head)
    assert "查一查" in text_of(welcome)
    read = Read(bar)
    (years,) = read.values("data-years", "span")
    assert years.split()[-1] == "2022"
    assert "云岭县副县长" in read.values("value", "input"), "one for all spellings: 雲嶺縣副縣長 is none of its own"
    assert "雲嶺縣副縣長" not in read.values("value", "input")
    assert len(fields) == len(FILTERS)


def test_a_library_without_speeches_can_be_asked(tmp_path: Path) -> None:
    (tmp_path / "库").mkdir()
    build([tmp_path / "库"], tmp_path / "index", encoder=PairEncoder())
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        page = AskPage(retriever, ZH)
        assert "库内还没有讲话" in text_of(page.welcome())
        question, talk, html = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
        assert question == "办事大厅"  # to be asked again once there is something
        assert "请先到“语料库”添加讲话稿" in text_of(html) and "python" not in html
        # The page that is open already answers as soon as there is something, without a reload.
        write_speech(tmp_path / "库" / "甲.md", "同志们：\n\n办事大厅的灯要亮到晚上八点。\n", title="办事大厅的讲话")
        build([tmp_path / "库"], tmp_path / "index", encoder=PairEncoder())
        _, talk, _ = last(page.ask("办事大厅", talk, "relevance", *NONE))
        assert [hit.speech.title for hit in talk.turns[1].answer.hits] == ["办事大厅的讲话"]
        assert "库内还没有讲话" not in text_of(page.welcome())


def test_starting_anew_empties_the_conversation(page: AskPage) -> None:
    assert page.restart() == ["", Conversation(), '<div data-turns="0"></div>']


def test_only_the_turn_that_changed_is_sent(page: AskPage) -> None:
    _, talk, _ = last(page.ask("办事大厅怎么办", Conversation(), "relevance", *NONE))
    _, talk, html = last(page.ask("巡河记录", talk, "relevance", *NONE))
    assert html.startswith('<div data-turns="2"><article class="turn" data-turn="1"')
    assert html.count("<article") == 1


def kept_of(talk: Conversation) -> str:
    return json.dumps([json.loads(kept(turn) or "") for turn in talk.turns])


def test_a_conversation_comes_back_after_a_reload(page: AskPage) -> None:
    _, talk, _ = last(page.ask("2018年办事大厅是怎么讲的", Conversation(), "relevance", *NONE))
    _, talk, _ = last(page.ask("那2020年呢", talk, "newest", *NONE))
    _, talk, *_ = page.drop(event(turn="1", words="2020年"), talk, *NONE)
    _, talk, _ = last(page.ask("巡河记录", talk, "oldest", *NONE[:6], "zh", *NONE[7:]))
    talk = talk.with_changed(2, talk.turns[2].judged(talk.turns[2].answer.hits[0], "up", "asked"))
    _, back, html, order = page.restore(event(asked=kept_of(talk)), Conversation())
    assert order == "oldest"
    assert [(turn.question, turn.answer) for turn in back.turns] == [(t.question, t.answer) for t in talk.turns]
    assert back.turns[2].verdicts == talk.turns[2].verdicts
    assert html.count("<article") == 3


def test_a_follow_up_comes_back_as_it_was_answered_though_the_turn_before_it_changed(page: AskPage) -> None:
    _, talk, _ = last(page.ask("2018年办事大厅是怎么讲的", Conversation(), "relevance", *NONE))
    _, talk, _ = last(page.ask("谁讲的", talk, "relevance", *NONE))
    _, talk, _ = last(page.ask("别的年份呢", talk, "relevance", *NONE))
    _, talk, *_ = page.drop(event(turn="0", words="2018年"), talk, *NONE)
    assert [turn.answer.query.filters.year for turn in talk.turns] == [None, 2018, None]
    _, back, *_ = page.restore(event(asked=kept_of(talk)), Conversation())
    assert [turn.answer for turn in back.turns] == [turn.answer for turn in talk.turns]
    # And once more, for what came back is kept as well.
    _, back, *_ = page.restore(event(asked=kept_of(back)), Conversation())
    assert [turn.answer for turn in back.turns] == [turn.answer for turn in talk.turns]


def test_a_further_page_comes_back_though_more_was_shown_before_it(
    pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.chat.session.PAGE_SIZE", 2)
    monkeypatch.setattr("ui.chat.answering.attempt.__defaults__", (0, 2))
    page = AskPage(pairs_retriever, ZH)
    _, talk, _ = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
    _, talk, _ = last(page.ask("还有吗", talk, "relevance", *NONE))
    _, talk, _ = page.more(event(turn="0"), talk)
    assert [hit.rank for hit in talk.turns[1].answer.hits] == [3, 4]
    _, back, *_ = page.restore(event(asked=kept_of(talk)), Conversation())
    assert [turn.answer for turn in back.turns] == [turn.answer for turn in talk.turns]


def test_what_was_being_looked_for_is_answered_after_a_reload(page: AskPage) -> None:
    _, waiting, html = next(page.ask("巡河记录", Conversation(), "relevance", *NONE))
    assert "data-asked" in html
    _, back, html, _ = page.restore(event(asked=kept_of(waiting)), Conversation())
    assert back.turns[0].answer.hits and "waiting" not in html


def test_what_was_asked_before_the_conversation_came_back_stays(page: AskPage) -> None:
    _, before, _ = last(page.ask("巡河记录", Conversation(), "relevance", *NONE))
    _, quick, _ = last(page.ask("采砂船", Conversation(), "relevance", *NONE))
    _, both, html, _ = page.restore(event(asked=kept_of(before)), quick)
    assert [turn.question for turn in both.turns] == ["巡河记录", "采砂船"]
    assert 'data-turns="2"' in html and html.count("<article") == 2


def test_as_many_passages_come_back_as_were_there(pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.chat.session.PAGE_SIZE", 2)
    monkeypatch.setattr("ui.chat.answering.attempt.__defaults__", (0, 2))
    page = AskPage(pairs_retriever, strings("zh"))
    _, talk, _ = last(page.ask("办事大厅", Conversation(), "relevance", *NONE))
    _, talk, _ = page.more(event(turn="0"), talk)
    _, back, _, _ = page.restore(event(asked=kept_of(talk)), Conversation())
    assert back.turns[0].answer.hits == talk.turns[0].answer.hits
    assert back.turns[0].shown == 4


def test_what_readers_say_is_kept_beside_the_index_and_can_be_taken_back(pairs_index: Path, tmp_path: Path) -> None:
    index = Path(shutil.copytree(pairs_index, tmp_path / "index"))
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        page = AskPage(retriever, strings("zh"))
        _, talk, _ = last(page.ask("办事大厅怎么办", Conversation(), "relevance", *NONE))
        _, talk, html = page.judge(event(turn="0", rank="2", verdict="down"), talk)
        assert 'aria-pressed="true" aria-label="这一段没有用"' in html and "补充一句" in html
        _, talk, html = page.judge(event(turn="0", rank="2", verdict="down", send="", remark=" 说的是别的事 "), talk)
        assert "已提交" in html and "补充一句" not in html
        _, talk, html = page.judge(event(turn="0", rank="2", verdict="down"), talk)
        assert 'aria-pressed="true" aria-label="这一段没有用"' not in html
        passage = talk.turns[0].answer.hits[1].passage
        said = [(f.verdict, f.remark) for f in read_feedback(index)]
        assert said == [("down", ""), ("down", "说的是别的事"), ("withdrawn", "")]
        assert {(f.question, f.speech_id, f.start, f.passage) for f in read_feedback(index)} == {
            ("办事大厅怎么办", passage.speech_id, passage.start, passage.text)
        }


def test_a_verdict_on_what_is_not_there_says_nothing(page: AskPage) -> None:
    assert page.judge(event(turn="0", rank="1", verdict="up"), Conversation()) == [gr.skip()] * 3


def test_a_bare_fragment_shows_first_how_it_was_put_through_the_years(tmp_path: Path) -> None:
    corpus = tmp_path / "库"
    for year, ending in ((2019, "谁也不许例外"), (2020, "谁也不能例外"), (2021, "谁也不能例外")):
        text = f"同志们：\n\n河道里的每一道闸门都要有人看、有人管、有人记，{ending}。\n\n散会。\n"
        write_speech(corpus / f"{year}.md", text, title=f"{year}年闸门会上的讲话", speaker="县长", date=f"{year}-05-01")
    build([corpus], tmp_path / "index", encoder=PairEncoder())
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        page = AskPage(retriever, strings("zh"))
        _, talk, html = last(page.ask("有人看、有人管、有人记", Conversation(), "relevance", *NONE))
        (family,) = talk.turns[0].families
        assert [(variant.sources[0].speech.date_text, variant.speeches) for variant in family.variants] == [
            ("2021-05-01", 2),
            ("2019-05-01", 1),
        ]
        assert html.index("历年写法") < html.index('class="hits"')
        said = text_of(html)
        assert said.index("展开各年写法") < said.index("许〔最近：能〕") < said.index("原文一致")
        assert html.count('<details class="unfold">') == 1
        assert "同此写法20212020另有写法2019" in said
        newest = family.variants[0].sources[0]
        assert f"/zh/?speech={newest.speech.speech_id}&amp;at={newest.start}-{newest.end}" in html
        _, talk, html = last(page.ask("2020年到2021年有人看、有人管、有人记", Conversation(), "relevance", *NONE))
        (limited,) = talk.turns[0].families
        assert [variant.speeches for variant in limited.variants] == [2]
        assert "date_from=2020&amp;date_to=2021" in html and '"hit"' in html
        _, talk, html = last(page.ask("闸门由谁看管？", Conversation(), "relevance", *NONE))
        assert talk.turns[0].families == () and "历年写法" not in html


SECTIONS = """同志们：

一、把群众的急事难事办在前面

接到的诉求当天登记、三天回话，办不了的要当面说清楚道理，夜里的值班员也要能拍板、能派单、能跟到底。

二、把安全生产的责任落到每一个岗位

哪个岗位出了事，就从哪个岗位往上查，一直查到签字的人，谁也不能拿“已经开过会了”当作挡箭牌。
"""


def test_questions_that_lead_on_stand_below_the_passages(tmp_path: Path) -> None:
    write_speech(tmp_path / "库" / "例会.md", SECTIONS, title="例会上的讲话", speaker="县长", date="2024-02-01")
    build([tmp_path / "库"], tmp_path / "index", encoder=PairEncoder())
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        page = AskPage(retriever, strings("zh"))
        steps = list(page.ask("登记和回话有什么规矩？", Conversation(), "relevance", *NONE))
        _, talk, html = steps[-1]
        question = talk.turns[0].next_questions[0]
        assert html.index("接着还可以问") > html.rindex('class="hit"')
        assert f'data-question="{question}"' in html
        assert all("接着还可以问" not in step[2] for step in steps[:2])  # not before the passages


@pytest.mark.parametrize("language", LANGUAGES)
def test_gradio_takes_nothing_in_our_html_for_a_template_of_its_own(language: str) -> None:
    """The conversation and the reader are drawn from templates, which JavaScript and Handlebars read."""
    words = strings(language)
    assert not set("`$\\{}") & set(answers.empty(words) + reader.closed(words))


def test_a_library_of_the_other_language_offers_its_questions(tmp_path: Path) -> None:
    heads = ("清淤船怎么管", "渡口怎么修", "堤坝怎么看", "闸门怎么守")
    body = "".join(
        f"{number}、把{head[:2]}的事情办好\n\n各镇都要照办，{head[:2]}的账要记清楚。\n\n"
        for number, head in zip("一二三四", heads, strict=True)
    )
    for year in (2020, 2021):
        write_speech(
            tmp_path / "河" / f"{year}.md", f"同志们：\n\n{body}", title=f"在{year}年河道会上的讲话", date=f"{year}-03"
        )
    # There is one in English, but no heading in it to ask about.
    write_speech(tmp_path / "河" / "visit.md", "The river runs below the mill, clean.\n", title="A visit")
    build([tmp_path / "河"], tmp_path / "index", encoder=PairEncoder())
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        chinese, english = AskPage(retriever, ZH), AskPage(retriever, strings("en"))
        offered = Read(chinese.welcome()).values("data-question", "button")
        assert len(offered) > 0
        shown = Read(english.welcome())
        assert shown.values("data-question", "button") == offered
        assert shown.values("lang", "ul") == ["zh-CN"] and Read(chinese.welcome()).values("lang", "ul") == []
