"""The form of the Ask page: the field for a question, the choice of order, the filters and their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import gradio as gr
from markupsafe import Markup

from indexer.snapshot import Snapshot
from retriever import Facets, Filters
from retriever.filters import EXCLUDING
from retriever.operations.ask import SORTS
from ui.chat.session import encodable
from ui.filter_bar import Control, Option, values_of
from ui.i18n import Strings
from ui.in_words import value_in_words
from ui.rendering import render

FILTERS = tuple(field.name for field in fields(Filters) if field.name not in ("year", "years", "place", *EXCLUDING))
"""The filters that have a field; a year is a span, as in the bar of the other pages."""

TICKED = "speaker"
"""The filter of which several values are ticked in a list; its field, which the list sets, is not seen."""


def entry(words: Strings) -> gr.Textbox:
    """The field for a question; the button beside it asks it."""
    with gr.Row(elem_id="entry"):
        question = gr.Textbox(
            label=words.say("ask.question"),
            placeholder=words.say("ask.placeholder"),
            show_label=False,
            lines=1,
            max_lines=8,
            elem_id="question",
            interactive=True,  # questions.js asks what is in it: to Gradio it only shows something
            html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocorrect="off", spellcheck=False),
        )
        gr.Button(words.say("ask.send"), variant="primary", elem_id="send")
    return question


def order(words: Strings) -> gr.Radio:
    """The choice of order, always in sight."""
    choices = [(words.say(f"order.{order}"), order) for order in SORTS]
    return gr.Radio(choices, value=SORTS[0], label=words.say("ask.order"), elem_id="order")


def filters(facets: Facets, words: Strings) -> tuple[list[gr.Dropdown | gr.Textbox], gr.Button, gr.Button]:
    """The filter fields in the order of FILTERS, then the buttons that clear and that apply them.

    Those of `facets` are chosen from what the library has, or typed; the others are typed. That of the speakers is not
    seen: `bar` has a list to tick, which sets it.
    """
    say = words.say
    with gr.Row(elem_classes="fields"):
        entries: list[gr.Dropdown | gr.Textbox] = [
            gr.Dropdown(
                choices(name, facets, words),
                value="",
                label=say(f"filters.{name}"),
                allow_custom_value=True,
                min_width=140,
                elem_id=f"filter-{name}",
            )
            if name in facets and name != TICKED
            else gr.Textbox(
                label=say(f"filters.{name}"),
                placeholder=say(f"filters_hint.{name}") if name != TICKED else None,
                max_lines=1,
                min_width=140,
                elem_id=f"filter-{name}",
            )
            for name in FILTERS
        ]
    with gr.Row(elem_classes="buttons"):
        clear = gr.Button(say("filters.clear"), size="sm")
        again = gr.Button(say("filters.apply"), size="sm")
    return entries, clear, again


def bar(snapshot: Snapshot, words: Strings) -> Markup:
    """The speakers to tick and the years to drag, oldest first, as the other pages have them."""
    values = values_of(snapshot)
    options = [Option(value, value, False) for value in values[TICKED]]
    speakers = Control(TICKED, words.say(f"filters.{TICKED}"), options)
    return render("chat/filters.html", words, speakers=speakers, years=values["year"][::-1])


def choices(name: str, facets: Facets, words: Strings) -> list[tuple[str, str]]:
    """The values that the filter `name` can be set to, as (words, value); the empty value stands for any."""
    known = [(value_in_words(name, value, words), str(value)) for value in facets[name]]
    return [(words.say("filters.any"), ""), *known]


def filters_from(entries: Sequence[str]) -> Filters:
    """The Filters for what the fields hold, in the order of FILTERS; an empty field is no filter."""
    held = zip(FILTERS, entries, strict=True)
    named: dict[str, Any] = {name: encodable(field or "").strip() or None for name, field in held}
    return Filters(**named)


def set_filters(entries: Sequence[str]) -> Filters | None:
    """As `filters_from`, None when no field holds anything."""
    found = filters_from(entries)
    return None if found == Filters() else found
