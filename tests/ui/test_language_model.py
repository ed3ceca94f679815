"""The language model of an office: its address, what is sent there, and every way in which no paragraph comes back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import anyio
import pytest

from tests.ui.model_server import Answer, ModelServer, model_server, saying, sending
from ui.language_model import LanguageModel, LanguageModelError

MESSAGES = [{"role": "user", "content": "闸门怎么看？"}]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as served:
        yield served


def written(model: LanguageModel) -> str:
    return anyio.run(model.write, MESSAGES)


@pytest.mark.parametrize(
    ("url", "completions"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1/chat/completions"),
        ("http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000/v1/chat/completions"),
        ("https://model.office/api/v1/chat/completions", "https://model.office/api/v1/chat/completions"),
        (" http://[::1]:80/x ", "http://[::1]:80/x/chat/completions"),
    ],
)
def test_an_address_is_taken_as_people_write_it(url: str, completions: str):
    assert LanguageModel.at(url, "m").completions == completions


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8000",
        "ftp://x/v1",
        "http://",
        "http://u:p@x/v1",
        "http://x:99999/v1",
        "http://x/v1?key=1",
        "http://[/",
    ],
)
def test_what_is_no_address_is_refused(url: str):
    with pytest.raises(LanguageModelError) as refused:
        LanguageModel.at(url, "m")
    assert refused.value.code == "llm_address"


def test_the_messages_and_the_key_are_sent_and_nothing_else(server: ModelServer, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://192.0.2.1:9")  # what the environment says of a proxy is for other addresses
    server.answer = saying("闸门要看[1]。")
    server.requests.clear()
    model = LanguageModel.at(server.url, "小模型", "密".encode().hex())
    assert written(model) == "闸门要看[1]。"
    ((path, headers, sent),) = server.requests
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {model.key}" and model.key not in repr(model)
    assert sent == {"model": "小模型", "messages": MESSAGES, "temperature": 0.2, "stream": False}
    written(LanguageModel.at(server.url, "小模型"))
    assert "authorization" not in server.requests[1][1]


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"cho\r\n')


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def leads_away(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("location", "http://192.0.2.1/v1/chat/completions")
    handler.end_headers()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (sending("no such key", 401), "llm_key"),
        (sending('{"error": "no model"}', 404), "llm_missing"),
        (sending("later", 503), "llm_busy"),
        (sending("fault", 500), "llm_refused"),
        (sending("too long", 400), "llm_refused"),
        (leads_away, "llm_refused"),
        (sending("<html><b>Welcome</b></html>", kind="text/html"), "llm_nonsense"),
        (sending("{}"), "llm_nonsense"),
        (sending('{"choices": []}'), "llm_nonsense"),
        (sending("[" * 100_000), "llm_nonsense"),
        (saying(None), "llm_unusable"),
        (saying(["text"]), "llm_unusable"),
        (saying(" \n"), "llm_unusable"),
        (saying("啊" * 30_000), "llm_unusable"),
        (sending(" " * 1_100_000), "llm_unusable"),
        (sending('{"choices"', length=500), "llm_broke_off"),
        (cut_off, "llm_broke_off"),
        (hangs_up, "llm_broke_off"),
    ],
)
def test_every_other_answer_is_told_apart(server: ModelServer, answer: Answer, code: str):
    server.answer = answer
    with pytest.raises(LanguageModelError) as failed:
        written(LanguageModel.at(server.url, "m"))
    assert failed.value.code == code
    for language in ("zh", "en"):
        assert failed.value.message(language)


def test_half_a_character_is_shown_as_unknown(server: ModelServer):
    server.answer = saying("闸\ud83d门")
    assert written(LanguageModel.at(server.url, "m")) == "闸\ufffd门"


def test_where_nobody_listens_it_cannot_be_reached():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LanguageModelError) as failed:
        written(LanguageModel.at(f"http://127.0.0.1:{port}", "m"))
    assert failed.value.code == "llm_unreachable"


def test_one_that_takes_too_long_is_not_waited_for(server: ModelServer):
    over = threading.Event()
    server.answer = lambda _: over.wait(30) and None
    try:
        with pytest.raises(LanguageModelError) as failed:
            written(LanguageModel(f"{server.url}/chat/completions", "m", deadline=0.2))
    finally:
        over.set()
    assert failed.value.code == "llm_slow"
