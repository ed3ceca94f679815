"""The lines of an HTML element as a browser would print them: paragraphs, list items, table rows."""

from __future__ import annotations

import re
from collections import Counter

from lxml import html

from corpus.readers.common import is_wide, row_lines
from corpus.readers.superscripts import raised

_BLANKS = re.compile(r"[ \t\n]+")
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol p pre section summary table tbody tfoot"
        " thead tr ul",
    )
)
_CELLS = frozenset({"td", "th"})
_ONLY_BLANKS_INSIDE = frozenset({"table", "tbody", "thead", "tfoot", "tr", "ul", "ol"})
_READINGS = frozenset({"rt", "rp", "rtc"})
_SUPER = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_STRUCK = frozenset({"del", "s", "strike"})


def lines_of(element: html.HtmlElement, left_out: Counter[str] | None = None) -> list[str]:
    """One line for each paragraph, list item, table row or line break, none of them blank.

    A table of several cells a row is a row a line, its cells apart by tabs; a cell of several paragraphs keeps them.
    What is left out on purpose is added to `left_out`, in characters, by its kind: reading, note_mark, struck.
    """
    printer = _Printer(Counter() if left_out is None else left_out)
    printer.element(element)
    printer.end_line()
    return printer.lines


class _Printer:
    """Collects lines; `_line` is the one being written."""

    def __init__(self, left_out: Counter[str]) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._left_out = left_out
        self._numbers: dict[html.HtmlElement, int] = {}

    def end_line(self) -> None:
        line = _BLANKS.sub(_collapse, "".join(self._line)).strip(" \n")
        if line.strip():
            self.lines.append(line)
        self._line = []

    def element(self, element: html.HtmlElement) -> None:
        """Print what is inside `element`; not its tail."""
        tag = element.tag
        if tag in _READINGS or tag in _STRUCK:
            self._left_out["reading" if tag in _READINGS else "struck"] += visible_length(element.text_content())
        elif tag == "sup" or _SUPER.search(element.get("style", "")):
            self._raised(element)
        elif tag == "tr" and _cells(element):
            self._row(element)
        else:
            if tag in BLOCKS or tag == "br":
                self.end_line()
            if tag == "li":
                self._line.append(self._marker(element))
            self._inside(element)
            if tag in BLOCKS:
                self.end_line()

    def _inside(self, element: html.HtmlElement) -> None:
        self._own_text(element, element.text)
        for child in element:
            self.element(child)
            self._own_text(element, child.tail)

    def _own_text(self, element: html.HtmlElement, text: str | None) -> None:
        if not text or element.tag in _ONLY_BLANKS_INSIDE:
            return
        first, *others = text.split("\n") if element.tag == "pre" else [text]
        self._line.append(first)
        for line in others:
            self.end_line()
            self._line.append(line)

    def _raised(self, element: html.HtmlElement) -> None:
        written = element.text_content()
        kept = raised(written, "".join(self._line[-3:]))
        self._left_out["note_mark"] += visible_length(written) if not kept else 0
        self._line.append(kept)

    def _row(self, row: html.HtmlElement) -> None:
        self.end_line()
        cells = []
        for cell in _cells(row):
            inner = _Printer(self._left_out)
            inner._inside(cell)
            inner.end_line()
            cells.append(inner.lines)
        self.lines += [line.rstrip("\t") for line in row_lines(cells)]

    def _marker(self, item: html.HtmlElement) -> str:
        """The bullet or number that a browser shows before a list item."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return "• "
        if parent not in self._numbers:
            start = parent.get("start", "1")
            self._numbers[parent] = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
        number = self._numbers[parent]
        self._numbers[parent] += 1
        return f"{number}. "


def visible_length(text: str) -> int:
    """The number of characters of `text` that are not blank."""
    return len("".join(text.split()))


def _cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [child for child in row if child.tag in _CELLS]


def _collapse(blanks: re.Match[str]) -> str:
    r"""One space for a run of blanks, none for a line break in the source next to a Chinese character."""
    if "\t" in blanks.group() and "\n" not in blanks.group():
        return "\t"
    around = blanks.string[max(blanks.start() - 1, 0) : blanks.start()], blanks.string[blanks.end() : blanks.end() + 1]
    return "" if "\n" in blanks.group() and any(map(is_wide, filter(None, around))) else " "
