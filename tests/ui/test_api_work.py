"""Work beside the event loop: so much at once, so much waiting, the rest is turned away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import anyio
import pytest
from starlette.requests import ClientDisconnect, HTTPConnection

from corpus.cancelling import cancelled_by, check_cancelled
from corpus.errors import QueryError
from retriever import Retriever
from ui.access.rights import AccessError, Visitor
from ui.api.errors import ApiError, retry_after, status_of
from ui.api.work import ROOMS, Room, Turns, Workers, as_json
from ui.asker import asker_of

ANY = Room(at_once=1, waiting=0, wait=600, seconds=600)
DRAFTS = ROOMS["draft"]


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
        workers = Workers(replace(ANY, at_once=2, waiting=3))
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


# --- costly work -------------------------------------------------------------------------------------------------


def until_cancelled() -> None:
    """Work that ends only when it is given up."""
    while True:
        check_cancelled()
        time.sleep(0.01)


def test_drafts_wait_for_drafts_and_questions_do_not() -> None:
    gate = threading.Event()

    async def all_of_them() -> None:
        workers = Workers()
        async with anyio.create_task_group() as group:
            for _ in range(DRAFTS.at_once + DRAFTS.waiting):
                group.start_soon(partial(workers.run, lambda: gate.wait(60), "draft"))
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(ApiError) as raised:
                await workers.run(int, "draft")
            assert raised.value.code == "api_busy"
            assert retry_after(raised.value) == {"retry-after": str(raised.value.particulars["seconds"])}
            assert await workers.run(int) == 0
            gate.set()

    anyio.run(all_of_them)


def test_work_is_given_up_when_its_client_goes() -> None:
    begun = []

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def staying() -> dict[str, str]:
        await anyio.sleep_forever()
        raise AssertionError

    async def leave(workers: Workers, leaving: anyio.Event) -> None:
        async def going() -> dict[str, str]:
            await leaving.wait()
            return await gone()

        with pytest.raises(ClientDisconnect):
            await workers.run(until_cancelled, "draft", receive=going)

    async def all_of_them() -> None:
        workers, leaving = Workers(), anyio.Event()
        async with anyio.create_task_group() as group:
            for _ in range(DRAFTS.at_once):
                group.start_soon(leave, workers, leaving)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(ClientDisconnect):  # one that still waits does not begin
                await workers.run(lambda: begun.append(1), "draft", receive=gone)
            leaving.set()
        assert await workers.run(lambda: "compared", "draft", receive=staying) == "compared"
        with pytest.raises(QueryError):
            await workers.run(failing(QueryError("query_blank")), "draft", receive=staying)

    anyio.run(all_of_them)
    assert begun == []


def test_work_is_given_up_when_it_takes_too_long() -> None:
    with pytest.raises(ApiError) as raised:
        anyio.run(Turns(replace(ANY, seconds=0.05)).run, until_cancelled)
    assert (raised.value.code, raised.value.particulars["seconds"]) == ("api_too_long", 0.05)


def test_who_is_turned_away_learns_when_to_come_again() -> None:
    async def all_of_them() -> None:
        turns, gate = Turns(replace(ANY, waiting=1)), threading.Event()
        turns._mean = 3.2  # as if the last ones had taken so long
        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(turns.run, partial(gate.wait, 60))
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(ApiError) as raised:
                await turns.run(int)
            assert raised.value.particulars["seconds"] == 7
            gate.set()

    anyio.run(all_of_them)


def test_comparing_a_draft_looks_whether_anybody_waits(pairs_retriever: Retriever) -> None:
    looked = []
    with cancelled_by(lambda: looked.append(1)):
        pairs_retriever.check("一句。\n两句。\n三句。")
    assert len(looked) == 3


def test_who_waits_too_long_for_a_turn_is_turned_away() -> None:
    async def all_of_them() -> None:
        turns, gate = Turns(replace(ANY, waiting=1, wait=0.05)), threading.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(turns.run, partial(gate.wait, 60))
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(ApiError) as raised:
                await turns.run(int)
            assert raised.value.code == "api_busy"
            gate.set()

    anyio.run(all_of_them)


def test_who_would_wait_too_long_is_turned_away_at_once() -> None:
    async def all_of_them() -> None:
        turns, gate = Turns(replace(ANY, waiting=5, wait=3)), threading.Event()
        turns._mean = 3.5  # as if the last ones had taken so long
        async with anyio.create_task_group() as group:
            group.start_soon(turns.run, partial(gate.wait, 60))
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(ApiError) as raised:
                await turns.run(int)
            assert (raised.value.code, raised.value.particulars["seconds"]) == ("api_busy", 4)
            gate.set()

    anyio.run(all_of_them)


def test_one_asker_leaves_places_for_the_others() -> None:
    async def all_of_them() -> None:
        turns, gate = Turns(replace(ANY, at_once=2, waiting=2)), threading.Event()
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(turns.run, partial(gate.wait, 60), "10.0.0.1")
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(ApiError) as raised:
                await turns.run(int, "10.0.0.1")
            assert (raised.value.code, status_of(raised.value)) == ("api_asker_busy", 429)
            assert retry_after(raised.value) == {"retry-after": "1"}
            group.start_soon(turns.run, int, "10.0.0.2")
            gate.set()
        assert await turns.run(int, "10.0.0.1") == 0
        assert not turns._held

    anyio.run(all_of_them)


@pytest.mark.parametrize(
    ("address", "asker"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_who_asks_is_an_address_or_the_network_of_a_machine(address: str, asker: str) -> None:
    assert asker_of(HTTPConnection({"type": "http", "client": (address, 1), "headers": []})) == asker
    assert asker_of(None) == ""


def test_who_signed_in_asks_by_name() -> None:
    visitor = Visitor("li", frozenset(), AccessError("sign_in_needed"))
    connection = HTTPConnection({"type": "http", "client": ("192.0.2.7", 1), "headers": [], "user": visitor})
    assert asker_of(connection) == " li"
