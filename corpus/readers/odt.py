"""Reads .odt by turning it into the elements that a .docx would have, so that both have the same rules for text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from corpus.errors import ReadError
from corpus.readers.common import read_bytes
from corpus.readers.coverage import coverage_of
from corpus.readers.docx import read_body
from corpus.readers.docx_numbering import Numbering
from corpus.readers.odt_lists import STYLE, TEXT, Lists, positions_of, styles_of
from corpus.readers.package import parse_xml, read_parts
from corpus.readers.protocol import Coverage, ReadFile
from corpus.readers.word_tree import element, run, table_row

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PARTS = frozenset({"content.xml", "styles.xml", "META-INF/manifest.xml"})
_SKIPPED = {
    f"{TEXT}{t}" for t in ("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "ruby-text")
}
_SKIPPED |= {f"{_OFFICE}{t}" for t in ("forms", "event-listeners", "change-info")}
_PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
_LEFT_OUT = {
    f"{TEXT}note": "footnotes",
    f"{TEXT}ruby-text": "reading",
    f"{TEXT}tracked-changes": "deleted",
    f"{_OFFICE}annotation": "comments",
}
_BLANKS = re.compile(r"[ \t\r\n]+")


class OdtReader:
    """Reads an OpenDocument text as one speech."""

    name = "odt"
    version = 1
    suffixes = frozenset({".odt", ".ott", ".fodt"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document, read as `DocxReader` does; deleted text that is kept as a change is none.

        :raises ReadError: word_locked, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        try:
            content, styles = _open(path)
        except etree.XMLSyntaxError as exc:
            raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower()) from exc
        text = next(content.iter(f"{_OFFICE}text"), None)
        if text is None:
            raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower())
        tree = _Tree(content, styles)
        body = element("body", tree.blocks(text))
        margins = [
            element("hdr", tree.blocks(margin))
            for page in styles.iter(f"{STYLE}master-page")
            for margin in page
            if str(margin.tag).startswith((f"{STYLE}header", f"{STYLE}footer"))
        ]
        numbering = Numbering(tree.lists.numbering, styles_of(styles, content))
        record, warnings, left_out = read_body(body, margins, numbering, path)
        coverage = _coverage(text, record.text, left_out)
        return ReadFile(self.name, self.version, (record,), warnings=tuple(warnings), coverage=coverage)


def _coverage(written: etree._Element, text: str, left_out: Counter[str]) -> Coverage:
    """The coverage of the text over all text nodes of the document."""
    left_out = Counter(left_out)
    for part in written.iter(*_LEFT_OUT):
        kind = _LEFT_OUT[str(part.tag)]
        kind = "endnotes" if part.get(f"{TEXT}note-class") == "endnote" else kind
        left_out[kind] += len("".join("".join(map(str, part.itertext())).split()))
    return coverage_of((text,), "".join(map(str, written.itertext())), left_out)


def _open(path: Path) -> tuple[etree._Element, etree._Element]:
    """The roots that hold the text and the styles; one and the same in a flat file."""
    if path.suffix.lower() == ".fodt":
        root = parse_xml(read_bytes(path))
        return root, root
    parts = read_parts(path, _PARTS.__contains__)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise ReadError("word_locked", path=str(path))
    if "content.xml" not in parts:
        raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower())
    return parse_xml(parts["content.xml"]), parse_xml(parts.get("styles.xml", b"<none/>"))


@dataclass(slots=True)
class _Place:
    """The list that a paragraph is an item of, whose number it shows if it is the first of its item."""

    number: str = ""
    level: int = 0
    shows_number: bool = False


class _Tree:
    """Turns the parts of a document into WordprocessingML."""

    def __init__(self, content: etree._Element, styles: etree._Element) -> None:
        self.lists = Lists(styles, content)
        self._positions = positions_of(styles, content)

    def blocks(self, parent: etree._Element, place: _Place | None = None) -> Iterator[etree._Element]:
        """The paragraphs and tables in an element, in order."""
        for child in parent:
            if child.tag in _SKIPPED or not isinstance(child.tag, str):
                continue
            if child.tag in _PARAGRAPHS:
                yield self._paragraph(child, place)
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, place)
            elif child.tag == f"{_TABLE}table":
                yield element("tbl", self._rows(child))
            elif child.tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none":
                hidden = "".join(map(str, child.itertext()))
                yield element("p", [run(hidden, {"vanish": "1"})])
            else:
                yield from self.blocks(child, place)

    def _list(self, listed: etree._Element, outer: _Place | None) -> Iterator[etree._Element]:
        if outer is None:
            style = listed.get(f"{TEXT}style-name", "")
            place = _Place(self.lists.number_of_list(listed, style))
        else:
            place = _Place(outer.number, outer.level + 1)
        for item in listed:
            place.shows_number = item.tag == f"{TEXT}list-item"
            if start := item.get(f"{TEXT}start-value"):
                place.number = self.lists.restarted(place.number, place.level, start)
            yield from self.blocks(item, place)

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        for child in table:
            if child.tag == f"{_TABLE}table-row":
                yield table_row([self.blocks(cell) for cell in child if cell.tag == f"{_TABLE}table-cell"])
            elif isinstance(child.tag, str):
                yield from self._rows(child)  # heads and groups of rows

    def _paragraph(self, paragraph: etree._Element, place: _Place | None) -> etree._Element:
        properties = element("pPr", [element("pStyle", val=paragraph.get(f"{TEXT}style-name", ""))])
        number, level = "", 0
        if place is not None and place.shows_number:
            number, level, place.shows_number = place.number, place.level, False
        elif place is None and paragraph.tag == f"{TEXT}h" and paragraph.get(f"{TEXT}is-list-header") != "true":
            number, level = self.lists.number_of_heading(), int(paragraph.get(f"{TEXT}outline-level", "1")) - 1
        properties.append(element("numPr", [element("ilvl", val=str(level)), element("numId", val=number)]))
        return element("p", [properties, *self._inline(paragraph, {})])

    def _inline(self, parent: etree._Element, marks: dict[str, str]) -> Iterator[etree._Element]:
        """The runs of a paragraph, with what its parts stand for."""
        if parent.text:
            yield run(_BLANKS.sub(" ", parent.text), marks)
        for child in parent:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                yield from self._part(child, marks)
            if child.tail:
                yield run(_BLANKS.sub(" ", child.tail), marks)

    def _part(self, part: etree._Element, marks: dict[str, str]) -> Iterator[etree._Element]:
        if part.tag == f"{TEXT}s":
            yield run(" " * min(int(part.get(f"{TEXT}c", "1")), 1000), marks)
        elif part.tag in _CHARACTERS:
            yield run(_CHARACTERS[part.tag], marks)
        elif part.tag == f"{TEXT}note":
            kind = "endnote" if part.get(f"{TEXT}note-class") == "endnote" else "footnote"
            yield element("r", [element(f"{kind}Reference")])
        elif part.tag == f"{_OFFICE}annotation":
            yield element("r", [element("commentReference")])
        elif part.tag.startswith(_DRAW):
            yield element("r", [element("txbxContent", self.blocks(part))])
        elif part.tag in {f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"}:
            yield from self._inline(part, {**marks, "vanish": "1"})
        elif part.tag in _PARAGRAPHS:
            return  # of a note or a drawing that was read
        else:
            yield from self._inline(part, marks | self._marks(part.get(f"{TEXT}style-name", "")))

    def _marks(self, style: str) -> dict[str, str]:
        if not style:
            return {}
        raised = {"vertAlign": self._positions[style]} if style in self._positions else {}
        return {"rStyle": style, **raised}


_CHARACTERS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n", f"{TEXT}soft-page-break": ""}
