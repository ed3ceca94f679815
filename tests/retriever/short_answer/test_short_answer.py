"""The short answer above the hits: slices of the speeches and exact counts, and nothing where nothing answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus import Speech
from retriever import Answer, Filters, Retriever
from retriever.operations.ask import answer_response
from retriever.operations.short_answer import short_lines
from retriever.types import Change, ShortAnswer, Slice
from tests.conftest import PairEncoder, build_with_pairs, write_speech

_FACTS = {name: "x" for name in ("speech_id", "root", "path", "source", "title")} | {"language": "zh"}
_LINES = {
    2016: "各乡镇要扛起粮食安全责任，守好每一块良田。",
    2017: "各乡镇要扛起粮食安全责任，守好每一块良田。",
    2019: "各乡镇要扛稳粮食安全责任，守好每一块良田。",
    2020: "要扛稳粮食安全责任，守好每一块良田，管好每一座粮仓。",
}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("short")
    for year, line in _LINES.items():
        beside = f"{year} 年的晒场要早修早用，粮食安全是头等大事。" if year == 2020 else "晒场要早修早用。"
        write_speech(
            folder / f"{year}.md", f"同志们：\n\n{line}\n\n{beside}\n", title=f"{year}年讲话", date=f"{year}-03-01"
        )
    write_speech(folder / "无日期.md", "同志们：\n\n粮食安全这根弦不能松。\n", title="晒场上的讲话")
    index = folder / "index"
    build_with_pairs(folder, index)
    with Retriever.open(index, encoder=PairEncoder()) as opened:
        yield opened


def short_of(answer: Answer) -> ShortAnswer:
    assert answer.short is not None
    return answer.short


def is_slice(retriever: Retriever, each: Slice) -> bool:
    return retriever.speech(each.speech.speech_id).speech.text[each.start : each.end] == each.text


def test_whether_it_was_said(retriever: Retriever) -> None:
    short = short_of(retriever.ask("讲过粮食安全吗"))
    assert (short.kind, short.wording, short.places, short.speeches, short.undated) == ("said", "粮食安全", 6, 5, 1)
    first, last = short.slices
    assert (first.text, first.speech.date_text) == (_LINES[2016], "2016-03-01")
    assert last.speech.date_text == "2020-03-01"
    assert [each.text[slice(*each.marks[0])] for each in short.slices] == ["粮食安全", "粮食安全"]
    assert all(is_slice(retriever, each) for each in short.slices)
    assert "5 篇" in short.sentence("zh")
    assert "6 处" in short.sentence("zh")


@pytest.mark.parametrize(
    ("question", "kind", "dates"),
    [
        ("粮食安全是什么时候提出来的", "first", ["2016-03-01", "2017-03-01", "2019-03-01"]),
        ("粮食安全首次写入报告是哪一年", "first", ["2016-03-01", "2017-03-01", "2019-03-01"]),
        ("粮食安全最早出现在哪篇讲话里", "first", ["2016-03-01", "2017-03-01", "2019-03-01"]),
        ("哪一年的政府工作报告第一次提到扛稳粮食安全", "first", ["2019-03-01", "2020-03-01"]),
        ("最近一次提到粮食安全是在哪次会上", "last", ["2020-03-01", "2019-03-01", "2017-03-01"]),
        ("最后一次讲扛起粮食安全是哪年", "last", ["2017-03-01", "2016-03-01"]),
    ],
)
def test_the_first_and_the_last_use(retriever: Retriever, question: str, kind: str, dates: list[str]) -> None:
    answer = retriever.ask(question)
    short = short_of(answer)
    assert (short.kind, [each.speech.date_text for each in short.slices]) == (kind, dates)
    assert all(is_slice(retriever, each) for each in short.slices)
    assert all(each.text[slice(*each.marks[0])] == short.wording for each in short.slices)
    assert answer.hits[0].speech.date_text == dates[0]
    assert (short.undated > 0) == ("没有日期" in short.sentence("zh"))
    assert short.sentence("zh").endswith("：")


def test_no_first_use_of_a_wording_that_stands_nowhere(retriever: Retriever) -> None:
    short = retriever.ask("粮仓扩容是什么时候提出来的").short
    assert short is None or short.kind == "sentences"


def test_what_was_never_said_is_said_to_be_so(retriever: Retriever) -> None:
    short = short_of(retriever.ask("有没有讲过远洋捕捞配额"))
    assert (short.kind, short.places, short.slices) == ("said", 0, ())
    assert "没有一字不差" in short.sentence("zh")


def test_the_years_with_their_counts(retriever: Retriever) -> None:
    short = short_of(retriever.ask("哪些年提到过粮食安全"))
    assert [(each.year, each.places, each.speeches) for each in short.years] == [
        (2016, 1, 1),
        (2017, 1, 1),
        (2019, 1, 1),
        (2020, 2, 1),
    ]
    assert short.undated == 1
    assert "1 篇没有日期" in short.sentence("zh")


def test_filters_limit_what_is_counted(retriever: Retriever) -> None:
    short = short_of(retriever.ask("粮食安全提过几次", filters=Filters(date_from="2019")))
    assert (short.places, short.speeches, [each.year for each in short.years]) == (3, 2, [2019, 2020])
    assert short.sentence("zh").startswith("在所选范围内")


@pytest.mark.parametrize("question", ["2010年讲过粮食安全吗", "粮食安全2010年讲过吗", "在2010年有没有提到过粮食安全？"])
def test_a_year_of_which_there_is_nothing_is_no_part_of_the_wording(retriever: Retriever, question: str) -> None:
    short = short_of(retriever.ask(question))
    assert (short.kind, short.wording, short.places) == ("said", "粮食安全", 6)
    assert short.sentence("zh").startswith("库内没有2010年的讲话。")
    assert "一字不差的见于 5 篇讲话，共 6 处" in short.sentence("zh")


def test_a_change_a_year_with_what_is_new_marked(retriever: Retriever) -> None:
    short = short_of(retriever.ask("粮食安全责任的提法是怎么变的"))
    assert [(each.first, each.last, each.slice.text) for each in short.changes] == [
        (2016, 2017, _LINES[2016]),
        (2019, 2019, _LINES[2019]),
        (2020, 2020, _LINES[2020]),
    ]
    marked = [[each.slice.text[slice(*mark)] for mark in each.slice.marks] for each in short.changes]
    assert marked == [[], ["稳"], ["，管好每一座粮仓"]]
    assert [each.dropped for each in short.changes] == [(), (), ("各乡镇",)]
    assert all(is_slice(retriever, each.slice) for each in short.changes)


def test_where_many_changed_it_says_that_some_are_listed() -> None:
    change = Change(2020, 2020, Slice("巡河要见人。", Speech(**_FACTS, text="巡河要见人。"), 0, 6))
    for count, some in ((7, False), (8, True)):
        said = ShortAnswer("changes", wording="巡河", places=9, changes=(change,) * count).sentence("zh")
        assert ("改动较大的 8 种" in said) is some


def test_a_wording_of_one_year_has_not_changed(retriever: Retriever) -> None:
    assert short_of(retriever.ask("每一座粮仓的提法是怎么变的")).kind == "sentences"


def test_the_sentences_that_answer(pairs_retriever: Retriever) -> None:
    answer = pairs_retriever.ask("采砂船只夜间停泊在哪里")
    short = short_of(answer)
    assert short.kind == "sentences"
    hits = {hit.rank: hit for hit in answer.hits}
    for each in short.slices:
        assert each.rank is not None
        passage = hits[each.rank].passage
        assert passage.start <= each.start < each.end <= passage.end
        assert is_slice(pairs_retriever, each)
    assert (
        short.slices[0].text == "采砂船只要逐条登记编号、安装定位，夜间一律停泊在指定水域，谁审批、谁监管、谁负责到底。"
    )


@pytest.mark.parametrize("question", ["量子纠缠态的测量", "谢谢", "asdfgh"])
def test_nothing_where_nothing_answers(pairs_retriever: Retriever, question: str) -> None:
    assert pairs_retriever.ask(question).short is None


def test_it_stands_before_the_first_page_only(retriever: Retriever) -> None:
    assert retriever.ask("哪些年提到过粮食安全", offset=1).short is None


def test_programs_read_it(retriever: Retriever) -> None:
    said = answer_response(retriever.ask("粮食安全责任的提法是怎么变的"), "en").model_dump(mode="json")["short_answer"]
    assert said["kind"] == "changes"
    assert said["text"] == "A sentence with “粮食安全责任”, as it was put over the years:"
    assert [(each["first_year"], each["last_year"], each["text"]) for each in said["changes"]][1] == (
        2019,
        2019,
        _LINES[2019],
    )
    assert said["changes"][2]["dropped"] == ["各乡镇"]


def test_a_terminal_shows_it_line_by_line(retriever: Retriever) -> None:
    years = list(short_lines(short_of(retriever.ask("哪些年提到过粮食安全")), "zh"))
    assert years[0].startswith("“粮食安全”见于 4 个年份的 5 篇讲话")
    assert years[1:5] == [
        f"  {year} 年：1 篇，{places} 处" for year, places in [(2016, 1), (2017, 1), (2019, 1), (2020, 2)]
    ]
    changed = list(short_lines(short_of(retriever.ask("粮食安全责任的提法是怎么变的")), "zh"))
    assert changed[1].startswith(f"  2016–2017  {_LINES[2016]} （2016年讲话")
    assert "扛【稳】粮食安全责任" in changed[2]
