"""The lines of a PDF page with their places, from the characters of its text layer."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.common import is_wide

HYPHEN = "\x02"
"""The character that pdfium gives for a hyphen at the end of a line."""

# Many Chinese fonts draw ⼀ (a radical) and 一 (a character) with one glyph, and the PDF names the wrong one of them.
_RADICAL = re.compile("[\u2e80-\u2fdf]")


# Gaps in heights of the letters. Words stand a quarter apart, letters a tenth at most. Typesetting puts up to a quarter
# between Chinese and Latin letters, and justified lines stretch every gap.
_WORD_GAP = 0.15
_WIDE_GAP = 0.6
_TAB_GAP = 2.0
_COLUMN_GAP = 1.5


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line. Lengths are in points; `bottom` is the height of its baseline above the foot of the page."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page_height: float

    @property
    def place(self) -> float:
        """The share of the page above the line: 0 at the top, 1 at the foot."""
        return 1 - self.bottom / self.page_height


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    left: float
    right: float
    bottom: float
    size: float


def page_lines(page: pypdfium2.PdfPage) -> list[PrintedLine]:
    """The non-blank lines of the page, in the order of its text layer, each with its place."""
    text_page = page.get_textpage()
    height = page.get_height()
    try:
        rows: list[list[_Char]] = []
        for char in _characters(text_page):
            if rows and _same_row(rows[-1], char):
                rows[-1].append(char)
            else:
                rows.append([char])
    finally:
        text_page.close()
    return [_line(row, height) for row in _merged(rows)]


def _characters(text_page: pypdfium2.PdfTextPage) -> Iterator[_Char]:
    """Every character with its place, without inferred spaces and line ends: they follow from places."""
    raw = text_page.raw
    box, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    high = ""
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        text = chr(code) if code else "\ufffd"
        if 0xD800 <= code < 0xDC00:  # pdfium counts in UTF-16 units
            high = text
            continue
        if high:
            text, high = (high + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        if text in "\r\n" or (text.isspace() and pdfium.FPDFText_IsGenerated(raw, index) == 1):
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        text = HYPHEN if text in "\x02\ufffe\xad" else _RADICAL.sub(_unified, text)
        yield _Char(text, box.left, box.right, y.value, _size(raw, index, matrix))


def _size(raw: pdfium.FPDF_TEXTPAGE, index: int, matrix: pdfium.FS_MATRIX) -> float:
    """The font size as printed: the size that the font is set in, times the scale of its text."""
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    return pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d) or 1.0


def _unified(radical: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", radical.group())


def _same_row(row: list[_Char], char: _Char) -> bool:
    last = row[-1]
    return _same_height(last, char) and char.left > last.left - 0.5 * last.size


def _same_height(one: _Char, other: _Char) -> bool:
    return abs(one.bottom - other.bottom) <= 0.5 * min(one.size, other.size)


def _merged(rows: list[list[_Char]]) -> list[list[_Char]]:
    """The rows, those that fill each other's gaps as one.

    Characters that come from a second font, quotation marks above all, often follow after the rest of their line.
    """
    merged: list[list[_Char]] = []
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


def _near(heights: list[tuple[float, int]], char: _Char) -> list[int]:
    """The places of the rows that may be as high as `char`, in their order."""
    reach = 0.5 * char.size
    first = bisect_left(heights, (char.bottom - reach, 0))
    last = bisect_left(heights, (char.bottom + reach, len(heights)))
    return sorted(place for _, place in heights[first:last])


def _touch(one: list[_Char], other: list[_Char]) -> bool:
    """True if two rows overlap or nearly meet; the columns of a page are further apart."""
    gap = max(one[0].left, other[0].left) - min(one[-1].right, other[-1].right)
    return gap < _COLUMN_GAP * one[0].size


def _line(row: list[_Char], page_height: float) -> PrintedLine:
    while row[-1].text.isspace():
        row = row[:-1]
    while row[0].text.isspace():
        row = row[1:]
    size = median(char.size for char in row)
    return PrintedLine("".join(_spaced(row)), row[0].left, row[-1].right, row[0].bottom, size, page_height)


def _spaced(row: list[_Char]) -> Iterator[str]:
    """The characters of a row, with a space in a gap between words and a tab in a gap wide as two characters.

    Next to Chinese a small gap is no space: typesetting programs put it between Chinese and Latin letters.
    """
    yield row[0].text
    for before, char in pairwise(row):
        gap = (char.left - before.right) / max(before.size, char.size)
        if gap > _TAB_GAP:
            yield "\t"
        elif gap > _WORD_GAP and (gap > _WIDE_GAP or not (is_wide(before.text) or is_wide(char.text))):
            yield " "
        yield char.text
