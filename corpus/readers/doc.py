"""Reads .doc and .wps of Word 97 to 2003 and of WPS, from the file itself: no other program is needed.

Turned into the elements that a .docx would have, so that both have the same rules for what is text.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path

import olefile
from lxml import etree

from corpus.errors import ReadError
from corpus.readers.common import read_bytes
from corpus.readers.coverage import coverage_of
from corpus.readers.doc_file import (
    DRAWINGS,
    ENDNOTES,
    HEADERS,
    SECTIONS,
    SHAPES,
    TEXT_BOXES,
    WordFile,
    letterings,
    modifications,
    places,
)
from corpus.readers.doc_lists import VANISH, number_properties, numbering_of, styles_of
from corpus.readers.docx import read_body
from corpus.readers.docx_numbering import Numbering
from corpus.readers.office import program, read_converted
from corpus.readers.protocol import Coverage, ReadFile, ReadWarning
from corpus.readers.text import TextReader
from corpus.readers.word_tree import BodyBuilder, element, field_mark, lettering, run

_ENCRYPTED, _USES_1TABLE = 0x0100, 0x0200
_FIRST_OF_WORD_97 = 0xC1
# Sprms of characters and of paragraphs ([MS-DOC] 2.6.1, 2.6.2).
_DELETED, _STYLE, _SYMBOL, _POSITION = 0x0800, 0x4A30, 0x6A09, 0x2A48
_IN_TABLE, _ENDS_ROW, _DEPTH, _ENDS_INNER_CELL, _ENDS_INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_FIELD_MARKS = {"\x13": "begin", "\x14": "separate", "\x15": "end"}
_CHARACTERS = {"\x0b": "\n", "\x1e": "\u2011", "\x1f": "\u00ad"}
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_LEFT_OUT = {1: "footnotes", 2: "margins", 4: "comments", 5: "endnotes", 7: "margins"}
"""The kinds that stories are left out as, by their place in a file."""
_SEPARATORS = 6
"""The first stories of the heads and feet are the lines above footnotes and endnotes."""


class DocReader:
    """Reads an old Word document as one speech."""

    name = "doc"
    suffixes = frozenset({".doc", ".dot", ".wps", ".wpt"})

    @property
    def version(self) -> int:
        """Grows where LibreOffice is found: older files that were refused are then read."""
        return 3 + 1000 * (program() is not None)

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document, read as `DocxReader` does; else, if old, of Works or damaged, by LibreOffice.

        A plain text under this suffix is read as one, and a warning says so.

        :raises ReadError: word_locked, doc_too_old, doc_no_word, file_damaged, file_empty, file_too_large,
            file_unreadable.
        """
        data = read_bytes(path)
        try:
            tree = _Tree(_open(data, path))
            body, margins = tree.body(), list(tree.margins())
        except ReadError as exc:
            return _by_others(path, data, exc)
        except (struct.error, IndexError, ValueError, OSError, olefile.olefile.OleFileError):
            return _by_others(path, data, ReadError("file_damaged", path=str(path), kind=path.suffix.lower()))
        numbering, unnumbered = _numbering(tree.word)
        record, warnings, left_out = read_body(body, margins, numbering, path)
        coverage = _coverage(tree.word, record.text, left_out)
        return ReadFile(self.name, self.version, (record,), warnings=(*warnings, *unnumbered), coverage=coverage)


def _by_others(path: Path, data: bytes, refused: ReadError) -> ReadFile:
    """The file as a plain text, or as LibreOffice opens it.

    :raises ReadError: `refused` if neither is possible.
    """
    is_container = data.startswith(olefile.olefile.MAGIC)
    if refused.code == "word_locked" or (is_container and program() is None):
        raise refused
    try:
        if is_container:
            return read_converted(path, data, "docx")
        read = TextReader().read(path)
    except ReadError as exc:
        raise refused from exc
    return replace(read, warnings=(ReadWarning("warn_doc_is_text"), *read.warnings))


