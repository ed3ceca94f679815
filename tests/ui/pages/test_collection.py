"""Passages put aside: what has become of them, shown and as files."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus import Wording
from indexer.build import build
from retriever import Retriever
from retriever.export import citation
from tests.conftest import PairEncoder, write_speech
from tests.ui.api_parts import built
from tests.ui.samples import text_of
from tests.ui.sheets import rows_of
from ui.i18n import strings
from ui.pages.collection import (
    MOST,
    Entry,
    Kept,
    entries,
    panel,
    read_kept,
    read_names,
    taken_out,
)

ZH, EN = strings("zh"), strings("en")
FIRST = "桥头的路灯要在入冬以前全部亮起来，坏一盏换一盏。"
SECOND = "渡口的缆绳每个月要换一次，<b>换下来的</b>不许再用。"


def write(corpus: Path, first: str = FIRST) -> None:
    write_speech(corpus / "一.md", f"同志们：\n\n{first}\n", title="路灯会上的讲话", speaker="镇长", date="2020-11-02")
    escaped = SECOND.replace("<", r"\<")  # in Markdown a tag is none only when it is escaped
    write_speech(corpus / "二.md", f"同志们：\n\n{escaped}\n", title="渡口会上的讲话<i>", speaker="镇长", date="2021")


@pytest.fixture
def retriever(tmp_path: Path) -> Iterator[Retriever]:
    write(tmp_path / "库")
    build([tmp_path / "库"], tmp_path / "index", encoder=PairEncoder())
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        yield retriever


def kept(retriever: Retriever, *texts: str) -> list[Kept]:
    """These passages as a browser keeps them."""
    opened = retriever.newest()
    found = []
    for text in texts:
        for number in opened.snapshot.speeches():
            speech = opened.snapshot.with_text(number)
            if (start := speech.text.find(text)) >= 0:
                found.append(Kept(speech.speech_id, start, start + len(text), text, speech.title))
    return found


def as_sent(places: list[Kept]) -> str:
    return json.dumps(
        [{"speech": p.speech_id, "start": p.start, "end": p.end, "text": p.text, "title": p.title} for p in places]
    )


def test_what_is_sent_is_read_in_its_order(retriever: Retriever) -> None:
    places = kept(retriever, SECOND, FIRST)
    assert read_kept(as_sent(places)) == places
    assert len(read_kept(as_sent(places * MOST))) == MOST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[3]",
        '[{"speech": "s", "start": 4, "end": 3, "text": "甲", "title": ""}]',
        '[{"speech": "s", "start": -1, "end": 3, "text": "甲", "title": ""}]',
        '[{"speech": "s", "start": 0, "end": true, "text": "甲", "title": ""}]',
        '[{"speech": 1, "start": 0, "end": 1, "text": "甲", "title": ""}]',
        '[{"speech": "s", "start": 0, "end": 1, "text": "", "title": ""}]',
        '[{"speech": "s", "start": 0, "end": 1, "text": "甲\\ud800", "title": ""}]',
        '[{"speech": "s", "start": 0, "end": 1, "text": "甲", "title": "\\udfff"}]',
        '[{"speech": "\\ud800", "start": 0, "end": 1, "text": "甲", "title": ""}]',
        "[" * 100_000,
    ],
)
def test_what_makes_no_sense_is_left_out(text: str) -> None:
    assert read_kept(text) == []


@given(st.recursive(st.none() | st.integers() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3)))
def test_nothing_that_a_browser_sends_breaks_it(value: Any) -> None:
    assert read_kept(json.dumps(value)) == []


def test_a_passage_is_a_slice_of_its_speech_as_it_is_now(retriever: Retriever, tmp_path: Path) -> None:
    places = kept(retriever, FIRST)
    write(tmp_path / "库", "先说一件好事。" + FIRST)
    build([tmp_path / "库"], tmp_path / "index", encoder=PairEncoder())
    (moved,) = entries(retriever.newest().snapshot, places)
    assert moved.excerpt is not None and moved.excerpt.text == FIRST
    assert moved.excerpt.start == places[0].start + len("先说一件好事。")

    write(tmp_path / "库", "桥头的路灯要在年底以前全部亮起来，坏一盏换一盏。")
    build([tmp_path / "库"], tmp_path / "index", encoder=PairEncoder())
    (changed,) = entries(retriever.newest().snapshot, places)
    assert changed.speech is not None and changed.excerpt is None
    assert "原文已有改动" in text_of(panel([changed], ZH))
    assert FIRST not in panel([changed], ZH)

    (tmp_path / "库" / "一.md").unlink()
    build([tmp_path / "库"], tmp_path / "index", encoder=PairEncoder())
    (gone,) = entries(retriever.newest().snapshot, places)
    assert gone == Entry(places[0], None, None)
    assert "路灯会上的讲话" in text_of(panel([gone], ZH)) and "不在库内" in text_of(panel([gone], ZH))
    assert "<form" not in panel([gone], ZH)  # nothing is left to take out


def test_the_panel_shows_passages_in_order_with_what_can_be_done(retriever: Retriever) -> None:
    found = entries(retriever.newest().snapshot, kept(retriever, SECOND, FIRST))
    html = panel(found, ZH)
    assert text_of(html).index(SECOND) < text_of(html).index(FIRST)
    assert "<b>" not in html and "<i>" not in html
    assert f"/zh/?speech={found[0].kept.speech_id}&amp;at={found[0].kept.start}-{found[0].kept.end}" in html
    assert 'formaction="/zh/collection.docx"' in html
    assert "还没有收藏" in text_of(panel([], ZH)) and "Nothing saved yet" in text_of(panel([], EN))


def test_a_file_holds_the_passages_in_order_with_their_citations(retriever: Retriever) -> None:
    opened = retriever.newest()
    places = [*kept(retriever, SECOND), Kept("gone", 0, 1, "甲", "不在了"), *kept(retriever, FIRST)]
    found = entries(opened.snapshot, places)
    cited = [citation(entry.speech) for entry in found if entry.speech]

    document = Document(io.BytesIO(taken_out(found, "docx", ZH).content))
    assert [p.text for p in document.paragraphs if p.text] == [SECOND, cited[0], FIRST, cited[1]]
    markdown = taken_out(found, "md", ZH).content.decode("utf-8")
    places_in_it = [markdown.index(said) for said in ("渡口的缆绳", "渡口会上的讲话", "桥头的路灯", "路灯会上的讲话")]
    assert places_in_it == sorted(places_in_it)
    with zipfile.ZipFile(io.BytesIO(taken_out(found, "xlsx", ZH).content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode() + book.read("xl/sharedStrings.xml").decode()
    assert "渡口的缆绳" in sheet and "讲话人" in sheet and "甲" not in sheet


def test_a_file_points_out_what_is_discontinued(retriever: Retriever) -> None:
    found = entries(retriever.newest().snapshot, kept(retriever, FIRST))
    wordings = (Wording("入冬之前", ("入冬以前",), None, "库"),)
    said = "（其中“入冬以前”已停用，标准写法是“入冬之前”）"
    document = Document(io.BytesIO(taken_out(found, "docx", ZH, wordings).content))
    assert [p.text for p in document.paragraphs if p.text][:2] == [FIRST, said]
    assert said in taken_out(found, "md", ZH, wordings).content.decode("utf-8")
    rows = rows_of(taken_out(found, "xlsx", EN, wordings).content)
    assert [row[1] for row in rows] == ["Discontinued → set wording", "入冬以前 → 入冬之前"]


def test_it_is_served_in_both_languages(retriever: Retriever) -> None:
    places = as_sent(kept(retriever, FIRST))
    with TestClient(built(retriever)) as client:
        shown = client.post("/zh/collection", data={"places": places})
        assert FIRST in text_of(shown.text) and shown.headers["cache-control"] == "no-store"
        assert "kept in this browser only" in client.post("/en/collection", data={"places": places}).text
        assert "还没有收藏" in client.post("/zh/collection").text
        for suffix in ("docx", "md", "xlsx"):
            file = client.post(f"/en/collection.{suffix}", data={"places": places})
            assert f"filename*=UTF-8''Saved.{suffix}" in file.headers["content-disposition"]
        assert client.get("/zh/collection").status_code == 404  # what it holds never stands in an address
        assert client.post("/zh/collection", content=b"places=" + b"x" * 2_000_001).status_code == 413


def test_name_and_notes_go_to_word(retriever: Retriever) -> None:
    noted = [replace(each, note="开头用\n第二段") for each in kept(retriever, FIRST)]
    found = entries(retriever.newest().snapshot, noted)
    file = taken_out(found, "docx", ZH, title="入冬会材料")
    lines = [paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs]
    assert file.name == lines[0] == "入冬会材料"
    assert any(line.startswith("备注：开头用") for line in lines)
    assert rows_of(taken_out(found, "xlsx", ZH).content)[1][-1] == "开头用\n第二段"


def test_control_characters_that_were_pasted_break_no_document(retriever: Retriever) -> None:
    noted = [replace(each, note="上页\f下页\0") for each in kept(retriever, FIRST)]
    file = taken_out(entries(retriever.newest().snapshot, noted), "docx", ZH, title="路灯\v材料")
    lines = [paragraph.text for paragraph in Document(io.BytesIO(file.content)).paragraphs]
    assert lines[0] == "路灯 材料" and "备注：上页 下页" in lines


def test_names_of_collections_that_make_no_sense_are_left_out(retriever: Retriever) -> None:
    assert read_names('["甲", 3, "", "甲", " ", "乙"]') == ["甲", "乙"]
    assert read_names("{") == read_names('{"a": 1}') == []
    page = text_of(panel([], ZH, name="乙", names=["", "甲", "乙"]))
    assert all(said in page for said in ("甲", "乙", "新建一组", "删除这一组"))
    assert "删除这一组" not in text_of(panel([], ZH))
