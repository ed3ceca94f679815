"""Rights: which a route needs, and who has them.

Each route declares the right that it needs and is wrapped in `Authorized`, which asks for it; the application does not
start with a route that declares none. Until there is sign-in, only the machine that the library runs on may change it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Protocol
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import TifaError
from ui.faults import error_response

# Headers that a proxy adds. Who is behind it cannot be known, and what such a header says is never believed.
_FORWARDED = ("forwarded", "x-real-ip", "via")


class AccessError(TifaError):
    """A change of the library was asked for by somebody who may not make it."""


class Right(Enum):
    """A right that a route may need."""

    READ = "read"
    """To see the library and to ask it."""
    CHANGE = "change"
    """To take files in or out and to state things about speeches."""


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


def demand(right: Right, request: HTTPConnection) -> None:
    """Nothing, if the sender of `request` has `right`.

    Sign-in belongs here: who a session or a token says that the sender is, and the rights of their role.

    :raises AccessError: otherwise.
    """
    if right is Right.CHANGE:
        only_from_here(request.client, request.headers)


def refusal_of(right: Right, request: HTTPConnection) -> AccessError | None:
    """The reason why the sender of `request` does not have `right`, None if they have it."""
    try:
        demand(right, request)
    except AccessError as error:
        return error
    return None


class Peer(Protocol):
    """The other end of a connection."""

    @property
    def host(self) -> str:
        """Its address."""


def only_from_here(peer: Peer | None, headers: Mapping[str, str]) -> None:
    """Nothing, if a request with these `headers` comes over a connection from this very machine.

    What counts is the address of the connection. A header can only take the right away, never give it: one that says
    that the request was passed on, or that a page of another site made the browser here send it.

    :raises AccessError: otherwise.
    """
    if peer is None or not is_loopback(peer.host):
        raise AccessError("change_from_elsewhere", address=peer.host if peer else "?")
    if any(name in _FORWARDED or name.startswith("x-forwarded") for name in headers):
        raise AccessError("change_through_proxy")
    if not is_called_by_own_name(headers) or not is_own_origin(headers) or is_other_site(headers):
        raise AccessError("change_from_other_site", origin=headers.get("origin") or headers.get("host", "?"))


def is_loopback(address: str) -> bool:
    """True if `address` is this machine's own; false for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:  # how a socket for both kinds shows IPv4
        found = found.ipv4_mapped
    return found.is_loopback


def is_called_by_own_name(headers: Mapping[str, str]) -> bool:
    """True if a request over the loopback address calls this machine by it or as localhost.

    A site elsewhere can let its own name point to 127.0.0.1; a browser here would then take this library for its pages.
    """
    name = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    return name == "localhost" or is_loopback(name)


def is_other_site(headers: Mapping[str, str]) -> bool:
    """True if the browser says that a page of another site, or of another port, made it send the request."""
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def is_own_origin(headers: Mapping[str, str]) -> bool:
    """True if the page that sent a request, if one did, is of the site that the request goes to."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
