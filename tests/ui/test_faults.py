"""Faults, and addresses of no page: a sentence for people, a place in the code for whoever looks after it."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import StreamingResponse

from indexer.layout import Layout
from indexer.published import read_published, write_published
from retriever import Retriever
from tests.conftest import PairEncoder
from tests.ui.api_parts import built
from ui.access.own_machine import OwnMachine
from ui.faults import Guarded
from ui.pages.collection import LARGEST

SECRET = "机密的问题"


def failing() -> FastAPI:
    """An application whose addresses fail, each at another moment."""
    app = FastAPI()
    app.add_middleware(Guarded)

    @app.get("/{language}/at-once")
    def at_once(language: str) -> None:
        raise KeyError(SECRET)

    @app.get("/midway")
    def midway() -> StreamingResponse:
        def pieces() -> Iterator[bytes]:
            yield b"begun"
            raise KeyError(SECRET)

        return StreamingResponse(pieces())

    return app


@pytest.mark.parametrize(
    ("path", "told"), [("/zh/at-once", "出现了未预料的错误"), ("/en/at-once", "Something went wrong")]
)
def test_a_fault_is_told_in_a_sentence_and_noted_without_its_words(
    path: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(failing()) as client:
        answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/plain; charset=utf-8")
    assert answer.text.startswith(told) and "KeyError" not in answer.text
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "KeyError" in record.getMessage() and "at_once" in record.getMessage()
    assert SECRET not in caplog.text


def test_what_had_begun_is_not_begun_again(caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(failing(), raise_server_exceptions=False) as client:
        assert client.get("/midway").content == b"begun"
    assert "midway" not in caplog.text and "pieces" in caplog.text and SECRET not in caplog.text


def test_a_visitor_who_leaves_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    async def reading(scope: object, receive: object, send: object) -> None:
        await Request(scope, receive).body()  # type: ignore[arg-type]

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def sent(message: object) -> None:
        raise AssertionError("nobody is there")

    anyio.run(Guarded(reading), {"type": "http", "method": "POST", "path": "/", "headers": []}, gone, sent)
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/en/", b"The program is being stopped. Ask again once it runs again."),
        (
            "/api/ask",
            b'{"error":"stopping","message":"The program is being stopped. Ask again once it runs again."}',
        ),
    ],
)
def test_what_is_cut_off_when_the_server_stops_is_told(
    path: str, told: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async def endless(scope: object, receive: object, send: object) -> None:
        await asyncio.sleep(3600)

    sent: list[dict[str, object]] = []

    async def stopped() -> None:
        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": path, "headers": [(b"accept-language", b"en")]}
        task = asyncio.ensure_future(Guarded(endless)(scope, None, send))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        task.cancel()
        await task

    asyncio.run(stopped())
    assert [message.get("status") for message in sent] == [503, None]
    assert sent[1]["body"] == told
    assert caplog.text == ""


@pytest.fixture(scope="module")
def client(pairs_retriever: Retriever) -> Iterator[TestClient]:
    app = built(pairs_retriever, access=OwnMachine("key"))
    holding = {"authorization": "Bearer key"}
    with TestClient(app, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 50_000), headers=holding) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "language", "told"),
    [
        ("/zh/nothing", "en", "没有这个页面，请从 /zh/ 进入。"),
        ("/en/library/nothing", "zh", "There is no such page. Begin at /en/."),
        ("/nothing", "en", "There is no such page. Begin at /en/."),
        ("/nothing?lang=zh", "en", "没有这个页面，请从 /zh/ 进入。"),
    ],
)
def test_where_there_is_no_page_the_way_back_is_told(client: TestClient, path: str, language: str, told: str) -> None:
    answer = client.get(path, headers={"accept-language": language})
    assert (answer.status_code, answer.text) == (404, told)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_index_that_cannot_be_opened_is_told(tmp_path: Path, pairs_index: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(pairs_index, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, TestClient(built(retriever)) as client:
        Layout(index).catalog.write_bytes(b"damaged")
        published = read_published(Layout(index))
        assert published is not None
        write_published(Layout(index), replace(published, generation=published.generation + 1))
        told = client.get("/readyz", headers={"accept-language": "en"}).json()["message"]
        for path in ("/en/phrase?q=x", "/en/library", "/en/speech.docx?id=x"):
            answer = client.get(path)
            assert (answer.status_code, answer.text) == (503, told), path
        sent = client.post("/en/collection", data={"places": "[]"})
        assert (sent.status_code, sent.text) == (503, told)


def test_what_a_page_of_another_site_sends_is_refused_in_a_sentence(client: TestClient) -> None:
    answer = client.post("/en/check", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, answer.text.split(",")[0]) == (403, "This was sent by a page of another site")


def test_what_is_too_large_is_refused_in_a_sentence(client: TestClient) -> None:
    for path in ("/zh/collection", "/zh/library/edit"):
        answer = client.post(path, content=b"places=" + b"a" * LARGEST)
        assert (answer.status_code, answer.text) == (413, "请求太大，请缩短文字或分次发送。"), path


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"x"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(2000))),
    ],
)
def test_a_form_that_cannot_be_read_is_told(client: TestClient, kind: str, content: bytes) -> None:
    for path, told in (("/zh/check", "发来的内容无法读取"), ("/en/check.xlsx", "What was sent could not be read.")):
        answer = client.post(path, content=content, headers={"content-type": kind})
        assert (answer.status_code, answer.text.startswith(told)) == (400, True), answer.text


@pytest.mark.parametrize("page", ["2021", "%22%3E%3Cscript%3E", "%00"])
def test_a_page_that_gradio_would_look_for_is_not_looked_for(client: TestClient, page: str) -> None:
    for path in ("/", "/zh/", "/en/config", "/zh/gradio_api/info"):
        assert client.get(f"{path}?page={page}").status_code == 200
