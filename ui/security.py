"""Middleware that every request passes: the names that the server goes by, other sites kept out, headers that keep a
browser to this server.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import TifaError
from ui.access.audit import AuditLog
from ui.access.gate import CHANGING_NOTHING, Gate
from ui.access.origin import ANY_NAME, host_name, is_known_name, is_other_site, is_own_origin
from ui.access.rights import Access, Public
from ui.faults import Guarded, error_response, refuse
from ui.slow import SteadyBodies

# The text of speeches is escaped wherever it is shown. Should that ever fail, this still keeps a page from running what
# stands in it, and from sending anything anywhere else. Our pages need no inline script or style, so none is let run.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def middleware(
    hosts: Sequence[str] = (ANY_NAME,), access: Access | None = None, audit: AuditLog | None = None
) -> list[Middleware]:
    """All of it, the outermost first. Requests that call the server by none of the names in `hosts` are refused.

    Who sends a request is found out by `access`; without it everybody may read and nobody may change anything.
    What they change and take out is noted in `audit`.
    """
    return [
        Middleware(SecurityHeaders),
        Middleware(KnownHosts, hosts=hosts),
        Middleware(SameSite),
        Middleware(Guarded),
        Middleware(SteadyBodies),
        Middleware(Gate, access=access or Public(), audit=audit),
    ]


class KnownHosts:
    """ASGI middleware that refuses requests which call the server by a name that is not its own.

    A page elsewhere can make its own name point to this server, and its visitors' browsers would let it in.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in ("http", "websocket"):
            name = host_name(Headers(scope=scope))
            if not is_known_name(name, self.hosts):
                refusal = error_response(TifaError("host_unknown", name=name or "?"), 400, scope)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


class SecurityHeaders:
    """ASGI middleware that adds to every answer the headers that it does not have of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if "etag" not in headers:  # what has one is a file, which a browser may keep and ask about
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, headed if scope["type"] == "http" else send)


class SameSite:
    """ASGI middleware that refuses what a page of another site sends: it could change things, and costs work."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] not in CHANGING_NOTHING and _is_from_other_site(scope):
            await refuse(403, scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_from_other_site(scope: Scope) -> bool:
    """True if the browser says so; one that is too old for that still names the origin."""
    headers = Headers(scope=scope)
    return is_other_site(headers) if "sec-fetch-site" in headers else not is_own_origin(headers)
