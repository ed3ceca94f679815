"""The table of addresses: what answers at each and the right that it needs; and the application of all of them.

Every page is at /zh/… and at /en/…; a path without a language leads to the same path in the visitor's own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple, TypeAlias, TypeVar

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import TifaError
from indexer.rebuilds import Rebuilds
from retriever import Retriever
from retriever.operations.operation import Work
from ui.access.audit import AuditLog
from ui.access.origin import ANY_NAME
from ui.access.pages import sign_in_routes
from ui.access.readers import ForReaders, OpenPart, ReadersApplication
from ui.access.rights import Access, Right, declare, needs, undeclared
from ui.access.sign_in import SignIn
from ui.addresses import moved, path_of
from ui.api import Measured, mount_programs
from ui.api.errors import ApiError, retry_after, status_of
from ui.api.health import PROBES
from ui.api.metrics import Metrics
from ui.api.work import Workers
from ui.asker import asker_of
from ui.assets import BUNDLES, answer_asset, asset_paths
from ui.chat.opening import AskPages
from ui.faults import http_error
from ui.i18n import LANGUAGES, language_of, strings
from ui.language_model import LanguageModel
from ui.library import endpoints, overview, speeches
from ui.library.changes import CHANGES
from ui.page_request import PageRequest, Site
from ui.pages import collection, compare, contrast, enumerations, families, paragraph, phrase, responses, timeline
from ui.pages.draft import Draft, received_or_refused
from ui.pages.responses import Page
from ui.security import middleware
from ui.waiting import Waiting

Sent = TypeVar("Sent")
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

READ, CHANGE = Right.READ, Right.CHANGE
TABLES = ("csv", "xlsx")
PAGES: Mapping[str, Page] = {
    "families": Page(families.results, families.download, parts={"cards": families.next_cards}),
    "phrase": Page(phrase.results, phrase.download, phrase.form, {"lines": phrase.next_lines}, work="question"),
    "timeline": Page(
        timeline.results, timeline.download, timeline.form, {"uses": timeline.uses_part}, leads_to=timeline.leads_to
    ),
    "contrast": Page(contrast.results, contrast.download, contrast.form),
    "compare": Page(compare.results, compare.download, compare.form),
    "enumerations": Page(enumerations.results, enumerations.download, parts={"cards": enumerations.next_cards}),
}
"""The pages that are asked by a form; a page is a line here, a module in ui/pages and ui/templates/pages/NAME.html."""


class Address(NamedTuple):
    """A path below the language, "speech" for /zh/speech: what answers there, and the right that it needs."""

    method: str
    path: str
    right: Right
    endpoint: Endpoint


def addresses(site: Site) -> Iterator[Address]:
    """Every address of the pages in one language."""
    for name, page in PAGES.items():
        path, answer = path_of(name), partial(responses.answer_page, page=page)
        yield Address("GET", path, READ, answering(site, name, page.work, answer))
        if page.download:
            for suffix in TABLES:
                table = partial(responses.answer_table, form=page.form, download=page.download, suffix=suffix)
                yield Address("GET", f"{path}.{suffix}", READ, answering(site, name, "reading", table))
    yield Address("GET", "speech", READ, answering(site, "speech", "question", responses.answer_speech))
    yield Address("GET", "speech.docx", READ, answering(site, "speech", "reading", responses.answer_docx))
    check = path_of("check")
    yield Address("GET", check, READ, answering(site, "check", "question", responses.answer_check))
    draft, draft_table = responses.answer_draft, responses.answer_draft_table
    yield Address("POST", check, READ, comparing(site, draft))
    yield Address("POST", f"{check}.xlsx", READ, comparing(site, draft_table))
    taking = partial(receiving, site, "collection", collection.received)
    yield Address("POST", "collection", READ, taking("question", collection.answer_panel))
    for suffix in collection.SUFFIXES:
        file = partial(collection.answer_file, suffix=suffix)
        yield Address("POST", f"collection.{suffix}", READ, taking("reading", file))
    if site.model:
        written = partial(paragraph.answer, model=site.model)
        yield Address("POST", "paragraph", READ, receiving(site, "paragraph", paragraph.received, "paragraph", written))
    yield from library_addresses(site)


def library_addresses(site: Site) -> Iterator[Address]:
    """The addresses of the page of the library: its views for anybody, changes for who may make them."""
    yield Address("GET", "library", READ, endpoints.showing(site, endpoints.answer_page))
    for name, download in (("library", speeches.download), ("library/picture", overview.download)):
        for suffix in TABLES:
            table = partial(endpoints.answer_table, download=download, suffix=suffix)
            yield Address("GET", f"{name}.{suffix}", READ, endpoints.showing(site, table, "reading"))
    yield Address("POST", "library/upload", CHANGE, endpoints.uploading(site))
    for name, change in CHANGES.items():
        yield Address("POST", f"library/{name}", CHANGE, endpoints.changing(site, change))


def answering(site: Site, page: str, kind: Work, answer: Callable[[PageRequest], Response]) -> Endpoint:
    """An endpoint that answers in a thread of its own: work of this kind must not hold up other visitors."""

    async def endpoint(request: Request) -> Response:
        asked = await run_in_threadpool(site.request, page, request)
        state, meanwhile = asked.snapshot.generation, partial(responses.still_working, asked)
        try:
            return await site.waiting.answer(request, kind, state, lambda: answer(asked), meanwhile)
        except ApiError as error:
            return responses.busy(asked, error)

    return endpoint


def receiving(
    site: Site,
    page: str,
    receive: Callable[[Request], Awaitable[Sent]],
    kind: Work,
    answer: Callable[[PageRequest, Sent], Response],
) -> Endpoint:
    """An endpoint that takes what was sent, and then answers as `answering` does."""

    async def endpoint(request: Request) -> Response:
        sent = await receive(request)
        asked = await run_in_threadpool(site.request, page, request)
        try:
            return await site.workers.run(
                lambda: answer(asked, sent), kind, asker=asker_of(request), receive=request.receive
            )
        except ApiError as error:
            return responses.busy(asked, error)

    return endpoint


def comparing(site: Site, answer: Callable[[PageRequest, Draft | TifaError], Response]) -> Endpoint:
    """An endpoint that takes a draft: costly work, little of it at once, and given up when the visitor leaves."""

    async def endpoint(request: Request) -> Response:
        sent = await received_or_refused(request, site.workers)

        def compared() -> Response:
            return answer(site.request("check", request), sent)

        try:
            if isinstance(sent, TifaError):
                raise sent
            return await site.workers.run(compared, "draft", asker=asker_of(request), receive=request.receive)
        except TifaError as error:
            sent = error
            response = await run_in_threadpool(compared)
            if retry := retry_after(error):
                response.status_code = status_of(error)
                response.headers.update(retry)
            return response

    return endpoint


def page_routes(
    retriever: Retriever, rebuilds: Rebuilds, workers: Workers | None = None, model: LanguageModel | None = None
) -> list[BaseRoute]:
    """The routes of all pages in every language, and of the files that they load."""
    waiting = Waiting(workers or Workers())  # the same for all languages
    found: list[BaseRoute] = [
        Route(path, partial(answer_asset, name=name), middleware=needs(Right.NONE))
        for name in BUNDLES
        for path in asset_paths(name)
    ]
    for language in LANGUAGES:
        for method, path, right, endpoint in addresses(Site(retriever, rebuilds, strings(language), waiting, model)):
            # A file that is taken away is noted, as a change is.
            declared = needs(right, recorded=right is CHANGE or bool(PurePosixPath(path).suffix))
            found.append(Route(f"/{language}/{path}", endpoint, methods=[method], middleware=declared))
        found += older_routes(language)
    return found


def older_routes(language: str) -> Iterator[Route]:
    """The routes of older addresses: they lead to the newer ones with all that was asked, and with what is sent."""
    for old, path in moved().items():
        for suffix in ("", *(f".{each}" for each in TABLES)):
            lead = partial(lead_to, path=f"/{language}/{path}{suffix}")
            yield Route(f"/{language}/{old}{suffix}", lead, methods=["GET", "POST"], middleware=needs(READ))


async def lead_to(request: Request, path: str) -> Response:
    """The response that leads to `path` with the query of `request`."""
    query = request.url.query
    return RedirectResponse(f"{path}?{query}" if query else path, 308)


def application(
    retriever: Retriever,
    hosts: Sequence[str] = (ANY_NAME,),
    *,
    mcp: bool = False,
    rebuilds: Rebuilds | None = None,
    access: Access | None = None,
    audit: AuditLog | None = None,
    part: OpenPart | None = None,
    model: LanguageModel | None = None,
    chat_later: bool = False,
) -> FastAPI:
    """The web application: pages, chat, and what programs call; with `mcp` the MCP server as well.

    Requests that call it by none of the names in `hosts` are refused; `access` says who the visitors are, and without
    it everybody may read and nobody may change anything. What is changed on the page of the library is followed by one
    of `rebuilds`, which are for the caller to close. Changes and exports are noted in `audit`.
    Where folders are closed, those who may only read are answered from the open `part`, made anew if none is given.
    With a language `model` a paragraph can be written from an answer.
    With `chat_later` the Ask page is loaded while the others are served already.
    """
    index = retriever.newest().snapshot.index
    workers = Workers()
    app, metrics, chat = answering_from(
        retriever, rebuilds or Rebuilds(index, retriever.release), workers, hosts, mcp, access, model
    )
    if not chat_later:
        chat.load_now()

    def for_readers(retriever: Retriever) -> FastAPI:
        none_seen = Rebuilds(index)
        made, _, chat = answering_from(retriever, none_seen, workers, hosts, mcp, access, model)
        if not chat_later:
            chat.load_now()
        return made

    readers = ReadersApplication(part or OpenPart(index, retriever.open_part), for_readers)
    app.router.lifespan_context = partial(readers.lifespan, app.router.lifespan_context)
    pages = [route.path for route in app.routes if isinstance(route, Route) and "{" not in route.path]
    app.user_middleware += [
        Middleware(Measured, metrics=metrics, pages=pages),
        *middleware(hosts, access, audit),
        Middleware(ForReaders, readers=readers),
    ]
    return app


def answering_from(
    retriever: Retriever,
    rebuilds: Rebuilds,
    workers: Workers,
    hosts: Sequence[str],
    mcp: bool,
    access: Access | None,
    model: LanguageModel | None,
) -> tuple[FastAPI, Metrics, AskPages]:
    """The application that answers from what `retriever` holds, without its middleware; its metrics; its Ask pages,
    which are still to be loaded.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    metrics = mount_programs(app, retriever, workers, hosts, mcp=mcp)
    declare((route for route in app.routes if getattr(route, "path", "") in PROBES), Right.NONE)
    declare(undeclared(app.routes), READ)  # of what programs call nothing changes the library
    if isinstance(access, SignIn):
        app.router.routes += sign_in_routes(access)
    app.router.routes += page_routes(retriever, rebuilds, workers, model)
    ours = len(app.routes)
    chat = AskPages(retriever, lambda language: Site(retriever, rebuilds, strings(language)), workers, model)
    app.router.routes += chat.mounts()
    app.router.lifespan_context = partial(chat.lifespan, app.router.lifespan_context)
    app.mount("/", ByLanguage(app.router))
    declare(app.routes[ours:], READ)  # nor does a question or what is said of an answer
    if forgotten := undeclared(app.routes):
        raise RuntimeError(f"routes that do not say which right they need: {forgotten}")
    app.add_exception_handler(HTTPException, http_error)
    return app, metrics, chat


class ByLanguage:
    """ASGI application that hands a path without a language to the same path in the visitor's: `?lang=`, else by
    Accept-Language.
    """

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
