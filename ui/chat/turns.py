"""Events of the Ask page that take their turn among all questions, and are given up when their visitor goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from functools import partial, wraps
from typing import Any, TypeVar, cast

import anyio
import gradio as gr
from gradio.context import LocalContext
from starlette.requests import ClientDisconnect
from starlette.types import Message

from corpus.errors import TifaError
from ui.api.work import Workers
from ui.asker import asker_of
from ui.i18n import Strings
from ui.told import told

Result = TypeVar("Result")


class Visitors:
    """The work that is done for each page in a browser, which Gradio calls a session."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._gone: dict[str, set[anyio.Event]] = defaultdict(set)

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of `work`, in its turn, for the visitor of the event that is being answered.

        :raises TifaError: as `Workers.run`.
        :raises ClientDisconnect: if the visitor went.
        """
        request = LocalContext.request.get(None)
        session, gone = getattr(request, "session_hash", None) or "", anyio.Event()

        async def receive() -> Message:
            await gone.wait()
            return {"type": "http.disconnect"}

        self._gone[session].add(gone)
        try:
            asker = asker_of(getattr(request, "request", None))
            return await self.workers.run(work, asker=asker, receive=receive)
        finally:
            self._gone[session].discard(gone)
            if not self._gone[session]:
                del self._gone[session]

    def leave(self, session: str) -> None:
        """Give up what is done for `session`: nobody reads its stream any more."""
        for gone in self._gone.get(session, ()):
            gone.set()


def streamed(visitors: Visitors, steps: Callable[..., Iterator[list[Any]]]) -> Callable[..., AsyncIterator[list[Any]]]:
    """`steps` of an event, of which the first comes at once and each other one in its turn.

    Where there is no turn, the step raises the error that says so.
    """

    @wraps(steps)
    async def taken(*values: Any) -> AsyncIterator[list[Any]]:  # noqa: ANN401 values of Gradio's components
        rest = cast(Generator[list[Any], None, None], steps(*values))
        yield next(rest)
        try:
            step: list[Any] | None = await visitors.run(lambda: next(rest, None))
        except TifaError as error:
            step = rest.throw(error)
        except ClientDisconnect:
            return
        while step is not None:
            yield step
            step = next(rest, None)

    return taken


def direct(
    visitors: Visitors, words: Strings, event: Callable[..., Any], outputs: int
) -> Callable[..., Awaitable[Any]]:
    """`event` answered in its turn; where there is none, a warning says so, and its `outputs` stay as they are."""

    @wraps(event)
    async def taken(*values: Any) -> Any:  # noqa: ANN401 values of Gradio's components
        try:
            return await visitors.run(partial(event, *values))
        except TifaError as error:
            gr.Warning(told(error, words.language))
            return gr.skip() if outputs == 1 else [gr.skip()] * outputs

    return taken
