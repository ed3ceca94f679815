"""Reads .docx: paragraphs and tables in their order, with the numbers that Word shows but does not store."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from corpus.errors import ReadError
from corpus.metadata.marks import MARK_KEY, security_mark
from corpus.readers.common import clean_text, read_bytes, require_text
from corpus.readers.docx_numbering import Numbering, W, is_on
from corpus.readers.protocol import ReadFile, ReadWarning, Record

_MAX_UNPACKED = 400 * 1024 * 1024
"""A .docx of 50 MB can unpack to anything; beyond this it is no speech but an attack or an accident."""

# What zipfile, zlib, lxml and python-docx raise on damaged files: parts may be missing, cut short or lie.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    etree.XMLSyntaxError,
    OpcError,
    EOFError,
    OSError,
    RuntimeError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
)
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SKIPPED = {f"{W}{t}" for t in ("del", "moveFrom", "pPr", "rPr", "instrText", "rt", "sdtPr", "tblPr", "tblGrid")} | {
    f"{_MC}Fallback"
}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes", f"{W}commentReference": "comments"}
_CHARACTERS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": ""}
_CARRIERS = {f"{W}t", _MATH_TEXT, f"{W}br", f"{W}sym", f"{W}txbxContent", *_NOTES, *_CHARACTERS}


class DocxReader:
    """Reads a Word document as one speech. Its properties (author and so on) are the typist's and are not read."""

    name = "docx"
    version = 2
    suffixes = frozenset({".docx"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document; its title is the first paragraph in the style "Title".

        Of the heads and feet of its pages only a security mark is read.
        :raises ReadError: file_damaged, docx_old_or_locked, file_empty, file_too_large, file_unreadable.
        """
        data = read_bytes(path)
        if data.startswith(_OLE_MAGIC):
            raise ReadError("docx_old_or_locked", path=str(path))
        record, warnings = read_body(*_open(data, path), path)
        return ReadFile(self.name, self.version, (record,), warnings=tuple(warnings))


def read_body(
    body: etree._Element, margins: Sequence[etree._Element], numbering: Numbering, path: Path
) -> tuple[Record, list[ReadWarning]]:
    """The speech in a w:body, and what was left out of it. `margins` are the heads and feet of its pages.

    :raises ReadError: file_empty.
    """
    walk = _Walk(numbering)
    walk.blocks(body)
    text, warnings = clean_text("\n".join(walk.lines))
    require_text(text, path)
    mark = next(filter(None, (_mark_of(margin, numbering) for margin in margins)), None)
    record = Record(text, walk.title, given={MARK_KEY: mark} if mark else {})
    return record, warnings + walk.warnings()


def _open(data: bytes, path: Path) -> tuple[etree._Element, list[etree._Element], Numbering]:
    """The body, the heads and feet of its pages, and the numbering of a document."""
    try:
        _check_unpacked_size(data, path)
        document = docx.Document(BytesIO(data))
        margins = [*_part_roots(document, "header"), *_part_roots(document, "footer")]
        numbering = next(iter(_part_roots(document, "numbering")), None)
        return document.element.body, margins, Numbering(numbering, document.styles.element)
    except _DAMAGE as exc:
        raise ReadError("file_damaged", path=str(path), kind=".docx") from exc


def _check_unpacked_size(data: bytes, path: Path) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
            raise ReadError("file_too_large", path=str(path), limit=_MAX_UNPACKED // 1024 // 1024)


def _part_roots(document: docx.document.Document, kind: str) -> list[etree._Element]:
    """The roots of the document's parts of this kind (python-docx would make one where there is none)."""
    return [
        etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
        for relation in document.part.rels.values()
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external
    ]


def _mark_of(margin: etree._Element, numbering: Numbering) -> str | None:
    """The security mark in the head or foot of a page."""
    walk = _Walk(numbering)
    walk.blocks(margin)
    return security_mark("\n".join(walk.lines))


@dataclass(slots=True)
class _Walk:
    """Goes through the body once, top to bottom, and collects its lines and what it left out."""

    numbering: Numbering
    lines: list[str] = field(default_factory=list)
    title: str | None = None
    dropped: Counter[str] = field(default_factory=Counter)
    _open_line: bool = False

    def blocks(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                self.blocks(child)  # w:sdt, w:customXml, w:ins and the like only wrap

    def warnings(self) -> list[ReadWarning]:
        """One warning for each kind of thing left out."""
        found = [ReadWarning(f"warn_docx_{kind}", {"count": n}) for kind, n in sorted(self.dropped.items())]
        formats = sorted(self.numbering.unknown_formats)
        return found + ([ReadWarning("warn_docx_number_format", {"formats": ", ".join(formats)})] if formats else [])

    def _paragraph(self, paragraph: etree._Element) -> None:
        text, boxes = self._content(paragraph)
        if self._open_line:
            self.lines[-1] += text  # the mark between the two paragraphs was deleted: they are one
        else:
            label = self.numbering.label(paragraph)
            self.lines.append(label + text if text.strip() else text)
            if self.title is None and text.strip() and self._is_title(paragraph):
                self.title = text.strip()
        self._open_line = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        for box in boxes:
            self.blocks(box)

    def _table(self, table: etree._Element) -> None:
        for row in _children(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                self._row(row)

    def _row(self, row: etree._Element) -> None:
        """A row is one line, its cells apart by tabs; a row of one cell only frames text, whose paragraphs stay."""
        cells = []
        for cell in _children(row, f"{W}tc"):
            inner = _Walk(self.numbering, dropped=self.dropped)
            if not _is_merged_away(cell):
                inner.blocks(cell)
            cells.append(inner.lines)
        self._open_line = False
        if len(cells) == 1:
            self.lines.extend(cells[0])
        elif any(map(any, cells)):
            self.lines.append("\t".join(" ".join(line for line in cell if line).replace("\n", " ") for cell in cells))

    def _is_title(self, paragraph: etree._Element) -> bool:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is None:
            return False
        names = (s.find(f"{W}name") for _, s in self.numbering.style_chain(style.get(f"{W}val", "")))
        return any(name is not None and name.get(f"{W}val", "").lower() == "title" for name in names)

    def _content(self, parent: etree._Element) -> tuple[str, list[etree._Element]]:
        """The text of a paragraph as it would be printed, and the text boxes anchored in it."""
        parts: list[str] = []
        boxes: list[etree._Element] = []
        for element in _inline(parent, self._is_hidden):
            if element.tag in {f"{W}t", _MATH_TEXT}:
                parts.append(element.text or "")
            elif element.tag == f"{W}r":
                self.dropped["hidden"] += 1
            elif element.tag in _CHARACTERS:
                parts.append(_CHARACTERS[element.tag])
            elif element.tag == f"{W}br":
                # A page or column break between two paragraphs of a run is layout, not text.
                parts.append("" if element.get(f"{W}type") in {"page", "column"} else "\n")
            elif element.tag == f"{W}sym":
                parts.append(self._symbol(element))
            elif element.tag == f"{W}txbxContent":
                boxes.append(element)
            elif element.tag in _NOTES:
                self.dropped[_NOTES[element.tag]] += 1
        return "".join(parts), boxes

    def _symbol(self, sym: etree._Element) -> str:
        """The character of a w:sym; those of symbol fonts are pictures without a meaning in text and are dropped."""
        char = sym.get(f"{W}char", "")
        code = int(char, 16) if re.fullmatch("[0-9A-Fa-f]{1,5}", char) else 0
        if code < 0x20 or 0xE000 <= code <= 0xF8FF:
            self.dropped["symbols"] += 1
            return ""
        return chr(code)

    def _is_hidden(self, run: etree._Element) -> bool:
        """True if a run with text is set as hidden, by itself or by its character style."""
        if run.find(f"{W}t") is None:
            return False
        own = run.find(f"{W}rPr/{W}vanish")
        if own is not None:
            return is_on(own)
        style = run.find(f"{W}rPr/{W}rStyle")
        chain = self.numbering.style_chain(style.get(f"{W}val", "")) if style is not None else ()
        found = (s.find(f"{W}rPr/{W}vanish") for _, s in chain)
        return is_on(next((v for v in found if v is not None), None))


def _inline(parent: etree._Element, is_hidden: Callable[[etree._Element], bool]) -> Iterator[etree._Element]:
    """The elements of a paragraph that may carry text, in order; of a hidden run only the run itself."""
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            continue
        if child.tag in _CARRIERS or (child.tag == f"{W}r" and is_hidden(child)):
            yield child
        else:
            yield from _inline(child, is_hidden)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those inside content controls, but not those of inner tables."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"}:
            yield from _children(child, tag)


def _is_merged_away(cell: etree._Element) -> bool:
    """True if the cell only continues the one above it."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"
