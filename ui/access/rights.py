"""Rights: which a route needs, and whether the visitor has it.

Each route declares the right that it needs and is wrapped in `Authorized`, which asks for it; the application does not
start with a route that declares none. Who the visitor is was found out before, by `ui.access.gate`; where it was not,
nobody has any right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Protocol
from urllib.parse import urlencode

from anyio import CancelScope
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import TifaError
from ui.access.audit import Entry
from ui.faults import error_response
from ui.i18n import language_at

AUDIT, PARTICULARS = "tifa.audit", "tifa.particulars"
"""Under which a request holds the audit log, and what it says of the request."""


class AccessError(TifaError):
    """Something was asked for by somebody who may not have it."""


class Right(Enum):
    """A right that a route may need."""

    NONE = "none"
    """No right: what anybody may have who reaches the server, such as the page to sign in at."""
    READ = "read"
    """To see the library and to ask it."""
    CHANGE = "change"
    """To take files in or out and to state things about speeches."""
    ADMINISTER = "administer"
    """To see where files lie on the disk, and who did what."""


class Role(StrEnum):
    """The role of a user or of a token."""

    READER = "reader"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.EDITOR: frozenset({Right.READ, Right.CHANGE}),
    Role.ADMINISTRATOR: frozenset({Right.READ, Right.CHANGE, Right.ADMINISTER}),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """The sender of a request: their name, "" where nobody signs in, and what they may do.

    `refusal` says why they may do nothing else. `csrf` is what a form or a script must send along that changes
    something; None where the right does not come with a cookie, so that no other site can borrow it. `role` is that of
    who signed in, None where nobody does.
    """

    name: str
    rights: frozenset[Right]
    refusal: AccessError
    csrf: str | None = None
    role: Role | None = None

    def may(self, right: Right) -> bool:
        """True if they have `right`."""
        return right is Right.NONE or right in self.rights


NOT_SIGNED_IN = ("sign_in_needed", "token_refused", "users_unreadable")
"""The codes of what is refused to who has not shown who they are."""

NOBODY = Visitor("", frozenset(), AccessError("sign_in_needed"))
"""The visitor where nobody found out who it is."""


class Access(Protocol):
    """The way in which a server finds out who its visitors are."""

    def visitor(self, request: HTTPConnection, /) -> Visitor:
        """The sender of `request`."""


class Public:
    """Access where everybody may read, and nobody may change anything."""

    def visitor(self, _: HTTPConnection) -> Visitor:
        """Anybody."""
        return Visitor("", frozenset({Right.READ}), AccessError("change_of_public"))


class Authorized:
    """ASGI middleware around one route: it answers only who has the right that the route needs.

    With `recorded` the audit log says of each request what came of it, also of those that are refused.
    """

    def __init__(self, app: ASGIApp, right: Right, *, recorded: bool = False) -> None:
        self.app = app
        self.right = right
        self.recorded = recorded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self.app
        try:
            demand(self.right, HTTPConnection(scope))
        except AccessError as error:
            app = refused(error, scope)
        await (_recorded(app, scope, receive, send) if self.recorded else app(scope, receive, send))


async def _recorded(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request, and note it in the audit log, if there is one."""
    status = 500  # should it fail before it answers

    async def noted(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)

    try:
        await app(scope, receive, noted)
    finally:
        if audit := scope.get(AUDIT):
            visitor, request = visitor_of(HTTPConnection(scope)), HTTPConnection(scope)
            address = request.client.host if request.client else "?"
            did = scope["path"].removeprefix(f"/{language_at(scope)}").strip("/")
            entry = Entry(visitor.name, visitor.role, address, did, status, scope.get(PARTICULARS, {}))
            with CancelScope(shield=True):  # also when the client has gone
                await run_in_threadpool(audit.add, entry)


def particulars(request: HTTPConnection, **what: object) -> None:
    """Let the audit log say of `request` what it was about."""
    request.scope[PARTICULARS] = what


def refused(error: AccessError, scope: Scope) -> Response:
    """The response to who may not: to sign in, for a browser that opens a page and has not; else the sentence."""
    if error.code not in NOT_SIGNED_IN:
        return error_response(error, 403, scope)
    request = Request(scope)
    if scope["method"] == "GET" and "text/html" in request.headers.get("accept", ""):
        query = f"?{request.url.query}" if request.url.query else ""
        wanted = urlencode({"next": request.url.path + query})
        return RedirectResponse(f"/{language_at(scope)}/sign-in?{wanted}", 303)
    response = error_response(error, 401, scope)
    response.headers["www-authenticate"] = "Bearer"
    return response


def needs(right: Right, *, recorded: bool = False) -> list[Middleware]:
    """The middleware of a route that needs `right`; with `recorded` its use is noted in the audit log."""
    return [Middleware(Authorized, right=right, recorded=recorded)]


def declare(routes: Iterable[BaseRoute], right: Right) -> None:
    """Wrap routes that were made elsewhere, such as those of a mounted application, so that they need `right`."""
    for route in routes:
        if isinstance(route, Route | Mount):
            route.app = Authorized(route.app, right)


def undeclared(routes: Iterable[BaseRoute]) -> list[BaseRoute]:
    """The routes that say nothing of the right that they need."""
    return [route for route in routes if not isinstance(getattr(route, "app", None), Authorized)]


def visitor_of(request: HTTPConnection) -> Visitor:
    """The sender of `request`, as `ui.access.gate` found out."""
    visitor = request.scope.get("user")
    return visitor if isinstance(visitor, Visitor) else NOBODY


def demand(right: Right, request: HTTPConnection) -> None:
    """Nothing, if the sender of `request` has `right`.

    :raises AccessError: otherwise.
    """
    visitor = visitor_of(request)
    if not visitor.may(right):
        raise visitor.refusal


def refusal_of(right: Right, request: HTTPConnection) -> AccessError | None:
    """The reason why the sender of `request` does not have `right`, None if they have it."""
    visitor = visitor_of(request)
    return None if visitor.may(right) else visitor.refusal
