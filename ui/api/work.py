"""Doing the work of a request beside the event loop, so much of it at once and no more."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from corpus.errors import TifaError
from ui.api.errors import ApiError
from ui.faults import note

AT_ONCE = 8
"""Requests that are worked on at the same time."""
WAITING = 64
"""Requests that wait for their turn; more are turned away rather than left hanging."""

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Workers:
    """Threads that requests are worked on in."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._turns = anyio.CapacityLimiter(at_once)
        self._waiting = waiting

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of `work`, done in a thread of its own when its turn comes.

        :raises ApiError: if too many wait already, or `work` fails in a way that nobody foresaw.
        :raises TifaError: as `work` does.
        """
        if not self._turns.available_tokens and self._turns.statistics().tasks_waiting >= self._waiting:
            raise ApiError("api_busy")
        return await anyio.to_thread.run_sync(guarded, work, limiter=self._turns)


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
