"""Which address shows what: every page in every language, its parts that are fetched later, and its files."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.errors import TifaError
from retriever import Retriever
from ui import reader
from ui.markup import element
from ui.masthead import library
from ui.pages import phrase, speech, timeline
from ui.pages.frame import EMPTY, POLICY, Visit, behaviour, document, heading, style
from ui.pages.tables import Download, file_response
from ui.strings import LANGUAGES, strings

log = logging.getLogger(__name__)

Draw: TypeAlias = Callable[[Visit], Markup]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the form at its head, what was found below it, and the parts of it that are fetched by name later."""

    form: Draw
    results: Draw
    parts: dict[str, Draw]


PAGES: dict[str, Page] = {
    "phrase": Page(phrase.asking, phrase.results, {"lines": phrase.next_lines}),
    "timeline": Page(timeline.asking, timeline.results, {"uses": timeline.uses_part}),
}
DOWNLOADS: dict[str, Callable[[Visit, str], Download]] = {
    "phrase": phrase.download,
    "timeline": timeline.download,
}
SUFFIXES = ("csv", "xlsx")


def routes(retriever: Retriever) -> list[BaseRoute]:
    """The routes of all pages, answered from what `retriever` holds."""
    found: list[BaseRoute] = []
    for language in LANGUAGES:
        at = f"/{language}"
        found += [
            Route(f"{at}/look/style.css", _look(style(), "text/css")),
            Route(f"{at}/look/page.js", _look(behaviour(language), "text/javascript")),
            Route(f"{at}/speech", _answer(retriever, language, "speech", _speech)),
            Route(f"{at}/speech.docx", _answer(retriever, language, "speech", _docx)),
        ]
        found += [Route(f"{at}/{name}", _answer(retriever, language, name, _shown(PAGES[name]))) for name in PAGES]
        found += [
            Route(f"{at}/{name}.{suffix}", _answer(retriever, language, name, _file(download, suffix)))
            for name, download in DOWNLOADS.items()
            for suffix in SUFFIXES
        ]
    return found


def _answer(
    retriever: Retriever, language: str, page: str, respond: Callable[[Visit, Request, str], Response]
) -> Endpoint:
    """An endpoint that answers in a thread of its own: searching must not hold up other visitors."""

    def answered(request: Request) -> Response:
        visit = Visit(retriever.newest(), strings(language), page, QueryParams(request.query_params))
        try:
            response = respond(visit, request, library(retriever.status(), visit.words))
        except TifaError as error:  # of a file: pages and their parts say it themselves
            response = PlainTextResponse(error.message(visit.words.language), 400)
        response.headers["content-security-policy"] = POLICY
        response.headers["referrer-policy"] = "no-referrer"
        response.headers["x-content-type-options"] = "nosniff"
        response.headers["cache-control"] = "no-store"
        return response

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answered, request)

    return endpoint


def _shown(page: Page) -> Callable[[Visit, Request, str], Response]:
    def respond(visit: Visit, _: Request, held: str) -> Response:
        part = visit.value("part")
        if part:
            draw = page.parts.get(part)
            return HTMLResponse(str(attempt(draw, visit))) if draw else PlainTextResponse("Not Found", 404)
        body = heading(visit) + page.form(visit) + attempt(page.results, visit)
        return HTMLResponse(document(visit, body, held))

    return respond


def _speech(visit: Visit, _: Request, held: str) -> Response:
    part = visit.value("part")
    if part == "tools":
        return HTMLResponse(str(attempt(speech.tools_at, visit)))
    try:
        source = speech.source(visit)
        body = EMPTY if part else speech.body(visit)
    except TifaError as error:
        sentence = error.message(visit.words.language)
        source, body = reader.refused(sentence, visit.words), refusal(sentence)
    if part == "reader":
        return HTMLResponse(str(source))
    return HTMLResponse(document(visit, body, held, source))


def _docx(visit: Visit, _: Request, __: str) -> Response:
    title = speech.opened(visit).speech.title
    return file_response(Download(title, speech.docx(visit), "docx"))


def _file(download: Callable[[Visit, str], Download], suffix: str) -> Callable[[Visit, Request, str], Response]:
    def respond(visit: Visit, _: Request, __: str) -> Response:
        return file_response(download(visit, suffix))

    return respond


def attempt(draw: Draw, visit: Visit) -> Markup:
    """What `draw` makes, or the sentence that says why it cannot."""
    try:
        return draw(visit)
    except TifaError as error:
        return refusal(error.message(visit.words.language))
    except Exception:
        log.exception("the page %s could not be answered", visit.page)
        return refusal(visit.words.say("page.unexpected"))


def refusal(sentence: str) -> Markup:
    """The sentence that says why there is nothing else."""
    return element("p", sentence, class_="refused", role="alert")


def _look(text: str, kind: str) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        # The address names this very text, so a browser need not ask again.
        return Response(text, media_type=kind, headers={"cache-control": "max-age=31536000, immutable"})

    return endpoint
