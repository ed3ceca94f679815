"""HTML that cannot forget to escape: plain text becomes HTML only by being escaped.

Every character of a speech is shown as it stands, in elements that keep white space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup, escape

from corpus import Span

EMPTY = Markup("")


def element(tag: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """The element `tag` around `children`; those that are not Markup are escaped, and so is every attribute.

    An attribute of value None is left out. A trailing underscore is dropped from its name, others become hyphens:
    `class_`, `data_rank`.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{told}>{joined(children)}</{tag}>")


def button(*children: str, **attributes: str | float | None) -> Markup:
    """A button; page.js and the page's events go by its data-* attributes."""
    return element("button", *children, type="button", **attributes)


def joined(children: Iterable[str]) -> Markup:
    """`children` one after another, those that are not Markup escaped."""
    return EMPTY.join(shown(child) for child in children)


def shown(text: str) -> Markup:
    """`text` escaped. A bare carriage return would reach the page as a line feed, so it goes as a reference."""
    return text if isinstance(text, Markup) else escape(text).replace("\r", Markup("&#13;"))


def marked(
    text: str, spans: Iterable[Span], show: Callable[[str], Markup] = shown, current: Span | None = None
) -> Markup:
    """`text` with each of the ascending, disjoint `spans` in a <mark>; its text content is `text`.

    `show` makes HTML of the text inside and between the marks. The mark of the span `current` says so.
    """
    pieces: list[Markup] = []
    done = 0
    for start, end in spans:
        here = "current" if (start, end) == current else None
        pieces += [show(text[done:start]), element("mark", show(text[start:end]), class_=here)]
        done = end
    return joined([*pieces, show(text[done:])])


def spaced(text: str) -> Markup:
    """`text` with its blank lines set apart from its other lines, for the style sheet to make them smaller."""
    parts = re.split(r"(\n(?:[^\S\n]*\n)+)", text)
    return joined(
        element("span", part, class_="gap" if number % 2 else "run") for number, part in enumerate(parts) if part
    )


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of `spans` inside [start, end), counted from `start`; empty ones are dropped."""
    cut = [Span(max(a, start) - start, min(b, end) - start) for a, b in spans]
    return [span for span in cut if span.start < span.end]
