"""A speech by its address: the place, the marks, what is taken out of it."""

import io

import pytest
from docx import Document
from starlette.testclient import TestClient

from corpus import Span
from retriever import Retriever
from tests.ui.pages.conftest import DREDGE
from tests.ui.pages.visiting import Read
from tests.ui.samples import speech
from ui.i18n import strings
from ui.pages.takeout import parts, tools

TEXT = f"同志们：\n\n一、先清河\n\n　　{DREDGE}散会。\n\n二、再种树\n\n堤上要种柳树。\n"


def id_of(retriever: Retriever, path: str) -> str:
    return next(speech.speech_id for speech in retriever.newest().snapshot.speeches().values() if speech.path == path)


def test_parts_around_a_place() -> None:
    at = Span(TEXT.index("三次"), TEXT.index("三次") + 2)
    assert {name: TEXT[slice(*span)] for name, span in parts(TEXT, at).items()} == {
        "sentence": DREDGE,
        "paragraph": f"{DREDGE}散会。",
        "section": f"一、先清河\n\n　　{DREDGE}散会。",
    }
    assert TEXT[slice(*parts(TEXT, at, selected=True)["selection"])] == "三次"


def test_without_headings_there_is_no_section_and_among_blanks_nothing() -> None:
    assert list(parts("只有一句话。", Span(0, 2))) == ["sentence", "paragraph"]
    assert parts("甲。\n\n\n乙。", Span(3, 4)) == {}


def test_what_is_copied_is_in_the_page_already(rivers_retriever: Retriever, pages: TestClient) -> None:
    speech_id = id_of(rivers_retriever, "2019.md")
    page = Read(pages.get("/zh/speech", params={"id": speech_id, "at": "13-15", "part": "tools"}).text)
    buttons = [told for tag, told, _ in page.elements if tag == "button" and "data-part" in told]
    assert [told["data-part"] for told in buttons] == ["sentence", "paragraph", "section"]
    assert buttons[0]["data-text"] == DREDGE
    assert buttons[0]["data-cited"] == DREDGE + "（沙洲县县长在2019年清河会上的讲话，2019年3月5日）"
    assert page.values("data-reference")[0] == "沙洲县县长. 在2019年清河会上的讲话[Z]. 2019-03-05."


def test_nothing_is_taken_from_nowhere() -> None:
    assert tools(speech(), None, strings("zh")) == ""
    assert tools(speech(text="   "), Span(0, 1), strings("zh")) == ""


def test_a_section_as_a_word_document(rivers_retriever: Retriever, pages: TestClient) -> None:
    asked = {"id": id_of(rivers_retriever, "2019.md"), "at": "13-15", "part": "section"}
    answer = pages.get("/zh/speech.docx", params=asked)
    texts = [paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs]
    assert [text for text in texts if text][:2] == ["一、先清河", DREDGE]
    assert "filename*=UTF-8''%E5%9C%A82019" in answer.headers["content-disposition"]


def test_every_place_of_what_was_looked_up_is_marked(rivers_retriever: Retriever, pages: TestClient) -> None:
    asked = {"id": id_of(rivers_retriever, "2022.md"), "q": "清淤船"}
    everywhere = Read(pages.get("/zh/speech", params={**asked, "part": "reader"}).text)
    assert everywhere.texts("mark") == ["清淤船", "清淤船"]
    at = Read(pages.get("/zh/speech", params={**asked, "at": "6-9", "part": "reader"}).text)
    assert at.texts("mark", "current") == ["清淤船"]


@pytest.mark.parametrize("at", ["", "x", "5-5", "9-5", "99999-100000", "-1-3", "1" * 20 + "-2"])
def test_a_place_that_is_none_opens_the_speech_at_its_head(
    rivers_retriever: Retriever, pages: TestClient, at: str
) -> None:
    answer = pages.get("/zh/speech", params={"id": id_of(rivers_retriever, "2019.md"), "at": at})
    page = Read(answer.text)
    assert (answer.status_code, page.texts("mark")) == (200, [])
    assert page.texts("ul", "headings") == ["一、先清河二、再种树"]
    assert "reader-open" in page.values("class", "body")[0]
