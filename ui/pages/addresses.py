"""Which address shows what: every page in every language, its parts that are fetched later, and its files."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from corpus.errors import TifaError
from retriever import Retriever
from ui.assets import asset_routes
from ui.faults import note
from ui.i18n import LANGUAGES, strings
from ui.markup import element
from ui.page_request import PageRequest
from ui.pages import check, check_table, compare, enumerations, families, phrase, reader, speech, timeline
from ui.pages.draft import Draft, received
from ui.pages.frame import POLICY, document, heading
from ui.pages.masthead import library
from ui.pages.tables import Download, file_response

log = logging.getLogger(__name__)

Draw: TypeAlias = Callable[[PageRequest], Markup]
Respond: TypeAlias = Callable[[PageRequest, str], Response]  # the visit, and what the bar says of the library
RespondToDraft: TypeAlias = Callable[[PageRequest, str, Draft | TifaError], Response]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the form at its head, what was found below it, and the parts of it that are fetched by name later."""

    form: Draw
    results: Draw
    parts: dict[str, Draw]


PAGES: dict[str, Page] = {
    "families": Page(families.asking, families.results, {"cards": families.next_cards}),
    "phrase": Page(phrase.asking, phrase.results, {"lines": phrase.next_lines}),
    "timeline": Page(timeline.asking, timeline.results, {"uses": timeline.uses_part}),
    "check": Page(check.asking, check.hint, {}),
    "compare": Page(compare.asking, compare.results, {}),
    "enumerations": Page(enumerations.asking, enumerations.results, {"cards": enumerations.next_cards}),
}
DOWNLOADS: dict[str, Callable[[PageRequest, str], Download]] = {
    "families": families.download,
    "phrase": phrase.download,
    "timeline": timeline.download,
    "compare": compare.download,
    "enumerations": enumerations.download,
}
SUFFIXES = ("csv", "xlsx")


def routes(retriever: Retriever) -> list[BaseRoute]:
    """The routes of all pages, answered from what `retriever` holds."""
    found = asset_routes()
    for language in LANGUAGES:
        at = f"/{language}"
        found += [
            Route(f"{at}/speech", _answer(retriever, language, "speech", _speech)),
            Route(f"{at}/speech.docx", _answer(retriever, language, "speech", _docx)),
            Route(f"{at}/check", _received(retriever, language, _checked), methods=["POST"]),
            Route(f"{at}/check.xlsx", _received(retriever, language, _checked_table), methods=["POST"]),
        ]
        found += [Route(f"{at}/{name}", _answer(retriever, language, name, _shown(PAGES[name]))) for name in PAGES]
        found += [
            Route(f"{at}/{name}.{suffix}", _answer(retriever, language, name, _file(download, suffix)))
            for name, download in DOWNLOADS.items()
            for suffix in SUFFIXES
        ]
    return found


def _answer(retriever: Retriever, language: str, page: str, respond: Respond) -> Endpoint:
    """An endpoint that answers in a thread of its own: searching must not hold up other visitors."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answered, retriever, language, page, request.query_params, respond)

    return endpoint


def _answered(retriever: Retriever, language: str, page: str, asked: Mapping[str, str], respond: Respond) -> Response:
    """What `respond` makes of one visit, with what keeps a browser to this server."""
    visit = PageRequest(retriever.newest(), strings(language), page, QueryParams(asked))
    held = library(retriever.status(), visit.words)
    try:
        response = respond(visit, held)
    except TifaError as error:  # of a file: pages and their parts say it themselves
        response = HTMLResponse(document(visit, _refused(visit, error), held), 400)
    return sealed(response)


def _refused(visit: PageRequest, error: TifaError) -> Markup:
    """The page that was asked for a file, with the sentence that says why there is none."""
    said = refusal(error.message(visit.words.language))
    page = PAGES.get(visit.page)
    return heading(visit) + page.form(visit) + said if page else said


def sealed(response: Response) -> Response:
    """`response` with what keeps a browser to this server and out of what it holds."""
    response.headers["content-security-policy"] = POLICY
    response.headers["referrer-policy"] = "no-referrer"
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["cache-control"] = "no-store"
    return response


def _received(retriever: Retriever, language: str, respond: RespondToDraft) -> Endpoint:
    """An endpoint that takes a draft. Pages elsewhere may not send one: it would cost this machine work."""

    async def endpoint(request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise HTTPException(403)
        try:
            given: Draft | TifaError = await received(request)
        except TifaError as error:
            given = error

        def answer(visit: PageRequest, held: str) -> Response:
            return respond(visit, held, given)

        return await run_in_threadpool(_answered, retriever, language, "check", request.query_params, answer)

    return endpoint


def _checked(visit: PageRequest, held: str, given: Draft | TifaError) -> Response:
    if isinstance(given, TifaError):
        body = check.asking(visit) + refusal(given.message(visit.words.language)) + check.hint(visit)
    else:
        body = check.asking(visit, given) + attempt(lambda one: check.results(one, given), visit)
    return HTMLResponse(document(visit, heading(visit) + body, held))


def _checked_table(visit: PageRequest, _: str, given: Draft | TifaError) -> Response:
    if isinstance(given, TifaError):
        raise given
    return file_response(check_table.download(visit, given, "xlsx"))


def _shown(page: Page) -> Respond:
    def respond(visit: PageRequest, held: str) -> Response:
        part = visit.value("part")
        if part:
            draw = page.parts.get(part)
            if draw is None:
                raise HTTPException(404)
            return HTMLResponse(str(attempt(draw, visit)))
        body = heading(visit) + page.form(visit) + attempt(page.results, visit)
        return HTMLResponse(document(visit, body, held))

    return respond


def _speech(visit: PageRequest, held: str) -> Response:
    part = visit.value("part")
    if part == "tools":
        return HTMLResponse(str(attempt(speech.tools_at, visit)))
    source = attempt(speech.source, visit, lambda sentence: reader.refused(sentence, visit.words))
    if part == "reader":
        return HTMLResponse(str(source))
    known = visit.snapshot.number_of(visit.value("id")) is not None
    return HTMLResponse(document(visit, attempt(speech.body, visit), held, source), 200 if known else 404)


def _docx(visit: PageRequest, _: str) -> Response:
    title = speech.opened(visit).speech.title
    return file_response(Download(title, speech.docx(visit), "docx"))


def _file(download: Callable[[PageRequest, str], Download], suffix: str) -> Respond:
    def respond(visit: PageRequest, _: str) -> Response:
        return file_response(download(visit, suffix))

    return respond


def refusal(sentence: str) -> Markup:
    """The sentence that says why there is nothing else."""
    return element("p", sentence, class_="refused", role="alert")


def attempt(draw: Draw, visit: PageRequest, tell: Callable[[str], Markup] = refusal) -> Markup:
    """What `draw` makes, or what `tell` makes of the sentence that says why it cannot."""
    try:
        return draw(visit)
    except TifaError as error:
        return tell(error.message(visit.words.language))
    except Exception as error:
        note(log, f"the page {visit.page} could not be answered", error)
        return tell(visit.words.say("page.unexpected"))
