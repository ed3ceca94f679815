"""The paragraphs of a speech with their headings and heading paths."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.language.markers import COUNTED, OUTERMOST, RANKED, Mark, marker
from corpus.text.heading_text import TRAILING, heading_of
from corpus.text.sentences import Span, lines, reading_size
from corpus.text.sequences import RunIn, items_of

_ADDRESSED = (
    r"(?:同志们|同学们|朋友们|老师们|乡亲们|战友们|女士们|(?:尊敬的)?各位[^。，：:！\s]{1,12}"
    r"|Comrades|Colleagues|(?:Dear )?[Ff]riends|Ladies and [Gg]entlemen)"
)
_SALUTATION = re.compile(rf"(?:尊敬的[^。！]{{1,40}}|{_ADDRESSED}[^。！]{{0,40}})[：:]\Z|{_ADDRESSED}[，,！!]?\Z")
_CLOSING = re.compile(rf"{_ADDRESSED}[，,！!：:、]|最后，|谢谢|Thank you")
_HEAD_PARAGRAPHS = 12  # a salutation further down addresses the listeners once more
_PLAIN = re.compile(r"[\u3400-\u9fff“”《》、A-Za-z ]{4,60}\Z")
_PLAIN_LIMIT = 20  # reading_size of the longest heading without a marker
_BODY = 60  # reading_size from which a paragraph is surely no heading


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text that is not blank: `text[start:end]`, trimmed; `number` counts from 1.

    `heading` is the heading that the paragraph is (`own_line`) or begins with, a slice of the text without the
    punctuation after it. `level` counts from 1. `heading_path` is the outline above the paragraph, outermost first,
    its own heading last. `items` are the sequences inside it, in the order of their starts.
    """

    number: int
    start: int
    end: int
    heading: str | None = None
    level: int | None = None
    heading_path: tuple[str, ...] = ()
    own_line: bool = False
    items: tuple[RunIn, ...] = ()

    def path_at(self, place: int) -> tuple[str, ...]:
        """The heading path at a place of the paragraph: its own, and the items that the place lies in."""
        base = self.heading_path
        if self.items and self.items[0].start == self.start and base[-1:] == (self.items[0].heading,):
            base = base[:-1]
        return base + tuple(item.heading for item in self.items if item.start <= place < item.end)


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading that is in force; `brief` ones end with their own paragraph."""

    kind: str
    heading: str
    own_line: bool
    brief: bool = False


def outline(text: str) -> list[Paragraph]:
    """The paragraphs of the text in order, with their headings; the lines before the salutation have none."""
    spans = lines(text)
    items = [items_of(text, span) for span in spans]
    first = _first_of_body(text, spans)
    marks = [marker(text, span) if i >= first else None for i, span in enumerate(spans)]
    continued = _drop_lone_counts(marks, items)
    last_mark = max((i for i, mark in enumerate(marks) if mark), default=-1)
    found: list[Paragraph] = []
    stack: list[_Open] = []
    for i, span in enumerate(spans):
        stack = [heading for heading in stack if not heading.brief]
        until = next((item.start for item in items[i] if item.start > span.start), span.end)
        opened = _opened(text, spans, i, marks[i], until) if i >= first else None
        if opened:
            runs_on = any(item.run == span.start for item in items[i])
            brief = runs_on or (opened.kind in COUNTED and not opened.own_line and i not in continued)
            _push(stack, replace(opened, brief=brief))
        elif i > last_mark and not (found and found[-1].own_line) and _CLOSING.match(text, span.start, span.end):
            stack = []
        path = tuple(heading.heading for heading in stack)
        paragraph = Paragraph(i + 1, *span, heading_path=path, items=tuple(items[i]))
        if opened:
            paragraph = replace(paragraph, heading=opened.heading, level=len(path), own_line=opened.own_line)
        found.append(paragraph)
    return found


def _push(stack: list[_Open], heading: _Open) -> None:
    """Put the heading on the stack in place of an open one of its kind, or one that never stands above its kind."""
    lower = RANKED[RANKED.index(heading.kind) + 1 :] if heading.kind in OUTERMOST else ()
    for i, other in enumerate(stack):
        if other.kind == heading.kind or other.kind in lower:
            del stack[i:]
            break
    stack.append(heading)


def _opened(text: str, spans: list[Span], i: int, mark: Mark | None, until: int) -> _Open | None:
    """The heading that paragraph `i` is or begins with, read up to `until`, where the first other item begins."""
    if mark:
        heading = heading_of(text, mark, until)
        return _Open(mark.kind, heading, not text[mark.start + len(heading) : spans[i].end].strip(TRAILING))
    if _is_plain_heading(text, spans, i):
        return _Open("plain", text[slice(*spans[i])], own_line=True)
    return None


def _first_of_body(text: str, spans: list[Span]) -> int:
    """The index of the paragraph after the salutation, 0 when there is none."""
    for i, span in enumerate(spans[:_HEAD_PARAGRAPHS]):
        if _SALUTATION.match(text[slice(*span)]):
            return i + 1
    return 0


def _is_plain_heading(text: str, spans: list[Span], i: int) -> bool:
    """Whether paragraph `i` is a heading without a marker: a short line without a stop between two long paragraphs."""
    if not 0 < i < len(spans) - 1:
        return False
    before, line, after = (text[slice(*span)] for span in spans[i - 1 : i + 2])
    if not _PLAIN.match(line) or reading_size(line) > _PLAIN_LIMIT or _CLOSING.match(line):
        return False
    if line.isascii() and (not line[0].isupper() or " " not in line):
        return False
    return min(reading_size(before), reading_size(after)) >= _BODY and before[-1] in "。！？.!?”）…"


def _drop_lone_counts(marks: list[Mark | None], items: list[list[RunIn]]) -> set[int]:
    """The indexes of paragraphs whose sequence a later paragraph continues; counted markers without a sequence go."""
    continued: set[int] = set()
    kept: set[int] = set()
    open_marks: dict[str, tuple[int, Mark]] = {}
    for i, mark in enumerate(marks):
        if mark is None or mark.kind not in COUNTED:
            continue
        before = open_marks.get(mark.kind)
        run = [item for item in items[i] if item.run == mark.start]
        if before and mark.follows(before[1]):
            continued.add(before[0])
            kept |= {before[0], i}
        elif run:
            kept.add(i)
        elif mark.number != 1:
            continue
        open_marks[mark.kind] = (i, replace(mark, number=mark.number + max(0, len(run) - 1)))
    for i, mark in enumerate(marks):
        if mark and mark.kind in COUNTED and i not in kept:
            marks[i] = None
    return continued
