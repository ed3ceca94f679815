"""Readers' own application: over the open part of the library, where folders are closed to them.

It is a whole application of its own, over a retriever that holds nothing of closed folders; so no page and no operation
has to ask who is reading. Where it is not known what readers may see, they see nothing.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import IndexStateError, TifaError
from indexer.layout import Layout
from indexer.open_part import bring_up, closed_folders, is_made_for, made_of, wanted_of
from retriever import Retriever
from ui.access.rights import Right, visitor_of
from ui.faults import error_response, note

log = logging.getLogger(__name__)

_SECONDS_BETWEEN_LOOKS = 0.1
_LONGEST_WAIT = 60.0
"""Seconds that a build which deletes for good is waited for: one that was killed says so until the next build."""


class OpenPart:
    """The open part of one served index: whether it can be shown, and kept up to the index in the background."""

    def __init__(self, index: Path, opens: Callable[[], Retriever]) -> None:
        """`opens` gives the retriever that answers from the part, brought up to the index; called when it is needed."""
        self.index = index
        self.retriever: Retriever | None = None
        self._opens = opens
        self._made: str | None = None
        self._turn = threading.Lock()
        self._seen: tuple[object, tuple[tuple[str, str], ...]] | None = None

    def open(self) -> None:
        """Open the part now, rather than when the first folder is closed.

        :raises IndexStateError: if it is not known which folders are closed, or the part cannot be written.
        """
        self.retriever = self._opens()
        self._made = made_of(self.index)

    def close(self) -> None:
        """Close what was opened."""
        with self._turn:  # it may be being opened
            if self.retriever:
                self.retriever.close()

    def is_needed(self) -> bool:
        """True if folders are closed, or were since the server started, so that readers are answered from the part.

        :raises IndexStateError: if that is not known, or the part does not leave out those that are closed by now.
        """
        closed = self._closed()
        if not closed and self.retriever is None:
            return False
        if not Layout(Layout(self.index).open_part).published.is_file():  # a build deleted something for good
            self._made = None
        if self._made != wanted_of(self.index, closed):
            self._begin()
        if not is_made_for(self._made, closed):
            raise IndexStateError("closed_in_preparation")
        return True

    def _closed(self) -> tuple[tuple[str, str], ...]:
        """The closed folders, read when their file changes."""
        try:
            found = Layout(self.index).closed.stat()
            state: object = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:
            state = None
        if self._seen is None or self._seen[0] != state:
            self._seen = (state, closed_folders(self.index))
        return self._seen[1]

    def follow(self) -> None:
        """Bring the part up to the index in a thread, if there is one and no thread does already."""
        if self.retriever:
            self._begin()

    def _begin(self) -> None:
        if self._turn.acquire(blocking=False):
            threading.Thread(target=self._bring_up, name="open part", daemon=True).start()

    def _bring_up(self) -> None:
        try:
            # A build that deletes something for good waits for who reads the index.
            until = time.monotonic() + _LONGEST_WAIT
            while Layout(self.index).clearing.exists() and time.monotonic() < until:
                time.sleep(_SECONDS_BETWEEN_LOOKS)
            if self.retriever is None:
                self.open()
                return
            made = bring_up(self.index)
            self.retriever.release()  # before it counts as made: the state before may show what is closed by now
            self._made = made
        except Exception as error:  # readers go on with the state of before, or with none
            note(log, "the open part could not be brought up", error)
        finally:
            self._turn.release()


class ReadersApplication:
    """Readers' own application, made when there is an open part to answer from, and closed with the one around it."""

    def __init__(self, part: OpenPart, make: Callable[[Retriever], FastAPI]) -> None:
        self.part = part
        self._make = make
        self._application: FastAPI | None = None
        self._over = asyncio.Event()
        self._held: asyncio.Task[None] | None = None

    def opened(self) -> ASGIApp:
        """The application, where the part can be shown.

        :raises IndexStateError: if it is being made yet.
        """
        if self._application is None:
            if self._held is None or self._held.done():
                self._held = asyncio.create_task(self._hold(asyncio.Event()))
            raise IndexStateError("closed_in_preparation")
        return self._application

    @asynccontextmanager
    async def lifespan(
        self, outer: Callable[[Any], AbstractAsyncContextManager[Any]], app: FastAPI
    ) -> AsyncIterator[Any]:
        """The lifespan of `app` as it was, with that of the readers' inside; at once, if there is a part already."""
        async with outer(app) as state:
            if self.part.retriever:
                made = asyncio.Event()
                self._held = asyncio.create_task(self._hold(made))
                await made.wait()
            try:
                yield state
            finally:
                self._over.set()
                if self._held:
                    await self._held

    async def _hold(self, made: asyncio.Event) -> None:
        """Make the application and keep it open until its time is over."""
        try:
            assert self.part.retriever, "the part is asked first"
            application = await asyncio.to_thread(asyncio.run, self._made(self.part.retriever))
            async with application.router.lifespan_context(application):
                self._application = application
                made.set()
                await self._over.wait()
        except Exception as error:  # the next reader's request tries again
            note(log, "the readers' application could not be made", error)
        finally:
            self._application = None
            made.set()

    async def _made(self, retriever: Retriever) -> FastAPI:
        return self._make(retriever)


class ForReaders:
    """ASGI middleware that hands the requests of who may only read to `readers`, where folders are closed to them."""

    def __init__(self, app: ASGIApp, readers: ReadersApplication) -> None:
        self.app = app
        self.readers = readers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self.app
        if scope["type"] == "http":
            visitor = visitor_of(HTTPConnection(scope))
            if visitor.may(Right.READ) and not visitor.may(Right.CHANGE):
                app = self._for_readers(scope)
        await app(scope, receive, send)

    def _for_readers(self, scope: Scope) -> ASGIApp:
        """The application that answers who may only read."""
        try:
            return self.readers.opened() if self.readers.part.is_needed() else self.app
        except TifaError as error:
            return error_response(error, 503, scope)
