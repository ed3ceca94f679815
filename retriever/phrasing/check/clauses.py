"""Clauses: where a wording is whole, and clauses and list items that stand in another order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein

from corpus import fold_plain
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
    """True if a clause of the text ends at `end`, whatever brackets are closed there."""
    return _END.match(text, end) is not None


def begins_whole(text: str, start: int) -> bool:
    """True if a clause of the text begins at `start`, whatever brackets are opened there."""
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


_ALIKE = 0.75
"""From which likeness on (share of common characters) a changed clause is still known again elsewhere."""
_SHORTEST = 4
"""Characters of a changed clause that is known again; an unchanged one needs two."""

# 和, 与 and 及 part the last two items of a list; where they belong to a word, what is left of it moves nowhere.
_CLAUSE_MARK = re.compile(r"[，；：。｡！？、…]+|[,;:!?]+(?![A-Za-z0-9])|以及|(?<=[^\W\d])[和与及](?=[^\W\d])")


@dataclass(frozen=True, slots=True)
class Rearranged:
    """A source in the order of a draft: `text[i]` is `source[places[i]]`; `moved` are the spans that changed order."""

    text: str
    places: Sequence[int]
    moved: tuple[tuple[Span, Span], ...] = ()
    """Spans of the draft and of the source."""


def rearranged(draft: str, source: str) -> Rearranged:
    """The source with its clauses and list items in the order that the draft gives them."""
    units, others = _units(draft), _units(source)
    pairs = _pairs([fold_plain(draft[slice(*u)]) for u in units], [fold_plain(source[slice(*u)]) for u in others])
    kept = _longest_in_order(pairs, [end - start for start, end in units])
    if len(kept) == len(pairs):
        return Rearranged(source, range(len(source)))
    slots = sorted(other for _, other in pairs)
    placed = {slot: others[other] for slot, (_, other) in zip(slots, pairs, strict=True)}
    places: list[int] = []
    at = 0
    for number, unit in enumerate(others):
        places.extend(range(at, unit.start))
        places.extend(range(*placed.get(number, unit)))
        at = unit.end
    places.extend(range(at, len(source)))
    moved = tuple(
        (Span(units[a].start, units[b].end), Span(others[c].start, others[d].end))
        for a, b, c, d in _crossings(pairs, kept)
    )
    return Rearranged("".join(source[place] for place in places), places, moved)


def _units(text: str) -> list[Span]:
    """The clauses and list items of the text, without the marks between them."""
    found: list[Span] = []
    start = 0
    for mark in [*(match.span() for match in _CLAUSE_MARK.finditer(text)), (len(text), len(text))]:
        if text[start : mark[0]].strip():
            found.append(Span(start, mark[0]))
        start = mark[1]
    return found


def _pairs(units: Sequence[str], others: Sequence[str]) -> list[tuple[int, int]]:
    """The unit of the source for each unit of the draft that has one, by the draft's order.

    First what is the same in the same order, then what is the same elsewhere, then what is nearly so.
    """
    numbers: dict[str, int] = {}
    keys, other_keys = ([numbers.setdefault(unit, len(numbers)) for unit in side] for side in (units, others))
    blocks = [op for op in Levenshtein.opcodes(keys, other_keys) if op.tag == "equal"]
    paired = {op.src_start + i: op.dest_start + i for op in blocks for i in range(op.src_end - op.src_start)}
    for least, shortest in ((1.0, 2), (_ALIKE, _SHORTEST)):
        for i, unit in enumerate(units):
            if i in paired or len(unit) < shortest:
                continue
            free = [j for j in range(len(others)) if j not in paired.values()]
            likeness = [
                (Indel.normalized_similarity(unit, others[j], score_cutoff=least), -abs(i - j), j) for j in free
            ]
            best = max(likeness, default=(0.0, 0, 0))
            if best[0] >= least:
                paired[i] = best[2]
    return sorted(paired.items())


def _longest_in_order(pairs: Sequence[tuple[int, int]], sizes: Sequence[int]) -> set[int]:
    """The indexes of those pairs, of the most characters together, whose source order is the draft's."""
    best: list[tuple[int, list[int]]] = []
    for index, (unit, other) in enumerate(pairs):
        before = max((best[k] for k in range(index) if pairs[k][1] < other), default=(0, []))
        best.append((before[0] + sizes[unit], [*before[1], index]))
    return set(max(best, default=(0, []))[1])


def _crossings(pairs: Sequence[tuple[int, int]], kept: set[int]) -> list[tuple[int, int, int, int]]:
    """For each stretch of changed order its first and last unit in the draft and in the source; none overlap."""
    others = [other for _, other in pairs]
    ranges: list[tuple[int, int]] = []
    for index in range(len(pairs)):
        if index in kept:
            continue
        crossed = [k for k in range(len(pairs)) if (k < index) != (others[k] < others[index]) and k != index]
        low, high = min(index, *crossed), max(index, *crossed)
        at = bisect_left(ranges, (low, low))
        while ranges and at and ranges[at - 1][1] >= low:
            low = min(low, ranges[at - 1][0])
            high = max(high, ranges.pop(at - 1)[1])
            at -= 1
        ranges.append((low, high))
        ranges.sort()
    crossings = []
    for low, high in ranges:
        units = [pairs[k] for k in range(low, high + 1)]
        crossings.append((units[0][0], units[-1][0], min(o for _, o in units), max(o for _, o in units)))
    return crossings
