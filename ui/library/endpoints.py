"""Endpoints of the page of the library: its views and tables, changes, uploads. Rights are declared in `ui.router`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from corpus.errors import EditError, ReadError, TifaError
from corpus.readers.common import MAX_BYTES
from indexer.layout import Layout
from indexer.library.edit_log import read_log
from retriever.operations.operation import Work
from ui.access.rights import Right, particulars, refusal_of
from ui.api.errors import ApiError, retry_after, status_of
from ui.asker import asker_of
from ui.library import page
from ui.library.changes import Change, Notice, UnconfirmedError, upload
from ui.library.request import LibraryRequest
from ui.page_request import PageRequest, Site
from ui.pages.responses import attempt, busy, still_working
from ui.pages.tables import Download, file_response
from ui.rendering import render
from ui.told import told

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Respond: TypeAlias = Callable[[LibraryRequest], Response]

NOT_NOTED = ("csrf", "sure")
LARGEST_FORM = 1_000_000  # bytes: the ids of as many speeches as anybody can tick


def showing(site: Site, respond: Respond, kind: Work = "question") -> Endpoint:
    """An endpoint that shows something of the library; its picture and tables take reading through all of it."""

    async def endpoint(request: Request) -> Response:
        asked = await run_in_threadpool(site.request, "library", request)
        refusal = refusal_of(Right.CHANGE, request)
        work = partial(_answered, site, asked, refusal, respond)
        try:
            if kind == "question" and asked.value("view") != "picture":
                return await site.workers.run(work, asker=asker_of(request))  # what somebody changed a moment ago
            state = (asked.snapshot.generation, refusal is None)
            return await site.waiting.answer(request, "reading", state, work, partial(still_working, asked))
        except ApiError as error:
            return busy(asked, error)

    return endpoint


def _answered(site: Site, asked: PageRequest, refusal: TifaError | None, respond: Respond) -> Response:
    try:
        log = read_log(Layout(asked.snapshot.index))
        refused = told(refusal, site.words.language) if refusal else None
        return respond(LibraryRequest(asked, log, refused, site.rebuilds.state))
    except TifaError as error:  # the log is damaged, for one
        return HTMLResponse(_refused(asked, told(error, site.words.language)), 500)


def answer_page(library: LibraryRequest) -> Response:
    """The page, or the part of it that is asked for."""
    request = library.request
    part = request.value("part")
    if part == "held":
        return PlainTextResponse(request.held)
    if part == "status":
        return HTMLResponse(_rendered("status", library, **page.status(library)))
    if part == "underway":
        return HTMLResponse(_rendered("underway", library, **page.underway(library)))
    if part == "view":
        return HTMLResponse(attempt(lambda _: _rendered("view", library, **page.view(library)), request))
    return HTMLResponse(
        attempt(
            lambda _: _rendered("page", library, **page.status(library), **page.view(library)),
            request,
            lambda sentence: _refused(request, sentence),
        )
    )


def answer_table(library: LibraryRequest, download: Callable[[LibraryRequest, str], Download], suffix: str) -> Response:
    """A view of the library as a file, made by `download`."""
    return file_response(download(library, suffix))


def changing(site: Site, change: Change) -> Endpoint:
    """An endpoint that changes something and answers with a notice of it, or with what to ask first (202)."""

    async def endpoint(request: Request) -> Response:
        if not _is_at_most(request, LARGEST_FORM):
            raise HTTPException(413)
        try:
            async with request.form(max_files=0, max_fields=100_000) as form:
                particulars(request, **{name: form.getlist(name) for name in form if name not in NOT_NOTED})
                asked = await run_in_threadpool(site.request, "library", request)
                notice = await run_in_threadpool(change, asked, form)
        except UnconfirmedError as unconfirmed:
            return PlainTextResponse(unconfirmed.question, 202)
        except TifaError as error:
            return PlainTextResponse(told(error, site.words.language), 400)
        site.rebuilds.request()
        return _notice_response(asked, notice)

    return endpoint


def uploading(site: Site) -> Endpoint:
    """An endpoint that takes a file as the body of a request, its name in the address, and starts a rebuild."""

    async def endpoint(request: Request) -> Response:
        name, words = request.query_params.get("name", ""), site.words
        sure = bool(request.query_params.get("sure"))
        particulars(request, name=name)
        try:
            if not _is_at_most(request, MAX_BYTES):
                raise EditError("upload_too_large", name=name, limit=MAX_BYTES // 1024 // 1024)
            content = await request.body()
            asked = await run_in_threadpool(site.request, "library", request)
            notice, is_renamed = await site.workers.run(
                partial(upload, asked, name, content, sure=sure),
                "upload",
                asker=asker_of(request),
                receive=request.receive,
            )
        except UnconfirmedError as unconfirmed:
            return PlainTextResponse(unconfirmed.question, 202)
        except ReadError as error:
            return PlainTextResponse(words.say("library.not_taken", why=told(error, words.language)), 400)
        except ClientDisconnect:  # what came of it is dropped; there is nobody to tell
            return PlainTextResponse("", 400)
        except TifaError as error:
            status = status_of(error) if isinstance(error, ApiError) else 400
            return PlainTextResponse(told(error, words.language), status, retry_after(error))
        site.rebuilds.request()
        return _notice_response(asked, notice, {"x-renamed": "yes"} if is_renamed else None)

    return endpoint


def _rendered(template: str, library: LibraryRequest, **values: object) -> Markup:
    return render(f"library/{template}.html", library.words, library=library, request=library.request, **values)


def _refused(request: PageRequest, sentence: str) -> Markup:
    return render("refused_page.html", request.words, request=request, sentence=sentence)


def _notice_response(asked: PageRequest, notice: Notice, headers: dict[str, str] | None = None) -> Response:
    html = render("library/notice.html", asked.words, request=asked, notice=notice)
    return HTMLResponse(html, headers=headers)


def _is_at_most(request: Request, most: int) -> bool:
    """True if the request says how much it brings, and it is not too much; the server holds it to what it says."""
    size = request.headers.get("content-length", "")
    return size.isascii() and size.isdigit() and int(size) <= most
