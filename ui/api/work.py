"""Doing the work of a request beside the event loop, so much of it at once and no more."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from corpus.errors import TifaError
from retriever.cancelling import cancelled_by
from ui.api.errors import ApiError
from ui.faults import note

AT_ONCE = 8
"""Requests that are worked on at the same time."""
WAITING = 64
"""Requests that wait for their turn; more are turned away rather than left hanging."""
COSTLY_AT_ONCE = 2
"""Drafts that are compared or read at the same time. Each computes for seconds, in threads that share one interpreter
with all questions."""
COSTLY_WAITING = 4
COSTLY_SECONDS = 180
"""The longest that a draft may wait and be worked on together."""

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Workers:
    """Threads that requests are worked on in: many for questions, few for drafts, which would hold the others up."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._questions = _Turns(at_once, waiting, None)
        self._drafts = _Turns(COSTLY_AT_ONCE, COSTLY_WAITING, COSTLY_SECONDS)

    async def run(self, work: Callable[[], Result], *, costly: bool = False, receive: Receive | None = None) -> Result:
        """The result of `work`, done in a thread of its own when its turn comes.

        It is given up when the client goes, if `receive` tells of that, the body of the request being read already.
        :raises ApiError: if too many wait already, it takes too long, or fails in a way that nobody foresaw.
        :raises TifaError: as `work` does.
        :raises ClientDisconnect: if the client went.
        """
        turns = self._drafts if costly else self._questions
        done = partial(turns.run, work)
        return await (done() if receive is None else _until_gone(receive, done))


class _Turns:
    """So many at once and so many waiting; `seconds` is the longest for each, None for no limit."""

    def __init__(self, at_once: int, waiting: int, seconds: float | None) -> None:
        self._turns = anyio.CapacityLimiter(at_once)
        self._waiting = waiting
        self._seconds = seconds
        self._mean = 0.0  # seconds that one of the last took, on the average

    async def run(self, work: Callable[[], Result]) -> Result:
        waiting = self._turns.statistics().tasks_waiting
        if not self._turns.available_tokens and waiting >= self._waiting:
            seconds = math.ceil(self._mean * (waiting + 1) / self._turns.total_tokens)
            raise ApiError("api_busy", seconds=max(1, seconds))
        with anyio.move_on_after(self._seconds):
            return await anyio.to_thread.run_sync(self._timed, work, limiter=self._turns)
        raise ApiError("api_too_long", seconds=self._seconds)

    def _timed(self, work: Callable[[], Result]) -> Result:
        begun = time.monotonic()
        try:
            with cancelled_by(anyio.from_thread.check_cancelled):
                return guarded(work)
        finally:
            self._mean += (time.monotonic() - begun - self._mean) / 4


async def _until_gone(receive: Receive, work: Callable[[], Awaitable[Result]]) -> Result:
    """The result of `work`, which is cancelled when the client goes.

    :raises ClientDisconnect: if it does.
    """
    results: list[Result] = []
    failures: list[TifaError] = []

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        try:
            results.append(await work())
        except TifaError as error:  # a task group would wrap it
            failures.append(error)
        group.cancel_scope.cancel()
    for failure in failures:
        raise failure
    if not results:
        raise ClientDisconnect
    return results[0]


def guarded(work: Callable[[], Result]) -> Result:
    """The result of `work`; where it failed in a way that nobody foresaw, the log says at which line.

    :raises ApiError: if it did.
    :raises TifaError: as `work` does.
    """
    try:
        return work()
    except TifaError:
        raise
    except Exception as error:
        note(log, "a request could not be answered", error)
        raise ApiError("api_unexpected") from None


def as_json(value: object) -> bytes:
    """`value` as the JSON that a command line prints."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
