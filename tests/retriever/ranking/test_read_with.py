"""What must be read with a highlight: its whole list, or the sentence it points back to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Passage, Span, Speech, sentences
from retriever import Hit, Retriever
from retriever.operations.ask import marked
from retriever.ranking.sentence import read_with
from tests.conftest import PairEncoder, build_with_pairs, write_speech

BEFORE = "今年的集市要办得更有样子。"
ANNOUNCED = "主要抓好三件事。"
ITEMS = "一是划线定位，摊位一律不出黄线。二是统一过秤，短斤少两的当场退赔。三是收市清场，垃圾不过夜。"
AFTER = "各村把这几条写进公约，年底再来对账。"


def highlight(text: str, part: str) -> Span:
    """The sentence of `text` that `part` stands in."""
    at = text.index(part)
    return next(span for span in sentences(text) if span.start <= at < span.end)


def shown(text: str, part: str) -> str | None:
    span = read_with(text, highlight(text, part))
    return text[slice(*span)] if span else None


@pytest.mark.parametrize("part", ["划线定位", "统一过秤", "收市清场", "抓好三件事"])
def test_a_list_is_taken_whole_with_what_announces_it(part: str) -> None:
    assert shown(BEFORE + ANNOUNCED + ITEMS + AFTER, part) == ANNOUNCED + ITEMS


def test_a_sentence_beside_a_list_stands_by_itself() -> None:
    text = BEFORE + ANNOUNCED + ITEMS + AFTER
    assert shown(text, "更有样子") is None
    assert shown(text, "写进公约") is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("第一，渡口要有专人值守。第二，汛期一律停航。", "汛期"),
        ("首先，把水闸看住。其次，把堤脚看住。最后，把人看住。", "堤脚"),
        ("一要备足沙袋；二要查清涵管；三要排好班次。", "涵管"),
        ("First, check the locks. Second, walk the dyke. Finally, count the sandbags.", "dyke"),
        ("汛前要做到以下几点：\n1.备足沙袋。\n2.查清涵管。\n3.排好班次。", "涵管"),
        ("汛前要做到：\n（一）备足沙袋。\n（二）查清涵管。", "做到"),
    ],
)
def test_lists_of_every_make_are_taken_whole(text: str, part: str) -> None:
    span = highlight(text, part)
    whole = text if span != Span(0, len(text)) else None
    assert shown(text, part) == whole


def test_long_numbered_paragraphs_are_no_list() -> None:
    body = "摆渡船每天开航以前由船工和值班员一起检查，查过的签字，没查的不许离岸。" * 4
    text = f"（一）{body}\n（二）救生衣按人头配齐。{body}"
    assert shown(text, "救生衣") is None


def test_of_a_list_within_a_list_the_inner_one_is_taken() -> None:
    inner = "水上抓好两条：一要修好闸门，二要清掉淤泥。"
    text = f"第一，{inner}第二，岸上抓好一条，就是不许乱倒垃圾。"
    assert shown(text, "淤泥") == text  # the inner one lies within the sentence
    long = "一要修好闸门，闸门年久失修的今年全部换掉。二要清掉淤泥，淤泥运到指定的地方。"
    text = f"第一，水上抓好两条。{long}第二，岸上抓好一条，就是不许乱倒垃圾。"
    assert shown(text, "指定的地方") == f"第一，水上抓好两条。{long}"


def test_a_sentence_cut_at_its_semicolons_is_taken_whole() -> None:
    piece = "对渡口的船只要逐条登记造册，对船工要逐人签订责任书，对码头的缆桩、跳板、救生圈要逐件查验"
    text = f"{BEFORE}{piece}；{piece}；{piece}。{AFTER}"
    assert len(sentences(text)) == 4
    assert shown(text, piece) == f"{piece}；{piece}；{piece}。"


@pytest.mark.parametrize("begins", ["这", "对此，我们", "为此，县里", "其他乡镇", "同时，", "他们"])
def test_a_sentence_that_points_back_is_read_with_the_one_before(begins: str) -> None:
    text = f"{BEFORE}东门的公平秤去年修了四次。{begins}都要记到台账上去。"
    assert shown(text, "台账") == f"东门的公平秤去年修了四次。{begins}都要记到台账上去。"


def test_pointing_back_is_followed_twice_and_no_further() -> None:
    text = "秤坏了。秤坏了没有人修，买菜的人心里没有数。这要改。这件事由市场科来办。这个月就要办完。"
    assert shown(text, "办完") == "这要改。这件事由市场科来办。这个月就要办完。"


def test_at_the_front_there_is_nothing_to_point_back_to() -> None:
    assert shown("这件事由市场科来办，月底办完。" + AFTER, "市场科") is None


def test_english_sentences_point_back_too() -> None:
    text = "The night bus stops at the gate. It waits there for ten minutes. Fares stay as they are."
    assert shown(text, "waits") == "The night bus stops at the gate. It waits there for ten minutes."
    assert shown(text, "Fares") is None


PIECES = [
    BEFORE,
    ANNOUNCED,
    ITEMS,
    AFTER,
    "这要改。",
    "第一，查船。第二，查人。",
    "\n",
    "；",
    "做到：",
    "（一）查船。\n",
    "It is so. ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_it_holds_the_highlight_and_more(pieces: list[str]) -> None:
    text = "".join(pieces)
    for span in sentences(text):
        around = read_with(text, span)
        if around is not None:
            assert 0 <= around.start <= span.start < span.end <= around.end <= len(text)
            assert around != span


def test_an_answer_tells_what_to_read_with_its_highlight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_speech(tmp_path / "c" / "集市.md", BEFORE + ANNOUNCED + ITEMS + AFTER, title="在集市整治会上的讲话")
    build_with_pairs(tmp_path / "c", tmp_path / "index")
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        (hit,) = retriever.ask("短斤少两怎么退赔").hits
        (quoted,) = retriever.ask("“黄线”和“不过夜”").hits
    assert hit.passage.text[slice(*hit.highlights[0])] == "二是统一过秤，短斤少两的当场退赔。"
    assert hit.read_with is not None
    assert hit.passage.text[slice(*hit.read_with)] == ANNOUNCED + ITEMS
    assert len(quoted.highlights) == 2
    assert quoted.read_with is None
    whole = f"{BEFORE}〖{ANNOUNCED}{ITEMS}〗{AFTER}"
    answering = "二是统一过秤，短斤少两的当场退赔。"
    assert marked(hit) == whole.replace(answering, f"【{answering}】")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    underlined = f"{BEFORE}\033[4m{ANNOUNCED}{ITEMS}\033[24m{AFTER}"
    assert marked(hit) == underlined.replace(answering, f"\033[7m{answering}\033[27m")


@pytest.mark.parametrize(
    ("highlights", "around", "expected"),
    [
        ([Span(0, 2)], Span(0, 4), "〖【ab】cd〗ef"),
        ([Span(2, 4)], Span(0, 4), "〖ab【cd】〗ef"),
        ([Span(0, 2), Span(2, 4)], None, "【ab】【cd】ef"),
        ([], None, "abcdef"),
    ],
)
def test_marks_are_nested(highlights: list[Span], around: Span | None, expected: str) -> None:
    speech = Speech(speech_id="s", root="r", path="p", source="p", text="abcdef", title="t", language="en")
    passage = Passage("s", 0, 0, 6, "abcdef", 1, ())
    assert marked(Hit(passage, speech, 1.0, 1, ("meaning",), tuple(highlights), read_with=around)) == expected
