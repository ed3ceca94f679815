"""写成一段: a paragraph from the passages of an answer, by a real server of the protocol on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import anyio
import anyio.from_thread
import pytest
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from retriever import Retriever
from tests.ui.model_server import Answer, ModelServer, model_server, saying, sending
from tests.ui.pages.conftest import NASTY
from tests.ui.pages.visiting import Read, pages_of
from ui.api.work import Workers
from ui.chat.conversation import Conversation, Turn
from ui.chat.page import AskPage
from ui.i18n import strings
from ui.language_model import LanguageModel
from ui.pages.paragraph import MOST_SENTENCES, names_of

QUESTION = "清淤船每周下水几次？"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as served:
        yield served


@pytest.fixture
def writing(rivers_retriever: Retriever, server: ModelServer) -> Iterator[TestClient]:
    """The pages with a language model."""
    with pages_of(rivers_retriever, LanguageModel.at(server.url, "小模型<b>")) as client:
        yield client


@pytest.fixture
def passages(rivers_retriever: Retriever) -> dict[int, str]:
    """The passages of the answer to QUESTION, by their numbers."""
    return {hit.rank: hit.passage.text for hit in rivers_retriever.ask(QUESTION).hits}


def number_of(passages: dict[int, str], part: str) -> int:
    """The number of the first passage with `part`."""
    return next(number for number, text in passages.items() if part in text)


def asked(client: TestClient, retriever: Retriever, language: str = "zh", **form: str) -> Read:
    """The paragraph that the page puts in."""
    named = {"question": QUESTION, "turn": "2", "passages": names_of(retriever.ask(QUESTION).hits), **form}
    response = client.post(f"/{language}/paragraph?part=written", data=named)
    assert response.status_code == 200
    return Read(response.text)


def test_a_sentence_that_is_borne_out_stands_and_another_is_struck_through_with_the_reason(
    writing: TestClient, rivers_retriever: Retriever, server: ModelServer, passages: dict[int, str]
) -> None:
    n = number_of(passages, "三次")
    server.answer = saying(f"清淤船每周下水三次[{n}]。清淤船每周下水七次[{n}]。<i>没有出处</i>。编号不对[99]。")
    server.requests.clear()
    page = asked(writing, rivers_retriever)
    assert page.texts("span")[0] == "清淤船每周下水三次。"
    assert page.texts("s") == ["清淤船每周下水七次。", "<i>没有出处</i>。", "编号不对。"]
    assert page.texts(class_="why") == [
        "（所引段落里没有数字“七”）",
        "（没有注明出自哪一段）",
        "（没有 [99] 这一段）",
    ]
    assert page.values("data-rank", class_="to") == [str(n), str(n)]
    assert set(page.values("data-turn", class_="to")) == {"2"}
    assert "小模型<b>" in page.texts(class_="mark")[0] and page.texts("b") == []
    (copied,) = page.values("data-text")
    mark, text, left_out, source = copied.split("\n")
    assert (text, left_out) == (f"清淤船每周下水三次。[{n}]", "（另有 3 句在所引段落里核实不了，未录）")
    assert "机器写的" in mark and "小模型<b>" in mark
    assert source == f"[{n}] （沙洲县县长在2019年清河会上的讲话，2019年3月5日）"
    sent = json.loads(server.requests[0][2]["messages"][1]["content"])
    assert sent == {"question": QUESTION, "passages": [{"number": i, "text": text} for i, text in passages.items()]}
    (english,) = asked(writing, rivers_retriever, "en").values("data-text")
    assert english.startswith("[Written by a machine") and "(Left out: 3 sentences" in english


def test_what_a_passage_orders_reaches_the_page_as_text_and_is_struck_through(
    writing: TestClient, rivers_retriever: Retriever, server: ModelServer
) -> None:
    server.answer = saying(f"已有9000人签字[1]。{NASTY}[1]")
    page = asked(writing, rivers_retriever)
    assert "script" not in [tag for tag, *_ in page.elements]
    assert page.texts("s")[0] == "已有9000人签字。"


def test_where_nothing_is_borne_out_there_is_nothing_to_copy(
    writing: TestClient, rivers_retriever: Retriever, server: ModelServer
) -> None:
    server.answer = saying("要大力发展旅游。要多修民宿[98]。")
    page = asked(writing, rivers_retriever)
    assert page.texts(class_="refused") == [
        "没有一句能在所引段落里核实，因此全部划去。可以重写一段，或直接看下面的原文。"
    ]
    assert page.values("data-text") == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sending("", 401), "语言模型不接受本程序的密钥。"),
        (sending("", 404), "语言模型的服务器上没有“小模型<b>”这个模型"),
        (sending("<p>hello</p>", kind="text/html"), "这个地址的回答不合约定"),
        (saying("<think>想了又想"), "语言模型写的不成一段"),
        (saying("一句[1]。" * (MOST_SENTENCES + 1)), "语言模型写的不成一段"),
    ],
)
def test_where_the_model_fails_a_sentence_says_so(
    writing: TestClient, rivers_retriever: Retriever, server: ModelServer, answer: Answer, said: str
) -> None:
    server.answer = answer
    (refused,) = asked(writing, rivers_retriever).texts(class_="refused")
    assert refused.startswith(said)


@pytest.mark.parametrize("named", ["", "[]", "[[1]]", '[[1, "x", 0, 5]]', "[[1,null,1e400,2]]", '{"a": 1}', "[" * 3000])
def test_passages_that_are_not_there_are_not_sent(
    writing: TestClient, rivers_retriever: Retriever, server: ModelServer, named: str
) -> None:
    server.requests.clear()
    (refused,) = asked(writing, rivers_retriever, passages=named).texts(class_="refused")
    assert (refused, server.requests) == ("这些段落已更新或移除，请重新提问后再写。", [])
    assert writing.post("/zh/paragraph", content=b"a" * 30_000).status_code == 413


def test_only_whole_passages_are_sent(writing: TestClient, rivers_retriever: Retriever, server: ModelServer) -> None:
    server.requests.clear()
    first = rivers_retriever.ask(QUESTION).hits[0]
    place = (first.passage.start, first.passage.end - 1)
    asked(writing, rivers_retriever, passages=json.dumps([(1, first.speech.speech_id, *place)]))
    assert server.requests == []


def test_without_a_model_there_is_neither_button_nor_address(rivers_retriever: Retriever, pages: TestClient) -> None:
    assert pages.post("/zh/paragraph", data={"question": QUESTION}).status_code == 404
    with_model, without = (AskPage(rivers_retriever, strings("zh"), model=name) for name in ("小模型<b>", ""))
    turn = Turn(QUESTION, None, "relevance", answer=rivers_retriever.ask(QUESTION), shown=10)
    talk = Conversation((turn,))
    shown = Read(str(with_model.drawn(talk, 0)))
    assert shown.texts("button", "").count("写成一段") == 1
    (named,) = shown.values("data-passages")
    assert [each[0] for each in json.loads(named)] == [hit.rank for hit in turn.answer.hits if not hit.is_less_close]  # type: ignore[union-attr]
    assert "写成一段" not in without.drawn(talk, 0)


def test_who_leaves_closes_the_connection_to_the_model(server: ModelServer) -> None:
    asked, closed = threading.Event(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        handler.connection.settimeout(30)
        if handler.connection.recv(1) == b"":
            closed.set()

    server.answer = answer
    model = LanguageModel.at(server.url, "m")

    async def gone() -> dict[str, str]:
        await anyio.to_thread.run_sync(asked.wait, 30)
        return {"type": "http.disconnect"}

    async def left() -> None:
        with pytest.raises(ClientDisconnect):
            await Workers().run(lambda: anyio.from_thread.run(model.write, []), "paragraph", receive=gone)

    anyio.run(left)
    assert closed.wait(30)
