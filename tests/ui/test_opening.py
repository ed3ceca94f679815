"""The address while the library is being opened."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import httpx
import pytest
from starlette.testclient import TestClient

from corpus.errors import IndexStateError
from retriever import Retriever
from ui.access.rights import Public
from ui.opening import opened_behind_a_page, opening_application
from ui.server import Reached, bind

PAGE = {"accept": "text/html", "accept-language": "en"}


def test_the_address_answers_while_the_library_is_opened_and_is_never_given_up(pairs_retriever: Retriever) -> None:
    told: SimpleQueue[str] = SimpleQueue()
    answers = []

    @contextmanager
    def library() -> Iterator[Retriever]:
        answers.append(httpx.get(f"{told.get(timeout=60)}/zh/library", headers=PAGE))
        yield pairs_retriever

    with bind("127.0.0.1", 0) as address:
        with opened_behind_a_page(library(), address, Reached(Public()), told.put, patience=0) as opened:
            assert opened is pairs_retriever
            socket.create_connection(address.getsockname()).close()  # it waits for the next server
        assert "正在打开语料库" in answers[0].text and told.empty()
        assert "opening" not in {thread.name for thread in threading.enumerate()}


def test_a_library_that_opens_at_once_shows_no_such_page(pairs_retriever: Retriever) -> None:
    told: SimpleQueue[str] = SimpleQueue()

    @contextmanager
    def library() -> Iterator[Retriever]:
        yield pairs_retriever

    with (
        bind("127.0.0.1", 0) as address,
        opened_behind_a_page(library(), address, Reached(Public()), told.put, patience=600),
    ):
        assert told.empty()


def test_a_library_that_cannot_be_opened_is_told_of_as_ever() -> None:
    @contextmanager
    def library() -> Iterator[Retriever]:
        raise IndexStateError("index_busy", index="x")
        yield

    with (
        bind("127.0.0.1", 0) as address,
        pytest.raises(IndexStateError, match="Another build"),
        opened_behind_a_page(library(), address, Reached(Public()), lambda _: None, patience=0),
    ):
        pass


def test_while_it_is_opened_pages_ask_again_and_programs_are_told_when_to() -> None:
    with TestClient(opening_application(["testserver"]), base_url="http://testserver") as client:
        page = client.get("/", headers=PAGE)
        assert page.status_code == 202 and page.headers["cache-control"] == "no-store"
        assert "Opening the library" in page.text and '<meta http-equiv="refresh" content="1">' in page.text
        (style,) = re.findall(r'href="(/static/[^"]+)"', page.text)
        assert client.get(style).status_code == 200
        assert client.get("/healthz").json() == {"status": "alive"}
        for answer in (client.get("/readyz"), client.post("/en/library/edit", headers=PAGE), client.get("/api/ask")):
            assert answer.status_code == 503 and "retry-after" in answer.headers
        assert client.get("/api/ask").json()["error"] == "library_opening"
        assert client.get("/", headers={**PAGE, "host": "elsewhere.example"}).status_code == 400
