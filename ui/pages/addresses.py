"""Which address shows what: every page in every language, its parts that are fetched later, and its files."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
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
from ui.pages import check, compare, enumerations, families, phrase, reader, speech, timeline
from ui.pages.draft import Draft, received
from ui.pages.frame import POLICY
from ui.pages.masthead import library
from ui.pages.tables import Download, file_response
from ui.rendering import render

log = logging.getLogger(__name__)

Values: TypeAlias = Mapping[str, object]  # what a template is rendered with
View: TypeAlias = Callable[[PageRequest], Values]
Draw: TypeAlias = Callable[[PageRequest], Markup]
Respond: TypeAlias = Callable[[PageRequest, str], Response]  # the request, and what the bar says of the library
RespondToDraft: TypeAlias = Callable[[PageRequest, str, Draft | TifaError], Response]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def nothing(_: PageRequest) -> Values:
    """No values: the template knows all there is to know."""
    return {}


@dataclass(frozen=True, slots=True)
class Page:
    """A page, whose template is pages/NAME.html: the values of its form, of what was found, and of its parts.

    A part is fetched by its name later; its template is pages/NAME_PART.html. `download` gives the page as a file.
    """

    results: View
    download: Callable[[PageRequest, str], Download]
    form: View = nothing
    parts: Mapping[str, View] = field(default_factory=dict)


PAGES: Mapping[str, Page] = {
    "families": Page(families.results, families.download, parts={"cards": families.next_cards}),
    "phrase": Page(phrase.results, phrase.download, phrase.form, {"lines": phrase.next_lines}),
    "timeline": Page(timeline.results, timeline.download, timeline.form, {"uses": timeline.uses_part}),
    "compare": Page(compare.results, compare.download, compare.form),
    "enumerations": Page(enumerations.results, enumerations.download, parts={"cards": enumerations.next_cards}),
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
            Route(f"{at}/check", _answer(retriever, language, "check", _check)),
            Route(f"{at}/check", _received(retriever, language, _checked), methods=["POST"]),
            Route(f"{at}/check.xlsx", _received(retriever, language, _checked_table), methods=["POST"]),
        ]
        found += [
            Route(f"{at}/{name}", _answer(retriever, language, name, _shown(page))) for name, page in PAGES.items()
        ]
        found += [
            Route(f"{at}/{name}.{suffix}", _answer(retriever, language, name, _file(page.download, suffix)))
            for name, page in PAGES.items()
            for suffix in SUFFIXES
        ]
    return found


def _answer(retriever: Retriever, language: str, page: str, respond: Respond) -> Endpoint:
    """An endpoint that answers in a thread of its own: searching must not hold up other visitors."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answered, retriever, language, page, request.query_params, respond)

    return endpoint


def _answered(retriever: Retriever, language: str, page: str, asked: Mapping[str, str], respond: Respond) -> Response:
    """The answer of `respond` to one request, with what keeps a browser to this server."""
    request = PageRequest(retriever.newest(), strings(language), page, QueryParams(asked))
    held = library(retriever.status(), request.words)
    try:
        response = respond(request, held)
    except TifaError as error:  # of a file: pages and their parts say it themselves
        response = HTMLResponse(_refused(request, held, error.message(language)), 400)
    return sealed(response)


def _refused(request: PageRequest, held: str, sentence: str) -> str:
    """The page that was asked for a file, with the sentence that says why there is none."""
    if request.page == "check":
        return _page(request, held, "pages/check_hint.html", refused=sentence, **check.form())
    page = PAGES.get(request.page)
    form = page.form(request) if page else {"reader": None}
    return _page(request, held, f"pages/{request.page}.html", refused=sentence, **form)


def _page(request: PageRequest, held: str, template: str, **values: object) -> str:
    return render(template, request.words, request=request, held=held, **values)


def _filled(request: PageRequest, held: str, template: str, form: Values, results: View) -> str:
    """The page with what was found, or with the sentence that says why there is nothing below its form."""
    words = request.words
    try:
        return _page(request, held, template, refused="", **form, **results(request))
    except TifaError as error:
        why = error.message(words.language)
    except Exception as error:
        note(log, f"the page {request.page} could not be answered", error)
        why = words.say("page.unexpected")
    return _page(request, held, template, refused=why, **form)


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

        def answer(asked: PageRequest, held: str) -> Response:
            return respond(asked, held, given)

        return await run_in_threadpool(_answered, retriever, language, "check", request.query_params, answer)

    return endpoint


def _check(request: PageRequest, held: str) -> Response:
    if request.value("part"):
        raise HTTPException(404)
    return HTMLResponse(_page(request, held, "pages/check_hint.html", refused="", reason="", **check.form()))


def _checked(request: PageRequest, held: str, given: Draft | TifaError) -> Response:
    if isinstance(given, TifaError):
        why = given.message(request.words.language)
        return HTMLResponse(_page(request, held, "pages/check_hint.html", refused="", reason=why, **check.form()))

    def results(asked: PageRequest) -> Values:
        return check.results(asked, given)

    return HTMLResponse(_filled(request, held, "pages/check.html", check.form(given), results))


def _checked_table(request: PageRequest, _: str, given: Draft | TifaError) -> Response:
    if isinstance(given, TifaError):
        raise given
    return file_response(check.download(request, given, "xlsx"))


def _shown(page: Page) -> Respond:
    def respond(request: PageRequest, held: str) -> Response:
        template = f"pages/{request.page}"
        part = request.value("part")
        if not part:
            return HTMLResponse(_filled(request, held, f"{template}.html", page.form(request), page.results))
        view = page.parts.get(part)
        if view is None:
            raise HTTPException(404)

        def draw(asked: PageRequest) -> Markup:
            return render(f"{template}_{part}.html", asked.words, request=asked, **view(asked))

        return HTMLResponse(attempt(draw, request))

    return respond


def _speech(request: PageRequest, held: str) -> Response:
    part = request.value("part")
    if part == "tools":
        return HTMLResponse(attempt(speech.tools_at, request))
    source = attempt(speech.source, request, lambda sentence: reader.refused(sentence, request.words))
    if part == "reader":
        return HTMLResponse(source)
    known = request.snapshot.number_of(request.value("id")) is not None
    page = _filled(request, held, "pages/speech.html", {"reader": source}, speech.results)
    return HTMLResponse(page, 200 if known else 404)


def _docx(request: PageRequest, _: str) -> Response:
    title = speech.opened(request).speech.title
    return file_response(Download(title, speech.docx(request), "docx"))


def _file(download: Callable[[PageRequest, str], Download], suffix: str) -> Respond:
    def respond(request: PageRequest, _: str) -> Response:
        return file_response(download(request, suffix))

    return respond


def refusal(sentence: str) -> Markup:
    """The sentence that says why there is nothing else."""
    return element("p", sentence, class_="refused", role="alert")


def attempt(draw: Draw, request: PageRequest, tell: Callable[[str], Markup] = refusal) -> Markup:
    """What `draw` makes, or what `tell` makes of the sentence that says why it cannot."""
    try:
        return draw(request)
    except TifaError as error:
        return tell(error.message(request.words.language))
    except Exception as error:
        note(log, f"the page {request.page} could not be answered", error)
        return tell(request.words.say("page.unexpected"))
