"""The addresses of the page of the library: views for anybody, changes for who may make them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.errors import EditError, ReadError, TifaError
from corpus.readers.common import MAX_BYTES
from indexer.jobs import Rebuilds
from indexer.layout import Layout
from indexer.library.edit_log import read_log
from retriever import Retriever
from ui.auth import AccessError, only_from_here
from ui.i18n import LANGUAGES, strings
from ui.library import page, picture, speeches
from ui.library.changes import CHANGES, Change, Notice, UnconfirmedError, upload
from ui.library.request import LibraryRequest
from ui.page_request import PageRequest
from ui.pages.addresses import attempt, refusal, sealed
from ui.pages.frame import document, heading
from ui.pages.masthead import library as held_by_library
from ui.pages.tables import Download, file_response
from ui.rendering import render

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Respond: TypeAlias = Callable[[LibraryRequest, str], Response]  # the request, and what the bar says of the library

LARGEST_FORM = 1_000_000  # bytes: the ids of as many speeches as anybody can tick
SUFFIXES = ("csv", "xlsx")


def routes(retriever: Retriever, rebuilds: Rebuilds) -> list[BaseRoute]:
    """The routes of the page in every language. Whatever is changed is followed by one of `rebuilds`."""
    found: list[BaseRoute] = []
    for language in LANGUAGES:
        at = f"/{language}/library"
        found += [
            Route(at, _shown(retriever, rebuilds, language, _page)),
            Route(f"{at}/upload", _uploading(retriever, rebuilds, language), methods=["POST"]),
        ]
        for suffix in SUFFIXES:
            found += [
                Route(f"{at}.{suffix}", _shown(retriever, rebuilds, language, _file(speeches.download, suffix))),
                Route(f"{at}/picture.{suffix}", _shown(retriever, rebuilds, language, _file(picture.download, suffix))),
            ]
        found += [
            Route(f"{at}/{name}", _changing(retriever, rebuilds, language, change), methods=["POST"])
            for name, change in CHANGES.items()
        ]
    return found


def _shown(retriever: Retriever, rebuilds: Rebuilds, language: str, respond: Respond) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answered, retriever, rebuilds, language, request, respond)

    return endpoint


def _answered(retriever: Retriever, rebuilds: Rebuilds, language: str, request: Request, respond: Respond) -> Response:
    asked = _asked(retriever, language, request)
    held = held_by_library(retriever.status(), asked.words)
    try:
        log = read_log(Layout(asked.snapshot.index))
        response = respond(LibraryRequest(asked, log, _refused(request, language), rebuilds.state), held)
    except TifaError as error:  # the log is damaged, for one
        said = heading(asked) + refusal(error.message(language))
        response = HTMLResponse(document(asked, said, held), 500)
    return sealed(response)


def _page(library: LibraryRequest, held: str) -> Response:
    """The page, or the part of it that is asked for."""
    request = library.request
    part = request.value("part")
    if part == "held":
        return PlainTextResponse(held)
    if part == "status":
        return HTMLResponse(_rendered("status", library, **page.status(library)))
    if part == "view":
        return HTMLResponse(str(attempt(lambda _: _rendered("view", library, **page.view(library)), request)))
    return HTMLResponse(
        attempt(
            lambda _: _rendered("page", library, held=held, **page.status(library), **page.view(library)),
            request,
            lambda sentence: document(request, refusal(sentence), held),
        )
    )


def _rendered(template: str, library: LibraryRequest, **values: object) -> Markup:
    return render(f"library/{template}.html", library.words, library=library, request=library.request, **values)


def _file(download: Callable[[LibraryRequest, str], Download], suffix: str) -> Respond:
    def respond(library: LibraryRequest, _: str) -> Response:
        return file_response(download(library, suffix))

    return respond


def _changing(retriever: Retriever, rebuilds: Rebuilds, language: str, change: Change) -> Endpoint:
    """An endpoint that changes something and answers with a notice of it, or with what to ask first (202)."""

    async def endpoint(request: Request) -> Response:
        try:
            only_from_here(request.client, request.headers)
            if not _is_at_most(request, LARGEST_FORM):
                raise HTTPException(413)
            async with request.form(max_files=0, max_fields=100_000) as form:
                asked = await run_in_threadpool(_asked, retriever, language, request)
                notice = await run_in_threadpool(change, asked, form)
        except AccessError as error:
            return sealed(PlainTextResponse(error.message(language), 403))
        except UnconfirmedError as unconfirmed:
            return sealed(PlainTextResponse(unconfirmed.question, 202))
        except TifaError as error:
            return sealed(PlainTextResponse(error.message(language), 400))
        rebuilds.request()
        return sealed(_told(asked, notice))

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
            asked = await run_in_threadpool(_asked, retriever, language, request)
            notice, is_renamed = await run_in_threadpool(upload, asked, name, content)
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
        return sealed(_told(asked, notice, {"x-renamed": "yes"} if is_renamed else None))

    return endpoint


def _told(asked: PageRequest, notice: Notice, headers: dict[str, str] | None = None) -> Response:
    html = render("library/notice.html", asked.words, request=asked, notice=notice)
    return HTMLResponse(html, headers=headers)


def _is_at_most(request: Request, most: int) -> bool:
    """True if the request says how much it brings, and it is not too much; the server holds it to what it says."""
    size = request.headers.get("content-length", "")
    return size.isascii() and size.isdigit() and int(size) <= most


def _asked(retriever: Retriever, language: str, request: Request) -> PageRequest:
    return PageRequest(retriever.newest(), strings(language), "library", request.query_params)


def _refused(request: Request, language: str) -> str | None:
    """The sentence that says why this visitor may change nothing, None for who may."""
    try:
        only_from_here(request.client, request.headers)
    except AccessError as error:
        return error.message(language)
    return None
