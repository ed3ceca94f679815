"""HTML from the Jinja templates in `ui/templates`: autoescaped, an undefined value is an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from corpus import Span
from ui.i18n import Strings

TEMPLATES = Path(__file__).with_name("templates")


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


def exact(text: str) -> Markup:
    """`text` escaped so that a browser's textContent equals it: a bare carriage return goes as a reference."""
    return escape(text).replace("\r", Markup("&#13;"))


def render(template: str, words: Strings, /, **values: object) -> Markup:
    """The HTML of `template`, a path below `ui/templates`, in the language of `words`.

    Templates see `words`, `say` (its sentences) and `values`; the filters are `exact` and `pieces`.

    :raises jinja2.UndefinedError: if the template names a value that was not given: a fault of the program.
    """
    return Markup(_environment().get_template(template).render(words=words, say=words.say, **values))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"exact": exact, "pieces": pieces}
    return environment
