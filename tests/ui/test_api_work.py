"""Work beside the event loop: so much at once, so much waiting, the rest is turned away."""

from __future__ import annotations

import threading
from collections.abc import Callable

import anyio
import pytest

from corpus.errors import QueryError
from ui.api.errors import ApiError, status_of
from ui.api.work import Workers, as_json


def test_only_so_many_at_once_and_so_many_waiting() -> None:
    gate, lock = threading.Event(), threading.Lock()
    at_once, most, done = 0, 0, []

    def work() -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        assert gate.wait(60)
        with lock:
            at_once -= 1

    async def ask(workers: Workers) -> None:
        await workers.run(work)
        done.append(1)

    async def all_of_them() -> None:
        workers = Workers(at_once=2, waiting=3)
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(ask, workers)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(ApiError) as raised:
                await workers.run(work)
            assert (raised.value.code, status_of(raised.value)) == ("api_busy", 503)
            gate.set()

    anyio.run(all_of_them)
    assert (most, len(done)) == (2, 5)


def failing(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


def test_an_error_that_is_explained_comes_through() -> None:
    with pytest.raises(QueryError) as raised:
        anyio.run(Workers().run, failing(QueryError("query_blank")))
    assert raised.value.code == "query_blank"


def test_any_other_error_is_one_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ApiError) as raised:
        anyio.run(Workers().run, failing(ValueError("机密")))
    assert (raised.value.code, status_of(raised.value)) == ("api_unexpected", 500)
    assert raised.value.__cause__ is None and raised.value.__suppress_context__
    assert "ValueError" in caplog.text and "机密" not in caplog.text


def test_json_is_that_of_the_command_line() -> None:
    assert as_json({"提法": [1, None, "“”"]}) == '{"提法": [1, null, "“”"]}'.encode()
    with pytest.raises(ValueError):
        as_json(float("nan"))
