"""Two, three or four columns of a page, read one after the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.readers.pdf_characters import Char

_LEAST_ROWS = 5
"""Rows that must stand side by side: a page with fewer has a signature or a small table there."""
_GUTTER = 1.2
"""Sizes of a letter between two columns at least."""
_TRIED = 40
"""Places that are tried for a gutter: a page can hold 100,000 rows."""
_TURNS = 0.25
"""Changes from one column to the other, a row, from which on a page was written row by row across its columns."""
_FULL = 0.6
"""Share of the rows that fill their column: text does, the cells of a table do not."""


def in_columns(rows: list[list[Char]]) -> list[list[Char]]:
    """The rows in the order in which they are read, those of other columns moved onto the left one's margins.

    Rows across the page (a title) part the columns above them from those below. Characters in a column know its right
    edge. Without columns nothing changes.
    """
    gutters = _gutters(_side_by_side(rows))
    if not gutters:
        return rows
    parts = [part for row in rows for part in _split(row, gutters)]
    across = sorted(-row[0].bottom for row in parts if _is_across(row, gutters))
    margins: dict[int, tuple[float, float]] = {}  # left and right edge of each column
    for row in parts:
        if not _is_across(row, gutters):
            column = bisect_right(gutters, row[0].left)
            left, right = margins.get(column, (row[0].left, row[-1].right))
            margins[column] = min(row[0].left, left), max(row[-1].right, right)

    def order(row: list[Char]) -> tuple[int, int, float]:
        """Zone between rows across the page, column in it, height."""
        above = bisect_left(across, -row[0].bottom - 0.1)
        if _is_across(row, gutters):
            return 2 * above, 0, -row[0].bottom
        return 2 * above - 1, bisect_right(gutters, row[0].left), -row[0].bottom

    columns = [bisect_right(gutters, row[0].left) for row in parts if not _is_across(row, gutters)]
    turns = sum(one != other for one, other in pairwise(columns))
    # Most programs write one column after the other, and then know better than places where the columns end.
    ordered = parts if turns < _TURNS * len(columns) else sorted(parts, key=order)
    first = margins[min(margins)][0] if margins else 0.0

    def moved(row: list[Char]) -> list[Char]:
        if _is_across(row, gutters):
            return row
        left, right = margins[bisect_right(gutters, row[0].left)]
        by = first - left
        return [replace(char, left=char.left + by, right=char.right + by, edge=right + by) for char in row]

    return [moved(row) for row in ordered]


def _is_across(row: list[Char], gutters: Sequence[float]) -> bool:
    return bisect_right(gutters, row[0].left) < bisect_left(gutters, row[-1].right)


def _split(row: list[Char], gutters: Sequence[float]) -> list[list[Char]]:
    """A row as one or several: it is split where a gap as wide as a gutter holds a gutter."""
    parts = [row]
    for gutter in gutters:
        last = parts[-1]
        before = [char for char in last if char.right <= gutter]
        after = [char for char in last if char.right > gutter]
        if before and after and after[0].left - before[-1].right >= _GUTTER * after[0].size:
            parts[-1:] = [before, after]
    return parts


def _gutters(lines: Sequence[list[Char]], depth: int = 1) -> list[float]:
    """The places, in points from the left, of the gaps between columns; none if there are none."""
    if len(lines) < _LEAST_ROWS:
        return []
    gaps = [_gaps(line) for line in lines]
    widest = [max(each, key=lambda gap: gap[1] - gap[0]) for each in gaps if each]
    if len(widest) < _LEAST_ROWS:
        return []
    middles = [(start + end) / 2 for start, end in widest[:: 1 + len(widest) // _TRIED]]
    place = max((median(middles), *middles), key=lambda middle: sum(_holds(each, middle) for each in gaps))
    parted = [line for line, each in zip(lines, gaps, strict=True) if _holds(each, place)]
    crossing = sum(line[0].left < place < line[-1].right for line in lines) - len(parted)
    if len(parted) < _LEAST_ROWS or len(parted) < 2 * crossing or not _both_full(parted, place):
        return []
    if not depth:
        return [place]
    left = [part for line in lines if (part := [char for char in line if char.right <= place])]
    right = [part for line in lines if (part := [char for char in line if char.left >= place])]
    return [*_gutters(left, depth - 1), place, *_gutters(right, depth - 1)]


def _holds(gaps: Sequence[tuple[float, float]], place: float) -> bool:
    return any(start <= place <= end for start, end in gaps)


def _side_by_side(rows: Sequence[list[Char]]) -> list[list[Char]]:
    """The characters of rows at one height together, without blanks, from left to right."""
    lines: list[list[Char]] = []
    for row in sorted(rows, key=lambda row: -row[0].bottom):
        visible = [char for char in row if not char.text.isspace()]
        if lines and abs(lines[-1][0].bottom - row[0].bottom) < 0.3 * row[0].size:
            lines[-1] += visible
        elif visible:
            lines.append(visible)
    return [sorted(line, key=lambda char: char.left) for line in lines]


def _gaps(line: Sequence[Char]) -> list[tuple[float, float]]:
    """The gaps in the line that are as wide as a gutter."""
    least = _GUTTER * line[0].size
    return [(one.right, other.left) for one, other in pairwise(line) if other.left - one.right >= least]


def _both_full(lines: Sequence[Sequence[Char]], place: float) -> bool:
    """True if most lines fill the column left of the place up to it and, right of it, the other one."""
    ends = [max(char.right for char in line if char.right <= place) for line in lines]
    beginnings = [min(char.left for char in line if char.right > place) for line in lines]
    widths = [line[-1].right - start for line, start in zip(lines, beginnings, strict=True)]
    size = lines[0][0].size
    left_full = sum(max(ends) - end < 3.5 * size for end in ends)
    right_full = sum(width > max(widths) - 3.5 * size for width in widths)
    wide = max(widths) > 8 * size
    return wide and left_full >= _FULL * len(lines) and right_full >= _FULL * len(lines)
