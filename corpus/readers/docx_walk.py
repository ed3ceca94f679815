"""The text of the parts of a Word document: paragraphs, table rows and text boxes, in their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from corpus.readers.common import row_lines
from corpus.readers.docx_fields import Fields
from corpus.readers.docx_numbering import Numbering, W, is_on
from corpus.readers.protocol import ReadWarning
from corpus.readers.superscripts import raised

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MATH_TEXT = f"{_M}t"
_MATH_POWERS = {f"{_M}sSup", f"{_M}sSubSup"}
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SKIPPED = {f"{W}{t}" for t in ("del", "moveFrom", "pPr", "rPr", "rt", "sdtPr", "tblPr", "tblGrid")} | {
    f"{_MC}Fallback"
}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes", f"{W}commentReference": "comments"}
_NUMBER = re.compile("[1-9][0-9]{0,3}")
_CHARACTERS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": ""}

Chunk: TypeAlias = Callable[[str], list[str] | None]
"""The lines of the part with a relation id, None if it cannot be read."""


@dataclass(slots=True)
class _Line:
    """A paragraph being written: its pieces, and raised characters that are not yet known to be a power or a mark."""

    dropped: Counter[str]
    left_out: Counter[str]
    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    _raised: str = ""

    def add(self, text: str, *, is_raised: bool = False) -> None:
        if not text:
            return
        if is_raised:
            self._raised += text
            return
        self._settle()
        self.pieces.append(text)

    def text(self) -> str:
        self._settle()
        return "".join(self.pieces)

    def _settle(self) -> None:
        if self._raised:
            kept = raised(self._raised, "".join(self.pieces[-4:]))
            self.dropped["note_marks"] += not kept
            self.left_out["note_mark"] += 0 if kept else len(self._raised.strip())
            self.pieces.append(kept)
            self._raised = ""


@dataclass(slots=True)
class Walk:
    """Goes through a part once, top to bottom, and collects its lines and what it left out.

    `chunk` gives the lines of an alternative part by its relation id, None if it cannot be read. `rows` are the cells
    of the table rows that were met, each cell its lines. `left_out` counts characters by the kind that they were left
    out as.
    """

    numbering: Numbering
    chunk: Chunk = lambda _: None
    lines: list[str] = field(default_factory=list)
    title: str | None = None
    dropped: Counter[str] = field(default_factory=Counter)
    rows: list[list[list[str]]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    _fields: Fields = field(default_factory=Fields)
    _open_line: bool = False
    _styled: dict[tuple[str, str], etree._Element | None] = field(default_factory=dict)

    def blocks(self, parent: etree._Element) -> None:
        """Collect the paragraphs and tables inside `parent`."""
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{W}altChunk":
                self._chunk(child)
            elif self._is_placeholder(child):
                self._leave_out("placeholders", child)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                self.blocks(child)  # w:sdt, w:customXml, w:ins and the like only wrap

    def warnings(self) -> list[ReadWarning]:
        """One warning for each kind of thing left out."""
        found = [ReadWarning(f"warn_docx_{kind}", {"count": n}) for kind, n in sorted(self.dropped.items()) if n]
        formats = sorted(self.numbering.unknown_formats)
        return found + ([ReadWarning("warn_docx_number_format", {"formats": ", ".join(formats)})] if formats else [])

    def _paragraph(self, paragraph: etree._Element) -> None:
        line = _Line(self.dropped, self.left_out)
        self._inline(paragraph, line, _style_of(paragraph, "pPr/{}pStyle"))
        text = line.text()
        if self._open_line:
            self.lines[-1] += text  # the mark between the two paragraphs was deleted: they are one
        else:
            label = self.numbering.label(paragraph)
            self.lines.append(label + text if text.strip() else text)
            if self.title is None and text.strip() and self._is_title(paragraph):
                self.title = text.strip()
        self._open_line = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        for box in line.boxes:
            self.blocks(box)

    def _chunk(self, chunk: etree._Element) -> None:
        lines = self.chunk(chunk.get(_RELATION_ID, ""))
        self._open_line = False
        if lines is None:
            self.dropped["chunks"] += 1
        else:
            self.lines += lines

    def _table(self, table: etree._Element) -> None:
        for row in _children(table, f"{W}tr"):
            if is_on(row.find(f"{W}trPr/{W}hidden")):
                self._leave_out("hidden", row)
            elif row.find(f"{W}trPr/{W}del") is None:
                self._row(row)

    def _row(self, row: etree._Element) -> None:
        """A row of one cell only frames text, whose paragraphs stay; for others see `row_lines`."""
        cells = [self._cell(cell) for cell in _children(row, f"{W}tc")]
        self._open_line = False
        self.rows.append([[line for line in cell if line.strip()] for cell in cells])
        self.lines += cells[0] if len(cells) == 1 else row_lines(cells)

    def _cell(self, cell: etree._Element) -> list[str]:
        inner = Walk(self.numbering, self.chunk, dropped=self.dropped, rows=self.rows, left_out=self.left_out)
        inner._fields, inner._styled = self._fields, self._styled
        if not _is_merged_away(cell):
            inner.blocks(cell)
        return inner.lines

    def _is_title(self, paragraph: etree._Element) -> bool:
        chain = self.numbering.style_chain(_style_of(paragraph, "pPr/{}pStyle"))
        names = (style.find(f"{W}name") for _, style in chain)
        return any(name is not None and name.get(f"{W}val", "").lower() == "title" for name in names)

    def _inline(self, parent: etree._Element, line: _Line, paragraph_style: str) -> None:
        """Write the text inside `parent` as it would be printed, and note the text boxes anchored in it."""
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED:
                continue
            if child.tag == f"{W}r":
                self._run(child, line, paragraph_style)
            elif child.tag == _MATH_TEXT:
                line.add(self._fields.text(child.text or ""))
            elif child.tag == f"{_M}sup" and parent.tag in _MATH_POWERS:
                power = "".join(text.text or "" for text in child.iter(_MATH_TEXT))
                line.add(self._fields.text(raised(power, line.text()) or f"^{power}"))
            elif child.tag == f"{_M}den":
                line.add(self._fields.text("/"))
                self._inline(child, line, paragraph_style)
            elif child.tag == f"{W}txbxContent":
                line.boxes.append(child)
            elif child.tag == f"{W}fldSimple":
                self._fields.begin()
                self._fields.code(child.get(f"{W}instr", ""))
                self._fields.separate()
                self._inline(child, line, paragraph_style)
                line.add(self._fields.end())
            elif self._is_placeholder(child):
                self._leave_out("placeholders", child)
            else:
                self._inline(child, line, paragraph_style)

    def _run(self, run: etree._Element, line: _Line, paragraph_style: str) -> None:
        if run.find(f"{W}t") is not None and is_on(self._property(run, "vanish", paragraph_style)):
            self._leave_out("hidden", run)
            return
        alignment = self._property(run, "vertAlign", "")
        is_raised = alignment is not None and alignment.get(f"{W}val") == "superscript"
        if alignment is None:
            height = self._property(run, "position", "")
            is_raised = height is not None and _NUMBER.fullmatch(height.get(f"{W}val", "")) is not None
        self._run_content(run, line, is_raised, paragraph_style)

    def _leave_out(self, kind: str, element: etree._Element) -> None:
        self.dropped[kind] += 1
        self.left_out[kind] += sum(len("".join((text.text or "").split())) for text in element.iter(f"{W}t"))

    def _run_content(self, run: etree._Element, line: _Line, is_raised: bool, paragraph_style: str) -> None:
        for element in run:
            tag = element.tag
            if tag == f"{W}t":
                line.add(self._fields.text(element.text or ""), is_raised=is_raised)
            elif tag == f"{W}instrText":
                self._fields.code(element.text or "")
            elif tag == f"{W}fldChar":
                self._field_character(element, line)
            elif tag in _CHARACTERS:
                line.add(self._fields.text(_CHARACTERS[tag]))
            elif tag == f"{W}br":
                # A page or column break between two paragraphs of a run is layout, not text.
                line.add("" if element.get(f"{W}type") in {"page", "column"} else self._fields.text("\n"))
            elif tag == f"{W}sym":
                line.add(self._fields.text(self._symbol(element)))
            elif tag in _NOTES:
                self.dropped[_NOTES[tag]] += 1
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self._inline_of_run(element, line, paragraph_style)

    def _inline_of_run(self, element: etree._Element, line: _Line, paragraph_style: str) -> None:
        """Pictures and drawings (for their text boxes), ruby, alternatives: whatever wraps text inside a run."""
        if element.tag == f"{W}txbxContent":
            line.boxes.append(element)
        else:
            self._inline(element, line, paragraph_style)

    def _field_character(self, element: etree._Element, line: _Line) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.begin()
        elif kind == "separate":
            self._fields.separate()
        elif kind == "end":
            line.add(self._fields.end())

    def _symbol(self, sym: etree._Element) -> str:
        """The character of a w:sym; those of symbol fonts are pictures without a meaning in text and are dropped."""
        char = sym.get(f"{W}char", "")
        code = int(char, 16) if re.fullmatch("[0-9A-Fa-f]{1,5}", char) else 0
        if code < 0x20 or 0xE000 <= code <= 0xF8FF:
            self.dropped["symbols"] += 1
            return ""
        return chr(code)

    def _property(self, run: etree._Element, name: str, paragraph_style: str) -> etree._Element | None:
        """A property of a run: its own, else that of its character style, else that of its paragraph's style."""
        own = run.find(f"{W}rPr/{W}{name}")
        if own is not None:
            return own
        of_run = self._style_property(_style_of(run, "rPr/{}rStyle"), name)
        return of_run if of_run is not None else self._style_property(paragraph_style, name)

    def _style_property(self, style: str, name: str) -> etree._Element | None:
        if (style, name) not in self._styled:
            found = (each.find(f"{W}rPr/{W}{name}") for _, each in self.numbering.style_chain(style))
            self._styled[style, name] = next((each for each in found if each is not None), None)
        return self._styled[style, name]

    def _is_placeholder(self, element: etree._Element) -> bool:
        """True if a content control shows what to type into it and not what was typed."""
        return element.tag == f"{W}sdt" and is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _style_of(element: etree._Element, place: str) -> str:
    style = element.find(f"{W}{place.format(W)}")
    return "" if style is None else str(style.get(f"{W}val", ""))


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
