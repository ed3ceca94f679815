"""Wordings with gaps: their places and what fills them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.errors import QueryError
from retriever.opened import OpenedIndex
from retriever.phrasing.phrase import WIDEST, is_pattern, look_up, matches
from tests.conftest import build_with_pairs, write_speech

FIRST = (
    "坚持治标与治本相结合，坚持当前与长远相结合。以项目为抓手，以企业为主体。\n"
    "问题不是没有办法，而是没有决心。坚持党的领导。\n与群众路线相结合。"
)
SECOND = "堅持治標與治本相結合。以项目为抓手，以为民服务为宗旨。" + "以" + "长" * WIDEST + "一为" + "先。"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    folder = tmp_path_factory.mktemp("gaps")
    write_speech(folder / "corpus" / "一.md", FIRST, date="2020-01-02")
    write_speech(folder / "corpus" / "二.md", SECOND, date="2021-01-02")
    build_with_pairs(folder / "corpus", folder / "index")
    with OpenedIndex.open(folder / "index") as opened:
        yield opened


def fillings(opened: OpenedIndex, pattern: str) -> list[tuple[tuple[str, ...], int]]:
    return [(filling.fillers, len(filling.occurrences)) for filling in look_up(opened, pattern).fillings]


def test_fillers_are_ranked_by_how_often_they_stand(opened: OpenedIndex) -> None:
    assert fillings(opened, "坚持…与…相结合") == [(("治标", "治本"), 2), (("当前", "长远"), 1)]


def test_a_pattern_stays_within_its_paragraph(opened: OpenedIndex) -> None:
    assert fillings(opened, "领导…群众…") == []


@pytest.mark.parametrize("pattern", ["以＿为＿", "以_为_", "以……为……", "以…为…"])
def test_a_gap_at_the_end_goes_on_to_the_end_of_the_clause(opened: OpenedIndex, pattern: str) -> None:
    assert fillings(opened, pattern) == [
        (("项目", "抓手"), 2),
        (("为民服务", "宗旨"), 1),
        (("企业", "主体"), 1),
    ]


def test_a_comma_may_stand_before_the_next_part(opened: OpenedIndex) -> None:
    assert fillings(opened, "不是…而是…") == [(("没有办法", "没有决心"), 1)]


def test_places_are_slices_with_their_fillers(opened: OpenedIndex) -> None:
    found = matches(opened, "坚持…与…相结合").counted
    texts = [opened.snapshot.with_text(o.speech_no).text for o in found]
    assert [text[o.start : o.end] for text, o in zip(texts, found, strict=True)] == [
        "坚持治标与治本相结合",
        "坚持当前与长远相结合",
        "堅持治標與治本相結合",
    ]
    assert [texts[2][start:end] for start, end in found[2].fillers] == ["治標", "治本"]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [("坚持…与…相结合", True), ("以＿为＿", True), ("高质量发展", False), ("……", False), ("", False), ("等…", True)],
)
def test_what_is_a_pattern(phrase: str, expected: bool) -> None:
    assert is_pattern(phrase) is expected


def test_nothing_but_gaps_is_refused(opened: OpenedIndex) -> None:
    with pytest.raises(QueryError) as raised:
        matches(opened, "…＿")
    assert raised.value.code == "phrase_blank"


def test_exact_takes_a_gap_for_what_is_written(opened: OpenedIndex) -> None:
    assert look_up(opened, "以…为…", exact=True).found.counted == ()
