"""Requests of which the rest does not come are dropped; those that only take their time are not."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ui.faults import Guarded
from ui.slow import ImpatientProtocol, SteadyBodies

A_WHILE = 60.0


class Hasty(ImpatientProtocol):
    longest = 0.2


async def taken(request: Request) -> Response:
    if "early" in request.query_params:
        return PlainTextResponse("not wanted", 413)
    return PlainTextResponse(str(len(await request.body())))


@contextmanager
def serving(longest: float, protocol: type[ImpatientProtocol]) -> Iterator[int]:
    app = Starlette(
        routes=[Route("/", taken, methods=["GET", "POST"])],
        middleware=[Middleware(Guarded), Middleware(SteadyBodies, longest=longest)],
    )
    config = uvicorn.Config(app, port=0, http=protocol, log_level="critical", lifespan="off", loop="asyncio")
    server = uvicorn.Server(config)
    bound = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def hasty() -> Iterator[int]:
    with serving(0.2, Hasty) as port:
        yield port


@pytest.fixture(scope="module")
def patient() -> Iterator[int]:
    with serving(A_WHILE, ImpatientProtocol) as port:
        yield port


def answer(port: int, *parts: bytes) -> bytes:
    """All that the server sends until it closes the connection, after these parts of a request were sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=A_WHILE) as client:
        for part in parts:
            client.sendall(part)
        found = b""
        try:
            while part := client.recv(10_000):
                found += part
        except ConnectionResetError:
            pass
        return found


BODY = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n"


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\nx-a: "])
def test_a_request_without_a_whole_head_is_dropped(hasty: int, sent: bytes) -> None:
    assert answer(hasty, sent) == b""


def test_a_second_request_without_a_whole_head_is_dropped(hasty: int) -> None:
    found = answer(hasty, b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nx-a: ")
    assert found.startswith(b"HTTP/1.1 200") and found.count(b"HTTP/1.1") == 1


def test_a_request_whose_body_stops_is_answered_and_dropped(hasty: int) -> None:
    found = answer(hasty, BODY + b"\r\n123")
    assert found.startswith(b"HTTP/1.1 408") and b"connection: close" in found


def test_a_request_that_was_answered_before_its_body_came_is_dropped(hasty: int) -> None:
    assert answer(hasty, BODY.replace(b"/ ", b"/?early ") + b"\r\n123").startswith(b"HTTP/1.1 413")


def test_a_request_in_parts_is_answered(patient: int) -> None:
    parts = [BODY[:20], BODY[20:] + b"connection: close\r\n\r\n", b"123", b"45678", b"90"]
    assert answer(patient, *parts).endswith(b"\r\n\r\n10")


@pytest.mark.parametrize(("longest", "slowest", "status"), [(A_WHILE, 0.01, 200), (0.1, 1000, 408)])
def test_what_counts_for_a_body_is_its_rate(longest: float, slowest: float, status: int) -> None:
    """A body of 20 parts, which takes longer than a part may: it is taken unless it comes more slowly than is asked."""
    left, sent = [20], []

    async def receive() -> dict[str, object]:
        await asyncio.sleep(0.02)
        left[0] -= 1
        return {"type": "http.request", "body": b"12345", "more_body": left[0] > 0}

    async def send(message: dict[str, object]) -> None:
        sent.append(message.get("status"))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (await taken(Request(scope, receive)))(scope, receive, send)

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    anyio.run(SteadyBodies(app, longest, slowest), scope, receive, send)
    assert sent[0] == status
