"""Responses to requests for pages: a page, a part of it that is fetched later, or what it shows as a file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from corpus.errors import TifaError
from indexer.progress import Reading
from retriever.operations.operation import Work
from ui.api.errors import PRIVATE, retry_after, status_of
from ui.faults import note
from ui.filter_bar import filter_bar
from ui.page_request import PageRequest
from ui.pages import check, reader, speech
from ui.pages.draft import Draft
from ui.pages.tables import Download, file_response
from ui.rendering import render
from ui.told import told

log = logging.getLogger(__name__)

Values: TypeAlias = Mapping[str, object]  # what a template is rendered with
View: TypeAlias = Callable[[PageRequest], Values]
Draw: TypeAlias = Callable[[PageRequest], Markup]
Save: TypeAlias = Callable[[PageRequest, str], Download]  # a file with that suffix


def nothing(_: PageRequest) -> Values:
    """No values: the template knows all there is to know."""
    return {}


@dataclass(frozen=True, slots=True)
class Page:
    """A page, whose template is pages/NAME.html: the values of its form, of what was found, and of its parts.

    A part is fetched by its name later; its template is pages/NAME_PART.html. `download` gives the page as a table in a
    file, where there is such a file. `work` is the kind of work that it takes. `leads_to` gives the address that
    now answers what an older address of this page asks for, None for others.
    """

    results: View
    download: Save | None = None
    form: View = nothing
    parts: Mapping[str, View] = field(default_factory=dict)
    work: Work = "reading"
    leads_to: Callable[[PageRequest], str | None] = lambda _: None


def answer_page(request: PageRequest, page: Page) -> Response:
    """The page, or the part of it that is asked for.

    :raises HTTPException: if it has no such part.
    """
    if address := page.leads_to(request):
        return RedirectResponse(address, 308)
    part = request.value("part")
    if not part:
        return HTMLResponse(
            filled(request, f"pages/{request.page}.html", with_bar(request, page.form(request)), page.results)
        )
    view = page.parts.get(part)
    if view is None:
        raise HTTPException(404)

    def drawn(asked: PageRequest) -> Markup:
        return render(f"pages/{asked.page}_{part}.html", asked.words, request=asked, **view(asked))

    return HTMLResponse(attempt(drawn, request))


def with_bar(request: PageRequest, form: Values) -> Values:
    """The values of a form with those of the filter bar in it."""
    return {**form, "bar": filter_bar(request)}


def still_working(request: PageRequest, seconds: float, reading: Reading) -> Response:
    """The page that says how long and how far the one that was asked for is being worked on, and that asks again."""
    page = page_html(request, "waiting.html", seconds=round(seconds), done=reading.done, total=reading.total)
    return HTMLResponse(page, 202, {"cache-control": "no-store"})


def answer_table(request: PageRequest, form: View, download: Save, suffix: str) -> Response:
    """The page as a table in a file; where there is none, the page with the sentence that says why."""
    try:
        return file_response(download(request, suffix))
    except TifaError as error:
        return refused(request, error, f"pages/{request.page}.html", with_bar(request, form(request)))


def answer_speech(request: PageRequest) -> Response:
    """A speech beside its outline; or as a part of a page the reader alone, or the bar that copies from it."""
    part = request.value("part")
    if part == "tools":
        return HTMLResponse(attempt(speech.tools_at, request))
    opened = attempt(speech.source, request, lambda sentence: reader.refused(sentence, request.words))
    if part == "reader":
        return HTMLResponse(opened)
    known = request.snapshot.number_of(request.value("id")) is not None
    page = filled(request, "pages/speech.html", {"reader": opened}, speech.results)
    return HTMLResponse(page, 200 if known else 404)


def answer_docx(request: PageRequest) -> Response:
    """A part of a speech as a Word document."""
    try:
        title = speech.opened(request).speech.title
        return file_response(Download(title, speech.docx(request), "docx"))
    except TifaError as error:
        return refused(request, error, "pages/speech.html", {"reader": None})


def answer_check(request: PageRequest) -> Response:
    """The page that takes a draft.

    :raises HTTPException: if a part of it is asked for: it has none.
    """
    if request.value("part"):
        raise HTTPException(404)
    return HTMLResponse(
        page_html(request, "pages/check_hint.html", refused="", reason="", **with_bar(request, check.form()))
    )


def answer_draft(request: PageRequest, draft: Draft | TifaError) -> Response:
    """The page with the draft compared, or with the sentence that says why it cannot be taken."""
    if isinstance(draft, TifaError):
        why = told(draft, request.words.language)
        return HTMLResponse(
            page_html(request, "pages/check_hint.html", refused="", reason=why, **with_bar(request, check.form()))
        )
    results = partial(check.results, draft=draft)
    return HTMLResponse(filled(request, "pages/check.html", with_bar(request, check.form(draft)), results))


def answer_draft_table(request: PageRequest, draft: Draft | TifaError) -> Response:
    """The draft compared as a table; where there is none, the page with the sentence that says why."""
    try:
        if isinstance(draft, TifaError):
            raise draft
        return file_response(check.download(request, draft, "xlsx"))
    except TifaError as error:
        return refused(request, error, "pages/check.html", with_bar(request, check.form()))


def busy(request: PageRequest, error: TifaError) -> Response:
    """The page, or the part of it, that only says why there is no turn for this request, and when to come again."""
    sentence, words = told(error, request.words.language), request.words
    if request.value("part"):
        html = render("refused_part.html", words, sentence=sentence)
    else:
        html = render("refused_page.html", words, request=request, sentence=sentence)
    return HTMLResponse(html, status_of(error), {**PRIVATE, **(retry_after(error) or {})})


def page_html(request: PageRequest, template: str, **values: object) -> Markup:
    """The page that `template` makes of `values`."""
    return render(template, request.words, request=request, **values)


def filled(request: PageRequest, template: str, form: Values, results: View) -> Markup:
    """The page with what was found, or with the sentence that says why there is nothing below its form."""
    try:
        return page_html(request, template, refused="", **form, **results(request))
    except TifaError as error:
        why = told(error, request.words.language)
    except Exception as error:
        note(log, f"the page {request.page} could not be answered", error)
        why = request.words.say("page.unexpected")
    return page_html(request, template, refused=why, **form)


def refused(request: PageRequest, error: TifaError, template: str, form: Values) -> Response:
    """The page that was asked for a file, with the sentence that says why there is none."""
    return HTMLResponse(page_html(request, template, refused=told(error, request.words.language), **form), 400)


def attempt(draw: Draw, request: PageRequest, tell: Callable[[str], Markup] | None = None) -> Markup:
    """The HTML that `draw` makes, or `tell` of the sentence that says why it cannot; a paragraph if not given."""
    words = request.words
    tell = tell or (lambda sentence: render("refused_part.html", words, sentence=sentence))
    try:
        return draw(request)
    except TifaError as error:
        return tell(told(error, words.language))
    except Exception as error:
        note(log, f"the page {request.page} could not be answered", error)
        return tell(words.say("page.unexpected"))
