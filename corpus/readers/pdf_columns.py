"""Two columns of a page, read one after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from corpus.readers.pdf_characters import Char

_LEAST_ROWS = 5
"""Rows that must stand side by side: a page with fewer has a signature or a small table there."""
_GUTTER = 1.2
"""Sizes of a letter between two columns at least."""
_TURNS = 0.25
"""Changes from one column to the other, a row, from which on a page was written row by row across its columns."""
_FULL = 0.6
"""Share of the rows that fill their column: text does, the cells of a table do not."""


def in_columns(rows: list[list[Char]]) -> list[list[Char]]:
    """The rows in the order in which they are read, those of a right column moved onto the left one's margins.

    Rows across the page (a title) part the columns above them from those below. Without columns nothing changes.
    """
    gutter = _gutter(rows)
    if gutter is None:
        return rows
    parts = [part for row in rows for part in _split(row, gutter)]
    across = sorted(-row[0].bottom for row in parts if row[0].left < gutter < row[-1].right)
    left = min((row[0].left for row in parts if row[-1].right <= gutter), default=0.0)
    right = min((row[0].left for row in parts if row[0].left >= gutter), default=0.0)

    def order(row: list[Char]) -> tuple[int, int, float]:
        """Zone between rows across the page, column in it, height."""
        above = bisect_left(across, -row[0].bottom - 0.1)
        if row[0].left < gutter < row[-1].right:
            return 2 * above, 0, -row[0].bottom
        return 2 * above - 1, int(row[0].left >= gutter), -row[0].bottom

    sides = [row[0].left >= gutter for row in parts if not row[0].left < gutter < row[-1].right]
    turns = sum(one != other for one, other in pairwise(sides))
    # Most programs write one column after the other, and then know better than places where the columns end.
    ordered = parts if turns < _TURNS * len(sides) else sorted(parts, key=order)
    return [_moved(row, left - right) if row[0].left >= gutter else row for row in ordered]


def _moved(row: list[Char], by: float) -> list[Char]:
    return [replace(char, left=char.left + by, right=char.right + by) for char in row]


def _split(row: list[Char], gutter: float) -> list[list[Char]]:
    """A row as one or two: it is split where a gap as wide as a gutter holds the gutter."""
    before = [char for char in row if char.right <= gutter]
    after = [char for char in row if char.right > gutter]
    if before and after and after[0].left - before[-1].right >= _GUTTER * after[0].size:
        return [before, after]
    return [row]


def _gutter(rows: Sequence[list[Char]]) -> float | None:
    """The place, in points from the left, of the gap between two columns; None if there are none."""
    lines = _side_by_side(rows)
    if len(lines) < _LEAST_ROWS:
        return None
    gaps = [gap for line in lines if (gap := _widest_gap(line)) is not None]
    if len(gaps) < _LEAST_ROWS:
        return None
    place = median((start + end) / 2 for start, end in gaps)
    parted = [line for line in lines if any(start <= place <= end for start, end in [_widest_gap(line) or (0.0, -1.0)])]
    crossing = sum(line[0].left < place < line[-1].right for line in lines) - len(parted)
    if len(parted) < _LEAST_ROWS or len(parted) < 2 * crossing:
        return None
    return place if _both_full(parted, place) else None


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


def _widest_gap(line: Sequence[Char]) -> tuple[float, float] | None:
    """The widest gap in the line, None if it is narrower than a gutter."""
    gaps = [(other.left - one.right, one.right, other.left) for one, other in pairwise(line)]
    width, start, end = max(gaps, default=(0.0, 0.0, 0.0))
    return (start, end) if line and width >= _GUTTER * line[0].size else None


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
