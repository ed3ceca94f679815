"""The cells of a workbook as the texts that they show (SpreadsheetML, ECMA-376 part 1, 18)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from corpus.errors import ReadError
from corpus.readers.common import read_bytes
from corpus.readers.package import parse_xml, read_parts
from corpus.readers.superscripts import raised

_S = "{*}"  # Strict and Transitional files differ only in the names of their namespaces
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
"""Numbers of the formats that show a date without being written in the file, Chinese ones included."""
_DATE = re.compile(r"y|年|m{1,4}[-/月]|d{1,2}日", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_WITH_STRINGS = re.compile(r"/(?:sharedStrings\.xml|worksheets/[^/]*\.xml)$")
_MOST_COLUMNS = 16_384


Sheet: TypeAlias = list[list[str]]
"""The rows of a sheet, a text for each cell."""


def read_sheets(path: Path) -> tuple[list[Sheet], list[Sheet], str]:
    """The sheets that are shown, the hidden ones, and all strings of the workbook by their elements alone.

    :raises ReadError: word_locked, file_damaged, file_empty, file_too_large, file_unreadable.
    :raises KeyError, ValueError, etree.XMLSyntaxError: if a part is missing or damaged.
    """
    if read_bytes(path).startswith(_OLE_MAGIC):
        raise ReadError("word_locked", path=str(path))
    parts = read_parts(path, lambda name: name.endswith((".xml", ".rels")))
    main = next((name for name in parts if name in {"xl/workbook.xml", "xl/workbook2.xml"}), "xl/workbook.xml")
    book = parse_xml(parts[main])
    folder, name = posixpath.split(main)
    relations = parse_xml(parts[f"{folder}/_rels/{name}.rels"])
    targets = {r.get("Id"): posixpath.normpath(posixpath.join("/", folder, r.get("Target", ""))) for r in relations}
    shared = [_string(item) for item in _children(parts, f"{folder}/sharedStrings.xml", "si")]
    dates = _date_styles(parts, f"{folder}/styles.xml")
    epoch = datetime(1904, 1, 1) if _is_1904(book) else datetime(1899, 12, 30)
    sheets: list[Sheet] = []
    hidden: list[Sheet] = []
    for sheet in book.iter(f"{_S}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        target = targets.get(str(relation), "").lstrip("/")
        if target in parts:
            where = hidden if sheet.get("state") in {"hidden", "veryHidden"} else sheets
            where.append(list(_rows(parse_xml(parts[target]), shared, dates, epoch)))
    return sheets, hidden, _strings(parts)


def _strings(parts: Mapping[str, bytes]) -> str:
    """All strings of the workbook, without the guides to how they are read."""
    named = (data for name, data in parts.items() if _WITH_STRINGS.search(name))
    roots = (root for data in named for root in [parse_xml(data)])
    nodes = (node for root in roots for node in root.iter(f"{_S}t") if not str(_tag_above(node)).endswith("}rPh"))
    return "\n".join(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), node.text or "") for node in nodes)


def _tag_above(node: etree._Element) -> object:
    above = node.getparent()
    return "" if above is None else above.tag


def _is_1904(book: etree._Element) -> bool:
    properties = book.find(f"{_S}workbookPr")
    return properties is not None and properties.get("date1904") in {"1", "true"}


def _children(parts: Mapping[str, bytes], name: str, tag: str) -> list[etree._Element]:
    return parse_xml(parts[name]).findall(f"{_S}{tag}") if name in parts else []


def _string(item: etree._Element) -> str:
    """The text of a string without its phonetic guide."""
    pieces = []
    for child in item:
        if child.tag in {"t"} or str(child.tag).endswith("}t"):
            pieces.append(child.text or "")
        elif str(child.tag).endswith("}r"):
            written = "".join(text.text or "" for text in child.findall(f"{_S}t"))
            position = child.find(f"{_S}rPr/{_S}vertAlign")
            is_raised = position is not None and position.get("val") == "superscript"
            pieces.append(raised(written, "".join(pieces[-4:])) if is_raised else written)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))


def _date_styles(parts: Mapping[str, bytes], name: str) -> set[str]:
    """The numbers of the cell styles that show a number as a date."""
    if name not in parts:
        return set()
    root = parse_xml(parts[name])
    written = {f.get("numFmtId"): _QUOTED.sub("", f.get("formatCode", "")) for f in root.iter(f"{_S}numFmt")}
    formats = {number for number, code in written.items() if _DATE.search(code)} | set(map(str, _DATE_FORMATS))
    styles = root.find(f"{_S}cellXfs")
    listed = [] if styles is None else styles.findall(f"{_S}xf")
    return {str(n) for n, style in enumerate(listed) if style.get("numFmtId") in formats}


def _rows(sheet: etree._Element, shared: list[str], dates: set[str], epoch: datetime) -> Iterator[list[str]]:
    for row in sheet.iter(f"{_S}row"):
        cells: list[str] = []
        for cell in row.findall(f"{_S}c"):
            column = _column(cell.get("r", ""))
            if column is not None and column < _MOST_COLUMNS:
                cells += [""] * (column - len(cells))
            cells.append(_cell(cell, shared, dates, epoch))
        yield cells


def _column(place: str) -> int | None:
    """The place of a column, the first being 0: 2 for C7."""
    letters = re.match("[A-Z]{1,3}", place)
    if not letters:
        return None
    number = 0
    for letter in letters.group():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: etree._Element, shared: list[str], dates: set[str], epoch: datetime) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_S}v") or ""
    if kind == "s":
        return shared[int(value)] if value else ""
    if kind == "inlineStr":
        inline = cell.find(f"{_S}is")
        return "" if inline is None else _string(inline)
    if kind != "n" or not value:
        return "" if kind == "e" else value
    number = float(value)
    if cell.get("s") in dates and 0 < number < 2_958_466:
        return (epoch + timedelta(days=number)).date().isoformat()
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
