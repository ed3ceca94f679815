"""Requests that come in too slowly are dropped, or a few hundred of them would hold every connection there is.

uvicorn waits without end for the rest of a request: its timeouts are for connections that nothing is asked on. What is
limited is the time for the head of a request, and the rate of its body: large files over slow lines take their time.
"""

from __future__ import annotations

import asyncio

import anyio
import h11
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.faults import refuse

LONGEST = 10.0
"""Seconds for the head of a request, from the first connection on, and for the first or the next part of its body."""
SLOWEST = 1000
"""Bytes a second of a body, on the average: less than a modem of 1990 sent."""


class ImpatientProtocol(H11Protocol):
    """uvicorn's protocol, which closes a connection that it has waited on for the head of a request for too long.

    Also one whose request was answered before it was there, and goes on coming.
    """

    longest = LONGEST
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Go on with a request."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _watch(self) -> None:
        is_answered = self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE, h11.SEND_BODY)
        if self.conn.their_state is h11.IDLE or (self.conn.their_state is h11.SEND_BODY and is_answered):
            self._late = self._late or self.loop.call_later(self.longest, self.transport.abort)
        elif self._late is not None:
            self._late.cancel()
            self._late = None


class SteadyBodies:
    """ASGI middleware that gives up a request whose body stops for `longest` seconds, or comes slower than `slowest`.

    The time counts that is waited for the body, not that in which it is worked on.
    """

    def __init__(self, app: ASGIApp, longest: float = LONGEST, slowest: float = SLOWEST) -> None:
        self.app = app
        self.longest = longest
        self.slowest = slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_coming, is_late, begun, waited, taken = True, False, False, 0.0, 0

        async def steady() -> Message:
            nonlocal is_coming, is_late, waited, taken
            if not is_coming:  # what is waited for now is that the client goes
                return await receive()
            since = anyio.current_time()
            with anyio.move_on_after(min(self.longest, self.longest + taken / self.slowest - waited)):
                message = await receive()
                waited += anyio.current_time() - since
                taken += len(message.get("body", b""))
                is_coming = message.get("more_body", False)
                return message
            is_late = True
            raise ClientDisconnect

        async def closing(message: Message) -> None:
            nonlocal begun
            begun = True
            if is_late and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        try:
            await self.app(scope, steady, closing)
        except ClientDisconnect:
            if not is_late or begun:
                raise
            await refuse(408, scope)(scope, receive, closing)
