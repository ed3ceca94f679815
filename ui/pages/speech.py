"""A speech in the reader: as a page of its own, as a part of a page, and what is taken out of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

from corpus import Span, outline
from corpus.errors import QueryError
from retriever import OpenSpeech
from retriever.export import Excerpt, Selection, citation, to_docx
from retriever.operations.phrase import places
from retriever.operations.speech import open_speech
from retriever.phrasing.phrase import MOST_WORDINGS, wordings_of
from retriever.phrasing.set_wordings import excerpt_note
from ui.in_words import titled
from ui.page_request import PageRequest
from ui.pages import reader
from ui.pages.reader import Place
from ui.pages.takeout import PARTS, parts, tools


class Heading(NamedTuple):
    """A heading of a speech: its level from 1 to 4, its place, its text."""

    level: int
    span: Span
    text: str


_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})")


def results(request: PageRequest) -> Mapping[str, object]:
    """The title and the headings of a speech, each with its level and place."""
    speech = opened(request).speech
    headings = [
        Heading(min(each.level, 4), Span(each.start, each.start + len(each.heading)), each.heading)
        for each in outline(speech.text)
        if each.heading and each.level
    ]
    return {"title": titled(speech, request.words), "speech": speech, "headings": headings}


def source(request: PageRequest) -> Markup:
    """The reader at the place that the address names."""
    one = opened(request)
    return reader.opened(one, place(request, one), outdated(request, one.speech.text), request.here(), request.words)


def outdated(request: PageRequest, text: str) -> str | None:
    """A sentence on an address that was made for another text of the speech, None for one that still holds."""
    if request.value("at") and _place(request, text) is None:
        return request.words.say("reader.place_gone")
    edition = request.value("edition")
    return request.words.say("reader.place_doubtful") if edition and edition != reader.edition(text) else None


def tools_at(request: PageRequest) -> Markup:
    """The bar that copies at another place of the speech that is open."""
    one = opened(request)
    return tools(one.speech, _place(request, one.speech.text), request.words, selected=bool(request.value("selected")))


def docx(request: PageRequest) -> bytes:
    """The text at the place as a Word document, with its citation and what is discontinued in it.

    :raises QueryError: if there is no such place.
    """
    speech, part = opened(request).speech, request.one_of("part", PARTS)
    at = _place(request, speech.text)
    spans = parts(speech.text, at, selected=True) if at else {}
    if part not in spans:
        raise QueryError("place_unknown", place=request.value("at"))

    def note(excerpt: Excerpt) -> str:
        return excerpt_note(excerpt.text, request.snapshot.wordings(), request.words.language)

    return to_docx(Selection("", (Excerpt(speech, *spans[part]),)), citation, note)


def opened(request: PageRequest) -> OpenSpeech:
    """The speech that the address names.

    :raises QueryError: if there is none.
    """
    return open_speech(request.snapshot, request.value("id"))


def place(request: PageRequest, one: OpenSpeech) -> Place:
    """Where to look: the passage around the place, and the places of the wordings that were looked up."""
    text = one.speech.text
    at = _place(request, text)
    wordings = [wording for typed in request.values("q") for wording in wordings_of(typed)][:MOST_WORDINGS]
    found = places(request.index, "|".join(wordings)).wordings if wordings else ()
    held = {
        Span(line.occurrence.start, line.occurrence.end)
        for each in found
        for line in (*each.lines, *each.in_other_versions)
        if line.occurrence.speech.speech_id == one.speech.speech_id
    }
    if at is None:
        return Place(None, _disjoint(held, None))
    around = next((p for p in one.passages if p.start <= at.start < p.end), None)
    return Place(Span(around.start, around.end) if around else None, _disjoint(held, at), at)


def _disjoint(spans: set[Span], at: Span | None) -> tuple[Span, ...]:
    """`spans` and `at` in order; of those that overlap the first, `at` before all others."""
    kept: list[Span] = [at] if at else []
    for span in sorted(spans):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return tuple(sorted(kept))


def _place(request: PageRequest, text: str) -> Span | None:
    """The place in the text that the address names, None when it names none that is there."""
    match = _PLACE.fullmatch(request.value("at"))
    if not match:
        return None
    start, end = int(match[1]), min(int(match[2]), len(text))
    return Span(start, end) if start < end else None
