"""The lines of a PDF page with their places, from the characters of its text layer."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pypdfium2

from corpus.readers.common import is_wide
from corpus.readers.pdf_characters import HYPHEN, Char, PageCharacters, page_characters
from corpus.readers.pdf_columns import in_columns
from corpus.readers.superscripts import raised

__all__ = ["HYPHEN", "PageLines", "PrintedLine", "lines_of", "page_lines"]

# Gaps in heights of the letters. Words stand a quarter apart, letters a tenth at most. Typesetting puts up to a quarter
# between Chinese and Latin letters, and justified lines stretch every gap.
_WORD_GAP = 0.15
_WIDE_GAP = 0.6
_TAB_GAP = 2.0
_COLUMN_GAP = 1.5
_LEAST_SPACED = 5
"""More characters than these are in a row of Chinese that shows whether it is spaced out."""
_PIECES_A_ROW = 4
"""Pieces of the text layer a printed row, from which on its order means nothing."""
_RAISED_TOGETHER = 4
"""Characters that stand raised together at most: the mark of a note, a power."""
_ROWS_BELOW = 40
"""Rows below a raised character that may be its own: those of two columns and of what is laid over them."""
_LEAST_STEPS_UP = 3
"""Rows that must follow each other upwards before a page is taken to be upside down."""
_SMALL = 0.8
"""Share of the size of its line that a raised character has at most."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line. Lengths are in points; `bottom` is the height of its baseline above the foot of the page.

    `edge` is the right edge of its column, None for a line that stands in none.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page_height: float
    edge: float | None = None

    @property
    def place(self) -> float:
        """The share of the page above the line: 0 at the top, 1 at the foot."""
        return 1 - self.bottom / self.page_height


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page, the text that was laid slanting across it, and the number of its visible characters.

    `note_marks` counts the marks of notes that stood raised in the lines and were taken out.
    """

    lines: list[PrintedLine]
    slanting: str
    characters: int
    note_marks: int


def page_lines(page: pypdfium2.PdfPage) -> PageLines:
    """The lines of the page, see `lines_of`."""
    return lines_of(page_characters(page))


def lines_of(found: PageCharacters) -> PageLines:
    """The non-blank lines of these characters, in the order in which they are read, each with its place.

    Columns come one after the other, what stands sideways to the text comes last.
    """
    characters = sum(
        not char.text.isspace() for char in (*found.upright, *(c for part in found.sideways for c in part))
    )
    lines: list[PrintedLine] = []
    marks = 0
    for part in (found.upright, *found.sideways):
        rows, taken = _with_raised(in_columns(_downwards(_rows(part))))
        spacings = [_letter_spacing(row) for row in rows if len(row) > _LEAST_SPACED]
        usual = median(spacings) if spacings else 0.0
        lines += [_line(row, found.height, usual) for row in rows]
        marks += taken
    return PageLines(lines, found.slanting, characters + len("".join(found.slanting.split())), marks)


def _rows(chars: Sequence[Char]) -> list[list[Char]]:
    rows = _runs(chars)
    heights = {round(2 * char.bottom / char.size) for char in chars}
    if len(rows) > _PIECES_A_ROW * len(heights):
        rows = _runs(_by_place(chars))
    return _merged(rows)


def _runs(chars: Iterable[Char]) -> list[list[Char]]:
    rows: list[list[Char]] = []
    for char in chars:
        if rows and _same_row(rows[-1], char):
            rows[-1].append(char)
        else:
            rows.append([char])
    return rows


def _by_place(chars: Sequence[Char]) -> Iterator[Char]:
    """The characters by their places, row by row: some programs write them in no order at all."""
    row: list[Char] = []
    for char in sorted(chars, key=lambda char: -char.bottom):
        if row and not _same_height(row[0], char):
            yield from sorted(row, key=lambda char: char.left)
            row = []
        row.append(char)
    yield from sorted(row, key=lambda char: char.left)


def _downwards(rows: list[list[Char]]) -> list[list[Char]]:
    """The rows from the top down: of a page that a viewer turns, the text layer may have them the other way round."""
    steps = [other[0].bottom - row[0].bottom for row, other in pairwise(rows)]
    up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return rows[::-1] if up >= _LEAST_STEPS_UP and up > 4 * down else rows


def _same_row(row: list[Char], char: Char) -> bool:
    last = row[-1]
    return _same_height(last, char) and char.left > last.left - 0.5 * last.size


def _same_height(one: Char, other: Char) -> bool:
    return abs(one.bottom - other.bottom) <= 0.5 * min(one.size, other.size)


def _merged(rows: list[list[Char]]) -> list[list[Char]]:
    """The rows, those that fill each other's gaps as one.

    Characters that come from a second font, quotation marks above all, often follow after the rest of their line.
    """
    merged: list[list[Char]] = []
    heights: list[tuple[float, int]] = []  # of each merged row, with its place: a page can hold 100,000 rows
    for row in rows:
        place = next(
            (n for n in _near(heights, row[0]) if _same_height(merged[n][0], row[0]) and _touch(merged[n], row)), None
        )
        if place is None:
            insort(heights, (row[0].bottom, len(merged)))
            merged.append(row)
            continue
        home = merged[place]
        del heights[bisect_left(heights, (home[0].bottom, place))]
        home.extend(row)
        home.sort(key=lambda char: char.left)
        insort(heights, (home[0].bottom, place))
    return [row for row in merged if any(not char.text.isspace() for char in row)]


def _near(heights: list[tuple[float, int]], char: Char) -> list[int]:
    """The places of the rows that may be as high as `char`, in their order."""
    reach = 0.5 * char.size
    first = bisect_left(heights, (char.bottom - reach, 0))
    last = bisect_left(heights, (char.bottom + reach, len(heights)))
    return sorted(place for _, place in heights[first:last])


def _touch(one: list[Char], other: list[Char]) -> bool:
    """True if two rows overlap or nearly meet; the columns of a page are further apart."""
    gap = max(one[0].left, other[0].left) - min(one[-1].right, other[-1].right)
    return gap < _COLUMN_GAP * one[0].size


def _with_raised(rows: list[list[Char]]) -> tuple[list[list[Char]], int]:
    """The rows with raised characters in their places as powers, and the number of marks of notes taken out."""
    sizes = [median(char.size for char in row) for row in rows]
    heights = sorted((row[0].bottom, number) for number, row in enumerate(rows))
    largest = max(sizes, default=0.0)
    gone = set()
    for number, row in enumerate(rows):
        if len(row) <= _RAISED_TOGETHER:
            first = bisect_left(heights, (row[0].bottom - 0.8 * largest, 0))
            last = bisect_left(heights, (row[0].bottom, 0))
            below = sorted(place for _, place in heights[max(first, last - _ROWS_BELOW) : last])
            home = next((n for n in below if n not in gone and _holds_raised(rows[n], sizes[n], row)), None)
            if home is not None:
                gone.add(number)
                rows[home].extend(row)
                rows[home].sort(key=lambda char: char.left)
    settled = [_settled(row) for number, row in enumerate(rows) if number not in gone]
    return [row for row, _ in settled if any(not c.text.isspace() for c in row)], sum(taken for _, taken in settled)


def _holds_raised(row: list[Char], size: float, small: list[Char]) -> bool:
    """True if a few small characters stand raised in the row."""
    inside = row[0].left - size <= small[0].left and small[-1].right <= row[-1].right + size
    raised_a_little = 0 < small[0].bottom - row[0].bottom < 0.8 * size
    return inside and raised_a_little and len(row) > len(small) and small[0].size <= _SMALL * size


def _settled(row: list[Char]) -> tuple[list[Char], int]:
    """A row in which raised characters are powers or gone."""
    size = median(char.size for char in row)
    base = median(char.bottom for char in row)
    kept: list[Char] = []
    taken = 0
    high: list[Char] = []
    for char in (*row, None):
        if char is not None and char.size <= _SMALL * size and char.bottom - base > 0.12 * size:
            high.append(char)
            continue
        if high:
            text = raised("".join(c.text for c in high), "".join(c.text for c in kept[-4:]))
            taken += not text
            if not text and kept:  # no gap stays where the mark stood
                kept[-1] = replace(kept[-1], right=max(kept[-1].right, high[-1].right))
            if text and kept:
                kept.append(replace(high[0], text=text, right=high[-1].right, bottom=base, size=size))
            elif text:
                kept += high
        high = []
        kept += [char] if char is not None else []
    return kept, taken


def _line(row: list[Char], page_height: float, usual: float) -> PrintedLine:
    """The line of a row on a page whose rows usually have this letter spacing, which short ones cannot show."""
    while row[-1].text.isspace():
        row = row[:-1]
    while row[0].text.isspace():
        row = row[1:]
    size = median(char.size for char in row)
    apart = _letter_spacing(row) if len(row) > _LEAST_SPACED else usual * _is_chinese(row)
    text, right = "".join(_spaced(row, apart)), row[-1].right
    return PrintedLine(text, row[0].left, right, row[0].bottom, size, page_height, row[0].edge)


def _spaced(row: list[Char], apart: float) -> Iterator[str]:
    """The characters of a row, with a space in a gap between words and a tab in a gap wide as two characters.

    Next to Chinese a small gap is no space: typesetting programs put it between Chinese and Latin letters.
    """
    yield row[0].text
    for before, char in pairwise(row):
        gap = _gap(before, char) - apart
        if gap > _TAB_GAP:
            yield "\t"
        elif gap > _WORD_GAP and (gap > _WIDE_GAP or not (is_wide(before.text[-1]) or is_wide(char.text[0]))):
            yield " "
        yield char.text


def _gap(before: Char, char: Char) -> float:
    """The gap between two characters of a row, in their size."""
    return (char.left - before.right) / max(before.size, char.size)


def _is_chinese(row: Sequence[Char]) -> bool:
    return all(is_wide(char.text[0]) or char.text.isspace() for char in row)


def _letter_spacing(row: Sequence[Char]) -> float:
    """The gap that all Chinese characters of a spaced-out row have, in their sizes; 0 for a row that is not."""
    if not _is_chinese(row):
        return 0.0
    gaps = [_gap(before, char) for before, char in pairwise(row)]
    usual = median(gaps)
    even = sum(abs(gap - usual) < _WORD_GAP for gap in gaps) > 0.6 * len(gaps)
    return usual if even and _WORD_GAP < usual < _TAB_GAP else 0.0
