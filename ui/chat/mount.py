"""The Ask pages as part of the web application: Gradio's applications, closed but for what is used, their page ours.

Gradio brings many addresses more than its page and its client use: some take files from anybody and keep them, one
fetches any address of the internet for whoever asks, and all of them answer pages of any site once the server has
another address than localhost. Why its page is rewritten: docs/decisions/0007-gradio-in-one-room.md.
"""

from __future__ import annotations

import re
from functools import cache

import gradio as gr
from fastapi import FastAPI
from markupsafe import Markup
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retriever import Retriever
from ui.access.origin import is_own_origin
from ui.access.rights import NOBODY, Visitor, visitor_of
from ui.api.routes import Bounded
from ui.api.work import Workers
from ui.assets import static
from ui.chat.client import publish
from ui.chat.page import AskPage
from ui.chat.theme import theme
from ui.chat.turns import Visitors
from ui.faults import http_error
from ui.i18n import LANGUAGE_TAGS, LANGUAGES, Strings, strings
from ui.language_model import LanguageModel
from ui.palette import css_variables
from ui.rendering import render

EVENTS_AT_ONCE = 1000
"""Events that Gradio hands on at the same time, more than there are visitors: they wait for their turn among all
questions, and are told when there is none; in Gradio's own queue they would wait without end."""

SCRIPTS = (
    "common.js",
    "storage.js",
    "connection.js",
    "questions.js",
    "talks.js",
    "names.js",
    "collection.js",
    "paragraph.js",
    "several.js",
    "years.js",
)

READ = (
    "/",
    "/config",
    "/theme.css",
    "/assets/{file:path}",
    "/static/{file:path}",
    "/gradio_api/info",
    "/gradio_api/app_id",
    "/gradio_api/queue/data",
    "/gradio_api/heartbeat/{session}",
    "/gradio_api/call/ask/{event}",
    "/gradio_api/call/v2/ask/{event}",
)
SENT = (
    "/gradio_api/queue/join",
    "/gradio_api/run/predict",
    "/gradio_api/cancel",
    "/gradio_api/reset",
    "/gradio_api/call/ask",
    "/gradio_api/call/v2/ask",
)

# The text of speeches is escaped wherever it is shown. Should that ever fail, this still keeps a page from sending
# anything anywhere else. Gradio's own page needs inline scripts and eval.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)


def mount_chat(app: FastAPI, retriever: Retriever, workers: Workers, model: LanguageModel | None = None) -> None:
    """Add to `app` the Ask page of each language, at /zh/ and /en/, with the endpoint of Gradio's own client.

    With a `model` its answers have a button that has it write a paragraph.
    """
    visitors = Visitors(workers)
    for language in LANGUAGES:
        words = strings(language)
        gr.mount_gradio_app(
            app,
            blocks(retriever, words, visitors, model),
            path=f"/{language}",
            theme=theme(),
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
        )
        mounted = app.router.routes[-1]
        if not isinstance(mounted, Mount):
            raise TypeError(f"Gradio is mounted last, not {mounted!r}")
        mounted.app = OnlyUsed(OwnPage(mounted.app, words), visitors)


def blocks(retriever: Retriever, words: Strings, visitors: Visitors, model: LanguageModel | None = None) -> gr.Blocks:
    """The page and the client's endpoint in the language of `words`."""
    page = gr.Blocks(title=words.say("page.title"), analytics_enabled=False, fill_width=True)
    with page:
        publish(retriever, words.language, visitors)  # first: the name /ask is taken by who comes first
        AskPage(retriever, words, visitors, model.name if model else "").build()
    page.max_threads = EVENTS_AT_ONCE
    page.queue(default_concurrency_limit=None)
    return page


class OnlyUsed:
    """ASGI middleware that hands on what the page and Gradio's client use: of bounded size, from their own site."""

    def __init__(self, app: ASGIApp, visitors: Visitors) -> None:
        self.app = app
        self.visitors = visitors
        self.bounded = Bounded(app)
        self.used = [Route(path, app, methods=["GET"]) for path in READ]  # HEAD comes with GET
        self.used += [Route(path, app, methods=["POST"]) for path in SENT]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: 404 for an address that is not used, 403 for a page of another site."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif all(route.matches(scope)[0] is not Match.FULL for route in self.used):
            await (await http_error(Request(scope), HTTPException(404)))(scope, receive, send)
        elif not is_own_origin(Headers(scope=scope)):
            await (await http_error(Request(scope), HTTPException(403)))(scope, receive, send)
        else:
            # Of queries only the session counts: Gradio looks for a page of its own by ?page= and fails where there is
            # none.
            is_stream = scope["path"].endswith("/gradio_api/queue/data")
            asked = scope["query_string"] if is_stream else b""
            try:
                await self.bounded({**scope, "query_string": asked}, receive, send)
            finally:
                if is_stream:
                    self.visitors.leave(QueryParams(asked).get("session_hash", ""))


class OwnPage:
    """ASGI middleware that makes the page which Gradio serves our own, and keeps a browser to this server."""

    def __init__(self, app: ASGIApp, words: Strings) -> None:
        self.app = app
        self.words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; only the page is touched."""
        if scope["type"] != "http" or scope["path"].removeprefix(scope["root_path"]) not in ("", "/"):
            await self.app(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        del headers["accept-encoding"]  # the page is rewritten, so it must come as text
        served = Response()
        body: list[bytes] = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                served.status_code, served.raw_headers = message["status"], list(message["headers"])
            elif message["type"] == "http.response.body":
                body.append(message.get("body", b""))

        await self.app({**scope, "headers": headers.raw}, receive, keep)
        served.body = b"".join(body)
        if served.headers.get("content-type", "").startswith("text/html"):
            served = own_response(served.body.decode("utf-8"), self.words, visitor_of(Request(scope)))
        await served(scope, receive, send)


def own_response(html: str, words: Strings, visitor: Visitor = NOBODY) -> HTMLResponse:
    """Gradio's page `html` as ours, for `visitor`.

    It holds the size of the library and what filters can be set to, so it is kept nowhere.
    """
    return HTMLResponse(
        own_html(html, words, visitor),
        headers={
            "content-security-policy": POLICY,
            "vary": "Accept-Language",
            "cache-control": "no-store",
        },
    )


def own_html(html: str, words: Strings, visitor: Visitor = NOBODY) -> str:
    """Gradio's page `html` with our language, title, icon, style and script, without what speaks of Gradio."""
    opening = Markup('<html lang="{}" data-visitor="{}"' if visitor.name else '<html lang="{}"')
    opening = opening.format(LANGUAGE_TAGS[words.language], visitor.name)
    html = re.sub(r'<html\s+lang="en"', lambda _: opening, html, count=1)
    html = re.sub(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*', "", html)
    html = re.sub(r'<link rel="manifest"[^>]*>\s*', "", html)
    return html.replace("</head>", f"{named(visitor.csrf or '')}{head(words.language)}</head>", 1)


def named(token: str) -> Markup:
    """The token where the script finds it; nothing where there is none."""
    return Markup('<meta name="csrf" content="{}">').format(token) if token else Markup()


@cache
def head(language: str) -> Markup:
    """The end of the head of the page in `language`, behind what Gradio puts there."""
    words = strings(language)
    style, script = (
        css_variables() + static("common.css") + static("print.css"),
        "".join(map(static, SCRIPTS)),
    )
    return render("chat/head.html", words, style=Markup(style), script=Markup(script))
