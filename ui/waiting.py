"""Pages that take their time: after a moment a page that says so and asks again; meanwhile the work goes on.

Whoever leaves may come back: what is found is kept for as long as the library stays as it is (`Snapshot.once`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from indexer.progress import Reading, following

Meanwhile: TypeAlias = Callable[[float, Reading], Response]

PATIENCE = 1.0
"""Seconds after which a page is no longer waited for in silence."""


class _Begun(NamedTuple):
    """The work on a page, when it began, in seconds of `time.monotonic`, and how far it is."""

    task: asyncio.Task[Response]
    at: float
    reading: Reading


@dataclass(frozen=True, slots=True)
class Waiting:
    """The pages that are being worked on. For use in one event loop."""

    patience: float = PATIENCE
    _begun: dict[Hashable, _Begun] = field(default_factory=dict)

    async def answer(
        self, request: Request, state: Hashable, work: Callable[[], Response], meanwhile: Meanwhile
    ) -> Response:
        """The response that `work` makes, or, to a browser after a moment, `meanwhile`, of seconds and progress.

        A page that is asked for again while it is worked on is not begun anew, as long as `state` is the same.
        """
        if not _shows_pages(request):
            return await run_in_threadpool(work)
        key = (str(request.url), state)
        begun = self._begun.get(key) or self._begin(key, work)
        await asyncio.wait([begun.task], timeout=self.patience)
        if begun.task.done():
            return begun.task.result()
        return await run_in_threadpool(meanwhile, time.monotonic() - begun.at, begun.reading)

    def _begin(self, key: Hashable, work: Callable[[], Response]) -> _Begun:
        reading = Reading()

        def followed() -> Response:
            with following(reading):
                return work()

        begun = _Begun(asyncio.create_task(run_in_threadpool(followed)), time.monotonic(), reading)
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
