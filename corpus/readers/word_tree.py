"""WordprocessingML made from other formats of Word, so that one reader settles what of a document is text.

A .doc and an .rtf hold what a .docx holds, under other names. Made the same elements, they share its rules for tables,
fields, notes, changes and hidden text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from corpus.readers.docx_numbering import W

_VML = "{urn:schemas-microsoft-com:vml}"
_DEEPEST = 30
"""Tables inside tables: whoever has more has a damaged file."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PIECES = re.compile("[\t\n\u2011\u00ad]|[^\t\n\u2011\u00ad]+")
_MARKS = {"\t": "tab", "\n": "br", "\u2011": "noBreakHyphen", "\u00ad": "softHyphen"}


def element(tag: str, children: Iterable[etree._Element] = (), **attributes: str) -> etree._Element:
    """A new w:`tag` with these children and w: attributes."""
    made = etree.Element(f"{W}{tag}", {f"{W}{name}": _NO_XML.sub("", value) for name, value in attributes.items()})
    made.extend(children)
    return made


def run(text: str, marks: Mapping[str, str] = {}, *, is_code: bool = False) -> etree._Element:
    """A w:r with `text`, in which tabs and line ends are elements of their own.

    `marks` are elements of w:rPr and their values: {"vertAlign": "superscript"}. `is_code` is for the instruction of a
    field.
    """
    made = element("r", [element("rPr", [element(name, val=value) for name, value in marks.items()])] if marks else [])
    for piece in _PIECES.findall(_NO_XML.sub("", text)):
        child = etree.SubElement(made, f"{W}{_MARKS.get(piece) or ('instrText' if is_code else 't')}")
        if piece not in _MARKS:
            child.text = piece
    return made


def lettering(text: str) -> etree._Element:
    """A w:hdr with `text` drawn across the page, as Word writes a watermark."""
    return element("hdr", [etree.Element(f"{_VML}textpath", {"string": _NO_XML.sub("", text)})])


def field_mark(kind: str) -> etree._Element:
    """A run with the begin, separate or end of a field."""
    return element("r", [element("fldChar", fldCharType=kind)])


def table_row(cells: Iterable[Iterable[etree._Element]]) -> etree._Element:
    """A w:tr whose cells hold these paragraphs and tables."""
    return element("tr", [element("tc", blocks) for blocks in cells])


class BodyBuilder:
    """Paragraphs in the order of the file put into the tables that their depth and the ends of cells and rows tell.

    `depth` is 0 outside tables, 1 in a table, 2 in a table inside a cell.
    """

    def __init__(self) -> None:
        self._open: list[list[etree._Element]] = [[]]
        self._cells: list[list[list[etree._Element]]] = [[]]

    def paragraph(self, paragraph: etree._Element, depth: int = 0) -> None:
        """Adds a paragraph, in the open cell at this depth."""
        self._go_to(depth)
        self._open[-1].append(paragraph)

    def end_cell(self, depth: int) -> None:
        """Closes the open cell at this depth."""
        self._go_to(depth)
        self._cells[-1].append(self._open[-1])
        self._open[-1] = []

    def end_row(self, depth: int) -> None:
        """Closes the open row at this depth; what follows its last cell is a cell too."""
        self._go_to(depth)
        self._close_row()

    def body(self) -> etree._Element:
        """A w:body with everything; rows that were never closed are closed."""
        self._go_to(0)
        return element("body", self._open[0])

    def _go_to(self, depth: int) -> None:
        depth = min(depth, _DEEPEST)  # a damaged file may state any
        while len(self._open) - 1 > depth:
            self._close_row()
            self._open.pop()
            self._cells.pop()
        while len(self._open) - 1 < depth:
            self._open.append([])
            self._cells.append([])

    def _close_row(self) -> None:
        cells = [*self._cells[-1], *([self._open[-1]] if self._open[-1] else [])]
        self._open[-1], self._cells[-1] = [], []
        if not cells:
            return
        outer = self._open[-2]
        if not outer or outer[-1].tag != f"{W}tbl":
            outer.append(element("tbl"))
        outer[-1].append(table_row(cells))
