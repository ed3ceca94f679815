"""Faults and refusals as sentences; a fault is logged by its place in the code and never with what was asked.

The message of an exception may repeat a question, and what people ask is in no log.
"""

from __future__ import annotations

import asyncio
import logging
import traceback

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import EncoderError, IndexStateError, TifaError
from ui.i18n import language_at
from ui.told import told

log = logging.getLogger(__name__)

_BY_STATUS = {
    403: "page_other_site",
    404: "page_missing",
    405: "page_missing",
    408: "request_too_slow",
    413: "api_too_large",
}
_PLAIN = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def note(log: logging.Logger, what: str, error: Exception) -> None:
    """Write into `log` that `what` happened: the kind of `error`, and at which line."""
    log.error("%s: %s\n%s", what, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))


async def http_error(request: Request, error: Exception) -> Response:
    """The response where there is no such page, or what was sent cannot be read: a sentence for people."""
    if not isinstance(error, HTTPException):
        raise error
    response = refuse(error.status_code, request.scope)
    response.headers.update(error.headers or {})
    return response


def refuse(status: int, scope: Scope) -> Response:
    """The response to a request that is refused with `status`, as there is no such page: a sentence."""
    return error_response(
        TifaError(_BY_STATUS.get(status, "form_unreadable"), address=f"/{language_at(scope)}/"), status, scope
    )


def error_response(error: TifaError, status: int, scope: Scope) -> Response:
    """The sentence of `error` for people; for programs, at /api/, what they get of any error."""
    sentence = told(error, language_at(scope))
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": error.code.removeprefix("api_"), "message": sentence}, status, _PLAIN)
    return PlainTextResponse(sentence, status, _PLAIN)


class Guarded:
    """ASGI middleware that answers unexpected exceptions with a sentence, and logs them without anybody's words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except ClientDisconnect:  # nobody is left to be told
            return
        except asyncio.CancelledError:  # the server stops, and waits no longer for what it works on
            if not begun:
                await error_response(TifaError("api_stopping"), 503, scope)(scope, receive, send)
        except TifaError as error:  # one that no page tells of itself: the index cannot be opened, for one
            if not begun:
                broken = isinstance(error, IndexStateError | EncoderError)
                await error_response(error, 503 if broken else 400, scope)(scope, receive, send)
        except Exception as error:
            note(log, "a request could not be answered", error)
            if not begun:
                await error_response(TifaError("api_unexpected"), 500, scope)(scope, receive, send)
