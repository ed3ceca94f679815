"""The address answers while the library is still being opened, which takes minutes where one of an older program is
brought up to date: a page says so and asks again.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from corpus.errors import IndexStateError
from retriever import Retriever
from ui.access.gate import CHANGING_NOTHING
from ui.api.errors import PRIVATE
from ui.assets import BUNDLES, answer_asset, asset_paths
from ui.faults import error_response
from ui.i18n import language_at, strings
from ui.rendering import render
from ui.security import middleware
from ui.server import Announcing, Reached, address_of, config_of, hosts_of

PATIENCE = 0.5
"""Seconds after which opening is no longer waited for in silence."""
_SECONDS_TO_ASK_AGAIN = 5  # by programs; a page asks every second
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")


@contextmanager
def opened_behind_a_page(
    library: AbstractContextManager[Retriever],
    bound: socket.socket,
    reached: Reached,
    ready: Callable[[str], None],
    patience: float = PATIENCE,
) -> Iterator[Retriever]:
    """The retriever of `library`, which is opened first; if that takes longer than `patience`, in seconds, all pages on
    `bound` say so meanwhile.

    `ready` is called with the address when they do.
    :raises ServeError: if certificate and key cannot be used.
    """
    # A server closes its socket when it stops. Who asks then waits at the other end of the same one for the next.
    own, opened = bound.dup(), threading.Event()
    server = Announcing(
        config_of(opening_application(hosts_of(bound, reached.names)), reached),
        lambda: ready(address_of(bound, reached.scheme)),
    )

    def serve_unless_opened() -> None:
        with own:
            if not opened.wait(patience):
                server.run(sockets=[own])

    with ExitStack() as held:
        serving = threading.Thread(target=serve_unless_opened, name="opening")
        serving.start()
        try:
            retriever = held.enter_context(library)
        finally:
            opened.set()
            server.should_exit = True
            serving.join()
        yield retriever


def opening_application(hosts: Sequence[str]) -> Starlette:
    """The application that answers, by one of the names in `hosts`, while there is no library to answer from."""
    began = time.monotonic()
    assets = [Route(path, partial(answer_asset, name=name)) for name in BUNDLES for path in asset_paths(name)]
    application = Starlette(
        routes=[*assets, Route("/healthz", alive), Route("/{path:path}", partial(say_so, began), methods=_METHODS)]
    )
    application.user_middleware += middleware(hosts)
    return application


async def alive(_: Request) -> Response:
    """The response to a monitor that asks whether the process is alive."""
    return JSONResponse({"status": "alive"}, headers=PRIVATE)


async def say_so(began: float, request: Request) -> Response:
    """The page that says since when the library is being opened; for all that is no page a sentence, to ask again."""
    if request.method in CHANGING_NOTHING and "text/html" in request.headers.get("accept", ""):
        seconds = round(time.monotonic() - began)
        words = strings(language_at(request.scope))
        return HTMLResponse(render("library_opening.html", words, seconds=seconds), 202, PRIVATE)
    response = error_response(IndexStateError("library_opening"), 503, request.scope)
    response.headers["retry-after"] = str(_SECONDS_TO_ASK_AGAIN)
    return response
