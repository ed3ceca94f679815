"""The addresses of the page of the library: what anybody may look at, and what changes it, from this machine only."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.errors import EditError, ReadError, TifaError
from corpus.readers.common import MAX_BYTES
from indexer.jobs import Rebuilds
from indexer.layout import Layout
from indexer.library import changes
from indexer.library.edit_log import read_log
from retriever import Retriever
from ui.auth import AccessError, only_from_here
from ui.i18n import LANGUAGES, strings
from ui.library import page, picture, status, table
from ui.library.acts import ACTS, Act, told
from ui.library.desk import Desk
from ui.library.filling import UnsureError
from ui.page_request import PageRequest
from ui.pages.addresses import attempt, refusal, sealed
from ui.pages.frame import document, heading
from ui.pages.masthead import library
from ui.pages.tables import Download, file_response

log = logging.getLogger(__name__)

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Respond: TypeAlias = Callable[[Desk, str], Response]  # the desk, and what the bar says of the library

LARGEST_FORM = 1_000_000  # bytes: the ids of as many speeches as anybody can tick


def routes(retriever: Retriever, rebuilds: Rebuilds) -> list[BaseRoute]:
    """The routes of the page in every language. Whatever is changed is followed by one of `rebuilds`."""
    found: list[BaseRoute] = []
    for language in LANGUAGES:
        at = f"/{language}/library"
        found += [
            Route(at, _shown(retriever, rebuilds, language, _page)),
            Route(f"{at}/upload", _uploading(retriever, rebuilds, language), methods=["POST"]),
        ]
        found += [
            Route(f"{at}.{suffix}", _shown(retriever, rebuilds, language, _file(table.download, suffix)))
            for suffix in ("csv", "xlsx")
        ]
        found += [
            Route(f"{at}/picture.{suffix}", _shown(retriever, rebuilds, language, _file(picture.download, suffix)))
            for suffix in ("csv", "xlsx")
        ]
        found += [
            Route(f"{at}/{name}", _acting(retriever, rebuilds, language, act), methods=["POST"])
            for name, act in ACTS.items()
        ]
    return found


def _shown(retriever: Retriever, rebuilds: Rebuilds, language: str, respond: Respond) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answered, retriever, rebuilds, language, request, respond)

    return endpoint


def _answered(retriever: Retriever, rebuilds: Rebuilds, language: str, request: Request, respond: Respond) -> Response:
    visit = _visit(retriever, language, request)
    held = library(retriever.status(), visit.words)
    try:
        desk = Desk(visit, read_log(Layout(visit.engine.index)), _refused(request, language), rebuilds.state)
        response = respond(desk, held)
    except TifaError as error:  # the log is damaged, for one
        told_why = heading(visit) + refusal(error.message(language))
        response = HTMLResponse(document(visit, told_why, held), 500)
    return sealed(response)


def _page(desk: Desk, held: str) -> Response:
    """The page, or the part of it that is asked for."""
    part = desk.visit.value("part")
    if part == "held":
        return PlainTextResponse(held)
    if part == "status":
        return HTMLResponse(str(status.strip(desk)))
    if part == "view":
        return HTMLResponse(str(attempt(lambda _: page.view(desk), desk.visit)))
    return HTMLResponse(document(desk.visit, attempt(lambda _: page.body(desk), desk.visit), held))


def _file(download: Callable[[Desk, str], Download], suffix: str) -> Respond:
    def respond(desk: Desk, _: str) -> Response:
        return file_response(download(desk, suffix))

    return respond


def _acting(retriever: Retriever, rebuilds: Rebuilds, language: str, act: Act) -> Endpoint:
    """An endpoint that changes something and answers with what to tell of it, or with what to ask first (202)."""

    async def endpoint(request: Request) -> Response:
        try:
            only_from_here(request.client, request.headers)
            if not _is_at_most(request, LARGEST_FORM):
                raise HTTPException(413)
            async with request.form(max_files=0, max_fields=100_000) as form:
                notice = await run_in_threadpool(lambda: act(_visit(retriever, language, request), form))
        except AccessError as error:
            return sealed(PlainTextResponse(error.message(language), 403))
        except UnsureError as unsure:
            return sealed(PlainTextResponse(unsure.question, 202))
        except TifaError as error:
            return sealed(PlainTextResponse(error.message(language), 400))
        rebuilds.request()
        return sealed(HTMLResponse(str(notice)))

    return endpoint


def _uploading(retriever: Retriever, rebuilds: Rebuilds, language: str) -> Endpoint:
    """An endpoint that takes a file as the body of a request, its name in the address, and starts a rebuild."""

    async def endpoint(request: Request) -> Response:
        name = request.query_params.get("name", "")
        try:
            only_from_here(request.client, request.headers)
            if not _is_at_most(request, MAX_BYTES):
                raise EditError("upload_too_large", name=name, limit=MAX_BYTES // 1024 // 1024)
            content = await request.body()
            visit = await run_in_threadpool(_visit, retriever, language, request)
            kept = await run_in_threadpool(changes.store_upload, visit.engine.index, name, content)
        except AccessError as error:
            return sealed(PlainTextResponse(error.message(language), 403))
        except ReadError as error:
            said = strings(language).say("library.not_taken", why=error.message(language))
            return sealed(PlainTextResponse(said, 400))
        except ClientDisconnect:  # what came of it is dropped; there is nobody to tell
            return PlainTextResponse("", 400)
        except TifaError as error:
            return sealed(PlainTextResponse(error.message(language), 400))
        rebuilds.request()
        if kept == name:
            return sealed(HTMLResponse(str(told(visit, "uploaded", name=name))))
        said = told(visit, "uploaded_as", name=name, kept=kept)
        return sealed(HTMLResponse(str(said), headers={"x-renamed": "yes"}))

    return endpoint


def _is_at_most(request: Request, most: int) -> bool:
    """Whether the request says how much it brings, and it is not too much; the server holds it to what it says."""
    size = request.headers.get("content-length", "")
    return size.isascii() and size.isdigit() and int(size) <= most


def _visit(retriever: Retriever, language: str, request: Request) -> PageRequest:
    return PageRequest(retriever.newest(), strings(language), "library", request.query_params)


def _refused(request: Request, language: str) -> str | None:
    """Why this visitor may change nothing, None for who may."""
    try:
        only_from_here(request.client, request.headers)
    except AccessError as error:
        return error.message(language)
    return None
