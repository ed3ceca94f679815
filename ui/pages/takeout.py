"""Parts of a speech to copy from the reader: a sentence, a paragraph, all under a heading, or what was selected."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from corpus import Span, Speech, outline
from retriever.export import (
    Excerpt,
    beside_reference,
    citation,
    excerpt_text,
    paragraph_around,
    reference,
    sentence_around,
    under_heading,
)
from ui.i18n import Strings
from ui.rendering import render

PARTS = ("selection", "sentence", "paragraph", "section")


class CopiedPart(NamedTuple):
    """A part of a speech as it is copied: alone, and with its citation."""

    name: str
    span: Span
    text: str
    cited: str


class Bar(NamedTuple):
    """The parts that the reader's bar copies `at` a place of a speech, smallest first; never none."""

    speech_id: str
    at: Span
    reference: str
    parts: tuple[CopiedPart, ...]


def tools(speech: Speech, at: Span | None, words: Strings, selected: bool = False) -> Markup:
    """The bar that copies what stands `at` a place of `speech`; empty where nothing stands.

    `selected` says that the place is what the visitor selected; else a sentence is what goes without saying.
    """
    found = bar(speech, at, selected) if at else None
    return render("reader/tools.html", words, bar=found) if found else Markup("")


def bar(speech: Speech, at: Span, selected: bool = False) -> Bar | None:
    """The parts to copy around the place, None where there are only blanks."""
    copied = tuple(
        CopiedPart(name, span, excerpt_text(Excerpt(speech, *span)), excerpt_text(Excerpt(speech, *span), citation))
        for name, span in parts(speech.text, at, selected).items()
    )
    return Bar(speech.speech_id, at, reference(speech) + beside_reference(speech), copied) if copied else None


def parts(text: str, at: Span, selected: bool = False) -> dict[str, Span]:
    """The parts around the place `at` by name, smallest first; empty where there are only blanks."""
    if not text[at.start : at.end].strip():
        return {}
    spans = {"selection": at} if selected else {}
    spans |= {"sentence": sentence_around(text, at), "paragraph": paragraph_around(text, at)}
    section = section_around(text, at)
    return spans | {"section": section} if section else spans


def section_around(text: str, at: Span) -> Span | None:
    """All that stands under the heading above the place, with it; None where there is no heading."""
    here = next((paragraph for paragraph in outline(text) if paragraph.end > at.start), None)
    # The items of a list inside a paragraph are no sections.
    path = here.heading_path if here else ()
    if not path:
        return None
    return next((span for span in under_heading(text, path) if span.start <= at.start < span.end), None)
