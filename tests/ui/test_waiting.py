"""Pages that take their time say so to a browser, and are worked on once however often they are asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from corpus.cancelling import check_cancelled
from indexer.progress import Reading, through
from ui.api.work import Workers
from ui.waiting import Waiting

BROWSER = {"accept": "text/html,application/xhtml+xml"}
A_WHILE = 60.0


class Slow:
    """Work on a page that ends when it is let, and how often it was begun."""

    def __init__(self) -> None:
        self.let, self.read, self.begun = threading.Event(), threading.Event(), 0

    def __call__(self) -> Response:
        self.begun += 1
        for speech in through(range(3)):
            if speech == 2:
                self.read.set()
                assert self.let.wait(A_WHILE)
        return PlainTextResponse("found")


@contextmanager
def asked(work: Callable[[], Response], patience: float, forgotten: float = A_WHILE) -> Iterator[TestClient]:
    waiting = Waiting(Workers(), patience, forgotten)

    def meanwhile(seconds: float, reading: Reading) -> Response:
        return PlainTextResponse(f"{seconds >= 0} {reading.done}/{reading.total}", 202)

    async def endpoint(request: Request) -> Response:
        state = request.query_params.get("state")
        return await waiting.answer(request, "reading", state, work, meanwhile)

    with TestClient(Starlette(routes=[Route("/", endpoint)])) as client:
        yield client
        if isinstance(work, Slow):
            work.let.set()


def test_a_browser_is_told_to_wait_and_the_work_is_begun_once() -> None:
    work = Slow()
    with asked(work, patience=0.01) as client:
        assert client.get("/?q=a", headers=BROWSER).status_code == 202
        assert work.read.wait(A_WHILE)
        for _ in range(2):
            answer = client.get("/?q=a", headers=BROWSER)
            assert (answer.status_code, answer.text) == (202, "True 2/3")
        assert work.begun == 1
        assert client.get("/?q=a&state=newer", headers=BROWSER).status_code == 202
        assert work.begun == 2


def test_what_is_done_in_time_is_the_answer() -> None:
    work = Slow()
    work.let.set()
    with asked(work, patience=A_WHILE) as client:
        assert [client.get("/", headers=BROWSER).text for _ in range(2)] == ["found", "found"]
        assert work.begun == 2  # nothing is kept here: what took long is kept by the snapshot


def test_a_program_and_a_part_of_a_page_wait_for_the_answer() -> None:
    work = Slow()
    with asked(work, patience=0.0) as client:
        threading.Timer(0.05, work.let.set).start()
        assert client.get("/", headers={"accept": "*/*"}).text == "found"
        assert client.get("/?part=cards", headers=BROWSER).text == "found"


def test_a_page_that_nobody_asks_for_any_more_is_given_up() -> None:
    given_up = threading.Event()

    def endless() -> Response:
        try:
            while True:
                check_cancelled()
                time.sleep(0.01)
        except BaseException:
            given_up.set()
            raise

    with asked(endless, patience=0.01, forgotten=0.1) as client:
        assert client.get("/", headers=BROWSER).status_code == 202
        assert given_up.wait(A_WHILE)