def _open(data: bytes, path: Path) -> WordFile:
    """The streams of the file.

    :raises ReadError: word_locked, doc_too_old, doc_no_word.
    """
    if not data.startswith(olefile.olefile.MAGIC):
        raise ReadError("doc_no_word", path=str(path))
    with olefile.OleFileIO(BytesIO(data)) as ole:
        if ole.exists("EncryptedPackage"):
            raise ReadError("word_locked", path=str(path))
        if not ole.exists("WordDocument"):
            raise ReadError("doc_no_word", path=str(path))
        main = ole.openstream("WordDocument").read()
        version, flags = struct.unpack_from("<2xH6xH", main)
        if version < _FIRST_OF_WORD_97:
            raise ReadError("doc_too_old", path=str(path))
        if flags & _ENCRYPTED:
            raise ReadError("word_locked", path=str(path))
        table = ole.openstream("1Table" if flags & _USES_1TABLE else "0Table").read()
        return WordFile(main, table, ole.openstream("Data").read() if ole.exists("Data") else b"")


def _coverage(word: WordFile, text: str, left_out: Counter[str]) -> Coverage:
    """The coverage of the text over the characters of all stories; instructions of fields are none of it."""
    starts = [*accumulate(word.lengths, initial=0)]
    stories = [word.text[start:end] for start, end in pairwise(starts)]
    counts = Counter(left_out)
    for number, kind in _LEFT_OUT.items():
        counts[kind] += len(_written(stories[number]))
    for start, end, properties in word.runs(0, word.lengths[0]):
        if _number(dict(modifications(properties)), _DELETED):
            counts["deleted"] += len(_written(word.text[start:end]))
    return coverage_of((text,), "".join(map(_written, stories)), counts)


def _written(story: str) -> str:
    """The visible characters of a story, of fields what they show."""
    count = 1
    while count:
        story, count = _FIELD.subn(lambda field: field[1] or "", story)
    return "".join(char for char in story if char > " " and not char.isspace())


def _numbering(word: WordFile) -> tuple[Numbering, list[ReadWarning]]:
    """The numbering of the document; where its lists are damaged the text stands without, and a warning says so."""
    try:
        return Numbering(numbering_of(word), styles_of(word)), []
    except (struct.error, IndexError):
        return Numbering(None, None), [ReadWarning("warn_doc_lists_damaged")]


