"""Rights: which a route needs, and whether the visitor has it.

Each route declares the right that it needs and is wrapped in `Authorized`, which asks for it; the application does not
start with a route that declares none. Who the visitor is was found out before, by `ui.access.gate`; where it was not,
nobody has any right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import TifaError
from ui.faults import error_response


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


@dataclass(frozen=True, slots=True)
class Visitor:
    """The sender of a request: their name, "" where nobody signs in, and what they may do.

    `refusal` says why they may do nothing else. `csrf` is what a form or a script must send along that changes
    something; None where the right does not come with a cookie, so that no other site can borrow it.
    """

    name: str
    rights: frozenset[Right]
    refusal: AccessError
    csrf: str | None = None

    def may(self, right: Right) -> bool:
        """True if they have `right`."""
        return right is Right.NONE or right in self.rights


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
    """ASGI middleware around one route: it answers only who has the right that the route needs."""

    def __init__(self, app: ASGIApp, right: Right) -> None:
        self.app = app
        self.right = right

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            demand(self.right, HTTPConnection(scope))
        except AccessError as error:
            await error_response(error, 403, scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def needs(right: Right) -> list[Middleware]:
    """The middleware of a route that needs `right`."""
    return [Middleware(Authorized, right=right)]


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
