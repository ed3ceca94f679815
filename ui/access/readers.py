"""Readers' own application: over the open part of the library, where folders are closed to them.

It is a whole application of its own, over a retriever that holds nothing of closed folders; so no page and no operation
has to ask who is reading. Where it is not known what readers may see, they see nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

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

    def __init__(self, index: Path, retriever: Retriever | None = None) -> None:
        """`retriever` answers from the part; None if no folder was closed to readers when the server started."""
        self.index = index
        self.retriever = retriever
        self._made = made_of(index) if retriever else None
        self._turn = threading.Lock()
        self._seen: tuple[object, tuple[tuple[str, str], ...]] | None = None

    def is_needed(self) -> bool:
        """True if folders are closed, so that readers are answered from the open part.

        :raises IndexStateError: if that is not known, or the part does not leave out those that are closed by now.
        """
        closed = self._closed()
        if self.retriever is None:
            if closed:
                raise IndexStateError("closed_since_start")
            return False
        if not Layout(Layout(self.index).open_part).published.is_file():  # a build deleted something for good
            self._made = None
        if self._made != wanted_of(self.index, closed):
            self.follow()
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
        if self.retriever and self._turn.acquire(blocking=False):
            threading.Thread(target=self._bring_up, args=(self.retriever,), name="open part", daemon=True).start()

    def _bring_up(self, retriever: Retriever) -> None:
        try:
            # A build that deletes something for good waits for who reads the index.
            until = time.monotonic() + _LONGEST_WAIT
            while Layout(self.index).clearing.exists() and time.monotonic() < until:
                time.sleep(_SECONDS_BETWEEN_LOOKS)
            made = bring_up(self.index)
            retriever.release()  # before it counts as made: the state before may show what is closed by now
            self._made = made
        except Exception as error:  # readers go on with the state of before, or with none
            note(log, "the open part could not be brought up", error)
        finally:
            self._turn.release()


class ForReaders:
    """ASGI middleware that hands the requests of who may only read to `readers`, where folders are closed to them."""

    def __init__(self, app: ASGIApp, part: OpenPart, readers: ASGIApp) -> None:
        self.app = app
        self.part = part
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
            return self.readers if self.part.is_needed() else self.app
        except TifaError as error:
            return error_response(error, 503, scope)
