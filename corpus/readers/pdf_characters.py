"""The characters of a PDF page with their places, turned so that each line runs from left to right.

A page may be printed sideways, written in columns from right to left, or have a watermark laid across it. Places come
from the text layer in the space of the page as it was drawn, whatever way a viewer then turns it.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.language.radicals import without_radicals

HYPHEN = "\x02"
"""The character that pdfium gives for a hyphen at the end of a line."""
_SLANT = 3.0
"""Degrees by which a line of text may lean: a scan is not straight, a watermark leans by 20 and more."""
_LEAST_VERTICAL = 8
_HAIR = 0.1
"""Sizes of a letter by which one printed again stands aside."""
# Punctuation as fonts for vertical lines draw it; NFKC would make it ASCII.
_UPRIGHT = str.maketrans(
    "︐︑︒︓︔︕︖︗︘︙︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄", "，、。：；！？〖〗…—（）｛｝〔〕【】《》〈〉「」『』"
)
_USUAL_PAGE = (612.0, 792.0)
"""The width and height in points that PDFium takes for a page that has none."""


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box in points; `bottom` is the height of its baseline above the foot of the page.

    `angle` is the direction in which its line runs, in degrees from 0 (to the right) to 359; `edge` the right edge of
    the column it stands in, None where it is in none.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    top: float
    angle: int = 0
    edge: float | None = None


@dataclass(frozen=True, slots=True)
class PageCharacters:
    """The characters of a page: those of its text, in one direction; those that stand sideways to it; the slanting.

    All are turned so that their lines run from left to right. `height` is the height of the turned page.
    """

    upright: Sequence[Char]
    sideways: Sequence[Sequence[Char]]
    slanting: str
    height: float


def page_characters(page: pypdfium2.PdfPage) -> PageCharacters:
    """The characters of the page in the order of its text layer."""
    text_page = page.get_textpage()
    try:
        found = list(_characters(text_page))
    finally:
        text_page.close()
    left, foot, right, head = page.get_mediabox()
    shown = _from_corner(_printed_once(_on_paper(found, page.get_cropbox())), left, foot)
    width, height = (right - left, head - foot) if right > left and head > foot else _USUAL_PAGE
    return turned_upright(shown, width, height)


def _from_corner(found: Iterable[Char], left: float, foot: float) -> list[Char]:
    """The characters with places that count from the corner of the page: it need not be where a PDF counts from."""
    if not left and not foot:
        return list(found)
    moved = []
    for char in found:
        along, across = (foot, left) if char.angle in (90, 270) else (left, foot)
        sides = char.left - along, char.right - along, char.bottom - across
        moved.append(Char(char.text, *sides, char.size, char.top - across, char.angle))
    return moved


def _on_paper(found: Sequence[Char], paper: tuple[float, float, float, float]) -> Sequence[Char]:
    """The characters that are not wholly outside the part of the page that is shown; all if most would be."""
    left, foot, right, head = paper
    shown = [
        char
        for char in found
        if char.angle or (left < char.right and char.left < right and foot < char.top and char.bottom < head)
    ]
    return shown if 2 * len(shown) > len(found) else found


def _printed_once(found: Iterable[Char]) -> Iterator[Char]:
    """The characters without those that are printed a second time a hair beside the first, to look bold."""
    seen: dict[tuple[str, int, int], Char] = {}
    for char in found:
        step = _HAIR * char.size
        column, row = int(char.left // step), int(char.bottom // step)
        near = (seen.get((char.text, column + dx, row + dy)) for dx in (0, -1, 1) for dy in (0, -1, 1))
        if char.text.isspace() or not any(other and _is_same_place(char, other, step) for other in near):
            seen[char.text, column, row] = char
            yield char


def _is_same_place(one: Char, other: Char, step: float) -> bool:
    aside, up = abs(one.left - other.left), abs(one.bottom - other.bottom)
    return one.angle == other.angle and aside <= step and up <= step and abs(one.size - other.size) < step


def turned_upright(found: Sequence[Char], width: float, height: float) -> PageCharacters:
    """The characters of a page of this size in points, sorted by the direction of their lines."""
    slanting = "".join(char.text for char in found if _right_angle(char.angle) is None)
    by_angle: dict[int, list[Char]] = {}
    for char in found:
        angle = _right_angle(char.angle)
        if angle is not None:
            by_angle.setdefault(angle, []).append(char)
    most = sorted(by_angle, key=lambda angle: (-_visible(by_angle[angle]), angle))
    turned = {angle: [_turned(char, angle, width, height) for char in by_angle[angle]] for angle in most}
    main = turned[most[0]] if most else []
    if _is_vertical(main):
        main = [_laid_down(char, height) for char in main]
        return PageCharacters(main, [turned[angle] for angle in most[1:]], slanting, width)
    sideways = [turned[angle] for angle in most[1:]]
    return PageCharacters(main, sideways, slanting, width if most and most[0] in (90, 270) else height)


def _characters(text_page: pypdfium2.PdfTextPage) -> Iterator[Char]:
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
        pdfium.FPDFText_GetMatrix(raw, index, matrix)
        # The size as printed: the size that the font is set in, times the scale of its text.
        size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d) or 1.0
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        text = HYPHEN if text in "\x02\ufffe\xad" else without_radicals(text).translate(_UPRIGHT)
        if angle:
            yield _boxed(text, box, x.value, y.value, size, angle)
        else:
            yield Char(text, box.left, box.right, y.value, size, box.top)


def _boxed(text: str, box: pdfium.FS_RECTF, x: float, y: float, size: float, angle: int) -> Char:
    """A character of a turned line: its box is kept as left and right, bottom and top, its origin comes from them."""
    if angle == 90:
        return Char(text, box.bottom, box.top, x, size, box.right, angle)
    if angle == 270:
        return Char(text, box.bottom, box.top, x, size, box.left, angle)
    return Char(text, box.left, box.right, y, size, box.top, angle)


def _right_angle(angle: int) -> int | None:
    """The multiple of 90 degrees that an angle is, None if it leans."""
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= _SLANT else None


def _turned(char: Char, angle: int, width: float, height: float) -> Char:
    """The character on a page that is turned back by `angle`."""
    if angle == 90:  # runs up: what was up is to the right now, what was to the left is up
        return Char(char.text, char.left, char.right, width - char.bottom, char.size, width - char.top)
    if angle == 270:
        return Char(char.text, height - char.right, height - char.left, char.bottom, char.size, char.top)
    if angle == 180:
        flipped = height - char.bottom
        return Char(char.text, width - char.right, width - char.left, flipped, char.size, flipped + char.size)
    return char


def _is_vertical(chars: Sequence[Char]) -> bool:
    """True if the characters follow each other downwards: Chinese in columns, which is read from the right."""
    down = across = 0
    for one, other in pairwise(chars):
        dx, dy = other.left - one.left, one.bottom - other.bottom
        down += abs(dx) < 0.3 * one.size and 0.7 * one.size < dy < 2 * one.size
        across += abs(dy) < 0.3 * one.size and dx > 0.2 * one.size
    return down >= _LEAST_VERTICAL and down > 3 * across


def _laid_down(char: Char, height: float) -> Char:
    """The character of a column as one of a line: further down is further right, further left is further down."""
    middle = (char.top + char.bottom) / 2
    return Char(
        char.text,
        height - middle - char.size / 2,
        height - middle + char.size / 2,
        (char.left + char.right) / 2,
        char.size,
        char.right,
    )


def _visible(chars: Iterable[Char]) -> int:
    return sum(not char.text.isspace() for char in chars)
