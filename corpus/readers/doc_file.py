"""The binary file of Word 97 to 2003: its characters in order, and the properties that are set for them.

After [MS-DOC]. The text stands in pieces anywhere in the stream WordDocument, which the piece table (2.8.35) puts in
order; a place in that order is a CP. Properties belong to places in the stream (FC), in pages of 512 bytes, and are
lists of single modifications (sprm, 2.6). Only those are looked at that say what is text.
"""

from __future__ import annotations

import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_PAGE = 512
_FIB_TABLES = 154
_HUGE_PROPERTIES = 0x6646
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_SHAPE_PROPERTIES = re.compile(rb"\x0b\xf0")
_LETTERING, _STANDS_BEHIND = 0xC0C0, 0x8000
_CP1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_DEFINE_TABLE, _CHANGE_TABS = 0xD608, 0xC615
_SHORT_FORMS = {0x0C: 0x260A, 0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5C: 0x083C, 0x68: 0x2A48}
"""The sprms that say what is text, by the number that a piece names a single one with (Prm0, 2.9.215)."""

# Places of tables in the FIB (2.5.6): an index of pairs (offset in the table stream, length).
STYLES, NOTES, SECTIONS, HEADERS, CHARACTER_PAGES, PARAGRAPH_PAGES = 1, 2, 6, 11, 12, 13
CLX, SHAPES, ENDNOTES, DRAWINGS, TEXT_BOXES, LISTS, LIST_FORMATS = 33, 40, 46, 50, 56, 73, 74


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters from CP `start` to `end` that stand together from `offset` in the stream, `width` bytes each."""

    start: int
    end: int
    offset: int
    width: int
    properties: bytes


@dataclass(frozen=True, slots=True)
class _Runs:
    """Properties by place in the stream: those of `starts[i]` to `ends[i]` are `values[i]`. Sorted."""

    starts: list[int]
    ends: list[int]
    values: list[bytes]

    def at(self, offset: int) -> tuple[bytes, int]:
        """The properties at this place, and the place where they end or, between two runs, the next run begins."""
        index = bisect_right(self.starts, offset) - 1
        if index >= 0 and offset < self.ends[index]:
            return self.values[index], self.ends[index]
        return b"", self.starts[index + 1] if index + 1 < len(self.starts) else 1 << 40


class WordFile:
    """An opened file. `text[cp]` is one UTF-16 unit for each CP of all its stories, the main text first."""

    def __init__(self, main: bytes, table: bytes, data: bytes) -> None:
        """Takes the streams WordDocument, 0Table or 1Table, and Data.

        :raises struct.error, IndexError, ValueError: if they are damaged.
        """
        self._main, self._table, self._data = main, table, data
        self.lengths = struct.unpack_from("<8i", main, 76)
        self.pieces = _pieces(main, self.table(CLX), self.lengths[0])
        self.text = "".join(_units(main, piece) for piece in self.pieces)
        self._starts = [piece.start for piece in self.pieces]
        self._characters = _characters(main, self.table(CHARACTER_PAGES))
        self._paragraphs = _paragraphs(main, self.table(PARAGRAPH_PAGES))

    def table(self, index: int) -> bytes:
        """The table that the FIB lists at this place; empty for none."""
        offset, length = self.place(index)
        return self._table[offset : offset + length]

    def after(self, index: int) -> bytes:
        """Everything in the table stream behind a table: the levels of lists stand there, uncounted."""
        offset, length = self.place(index)
        return self._table[offset + length :] if length else b""

    def place(self, index: int) -> tuple[int, int]:
        """The offset and the length of a table."""
        return struct.unpack_from("<II", self._main, _FIB_TABLES + 8 * index)

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """CPs of pieces of text with the same character properties, and these, in order."""
        while start < end:
            piece, offset = self._piece(start)
            properties, until = self._characters.at(offset)
            stop = min(end, piece.end, start + max(1, (until - offset) // piece.width))
            yield start, stop, properties + piece.properties
            start = stop

    def paragraph_properties(self, mark: int) -> tuple[int, bytes]:
        """The style and the properties of the paragraph whose last character is at this CP."""
        piece, offset = self._piece(mark)
        found = self._paragraphs.at(offset)[0]
        style = int.from_bytes(found[:2], "little")
        properties = found[2:] + piece.properties
        for code, operand in modifications(found[2:]):
            if code == _HUGE_PROPERTIES:
                where = int.from_bytes(operand, "little")
                length = int.from_bytes(self._data[where : where + 2], "little")
                properties += self._data[where + 2 : where + 2 + length]
        return style, properties

    def _piece(self, cp: int) -> tuple[Piece, int]:
        piece = self.pieces[bisect_right(self._starts, cp) - 1]
        return piece, piece.offset + (cp - piece.start) * piece.width


def modifications(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """The code and the operand of each sprm in a list of properties; a list that is cut short ends early."""
    at = 0
    while at + 2 < len(properties):
        code = int.from_bytes(properties[at : at + 2], "little")
        at += 2
        length = _OPERAND_BYTES.get(code >> 13, 0)
        if code == _DEFINE_TABLE:
            length = int.from_bytes(properties[at : at + 2], "little") + 1
        elif code >> 13 == 6:
            if code == _CHANGE_TABS and properties[at] == 255:
                return  # its length is told otherwise, and nothing that matters stands behind tabs
            length = properties[at] + 1
        yield code, properties[at : at + length]
        at += length


def places(table: bytes, item: int) -> list[tuple[int, bytes]]:
    """The CPs of a PLC (2.2.2) with the `item` bytes that belong to each; its last CP, which only ends it, has none."""
    if len(table) < 4:
        return []
    count = (len(table) - 4) // (4 + item)
    cps = struct.unpack_from(f"<{count + 1}i", table)
    data = 4 * (count + 1)
    return [
        (cp, table[data + item * n : data + item * (n + 1)] if n < count else b"") for n, cp in enumerate(cps)
    ]  # fmt: skip


def letterings(drawings: bytes) -> Iterator[str]:
    """The texts of WordArt in the drawings of a file: gtextUNICODE among their properties ([MS-ODRAW] 2.3.22.1)."""
    for match in _SHAPE_PROPERTIES.finditer(drawings):
        count = int.from_bytes(drawings[match.start() - 2 : match.start()], "little") >> 4
        listed = drawings[match.end() + 4 : match.end() + 4 + 6 * count]
        at = match.end() + 4 + 6 * count
        for name, value in struct.iter_unpack("<HI", listed[: len(listed) // 6 * 6]):
            if name == _LETTERING:
                yield drawings[at : at + value].decode("utf-16-le", "replace").rstrip("\0")
            at += value if name & _STANDS_BEHIND else 0


def _pieces(main: bytes, clx: bytes, length: int) -> list[Piece]:
    """The piece table of a file with `length` characters of main text."""
    changes: list[bytes] = []
    at = 0
    while clx[at] == 1:
        size = int.from_bytes(clx[at + 1 : at + 3], "little")
        changes.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if clx[at] != 2:
        raise ValueError("no piece table")
    listed = places(clx[at + 5 : at + 5 + int.from_bytes(clx[at + 1 : at + 5], "little")], 8)
    pieces = []
    for (start, descriptor), (end, _) in pairwise(listed):
        offset, change = struct.unpack_from("<IH", descriptor, 2)
        width = 1 if offset & 0x4000_0000 else 2
        offset = (offset & 0x3FFF_FFFF) // (2 if width == 1 else 1)
        if not start < end or offset + (end - start) * width > len(main):
            raise ValueError("a piece outside the file")
        pieces.append(Piece(start, end, offset, width, _changed(change, changes)))
    if not pieces or pieces[0].start or pieces[-1].end < length:
        raise ValueError("pieces are missing")
    return pieces


def _changed(change: int, changes: list[bytes]) -> bytes:
    """The properties that a piece sets, as a fast save leaves them: one of the lists `changes`, or a single sprm."""
    if change & 1:
        return changes[change >> 1]
    code = _SHORT_FORMS.get(change >> 1 & 0x7F)
    return struct.pack("<HB", code, change >> 8) if code else b""


def _units(main: bytes, piece: Piece) -> str:
    data = main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
    if piece.width == 1:
        return data.decode("latin-1").translate(_CP1252)
    text = data.decode("utf-16-le", "surrogatepass")
    # Beyond the 16-bit plane a character takes two CPs; the two halves are joined again when the run is read.
    return text if len(text) == len(data) // 2 else "".join(map(chr, array("H", data)))


def _page(main: bytes, bins: bytes) -> Iterator[bytes]:
    for _, number in places(bins, 4):
        if number:
            start = (int.from_bytes(number, "little") & 0x3F_FFFF) * _PAGE
            yield main[start : start + _PAGE]


def _characters(main: bytes, bins: bytes) -> _Runs:
    """The properties of characters (ChpxFkp, 2.9.33)."""
    found = []
    for page in _page(main, bins):
        count = page[-1]
        offsets = struct.unpack_from(f"<{count + 1}I", page)
        for n in range(count):
            at = 2 * page[4 * (count + 1) + n]
            found.append((offsets[n], offsets[n + 1], page[at + 1 : at + 1 + page[at]] if at else b""))
    return _sorted(found)


def _paragraphs(main: bytes, bins: bytes) -> _Runs:
    """The style (2 bytes) and the properties of paragraphs (PapxFkp, 2.9.175)."""
    found = []
    for page in _page(main, bins):
        count = page[-1]
        offsets = struct.unpack_from(f"<{count + 1}I", page)
        for n in range(count):
            at = 2 * page[4 * (count + 1) + 13 * n]
            words = page[at] if at else 0
            begin, size = (at + 1, 2 * words - 1) if words else (at + 2, 2 * page[at + 1] if at else 0)
            found.append((offsets[n], offsets[n + 1], page[begin : begin + size]))
    return _sorted(found)


def _sorted(found: list[tuple[int, int, bytes]]) -> _Runs:
    found.sort(key=lambda run: run[:2])
    return _Runs([run[0] for run in found], [run[1] for run in found], [run[2] for run in found])
