"""Pages that take their time: after a moment a page that says so and asks again; meanwhile the work goes on.

Whoever leaves may come back: what is found is kept for as long as the library stays as it is (`Snapshot.once`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from corpus.cancelling import cancelled_by, check_cancelled
from indexer.progress import Reading, following
from retriever.operations.operation import Work
from ui.api.work import Workers
from ui.asker import asker_of

Meanwhile: TypeAlias = Callable[[float, Reading], Response]

PATIENCE = 1.0
"""Seconds after which a page is no longer waited for in silence."""
FORGOTTEN = 60.0
"""Seconds after which a page that nobody asked for again is given up. A browser that shows it asks every second; one
that shows another page meanwhile has a minute to come back."""


@dataclass(slots=True)
class _Begun:
    """The work on a page: how far it is, and when it began and was asked for last, in seconds of `time.monotonic`."""

    reading: Reading
    at: float
    asked: float
    task: asyncio.Task[Response]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The pages that are being worked on. For use in one event loop."""

    workers: Workers
    patience: float = PATIENCE
    forgotten: float = FORGOTTEN
    _begun: dict[Hashable, _Begun] = field(default_factory=dict)

    async def answer(
        self, request: Request, kind: Work, state: Hashable, work: Callable[[], Response], meanwhile: Meanwhile
    ) -> Response:
        """The response that `work` of this kind makes, or, to a browser after a moment, `meanwhile`, of seconds and
        progress.

        A page that is asked for again while it is worked on is not begun anew, as long as `state` is the same.
        :raises ApiError: if there is no place for more work.
        """
        asker = asker_of(request)
        if not _shows_pages(request):
            return await self.workers.run(work, kind, asker=asker, receive=request.receive)
        key = (str(request.url), state)
        begun = self._begun.get(key) or self._begin(key, kind, asker, work)
        begun.asked = time.monotonic()
        task = begun.task
        await asyncio.wait([task], timeout=self.patience)
        if task.done():
            return task.result()
        return await run_in_threadpool(meanwhile, time.monotonic() - begun.at, begun.reading)

    def _begin(self, key: Hashable, kind: Work, asker: str, work: Callable[[], Response]) -> _Begun:
        reading = Reading()

        def wanted() -> None:
            if time.monotonic() - begun.asked > self.forgotten:
                raise asyncio.CancelledError

        def followed() -> Response:
            with following(reading), cancelled_by(wanted):
                check_cancelled()  # it may have waited for its turn
                return work()

        now = time.monotonic()
        begun = _Begun(reading, now, now, asyncio.create_task(self.workers.run(followed, kind, asker=asker)))
        self._begun[key] = begun
        begun.task.add_done_callback(lambda _: self._begun.pop(key))
        begun.task.add_done_callback(_noticed)
        return begun


def _noticed(task: asyncio.Task[Response]) -> None:
    """Look at how a task ended, which asyncio complains of otherwise when nobody waits for it any more."""
    if not task.cancelled():
        task.exception()


def _shows_pages(request: Request) -> bool:
    """True for a browser that opens a page: a script that fetches a part, and a program, want the answer itself."""
    return "text/html" in request.headers.get("accept", "") and not request.query_params.get("part")
