"""Where a wording may begin and end to be whole: at punctuation between clauses, or at the edges of a paragraph.

放松警惕 stands inside 不能放松警惕 and is not one of its clauses. The 、 of a list parts no clauses: two of three items
are not what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.markers import CLAUSE_NUMBER
from corpus.language.quotes import CLOSERS, OPENERS
from corpus.text.sentences import Span, trimmed

# Neither within a number (8:30, 1,200, 17.6) nor, in Latin script, where no blank follows. A tab parts table cells.
_MARK = (
    r"[，；。｡！？…⋯\t]+|(?<!\d)：|：(?!\d)|[—─―-]{2,}|[,;:!?](?![A-Za-z0-9])"
    r"|(?<!\d)\.(?=\s|$)|\.(?=\s*(?:\n|$)|\s+[A-Z])"
)

_END = re.compile(rf"[{re.escape(CLOSERS)} \u3000\u00a0]*(?:{_MARK}|\n|$)")
_CUT = re.compile(rf"(?:{_MARK})[{re.escape(CLOSERS)}]*")
_MARKER = re.compile(rf"\s*(?:{CLAUSE_NUMBER})\s*")
_MARKER_LAST = re.compile(rf"(?:{CLAUSE_NUMBER})\s*\Z")
_EDGES = re.compile(rf"[\s，；。｡！？…⋯：、,;:!?.—{re.escape(CLOSERS + OPENERS)}]*")


def without_edges(text: str, span: Span) -> Span:
    """The span without its outline marker (一、), the marks and the brackets at its two ends; it may become empty."""
    start, end = span
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    while start < end and _EDGES.fullmatch(text[start]):
        start += 1
    while end > start and _EDGES.fullmatch(text[end - 1]):
        end -= 1
    return Span(start, end)


def marker_at(text: str, start: int) -> Span | None:
    """The outline marker (一、 or （二）) that the piece beginning at `start` opens with."""
    marker = _MARKER.match(text, start)
    return trimmed(text, *marker.span()) if marker else None


def marker_before(text: str, start: int) -> Span | None:
    """The outline marker between the beginning of the line and `start`, if there is nothing else."""
    line_start = _line_start(text, start)
    return trimmed(text, line_start, start) if _MARKER.fullmatch(text, line_start, start) else None


def ends_whole(text: str, end: int) -> bool:
    """Whether a clause of the text ends at `end`, whatever brackets are closed there."""
    return _END.match(text, end) is not None


def begins_whole(text: str, start: int) -> bool:
    """Whether a clause of the text begins at `start`, whatever brackets are opened there."""
    line_start = _line_start(text, start)
    before = text[line_start:start].rstrip(OPENERS + " \u3000\u00a0")
    marker = _MARKER_LAST.search(before)
    before = before[: marker.start()].rstrip() if marker else before
    if not before:
        return True
    cuts = _CUT.finditer(text, max(line_start, start - 40), start + 1)  # + 1: 8:30 looks on
    ends = [cut.end() for cut in cuts if cut.start() < start]
    return bool(ends) and ends[-1] >= line_start + len(before)


def _line_start(text: str, place: int) -> int:
    return text.rfind("\n", 0, place) + 1


def clause_spans(text: str, line: Span) -> Iterator[Span]:
    """The clauses of a line of the text in order, each with the mark that ends it and the quotation marks behind that.

    Together they are the line; 、 parts none.
    """
    start = line.start
    for cut in _CUT.finditer(text, *line):
        yield Span(start, cut.end())
        start = cut.end()
    if start < line.end:
        yield Span(start, line.end)
