"""What a text holds of an office's set wordings, and of those that it has discontinued."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Wording, fold_plain, say
from retriever import Retriever
from retriever.cli import main
from retriever.operations.ask import answer_response
from retriever.operations.sources import discontinued
from retriever.phrasing.set_wordings import discontinued_in, standing
from tests.conftest import PairEncoder, build_with_pairs, write_speech

RIVER = Wording("河湖长制", ("河长制", "湖长制"), None, "讲话")
GROWTH = Wording("高质量高速发展", ("高速发展", "高速发展阶段"), "2021年起", "讲话")
TABLETS = Wording("台账", ("帐册",), None, "讲话")


def found(text: str, *wordings: Wording) -> list[tuple[str, str]]:
    """The discontinued wordings as they stand in `text`, each with its standard."""
    return [(text[start:end], wording.standard) for (start, end), wording in discontinued_in(text, wordings)]


def test_discontinued_wordings_are_found_in_order() -> None:
    text = "湖长制要落地，河长制要见效。"
    assert found(text, RIVER) == [("湖长制", "河湖长制"), ("河长制", "河湖长制")]
    assert [span for span, _ in discontinued_in(text, [RIVER])] == [(0, 3), (7, 10)]


@pytest.mark.parametrize("text", ["河 長制", "河\n长制", "河\u200b长制"])
def test_script_and_line_breaks_do_not_matter_and_the_span_is_of_the_text_as_written(text: str) -> None:
    assert found(f"推行{text}。", RIVER) == [(text, "河湖长制")]


def test_a_discontinued_wording_inside_a_standard_one_is_no_fault() -> None:
    assert found("推动高质量高速发展，落实河湖长制。", GROWTH, RIVER) == []
    assert found("不再提高速发展，要高质量高速发展。", GROWTH) == [("高速发展", "高质量高速发展")]
    inside_another = Wording("三级台账", (), None, "讲话")
    assert found("三级台账", Wording("簿册", ("台账",), None, "讲话"), inside_another) == []


def test_of_overlapping_ones_the_longer_is_meant() -> None:
    assert found("进入高速发展阶段。", GROWTH) == [("高速发展阶段", "高质量高速发展")]
    first, second = Wording("甲", ("一二三",), None, "讲话"), Wording("乙", ("三四五",), None, "讲话")
    assert found("一二三四五", first, second) == [("一二三", "甲")]


def test_a_discontinued_wording_may_be_longer_than_its_standard() -> None:
    assert found("三级河湖长制", Wording("河湖长制", ("三级河湖长制",), None, "讲话")) == [("三级河湖长制", "河湖长制")]


def test_as_json() -> None:
    text = "进入高速发展阶段。"
    assert [each.model_dump() for each in discontinued(text, discontinued_in(text, [GROWTH]))] == [
        {"start": 2, "end": 8, "text": "高速发展阶段", "standard": "高质量高速发展", "note": "2021年起"}
    ]


def test_standing_comes_before_frequency() -> None:
    texts = {
        "河湖长制要落地": True,
        "河湖长制要见效": False,
        "巡河要见效": True,
        "巡河要落地": False,
        "河湖长制，即河长制": True,
        "河长制": False,
    }
    ranks = [standing(text, [RIVER, TABLETS], authoritative).rank for text, authoritative in texts.items()]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 6
    stands = standing("河湖长制，即河长制", [RIVER, TABLETS], True)
    assert (stands.standard, stands.authoritative) == ((RIVER,), True)
    assert [wording for _, wording in stands.discontinued] == [RIVER]


LETTERS = st.text("甲乙丙 ", max_size=12)
WORDS = st.text("甲乙丙", min_size=1, max_size=4)
LISTS = st.lists(
    st.builds(Wording, WORDS, st.lists(WORDS, max_size=3).map(tuple), st.none(), st.just("讲话")), max_size=4
)


@given(LETTERS, LISTS)
def test_spans_are_disjoint_ascending_and_hold_what_they_are_said_to_hold(text: str, wordings: list[Wording]) -> None:
    spans = discontinued_in(text, wordings)
    ends = [0, *(span.end for span, _ in spans)]
    assert all(end <= span.start < span.end for end, (span, _) in zip(ends, spans, strict=False))
    for span, wording in spans:
        assert fold_plain(text[span.start : span.end]) in wording.discontinued


@given(LETTERS, LISTS)
def test_whatever_is_not_reported_overlaps_a_report_or_lies_in_a_standard(text: str, wordings: list[Wording]) -> None:
    text = fold_plain(text)
    spans = [span for span, _ in discontinued_in(text, wordings)]
    standards = [
        (at, at + len(wording.standard))
        for wording in wordings
        for at in range(len(text))
        if text.startswith(wording.standard, at)
    ]
    for phrase in (phrase for wording in wordings for phrase in wording.discontinued):
        for start in range(len(text)):
            end = start + len(phrase)
            if text.startswith(phrase, start) and not any(start < span.end and span.start < end for span in spans):
                assert any(left <= start and end <= right for left, right in standards)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """An index of one speech with a discontinued wording, and of the list that says so."""
    corpus, index = tmp_path / "讲话", tmp_path / "index"
    text = "巡河的事，河长制里写得明白，一条一条要见效。\n\n" + "水渠要赶在立冬以前修通。" * 8 + "\n"
    write_speech(corpus / "a.md", text, title="甲")
    (corpus / "wordings.csv").write_text("标准写法,停用写法,说明\n河湖长制,河长制,两块牌子合一\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    return index


def test_looking_up_a_discontinued_wording_says_so(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = [{"start": 2, "end": 5, "text": "河长制", "standard": "河湖长制", "note": "两块牌子合一"}]
    assert main(["phrase", "推行河长制", "--json", "--index", str(built)]) == 0
    assert json.loads(capsys.readouterr().out)["discontinued"] == expected
    sentence = say("discontinued_with_note", "en", wording="河长制", standard="河湖长制", note="两块牌子合一")
    assert main(["phrase", "河长制", "--index", str(built)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == sentence
    assert main(["phrase", "河湖长制", "--index", str(built)]) == 0
    assert sentence not in capsys.readouterr().out


def test_answers_point_out_discontinued_wordings(built: Path) -> None:
    with Retriever.open(built, encoder=PairEncoder()) as retriever:
        answer = retriever.ask("河长制里写得明白")
        hit = answer.hits[0]
        assert [(hit.passage.text[a:b], wording.standard) for (a, b), wording in hit.discontinued] == [
            ("河长制", "河湖长制")
        ]
        assert answer_response(answer, "zh").model_dump(mode="json")["hits"][0]["discontinued"] == [
            {"start": 5, "end": 8, "text": "河长制", "standard": "河湖长制", "note": "两块牌子合一"}
        ]
        opened = retriever.ask("第1条展开", previous=answer)
        assert opened.query.mode == "context"
        assert [len(each.discontinued) for each in opened.hits] == [
            "河长制" in each.passage.text for each in opened.hits
        ]
        assert sum(len(each.discontinued) for each in opened.hits) == 1
