"""What the reader gives away: a sentence, a paragraph, all under a heading, or what was selected; plain or cited."""

from __future__ import annotations

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
from ui.markup import EMPTY, button, element, joined

PARTS = ("selection", "sentence", "paragraph", "section")


def tools(speech: Speech, at: Span | None, words: Strings, selected: bool = False) -> Markup:
    """The bar that copies what stands `at` a place of `speech`, with its text; empty where there is no place.

    What is copied is in the bar itself: a browser lets a page copy only in the very moment of a click.
    `selected` says that the place is what the visitor selected; else a sentence is what goes without saying.
    """
    spans = parts(speech.text, at, selected) if at else {}
    if not at or not spans:
        return EMPTY
    first = next(iter(spans))
    choices = joined(
        button(
            words.say(f"takeout.{name}"),
            data_part=name,
            data_start=span.start,
            data_end=span.end,
            data_text=excerpt_text(Excerpt(speech, *span)),
            data_cited=excerpt_text(Excerpt(speech, *span), citation),
            aria_pressed="true" if name == first else "false",
        )
        for name, span in spans.items()
    )
    path = f"/{words.language}/speech.docx?id={speech.speech_id}&at={at.start}-{at.end}&part="
    return element(
        "div",
        element("div", choices, class_="parts", role="group", aria_label=words.say("takeout.part")),
        element(
            "div",
            button(words.say("passage.copy"), data_take="text", class_="main"),
            button(words.say("passage.cite"), data_take="cited"),
            button(words.say("takeout.reference"), data_take="reference", title=words.say("takeout.reference_hint")),
            button(words.say("collection.add"), class_="collects", data_collect="", aria_pressed="false"),
            element("a", words.say("takeout.docx"), href=path + first, data_docx=path, download=""),
            class_="takes",
        ),
        class_="tools",
        data_reference=reference(speech) + beside_reference(speech),
        data_speech=speech.speech_id,
        data_at=f"{at.start}-{at.end}",
    )


def parts(text: str, at: Span, selected: bool = False) -> dict[str, Span]:
    """What can be taken out around the place `at`, smallest first; empty where there are only blanks."""
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
