"""The outline of a speech: which paragraphs are or begin with headings, and the heading path of every place.

Headings are paragraphs that begin with a marker: 一、 （一） 1. (1) 第一章 第一， 一是 一要 首先 I. First,
The counted words (第一， 一是 一要 首先 First) begin ordinary sentences too, so they count only in a sequence of two or
more. Such sequences also run on inside a paragraph; its items are then part of the heading path there.

Kinds of markers nest in the order in which they appear: a kind that is open is continued and closes what is below it,
a new kind goes one level deeper (but 一、 and chapters never below 1. and the like).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.language.markers import COUNTED, OUTERMOST, RANKED, Marker, inline_markers, line_marker
from corpus.language.salutations import is_closing_line, is_salutation_line
from corpus.text.sentences import Span, clauses, lines, reading_size, sentences_of_line

_HEADING_LIMIT = 40  # reading_size of the longest heading
_RUN_IN_LIMIT = 24  # the same for 一是 and its like: what is longer is cut at its first comma
_TRAILING = "。．.；;：:，,、！! \t\u3000"
_STOPS = "，：；,:;。！？"

_HEAD_PARAGRAPHS = 12  # a salutation further down addresses the listeners once more
_PLAIN = re.compile(r"[\u3400-\u9fff“”《》、A-Za-z ]{4,60}\Z")
_PLAIN_LIMIT = 20  # reading_size of the longest heading without a marker
_BODY = 60  # reading_size from which a paragraph is surely no heading


@dataclass(frozen=True, slots=True)
class RunIn:
    """One item of a sequence (一是…；二是…) inside a paragraph; items with the same `run` belong together."""

    start: int
    end: int
    heading: str
    run: int


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
    items = [_items_of(text, span) for span in spans]
    first = _first_of_body(text, spans)
    markers = [line_marker(text, span) if i >= first else None for i, span in enumerate(spans)]
    continued = _drop_lone_counts(markers, items)
    last_marker = max((i for i, marker in enumerate(markers) if marker), default=-1)
    found: list[Paragraph] = []
    stack: list[_Open] = []
    for i, span in enumerate(spans):
        stack = [heading for heading in stack if not heading.brief]
        until = next((item.start for item in items[i] if item.start > span.start), span.end)
        opened = _opened(text, spans, i, markers[i], until) if i >= first else None
        if opened:
            runs_on = any(item.run == span.start for item in items[i])
            brief = runs_on or (opened.kind in COUNTED and not opened.own_line and i not in continued)
            _push(stack, replace(opened, brief=brief))
        elif i > last_marker and not (found and found[-1].own_line) and is_closing_line(text[slice(*span)]):
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


def _opened(text: str, spans: list[Span], i: int, marker: Marker | None, until: int) -> _Open | None:
    """The heading that paragraph `i` is or begins with, read up to `until`, where the first other item begins."""
    if marker:
        heading = _heading_of(text, marker, until)
        return _Open(marker.kind, heading, not text[marker.start + len(heading) : spans[i].end].strip(_TRAILING))
    if _is_plain_heading(text, spans, i):
        return _Open("plain", text[slice(*spans[i])], own_line=True)
    return None


def _first_of_body(text: str, spans: list[Span]) -> int:
    """The index of the paragraph after the salutation, 0 when there is none."""
    for i, span in enumerate(spans[:_HEAD_PARAGRAPHS]):
        if is_salutation_line(text[slice(*span)]):
            return i + 1
    return 0


def _is_plain_heading(text: str, spans: list[Span], i: int) -> bool:
    """True if paragraph `i` is a heading without a marker: a short line without a stop between two long paragraphs."""
    if not 0 < i < len(spans) - 1:
        return False
    before, line, after = (text[slice(*span)] for span in spans[i - 1 : i + 2])
    if not _PLAIN.match(line) or reading_size(line) > _PLAIN_LIMIT or is_closing_line(line):
        return False
    if line.isascii() and (not line[0].isupper() or " " not in line):
        return False
    return min(reading_size(before), reading_size(after)) >= _BODY and before[-1] in "。！？.!?”）…"


def _drop_lone_counts(markers: list[Marker | None], items: list[list[RunIn]]) -> set[int]:
    """The indexes of paragraphs whose sequence a later paragraph continues; counted markers without a sequence go."""
    continued: set[int] = set()
    kept: set[int] = set()
    open_markers: dict[str, tuple[int, Marker]] = {}
    for i, marker in enumerate(markers):
        if marker is None or marker.kind not in COUNTED:
            continue
        before = open_markers.get(marker.kind)
        run = [item for item in items[i] if item.run == marker.start]
        if before and marker.follows(before[1]):
            continued.add(before[0])
            kept |= {before[0], i}
        elif run:
            kept.add(i)
        elif marker.number != 1:
            continue
        open_markers[marker.kind] = (i, replace(marker, number=marker.number + max(0, len(run) - 1)))
    for i, marker in enumerate(markers):
        if marker and marker.kind in COUNTED and i not in kept:
            markers[i] = None
    return continued


# --- sequences inside a paragraph ------------------------------------------------------------------------------------


def _items_of(text: str, span: Span) -> list[RunIn]:
    """The items of all sequences inside the paragraph, by their starts, outer items first."""
    markers = inline_markers(text, span)
    if len(markers) < 2:
        return []
    stops = [s.end for s in sentences_of_line(text, span) if text[s.end - 1] not in "；;"]
    found: list[tuple[Marker, int, int]] = []
    for run, bound in _runs(markers, span):
        ends = [*(marker.start for marker in run[1:]), _end_of_last(run, bound, stops)]
        found.extend((marker, end, run[0].start) for marker, end in zip(run, ends, strict=True))
    found.sort(key=lambda item: item[0].start)
    nexts = [*(marker.start for marker, _, _ in found), span.end][1:]
    return [
        RunIn(marker.start, end, _heading_of(text, marker, min(end, following)), run)
        for (marker, end, run), following in zip(found, nexts, strict=True)
    ]


def _end_of_last(run: list[Marker], bound: int, stops: list[int]) -> int:
    """The end of the last item: with its sentence, or at the bound where the items before it have several sentences."""
    after = bisect_right(stops, run[-1].start)
    several = any(bisect_right(stops, b.start) - bisect_right(stops, a.start) > 1 for a, b in pairwise(run))
    return bound if several or after == len(stops) else min(bound, stops[after])


def _runs(markers: list[Marker], span: Span) -> Iterator[tuple[list[Marker], int]]:
    """The sequences of two or more markers, each with the place that it can reach to: where its outer item ends."""
    open_runs: list[list[Marker]] = []
    for marker in markers:
        depth = next((i for i in range(len(open_runs) - 1, -1, -1) if marker.follows(open_runs[i][-1])), None)
        if depth is not None:
            yield from ((run, marker.start) for run in open_runs[depth + 1 :] if len(run) > 1)
            del open_runs[depth + 1 :]
            open_runs[depth].append(marker)
        elif marker.number == 1 or marker.start == span.start:
            same = next((i for i, run in enumerate(open_runs) if run[0].kind == marker.kind), len(open_runs))
            yield from ((run, marker.start) for run in open_runs[same:] if len(run) > 1)
            del open_runs[same:]
            open_runs.append([marker])
    yield from ((run, span.end) for run in open_runs if len(run) > 1)


# --- the words of a heading ------------------------------------------------------------------------------------------


def _heading_of(text: str, marker: Marker, end: int) -> str:
    """The heading that begins at the marker and ends at `end` at the latest: a short line, sentence or clause."""
    limit = _RUN_IN_LIMIT if marker.kind in COUNTED else _HEADING_LIMIT
    whole = sentences_of_line(text, Span(marker.start, end))
    sentence = Span(marker.start, max(whole[0].end, marker.end))
    if sentence.end == end and text[end - 1] not in _TRAILING:
        limit = _HEADING_LIMIT  # a line of its own, without a stop
    if reading_size(text[slice(*sentence)]) > limit:
        sentence = Span(marker.start, _first_clause(text, marker, sentence))
    stripped = text[slice(*sentence)].rstrip(_TRAILING)
    return stripped if len(stripped) > marker.end - marker.start else text[marker.start : marker.end].rstrip()


def _first_clause(text: str, marker: Marker, sentence: Span) -> int:
    """The end of the first clause of the sentence that says something, or of the words that fit."""
    for clause in clauses(text, Span(marker.end, max(sentence.end, marker.end))):
        if text[clause.end - 1] in _STOPS and clause.end > marker.end + 1:
            end = clause.end
            break
    else:
        end = sentence.end
    while reading_size(text[marker.start : end].rstrip(_TRAILING)) > _HEADING_LIMIT:
        cut = text.rfind(" ", marker.end + 1, end)
        end = cut if cut > 0 and text[marker.end : end].isascii() else end - 1
    return end
