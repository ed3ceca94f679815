"""The lines of a PDF page with their places, from the characters of its text layer."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.common import is_wide

HYPHEN = "\x02"
"""What pdfium gives for a hyphen at the end of a line."""

# Many Chinese fonts draw ⼀ (a radical) and 一 (a character) with one glyph, and the PDF names the wrong one of them.
_RADICAL = re.compile("[\u2e80-\u2fdf]")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. Lengths are in points; `bottom` is the height of its baseline above the foot of the page."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page_height: float

    @property
    def place(self) -> float:
        """How far down the page the line stands, 0 at the top, 1 at the foot."""
        return 1 - self.bottom / self.page_height


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    left: float
    right: float
    bottom: float
    size: float
    generated: bool


def page_lines(page: pypdfium2.PdfPage) -> list[Line]:
    """The non-blank lines of the page, in the order of its text layer, each with its place."""
    text_page = page.get_textpage()
    height = page.get_height()
    try:
        rows: list[list[_Char]] = []
        for char in _characters(text_page):
            if rows and _same_row(rows[-1], char):
                rows[-1].append(char)
            elif not char.text.isspace():
                rows.append([char])
    finally:
        text_page.close()
    return [line for row in rows if (line := _line(row, height)).text]


def _characters(text_page: pypdfium2.PdfTextPage) -> Iterator[_Char]:
    """Every character with its place; line ends that pdfium only inferred are left out, they follow from the places."""
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
        if text in "\r\n":
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        generated = pdfium.FPDFText_IsGenerated(raw, index) == 1
        text = HYPHEN if text in "\x02\ufffe\xad" else _RADICAL.sub(_unified, text)
        yield _Char(text, box.left, box.right, y.value, _size(raw, index, matrix), generated)


def _size(raw: pdfium.FPDF_TEXTPAGE, index: int, matrix: pdfium.FS_MATRIX) -> float:
    """The font size as printed: the size that the font is set in, times the scale of its text."""
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    return pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d) or 1.0


def _unified(radical: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", radical.group())


def _same_row(row: list[_Char], char: _Char) -> bool:
    last = row[-1]
    if char.generated:
        return True
    if abs(char.bottom - last.bottom) > 0.5 * min(last.size, char.size):
        return False
    return char.left > last.left - 0.5 * last.size


def _line(row: list[_Char], page_height: float) -> Line:
    while row and row[-1].text.isspace():
        row = row[:-1]
    real = [c for c in row if not c.generated and not c.text.isspace()]
    size = median(c.size for c in real)
    text = "".join(_spaced(row))
    return Line(text, real[0].left, real[-1].right, real[0].bottom, size, page_height)


def _spaced(row: list[_Char]) -> Iterator[str]:
    """The characters of a row; of inferred spaces only those between words, a wide one as a tab."""
    for before, char, after in zip([None, *row], row, [*row[1:], None], strict=False):
        if not char.generated or not char.text.isspace() or before is None or after is None:
            yield char.text
        elif after.left - before.right > 2 * max(before.size, after.size):
            yield "\t"
        elif not is_wide(before.text) and not is_wide(after.text):
            yield " "
