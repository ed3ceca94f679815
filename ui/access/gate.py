"""The gate: finds out who sends each request, and refuses what a page of another site may have made a browser send.

It stands around the whole application, so that no route can forget it.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access.audit import AuditLog
from ui.access.cookies import CSRF_HEADER, FRONT, csrf_in_front, is_same, set_cookie
from ui.access.own_machine import OwnMachine
from ui.access.rights import AUDIT, Access, AccessError, Right
from ui.faults import error_response
from ui.told import shows_places

CHANGING_NOTHING = ("GET", "HEAD", "OPTIONS")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Gate:
    """ASGI middleware that names the visitor of each request, for `visitor_of`, and holds forms to their token."""

    def __init__(self, app: ASGIApp, access: Access, audit: AuditLog | None = None) -> None:
        self.app = app
        self.access = access
        self.audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        scope[AUDIT] = self.audit
        if isinstance(self.access, OwnMachine) and brings_key(request, self.access.key):
            response = RedirectResponse(without_key(request), 303)
            set_cookie(response, request, self.access.key, strict=True)
            await response(scope, receive, send)
            return
        visitor = self.access.visitor(HTTPConnection(scope))
        if scope["method"] not in CHANGING_NOTHING and visitor.csrf is not None:
            sent, receive = await sent_token(request, receive)
            if not is_same(sent, visitor.csrf):
                await error_response(AccessError("form_expired"), 403, scope)(scope, receive, send)
                return
        shows_places.set(visitor.may(Right.ADMINISTER))
        scope["user"] = visitor  # in place: what measures requests reads later from it which route answered
        await self.app(scope, receive, send)


def brings_key(request: Request, key: str) -> bool:
    """True for the address that the start told: a page with the key in it."""
    return request.method == "GET" and is_same(request.query_params.get("key", ""), key)


def without_key(request: Request) -> str:
    """The address of `request` on this server, without the key."""
    query = urlencode([each for each in request.query_params.multi_items() if each[0] != "key"])
    return "/" + request.url.path.lstrip("/") + (f"?{query}" if query else "")


async def sent_token(request: Request, receive: Receive) -> tuple[str, Receive]:
    """The token that a changing request sends, in its header or the first field of its form; and its body, whole."""
    if CSRF_HEADER in request.headers:
        return request.headers[CSRF_HEADER], receive
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _FORMS:
        return "", receive
    messages: list[Message] = []
    front = b""
    while len(front) < FRONT:
        message = await receive()
        messages.append(message)
        front += message.get("body", b"")
        if not message.get("more_body"):
            break

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return csrf_in_front(front), again
