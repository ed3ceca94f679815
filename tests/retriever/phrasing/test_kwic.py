"""Lines of keyword in context, their orders and groups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import ConcordanceLine, Order, grouped, in_order, lines, occurrences
from tests.conftest import build_with_pairs, write_speech

SPEECHES = {
    "乙/早.md": ({"date": "2019-05-01", "speaker": "甲县县长"}, "狠抓项目建设，服务项目落地。\n项目建设是头等大事。"),
    "甲/晚.md": ({"date": "2021-05-01", "speaker": "甲县县委书记"}, "围绕项目建设年，谋划项目储备。"),
    "无日期.md": ({}, "这个项目，大家关心。"),
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    folder = tmp_path_factory.mktemp("kwic")
    for name, (known, text) in SPEECHES.items():
        write_speech(folder / "corpus" / name, text, **known)
    build_with_pairs(folder / "corpus", folder / "index")
    with OpenedIndex.open(folder / "index") as opened:
        yield opened


def ordered(opened: OpenedIndex, order: Order) -> list[ConcordanceLine]:
    return in_order(project_lines(opened), order, opened.snapshot.segmenter.cut)


def project_lines(opened: OpenedIndex, width: int = 30) -> list[ConcordanceLine]:
    return lines(opened.snapshot, occurrences(opened, "项目").counted, width)


def contexts(found: list[ConcordanceLine]) -> list[tuple[str, str]]:
    return [(line.left, line.right) for line in found]


def test_context_stays_in_the_paragraph_and_in_the_width(opened: OpenedIndex) -> None:
    early = [line for line in project_lines(opened, 5) if line.occurrence.speech.date_text == "2019-05-01"]
    assert contexts(early) == [("狠抓", "建设，服务"), ("建设，服务", "落地。"), ("", "建设是头等")]


def test_newest_first_without_a_date_last(opened: OpenedIndex) -> None:
    dates = [line.occurrence.speech.date_text for line in ordered(opened, "newest")]
    assert dates == ["2021-05-01"] * 2 + ["2019-05-01"] * 3 + [None]
    dates = [line.occurrence.speech.date_text for line in ordered(opened, "oldest")]
    assert dates == ["2019-05-01"] * 3 + ["2021-05-01"] * 2 + [None]


def test_by_what_follows_and_what_precedes(opened: OpenedIndex) -> None:
    following = [line.right[:2] for line in ordered(opened, "following")]
    assert following == ["，大", "储备", "建设", "建设", "建设", "落地"]
    preceding = [line.left[-2:] for line in ordered(opened, "preceding")]
    assert preceding == ["", "这个", "谋划", "服务", "狠抓", "围绕"], "by the character nearest to the wording"


def test_by_the_words_to_the_left_and_right(opened: OpenedIndex) -> None:
    assert [line.left[-2:] for line in ordered(opened, "l1")] == ["", "围绕", "服务", "狠抓", "谋划", "这个"]
    assert [line.right[:2] for line in ordered(opened, "r1")] == ["，大", "储备", "建设", "建设", "建设", "落地"]
    second = [line.right[2:4] for line in ordered(opened, "r2")]
    assert second[-2:] == ["年，", "是头"]  # the others have no second word in their clause


def groups(opened: OpenedIndex, by: str) -> list[tuple[str | None, int]]:
    found = grouped(project_lines(opened), by, opened.snapshot.segmenter.cut)
    return [(group.name, len(group.lines)) for group in found]


def test_groups(opened: OpenedIndex) -> None:
    assert groups(opened, "following") == [("建设", 3), ("", 1), ("储备", 1), ("落地", 1)]
    assert groups(opened, "preceding") == [("", 1), ("围绕", 1), ("服务", 1), ("狠抓", 1), ("谋划", 1), ("这个", 1)]
    assert groups(opened, "year") == [("2021", 2), ("2019", 3), (None, 1)]
    assert groups(opened, "speaker") == [("甲县县长", 3), ("甲县县委书记", 2), (None, 1)]
    assert groups(opened, "folder") == [("乙", 3), ("甲", 2), ("", 1)]
    assert groups(opened, "occasion") == [(None, 6)]


def test_spellings_of_one_speaker_or_meeting_are_one_group(tmp_path: Path, index: Path):
    said = (("县长", 2023), ("云岫县县长", 2024), ("云岫县人民政府县长", 2025), ("县长", 2022))
    for number, (speaker, year) in enumerate(said):
        meeting = f"{year}年全县护林工作会议"
        text = f"{number}号讲话。山上的防火道要巡护。"
        write_speech(tmp_path / "库" / f"{number}.md", text, title=f"{number}", speaker=speaker, occasion=meeting)
    build_with_pairs(tmp_path / "库", index)
    with OpenedIndex.open(index) as opened:
        found = lines(opened.snapshot, occurrences(opened, "防火道").counted)
        for by, name in (("speaker", "县长"), ("occasion", "全县护林工作会议")):
            groups = grouped(found, by, opened.snapshot.segmenter.cut)
            assert [(group.name, len(group.lines)) for group in groups] == [(name, 4)]
