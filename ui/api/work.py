"""Doing the work of a request beside the event loop: of each kind so much at once, so much waiting, and no more.

All threads share one interpreter, so that a few that compute for seconds would hold up every question.
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from corpus.cancelling import cancelled_by, check_cancelled
from corpus.errors import TifaError
from retriever.operations.operation import Work
from ui.api.errors import ApiError
from ui.faults import note

Result = TypeVar("Result")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Room:
    """The bounds of one kind of work: so much `at_once` and so much `waiting`; the next is turned away.

    Nothing waits longer than `wait` seconds for its turn, or is worked on for longer than `seconds` in all. Who asks
    may have three quarters of the places, so that others find one as well: many people can come from one address.
    """

    at_once: int
    waiting: int
    wait: float
    seconds: float

    @property
    def each(self) -> int:
        """The most places that one asker may have."""
        return max(1, (self.at_once + self.waiting) * 3 // 4)


ROOMS: dict[Work, Room] = {
    # A question is answered within a second: who cannot have a turn in two learns that in time.
    "question": Room(at_once=3, waiting=97, wait=2, seconds=30),
    # A page that reads through the whole library, and a table or document of what was found.
    "reading": Room(at_once=2, waiting=30, wait=60, seconds=180),
    "draft": Room(at_once=2, waiting=4, wait=60, seconds=180),
    # Read in a child process, which has limits of its own.
    "upload": Room(at_once=2, waiting=10, wait=60, seconds=700),
    # The language model works on it, and has its own deadline; two at once are many for one that an office runs.
    "paragraph": Room(at_once=2, waiting=6, wait=60, seconds=180),
}


class Workers:
    """Threads that requests are worked on in, those of each kind for themselves."""

    def __init__(self, question: Room = ROOMS["question"]) -> None:
        questions = Turns(question)
        self._turns: dict[Work, Turns] = {"question": questions}
        for kind, room in ROOMS.items():
            if kind != "question":
                self._turns[kind] = Turns(room, questions.is_busy)

    def check_room(self, kind: Work, asker: str) -> None:
        """Nothing, if there is a place for one more of `asker`: to be asked before a large request is taken.

        :raises ApiError: if there is none.
        """
        self._turns[kind].check_room(asker)

    async def run(
        self, work: Callable[[], Result], kind: Work = "question", *, asker: str = "", receive: Receive | None = None
    ) -> Result:
        """The result of `work`, done in a thread of its own when its turn comes.

        It is given up when the client goes, if `receive` tells of that, the body of the request being read already.
        :raises ApiError: if too many wait already, also of the same `asker`, if it waits or takes too long, or fails
            in a way that nobody foresaw.
        :raises TifaError: as `work` does.
        :raises ClientDisconnect: if the client went.
        """
        done = partial(self._turns[kind].run, work, asker)
        return await (done() if receive is None else until_gone(receive, done))


class Turns:
    """The turns of one kind of work, which goes slowly as long as it has to `give_way`."""

    def __init__(self, room: Room, give_way: Callable[[], bool] = lambda: False) -> None:
        self.room = room
        self._give_way = give_way
        self._turns = anyio.Semaphore(room.at_once)
        self._threads = anyio.CapacityLimiter(room.at_once)
        self._held: Counter[str] = Counter()
        self._mean = 0.0  # seconds that one of the last took, on the average

    def check_room(self, asker: str) -> None:
        """Nothing, if there is a place for one more of `asker`.

        :raises ApiError: if there is none.
        """
        waiting = max(0, self._held.total() - self.room.at_once)
        seconds = self._mean * (waiting + 1) / self.room.at_once  # until a turn, if there is none now
        is_full = self._held.total() >= self.room.at_once
        if is_full and (waiting >= self.room.waiting or seconds > self.room.wait):
            raise ApiError("api_busy", seconds=_whole(seconds))
        if asker and self._held[asker] >= self.room.each:
            raise ApiError("api_asker_busy", seconds=_whole(seconds))

    def is_busy(self) -> bool:
        """True while any work is being done or waits."""
        return bool(self._held)

    async def run(self, work: Callable[[], Result], asker: str = "") -> Result:
        """As `Workers.run`."""
        self.check_room(asker)
        self._held[asker] += 1
        try:
            return await self._in_turn(work)
        finally:
            self._held[asker] -= 1
            if not self._held[asker]:
                del self._held[asker]

    async def _in_turn(self, work: Callable[[], Result]) -> Result:
        with anyio.move_on_after(self.room.wait) as waiting:
            await self._turns.acquire()
        if waiting.cancelled_caught:
            raise ApiError("api_busy", seconds=_whole(self._mean * len(self._held) / self.room.at_once))
        try:
            with anyio.move_on_after(self.room.seconds):
                return await anyio.to_thread.run_sync(self._timed, work, limiter=self._threads)
        finally:
            self._turns.release()
        raise ApiError("api_too_long", seconds=self.room.seconds)

    def _timed(self, work: Callable[[], Result]) -> Result:
        begun = time.monotonic()
        try:
            with cancelled_by(self._check()):
                check_cancelled()  # the client may have gone while this waited
                return guarded(work)
        finally:
            self._mean += (time.monotonic() - begun - self._mean) / 4

    def _check(self) -> Callable[[], None]:
        """The check that costly work makes now and then: it ends for who has gone, and sleeps while others are asking.

        Threads share one interpreter, which gives each the same time: a question, and the refusal of one, would wait
        for every piece of a draft.
        """
        since = time.monotonic()

        def check() -> None:
            nonlocal since
            anyio.from_thread.check_cancelled()
            if self._give_way():
                time.sleep(min(_LONGEST_NAP, (time.monotonic() - since) * _NAPS))
            since = time.monotonic()

        return check


_NAPS = 3
"""Seconds that costly work sleeps for each second that it works, while there are questions."""
_LONGEST_NAP = 0.2


def _whole(seconds: float) -> int:
    return max(1, math.ceil(seconds))


async def until_gone(receive: Receive, work: Callable[[], Awaitable[Result]]) -> Result:
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
