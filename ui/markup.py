"""HTML that cannot forget to escape: plain text becomes HTML only by being escaped.

Every character of a speech is shown as it stands, in elements that keep white space.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from retriever.types import Span

EMPTY = Markup("")


def element(name: str, *children: str, **attributes: str | int | None) -> Markup:
    """The element `name` around `children`; those that are not Markup are escaped, and so is every attribute.

    An attribute of value None is left out. A trailing underscore is dropped from its name, others become hyphens:
    `class_`, `data_rank`.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{told}>{joined(children)}</{name}>")


def button(*children: str, **attributes: str | int | None) -> Markup:
    """A button; page.js and the page's events go by its data-* attributes."""
    return element("button", *children, type="button", **attributes)


def joined(children: Iterable[str]) -> Markup:
    """`children` one after another, those that are not Markup escaped."""
    return EMPTY.join(shown(child) for child in children)


def shown(text: str) -> Markup:
    """`text` escaped. A bare carriage return would reach the page as a line feed, so it goes as a reference."""
    return text if isinstance(text, Markup) else escape(text).replace("\r", Markup("&#13;"))


def marked(text: str, spans: Iterable[Span]) -> Markup:
    """`text` with each of the ascending, disjoint `spans` in a <mark>; its text content is `text`."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += [text[done:start], element("mark", text[start:end])]
        done = end
    return joined([*pieces, text[done:]])


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of `spans` inside [start, end), counted from `start`; empty ones are dropped."""
    cut = [(max(a, start) - start, min(b, end) - start) for a, b in spans]
    return [(a, b) for a, b in cut if a < b]
