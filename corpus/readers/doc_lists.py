"""The styles and lists of a binary Word file as the w:styles and w:numbering that a .docx would have ([MS-DOC] 2.9)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from lxml import etree

from corpus.readers.doc_file import LIST_FORMATS, LISTS, STYLES, WordFile, modifications
from corpus.readers.word_tree import element

LEVEL, LIST, VANISH = 0x260A, 0x460B, 0x083C
_NO_STYLE = 0xFFF
_LEVELS = 9
_SPELLED_TITLE = 62
_SUFFIXES = ("tab", "space", "nothing")
_NUMBER_FORMATS = (
    "decimal upperRoman lowerRoman upperLetter lowerLetter ordinal cardinalText ordinalText hex chicago"
    " ideographDigital japaneseCounting aiueo iroha decimalFullWidth decimalHalfWidth"
    " japaneseLegal japaneseDigitalTenThousand"
    " decimalEnclosedCircle decimalFullWidth2 aiueoFullWidth irohaFullWidth decimalZero bullet ganada chosung"
    " decimalEnclosedFullstop decimalEnclosedParen decimalEnclosedCircleChinese ideographEnclosedCircle"
    " ideographTraditional ideographZodiac ideographZodiacTraditional taiwaneseCounting ideographLegalTraditional"
    " taiwaneseCountingThousand taiwaneseDigital chineseCounting chineseLegalSimplified chineseCountingThousand"
).split()
"""The names that WordprocessingML has for the formats 0, 1, … of MSONFC ([MS-OSHARED] 2.2.1.3)."""


def styles_of(word: WordFile) -> etree._Element:
    """The styles: name, base, numbering, and whether they hide text. The id of a style is its number in the file."""
    table = word.table(STYLES)
    root = element("styles")
    if len(table) < 6:
        return root
    at, base = 2 + int.from_bytes(table[:2], "little"), int.from_bytes(table[4:6], "little")
    number = 0
    while at + 2 <= len(table):
        size = int.from_bytes(table[at : at + 2], "little")
        if size > base:
            root.append(_style(number, table[at + 2 : at + 2 + size], base))
        at += 2 + size
        number += 1
    return root


def _style(number: int, style: bytes, base: int) -> etree._Element:
    """A style of an STD (2.9.260)."""
    identity, kind, parts = struct.unpack_from("<HHH", style)
    length = int.from_bytes(style[base : base + 2], "little")
    begin = base + 2
    name = style[begin : begin + 2 * length].decode("utf-16-le", "replace")
    at = begin + 2 * length + 2
    properties = b""
    is_paragraph = kind & 0xF == 1
    for part in range(parts & 0xF):
        at += at & 1
        size = int.from_bytes(style[at : at + 2], "little")
        # The first part of a paragraph's style begins with the style's own number.
        skipped = 2 if is_paragraph and part == 0 else 0
        properties += style[at + 2 + skipped : at + 2 + size]
        at += 2 + size
    made = element("style", type="paragraph" if is_paragraph else "character", styleId=str(number))
    made.append(element("name", val="title" if identity & 0xFFF == _SPELLED_TITLE else name))
    if kind >> 4 != _NO_STYLE:
        made.append(element("basedOn", val=str(kind >> 4)))
    made.append(element("pPr", number_properties(properties)))
    hides = [operand[0] for code, operand in modifications(properties) if code == VANISH]
    if hides:
        made.append(element("rPr", [element("vanish", val=str(hides[-1] & 1))]))
    return made


def number_properties(properties: bytes) -> list[etree._Element]:
    """The w:numPr that these properties state, in a list of one; none where they state no list."""
    found = {code: operand for code, operand in modifications(properties) if code in {LEVEL, LIST}}
    children = []
    if LEVEL in found:
        children.append(element("ilvl", val=str(found[LEVEL][0])))
    if LIST in found:
        children.append(element("numId", val=str(int.from_bytes(found[LIST], "little", signed=True))))
    return [element("numPr", children)] if children else []


def numbering_of(word: WordFile) -> etree._Element:
    """The lists, and the formats that paragraphs point to by their place, the first of which is 1."""
    root = element("numbering", _lists(word))
    root.extend(_formats(word))
    return root


def _lists(word: WordFile) -> Iterator[etree._Element]:
    """The lists (PlfLst, 2.9.180); their levels stand behind the table, list after list."""
    table, levels, at = word.table(LISTS), word.after(LISTS), 0
    for n in range(int.from_bytes(table[:2], "little")):
        head = table[2 + 28 * n : 30 + 28 * n]
        made = element("abstractNum", abstractNumId=str(int.from_bytes(head[:4], "little")))
        for level in range(1 if head[26] & 1 else _LEVELS):
            child, at = _level(levels, at, level)
            made.append(child)
        yield made


def _level(data: bytes, at: int, index: int) -> tuple[etree._Element, int]:
    """One level (LVL, 2.9.150), and where it ends."""
    start, number_format, flags = struct.unpack_from("<iBB", data, at)
    follows, characters, paragraph, restart = data[at + 15], data[at + 24], data[at + 25], data[at + 26]
    begin = at + 28 + paragraph + characters
    length = int.from_bytes(data[begin : begin + 2], "little")
    end = begin + 2 + 2 * length
    text = data[begin + 2 : end].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(char) + 1}" if ord(char) < _LEVELS else char for char in text)
    names = dict(enumerate(_NUMBER_FORMATS)) | {57: "numberInDash", 255: "none"}
    made = element("lvl", ilvl=str(index))
    made.append(element("start", val=str(start)))
    made.append(element("numFmt", val=names.get(number_format, f"MSONFC {number_format}")))
    if flags & 8:
        made.append(element("lvlRestart", val=str(restart)))
    if flags & 4:
        made.append(element("isLgl"))
    made.append(element("suff", val=_SUFFIXES[follows] if follows < len(_SUFFIXES) else "tab"))
    made.append(element("lvlText", val=text))
    return made, end


def _formats(word: WordFile) -> Iterator[etree._Element]:
    """The formats (PlfLfo, 2.9.177), with what each overrides of its list."""
    table = word.table(LIST_FORMATS)
    count = int.from_bytes(table[:4], "little")
    at = 4 + 16 * count
    for n in range(count):
        head = table[4 + 16 * n : 20 + 16 * n]
        children = [element("abstractNumId", val=str(int.from_bytes(head[:4], "little")))]
        at += 4
        for _ in range(head[12]):
            child, at = _override(table, at)
            children.append(child)
        yield element("num", children, numId=str(n + 1))


def _override(table: bytes, at: int) -> tuple[etree._Element, int]:
    start, flags = struct.unpack_from("<iI", table, at)
    level = flags & 0xF
    made = element("lvlOverride", ilvl=str(level))
    at += 8
    if flags & 0x20:
        child, at = _level(table, at, level)
        made.append(child)
    elif flags & 0x10:
        made.append(element("startOverride", val=str(start)))
    return made, at
