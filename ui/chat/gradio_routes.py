"""What of Gradio is served: the addresses that its page and its client use, and no other.

Gradio brings many more: some take files from anybody and keep them, one fetches any address of the internet for whoever
asks, and all of them answer pages of any site once the server has another address than localhost.
"""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.routes import Bounded
from ui.auth import is_own_origin
from ui.faults import told

_READ = re.compile(
    r"/?|/config/?|/theme\.css|/(?:assets|static)/.+|"
    r"/gradio_api/(?:info/?|app_id/?|queue/data|heartbeat/[\w-]+|call/(?:v2/)?ask/\w+)"
)
_SENT = re.compile(r"/gradio_api/(?:queue/join|run/predict|cancel|reset|call/(?:v2/)?ask)/?")
_USED = {"GET": _READ, "HEAD": _READ, "POST": _SENT}


def close_unused(app: FastAPI) -> None:
    """Close, of the Gradio app that was mounted in `app` last, what nothing here uses."""
    mounted = app.router.routes[-1]
    if not isinstance(mounted, Mount):
        raise TypeError(f"Gradio is mounted last, not {mounted!r}")
    mounted.app = OnlyUsed(mounted.app)


class OnlyUsed:
    """Hands on what the page and Gradio's client use, of at most MOST_BYTES, unless a page of another site sent it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.bounded = Bounded(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        used, path = _USED.get(scope["method"]), scope["path"].removeprefix(scope["root_path"])
        if used is None or not used.fullmatch(path):
            await (await told(Request(scope), HTTPException(404)))(scope, receive, send)
        elif not is_own_origin(Headers(scope=scope)):
            await (await told(Request(scope), HTTPException(403)))(scope, receive, send)
        else:
            # Of queries only the session counts: Gradio looks for a page of its own by ?page= and fails where there is
            # none.
            asked = scope["query_string"] if path == "/gradio_api/queue/data" else b""
            await self.bounded({**scope, "query_string": asked}, receive, send)
