"""Sequences that run on inside a paragraph: 一是…；二是…；三是…"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.language.markers import INLINE, Mark, number_of
from corpus.text.heading_text import heading_of
from corpus.text.sentences import Span, sentences_of_line


@dataclass(frozen=True, slots=True)
class RunIn:
    """One item of a sequence (一是…；二是…) inside a paragraph; items with the same `run` belong together."""

    start: int
    end: int
    heading: str
    run: int


def items_of(text: str, span: Span) -> list[RunIn]:
    """The items of all sequences inside the paragraph, by their starts, outer items first."""
    piece = text[slice(*span)]
    marks = [
        Mark(match.lastgroup, number_of(match), span.start + match.start(), span.start + match.end())
        for match in INLINE.finditer(piece)
        if match.lastgroup
    ]
    if len(marks) < 2:
        return []
    stops = [s.end for s in sentences_of_line(text, span) if text[s.end - 1] not in "；;"]
    found: list[tuple[Mark, int, int]] = []
    for run, bound in _runs(marks, span):
        ends = [*(mark.start for mark in run[1:]), _end_of_last(run, bound, stops)]
        found.extend((mark, end, run[0].start) for mark, end in zip(run, ends, strict=True))
    found.sort(key=lambda item: item[0].start)
    nexts = [*(mark.start for mark, _, _ in found), span.end][1:]
    return [
        RunIn(mark.start, end, heading_of(text, mark, min(end, following)), run)
        for (mark, end, run), following in zip(found, nexts, strict=True)
    ]


def _end_of_last(run: list[Mark], bound: int, stops: list[int]) -> int:
    """Where the last item ends: with its sentence, or at the bound where the items before it have several sentences."""
    after = bisect_right(stops, run[-1].start)
    several = any(bisect_right(stops, b.start) - bisect_right(stops, a.start) > 1 for a, b in pairwise(run))
    return bound if several or after == len(stops) else min(bound, stops[after])


def _runs(marks: list[Mark], span: Span) -> Iterator[tuple[list[Mark], int]]:
    """The sequences of two or more marks, each with the place that it can reach to: where its outer item ends."""
    open_runs: list[list[Mark]] = []
    for mark in marks:
        depth = next((i for i in range(len(open_runs) - 1, -1, -1) if mark.follows(open_runs[i][-1])), None)
        if depth is not None:
            yield from ((run, mark.start) for run in open_runs[depth + 1 :] if len(run) > 1)
            del open_runs[depth + 1 :]
            open_runs[depth].append(mark)
        elif mark.number == 1 or mark.start == span.start:
            same = next((i for i, run in enumerate(open_runs) if run[0].kind == mark.kind), len(open_runs))
            yield from ((run, mark.start) for run in open_runs[same:] if len(run) > 1)
            del open_runs[same:]
            open_runs.append([mark])
    yield from ((run, span.end) for run in open_runs if len(run) > 1)