class _Tree:
    """The stories of a file as WordprocessingML."""

    def __init__(self, word: WordFile) -> None:
        self.word = word
        main, notes, heads, _, comments, endnotes, *_ = word.lengths
        self._heads = main + notes
        self._boxes = main + notes + heads + word.lengths[3] + comments + endnotes
        self._section_ends = {cp - 1 for cp, _ in places(word.table(SECTIONS), 12)}
        self._endnotes = {cp for cp, _ in places(word.table(ENDNOTES), 2)}
        self._shapes = {cp: shape[:4] for cp, shape in places(word.table(SHAPES), 26)}
        self._unplaced = self._stories_of_boxes()

    def body(self) -> etree._Element:
        """The main text, with the text boxes where they are anchored; those without an anchor come last."""
        body = self._story(0, self.word.lengths[0])
        for box in self._unplaced.values():
            body.extend(self._story(*box))
        return body

    def margins(self) -> Iterator[etree._Element]:
        """The heads and feet of the pages, and each lettering that is drawn, since a watermark is one."""
        listed = [cp for cp, _ in places(self.word.table(HEADERS), 0)][_SEPARATORS:]
        for start, end in pairwise(listed):
            if start < end:
                yield self._story(self._heads + start, self._heads + end)
        yield from map(lettering, letterings(self.word.table(DRAWINGS)))

    def _stories_of_boxes(self) -> dict[bytes, tuple[int, int]]:
        """First CP and end of the text of each text box, without the empty paragraph that ends it, by its shape."""
        listed = places(self.word.table(TEXT_BOXES), 22)
        return {
            box[14:18]: (self._boxes + start, self._boxes + end - 1)
            for (start, box), (end, _) in pairwise(listed)
            if self.word.text[self._boxes + start : self._boxes + end].strip()
        }

    def _story(self, start: int, end: int) -> etree._Element:
        builder, text = BodyBuilder(), self.word.text
        fields: list[bool] = []  # for each open field, True while its instruction is not over
        begin = start
        for cp in range(start, end):
            if text[cp] in "\r\x07" or cp in self._section_ends or cp == end - 1:
                is_mark = text[cp] in "\r\x07\x0c"
                self._paragraph(builder, begin, cp if is_mark else cp + 1, cp, fields)
                begin = cp + 1
        return builder.body()

    def _paragraph(self, builder: BodyBuilder, start: int, end: int, mark: int, fields: list[bool]) -> None:
        """Adds the paragraph with the text from `start` to `end`, ended by the character at `mark`."""
        style, properties = self.word.paragraph_properties(mark)
        set_to = dict(modifications(properties))
        depth = _number(set_to, _DEPTH) or (1 if _number(set_to, _IN_TABLE) or self.word.text[mark] == "\x07" else 0)
        if self._ends_row(mark, depth, set_to):
            builder.end_row(depth)
            return
        paragraph = element("p", [element("pPr", [element("pStyle", val=str(style)), *number_properties(properties)])])
        for _, _, of_mark in self.word.runs(mark, mark + 1):
            if _number(dict(modifications(of_mark)), _DELETED):
                paragraph[0].append(element("rPr", [element("del")]))
        for begin, stop, of_run in self.word.runs(start, end):
            paragraph.extend(self._run(begin, stop, dict(modifications(of_run)), fields))
        builder.paragraph(paragraph, depth)
        if depth and (self.word.text[mark] == "\x07" or _number(set_to, _ENDS_INNER_CELL)):
            builder.end_cell(depth)

    def _ends_row(self, mark: int, depth: int, set_to: dict[int, bytes]) -> bool:
        """True if the mark ends a row; files of simple writers state no properties, there two marks in a row do."""
        if not set_to:
            return self.word.text[max(mark - 1, 0) : mark + 1] == "\x07\x07"
        return bool(depth) and bool(_number(set_to, _ENDS_INNER_ROW if depth > 1 else _ENDS_ROW))

    def _run(self, start: int, end: int, set_to: dict[int, bytes], fields: list[bool]) -> Iterator[etree._Element]:
        """The elements for text with the same properties."""
        if _SYMBOL in set_to:
            yield element("r", [element("sym", char=f"{int.from_bytes(set_to[_SYMBOL][2:4], 'little'):04X}")])
            return
        marks = _marks(set_to)
        collected = ""
        for cp, char in enumerate(self.word.text[start:end], start):
            if char >= " " or char == "\t":
                collected += _CHARACTERS.get(char, char)
                continue
            yield from _text(collected, marks, set_to, fields)
            collected = _CHARACTERS.get(char, "")
            yield from self._special(cp, char, fields)
        yield from _text(collected, marks, set_to, fields)

    def _special(self, cp: int, char: str, fields: list[bool]) -> Iterator[etree._Element]:
        """The elements for a character that stands for something else."""
        if char in _FIELD_MARKS:
            if char == "\x13":
                fields.append(True)
            elif fields and char == "\x14":
                fields[-1] = False
            elif fields:
                fields.pop()
            yield field_mark(_FIELD_MARKS[char])
        elif char == "\x02":
            yield element("r", [element("endnoteReference" if cp in self._endnotes else "footnoteReference")])
        elif char == "\x05":
            yield element("r", [element("commentReference")])
        elif char == "\x08" and (box := self._unplaced.pop(self._shapes.get(cp, b""), None)):
            yield element("r", [element("txbxContent", self._story(*box))])


def _text(text: str, marks: dict[str, str], set_to: dict[int, bytes], fields: list[bool]) -> Iterator[etree._Element]:
    if not text:
        return
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    made = run(whole, marks, is_code=any(fields))
    yield element("del", [made]) if _number(set_to, _DELETED) else made


def _marks(set_to: dict[int, bytes]) -> dict[str, str]:
    """The properties of a run that say whether and how it is text."""
    marks = {}
    if _STYLE in set_to:
        marks["rStyle"] = str(_number(set_to, _STYLE))
    if VANISH in set_to:
        marks["vanish"] = str(_number(set_to, VANISH) & 1)
    if _number(set_to, _POSITION) in {1, 2}:
        marks["vertAlign"] = "superscript" if _number(set_to, _POSITION) == 1 else "subscript"
    return marks


def _number(set_to: dict[int, bytes], code: int) -> int:
    return int.from_bytes(set_to.get(code, b""), "little")
