"""HTML from the Jinja templates in `ui/templates`: autoescaped, an undefined value is an error.

Line breaks and indentation of a template are for who reads it: none of them gets into the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from corpus import Span
from corpus.metadata.short_title import short_title
from retriever.export import date_in_words, is_working_text, origin_in_words, state_in_words
from ui.addresses import MASTHEAD, VIEWS, page_of, path_of
from ui.assets import asset, icon, script_words
from ui.i18n import LANGUAGE_TAGS, Strings, other_than, strings
from ui.in_words import reason

TEMPLATES = Path(__file__).with_name("templates")


_LINE_BREAK = re.compile(r"\s*\n\s*")
_BLANK_LINES = re.compile(r"(\n(?:[^\S\n]*\n)+)")


class Compact(Extension):
    """Templates without their line breaks and the indentation around them; inside a tag a line break is a space.

    A space between two words or elements shows on a page, so a template that wants one writes it within a line.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of one template, those of its HTML compacted."""
        in_tag = False
        for token in stream:
            if token.type != "data":
                yield token
                continue
            compacted = []
            for part in re.split("([<>])", token.value):
                in_tag = part == "<" if part in ("<", ">") else in_tag
                compacted.append(_LINE_BREAK.sub(" " if in_tag else "", part))
            yield Token(token.lineno, token.type, "".join(compacted))


class Piece(NamedTuple):
    """A stretch of a text: `marked` inside a highlight, `current` where that highlight is the chosen one."""

    text: str
    marked: bool
    current: bool


def pieces(text: str, spans: Iterable[Span], current: Span | None = None) -> Iterator[Piece]:
    """`text` cut at the ascending, disjoint `spans`; the pieces join to `text`, none is empty."""
    done = 0
    for start, end in spans:
        if start > done:
            yield Piece(text[done:start], False, False)
        yield Piece(text[start:end], True, (start, end) == current)
        done = end
    if done < len(text):
        yield Piece(text[done:], False, False)


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of `spans` inside [start, end), counted from `start`; empty ones are dropped."""
    cut = [Span(max(a, start) - start, min(b, end) - start) for a, b in spans]
    return [span for span in cut if span.start < span.end]


def runs(text: str) -> Iterator[tuple[str, str]]:
    """`text` cut at its blank lines, as ("run", lines) and ("gap", blank lines); the pieces join to `text`."""
    for number, part in enumerate(_BLANK_LINES.split(text)):
        if part:
            yield "gap" if number % 2 else "run", part


def exact(text: str) -> Markup:
    """`text` escaped so that a browser's textContent equals it: a bare carriage return goes as a reference."""
    return escape(text).replace("\r", Markup("&#13;"))


def render(template: str, words: Strings, /, **values: object) -> Markup:
    """The HTML of `template`, a path below `ui/templates`, in the language of `words`.

    A template sees `values` and what `environment` names; a macro sees the latter only.

    :raises jinja2.UndefinedError: if the template names a value that was not given: a fault of the program.
    """
    return Markup(environment(words.language).get_template(template).render(**values))


@cache
def environment(language: str) -> Environment:
    """The templates in one language: what is the same on every page in it is not handed from macro to macro."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[Compact],
        auto_reload=False,
    )
    words = strings(language)
    found.filters |= {
        "exact": exact,
        "pieces": pieces,
        "runs": runs,
        "date": lambda date: date_in_words(date, language),
        "state": lambda state: state_in_words(state, language),
        "short_title": short_title,
    }
    found.globals |= {
        "words": words,
        "MASTHEAD": MASTHEAD,
        "VIEWS": VIEWS,
        "page_of": page_of,
        "path_of": path_of,
        "say": words.say,
        "LANGUAGE_TAGS": LANGUAGE_TAGS,
        "other_language": other_than(language),
        "asset": asset,
        "icon": icon(),
        "script_words": script_words(words),
        "is_working_text": is_working_text,
        "origin_in_words": lambda speech: origin_in_words(speech, language),
        "reason": lambda inference: reason(inference, words),
    }
    return found
