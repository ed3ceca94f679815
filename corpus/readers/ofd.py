"""Reads .ofd, the format of fixed pages of GB/T 33190-2016, with the rules for pages that PDF has."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import pairwise
from pathlib import Path
from statistics import median

from lxml import etree

from corpus.errors import ReadError
from corpus.language.radicals import without_radicals
from corpus.readers.common import is_wide
from corpus.readers.coverage import coverage_of
from corpus.readers.package import parse_xml, read_parts
from corpus.readers.pdf import read_pages
from corpus.readers.pdf_characters import Char, turned_upright
from corpus.readers.pdf_lines import PageLines, lines_of
from corpus.readers.protocol import ReadFile

_POINTS = 72 / 25.4
"""Points in a millimetre, the unit of the format."""
_TEXT_CODE = re.compile(r"<(?:\w+:)?TextCode\b[^<>]*>([^<>]*)<")
_A4 = (210.0, 297.0)
_MOST_STEPS_UP = 0.2
"""Share of the steps from one object to the next that lead up a page written in its order: the next column, a head."""
_MOST_CHARACTERS = 100_000


class OfdReader:
    """Reads a document of fixed pages as one speech."""

    name = "ofd"
    version = 3
    suffixes = frozenset({".ofd"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document, read as `PdfReader` does.

        :raises ReadError: pdf_no_text, word_locked, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        parts = read_parts(path, lambda name: name.lower().endswith(".xml"))
        if any(name.lower().endswith("encryptions.xml") for name in parts):
            raise ReadError("word_locked", path=str(path))
        try:
            pages = list(_pages(parts))
        except (KeyError, ValueError, etree.XMLSyntaxError) as exc:
            raise ReadError("file_damaged", path=str(path), kind=".ofd") from exc
        record, warnings, of_pages = read_pages(pages, path)
        coverage = coverage_of((record.text,), _counted(parts), of_pages.left_out)
        return ReadFile(self.name, self.version, (record,), warnings=warnings, coverage=coverage)


def _counted(parts: Mapping[str, bytes]) -> str:
    """The text of all pieces of text of the pages and of what stands under them, by their tags alone."""
    texts = [
        found[1]
        for name, data in parts.items()
        if name.lower().endswith("content.xml")
        for found in _TEXT_CODE.finditer(data.decode("utf-8", "replace"))
    ]
    return without_radicals(unescape("".join(texts)))


def _pages(parts: Mapping[str, bytes]) -> Iterator[PageLines]:
    for body in parse_xml(parts["OFD.xml"]).iter("{*}DocRoot"):
        name = (body.text or "").strip().lstrip("/")
        document, folder = parse_xml(parts[name]), posixpath.dirname(name)
        templates = {t.get("ID"): t.get("BaseLoc", "") for t in document.iter("{*}TemplatePage")}
        watermarks = _watermarks(parts, document, folder)
        size = _size(document) or _A4
        for page in document.iterfind("{*}Pages/{*}Page"):
            content = parse_xml(parts[_part(folder, page.get("BaseLoc", ""))])
            used = [templates.get(t.get("TemplateID"), "") for t in content.iterfind("{*}Template")]
            roots = [parse_xml(parts[part]) for t in used if (part := _part(folder, t)) in parts]
            width, height = (length * _POINTS for length in _size(content) or size)
            objects = [o for root in (*roots, content) for o in root.iterfind("{*}Content//{*}TextObject")]
            chars = [list(_characters(o, height)) for o in objects if o.get("Visible") != "false"]
            lines = lines_of(turned_upright([c for text in _in_order(chars) for c in text], width, height))
            above = watermarks.get(page.get("ID", ""), "")
            yield PageLines(lines.lines, lines.slanting + above, lines.characters, lines.note_marks)


def _part(folder: str, location: str) -> str:
    """The name of a part that is named from a part in `folder`."""
    return posixpath.normpath(posixpath.join("/", folder, location.strip())).lstrip("/")


def _size(root: etree._Element) -> tuple[float, float] | None:
    """The width and the height of the pages in millimetres."""
    box = next((_numbers(b.text) for b in root.iter("{*}PhysicalBox")), [])
    return (box[2], box[3]) if len(box) == 4 else None


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in (text or "").split()]


def _watermarks(parts: Mapping[str, bytes], document: etree._Element, folder: str) -> dict[str, str]:
    """The texts of watermarks that are annotations, by the ID of their page."""
    found: dict[str, str] = {}
    for location in document.iterfind("{*}Annotations"):
        name = _part(folder, location.text or "")
        for page in parse_xml(parts[name]).iter("{*}Page") if name in parts else ():
            for file in page.iterfind("{*}FileLoc"):
                inner = parts.get(_part(posixpath.dirname(name), file.text or "")) or parts.get(
                    _part(folder, file.text or "")
                )
                marks = [a for a in parse_xml(inner).iter("{*}Annot") if a.get("Type") == "Watermark"] if inner else []
                texts = [code.text or "" for mark in marks for code in mark.iter("{*}TextCode")]
                found[page.get("PageID", "")] = found.get(page.get("PageID", ""), "") + " ".join(texts)
    return found


def _characters(text_object: etree._Element, height: float) -> Iterator[Char]:
    """The characters of a TextObject (11.2), in points from the foot of the page."""
    x0, y0, *_ = [*_numbers(text_object.get("Boundary")), 0.0, 0.0]
    a, b, c, d, e, f = _numbers(text_object.get("CTM")) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = float(text_object.get("Size", "3.5"))
    angle = round(math.degrees(math.atan2(-b, a))) % 360
    printed = size * math.hypot(c, d) * _POINTS or 1.0
    x = y = 0.0
    for code in text_object.iterfind("{*}TextCode"):
        text = without_radicals(code.text or "")
        x, y = float(code.get("X", x)), float(code.get("Y", y))
        across, down = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
        for number, char in enumerate(text):
            left = (x0 + a * x + c * y + e) * _POINTS
            bottom = height - (y0 + b * x + d * y + f) * _POINTS
            # A letter is as wide as the next one stands apart, unless that is a gap.
            advance = printed * (1.0 if is_wide(char) else 0.5)
            step = across[number] if across is not None and number < len(across) else advance / printed * size
            advance = step / size * printed if 0 < step < 1.2 * size else advance
            if angle in (90, 270):  # the box lies on its side, see Char
                sign = 1 if angle == 90 else -1
                start = bottom if angle == 90 else bottom - advance
                yield Char(char, start, start + advance, left, printed, left - sign * printed, angle)
            elif not char.isspace():
                yield Char(char, left, left + advance, bottom, printed, bottom + printed, angle)
            x += step if down is None or across is not None else 0.0
            y += 0.0 if down is None else down[number] if number < len(down) else size


def _deltas(written: str | None) -> list[float] | None:
    """The distances between characters (11.3): "g 3 4.2" stands for three times 4.2. None where none are written."""
    if not written or not written.split():
        return None
    words = iter(written.split())
    found: list[float] = []
    for word in words:
        if word == "g":
            count, distance = int(next(words, "0")), float(next(words, "0"))
            found += [distance] * min(count, _MOST_CHARACTERS)
        else:
            found.append(float(word))
    return found


def _in_order(texts: Sequence[list[Char]]) -> list[list[Char]]:
    """The texts of a page as they were written, or from the top to the foot if they were written in no order."""
    filled = [text for text in texts if text]
    up = sum(other[0].bottom - one[0].bottom > 0.5 * one[0].size for one, other in pairwise(filled))
    if up <= max(2, _MOST_STEPS_UP * len(filled)):
        return filled
    half = median(text[0].size for text in filled) / 2
    return sorted(filled, key=lambda text: (-round(text[0].bottom / half), text[0].left))
