"""The web server: the page in each language, chosen by the visitor's browser, and nothing that leaves this machine."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable, Sequence

import uvicorn
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import TifaError
from indexer.jobs import Rebuilds
from retriever import Retriever
from ui import library
from ui.api import Measured, mount_programs
from ui.chat.mount import mount_chat
from ui.faults import Guarded, told
from ui.i18n import LANGUAGES, language_of
from ui.pages import collection, routes

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
SECONDS_TO_STOP = 3  # an open page holds its connection for as long as it is let


class ServeError(TifaError):
    """The address to serve on cannot be used."""


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to `host` and `port`; port 0 takes a free one.

    :raises ServeError: if the port is taken or the host is not one of this machine's addresses.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP: only then does asyncio send at once what is written, rather than 40 ms later.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as exc:
        bound.close()
        taken = isinstance(exc, OSError) and exc.errno == errno.EADDRINUSE
        code = "port_taken" if taken else "address_unusable"
        raise ServeError(code, host=host, port=port, next_port=port + 1, reason=exc) from exc
    return bound


def is_local(bound: socket.socket) -> bool:
    """Whether only this machine reaches what is served on `bound`."""
    return ipaddress.ip_address(bound.getsockname()[0]).is_loopback


def address_of(bound: socket.socket) -> str:
    """What to type into a browser on this machine to reach `bound`."""
    host, port = bound.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{_in_address(here)}:{port}"


def serve(retriever: Retriever, bound: socket.socket, ready: Callable[[str], None], *, mcp: bool = False) -> None:
    """Serve the pages, and with `mcp` the MCP server, on `bound` until interrupted.

    `ready` is called with the address once it answers.
    """
    rebuilds = Rebuilds(retriever.newest().snapshot.index, retriever.release)
    app = application(retriever, hosts_of(bound), mcp=mcp, rebuilds=rebuilds)
    # What a proxy says of where a request comes from is not believed: who may change the library depends on it.
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
    )
    try:
        Announcing(config, lambda: ready(address_of(bound))).run(sockets=[bound])
    finally:
        rebuilds.close()


def hosts_of(bound: socket.socket) -> Sequence[str]:
    """The names that requests to `bound` may call it by, without a port; "*" for any.

    A web page elsewhere can make its own name point to this machine and would then be let into the library. On the
    network, the names that a machine goes by cannot be known.
    """
    return [*LOCAL_NAMES, _in_address(bound.getsockname()[0])] if is_local(bound) else ["*"]


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class Announcing(uvicorn.Server):
    """A server that says when it has started."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call `ready`."""
        await super().startup(sockets)
        if self.started:
            self.ready()


def application(
    retriever: Retriever, hosts: Sequence[str] = ("*",), *, mcp: bool = False, rebuilds: Rebuilds | None = None
) -> FastAPI:
    """The web application: /zh/ and /en/ hold the page in that language, any other path goes to the visitor's own.

    Requests that call it by none of the names in `hosts` are refused. What is changed on the page of the library is
    followed by one of `rebuilds`, which are for the caller to close.
    """
    rebuilds = rebuilds or Rebuilds(retriever.newest().snapshot.index, retriever.release)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    metrics = mount_programs(app, retriever, hosts, mcp=mcp)
    app.router.routes.extend([*routes(retriever), *collection.routes(retriever), *library.routes(retriever, rebuilds)])
    mount_chat(app, retriever)
    app.mount("/", ByLanguage(app.router))
    app.add_exception_handler(HTTPException, told)
    app.add_middleware(Guarded)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    pages = [route.path for route in app.routes if isinstance(route, Route) and "{" not in route.path]
    app.add_middleware(Measured, metrics=metrics, pages=pages)
    return app


class ByLanguage:
    """Hands a path without a language to the same path in the visitor's: `?lang=`, else by Accept-Language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].removeprefix("/") in LANGUAGES:
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{scope['path']}/{'?' if query else ''}{query}")(scope, receive, send)
            return
        path = f"/{language_of(scope)}{scope['path']}"
        await self.app({**scope, "path": path, "raw_path": path.encode(), "root_path": ""}, receive, send)
