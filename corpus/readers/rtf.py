"""Reads .rtf by turning it into the elements that a .docx would have, so that both have the same rules for text.

A reader of our own: striprtf, the one on PyPI, knows no tables inside tables, no notes and no hidden text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from corpus.errors import ReadError
from corpus.readers.common import read_bytes
from corpus.readers.coverage import coverage_of
from corpus.readers.docx import read_body
from corpus.readers.docx_numbering import Numbering, W
from corpus.readers.protocol import ReadFile, ReadWarning
from corpus.readers.rtf_count import counted_text
from corpus.readers.rtf_tokens import (
    CHARACTERS,
    MARGINS,
    SKIPPED,
    STARRED,
    SYMBOL_FONT,
    Token,
    code_page,
    code_page_of_font,
    tokens,
)
from corpus.readers.word_tree import BodyBuilder, element, field_mark, lettering, run

_DEEPEST = 200
"""Groups inside groups: Word writes about twenty at most."""
_LABEL_NEEDS_NO_SPACE = "、）．。：】〕"


class RtfReader:
    """Reads a document in Rich Text Format as one speech."""

    name = "rtf"
    version = 1
    suffixes = frozenset({".rtf"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document, read as `DocxReader` does; its numbers are those that the file shows.

        :raises ReadError: file_damaged, file_empty, file_too_large, file_unreadable.
        """
        return self.read_data(read_bytes(path), path)

    def read_data(self, data: bytes, path: Path) -> ReadFile:
        """The same of a document that stands in the file at `path`.

        :raises ReadError: file_damaged, file_empty.
        """
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not data.startswith(b"{\\rtf"):
            raise ReadError("file_damaged", path=str(path), kind=".rtf")
        document = _Document(data)
        try:
            document.read()
        except RecursionError as exc:
            raise ReadError("file_damaged", path=str(path), kind=".rtf") from exc
        body = element("body", document.story.finished())
        record, warnings, left_out = read_body(body, document.margins, Numbering(None, document.styles), path)
        if document.is_cut:
            warnings.append(ReadWarning("warn_rtf_cut"))
        counted, aside = counted_text(data)
        coverage = coverage_of((record.text,), counted, left_out + aside)
        return ReadFile(self.name, self.version, (record,), warnings=tuple(warnings), coverage=coverage)


@dataclass(slots=True)
class _State:
    """The properties of characters; a group inherits them, and what it changes ends with it."""

    codec: str
    is_symbol: bool = False
    fallback: int = 1
    vanish: bool = False
    position: str = ""
    is_deleted: bool = False
    is_code: bool = False
    field_is_code: bool = False

    @property
    def of_run(self) -> tuple[bool, str, bool, bool]:
        """All by which runs differ: hidden, raised or lowered, deleted, the instruction of a field."""
        return self.vanish, self.position, self.is_deleted, self.is_code


@dataclass(slots=True)
class _Story:
    """A text of its own: the document, a head of its pages, a text box, the number of a paragraph."""

    builder: BodyBuilder = field(default_factory=BodyBuilder)
    label: str = ""
    style: str = ""
    in_table: bool = False
    set_depth: int | None = None
    _runs: list[etree._Element] = field(default_factory=list)
    _text: str = ""
    _of_run: tuple[bool, str, bool, bool] | None = None

    @property
    def depth(self) -> int:
        """The number of tables around the paragraph."""
        return self.set_depth if self.set_depth is not None else int(self.in_table)

    def put(self, text: str, state: _State) -> None:
        """Adds text with these properties."""
        if state.of_run != self._of_run:
            self._end_run()
            self._of_run = state.of_run
        self._text += text

    def append(self, run: etree._Element) -> None:
        """Adds what is no text."""
        self._end_run()
        self._runs.append(run)

    def end_paragraph(self, depth: int, *, is_deleted: bool = False) -> None:
        """Ends the paragraph, perhaps an empty one; `is_deleted` if its mark is, so that the next one goes on in it."""
        self._end_run()
        properties = element("pPr", [element("pStyle", val=self.style)])
        if is_deleted:
            properties.append(element("rPr", [element("del")]))
        label = [run(self.label)] if self.label and self._runs else []
        self.builder.paragraph(element("p", [properties, *label, *self._runs]), depth)
        self._runs, self.label = [], ""

    def end_cell(self, depth: int) -> None:
        """Ends the cell, with what stands in it since the last paragraph."""
        self._end_run()
        if self._runs:
            self.end_paragraph(depth)
        self.builder.end_cell(depth)

    def end_section(self) -> None:
        """Ends the paragraph if there is anything in it."""
        self._end_run()
        if self._runs:
            self.end_paragraph(self.depth)

    def finished(self) -> list[etree._Element]:
        """All paragraphs and tables."""
        self.end_section()
        return list(self.builder.body())

    def text(self) -> str:
        """The text of a story that is only a value."""
        return "".join(node.text or "" for block in self.finished() for node in block.iter(f"{W}t", f"{W}instrText"))

    def _end_run(self) -> None:
        if self._text and self._of_run:
            is_hidden, position, is_deleted, is_code = self._of_run
            marks = {"vanish": "1"} if is_hidden else {}
            marks |= {"vertAlign": position} if position else {}
            text = self._text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            made = run(text, marks, is_code=is_code)
            self._runs.append(element("del", [made]) if is_deleted else made)
        self._text, self._of_run = "", None


class _Document:
    """The stories of a file, read sign by sign. `is_cut` tells that the file ends inside a group."""

    def __init__(self, data: bytes) -> None:
        self.story, self.styles = _Story(), element("styles")
        self.margins: list[etree._Element] = []
        self.is_cut = False
        self._tokens = tokens(data)
        self._codec = "cp1252"
        self._fonts: dict[int, int] = {}
        self._bytes = b""  # not yet decoded: a character of two bytes may be written as a byte in digits and a letter
        self._skip = 0  # characters that stand for the last \u in old programs
        self._open = 0
        self._property = ""

    def read(self) -> None:
        """Reads everything. :raises RecursionError: if groups are too deep."""
        next(self._tokens)
        self._group(_State(self._codec), self.story)

    def _group(self, state: _State, story: _Story) -> None:
        """Reads to the end of the group, which has begun."""
        self._open += 1
        if self._open > _DEEPEST:
            raise RecursionError
        is_optional = False
        for token in self._tokens:
            if not token.word:
                self._take(token.text, state, story)
                continue
            self._decode(state, story)
            if token.word == "}":
                break
            if token.word == "{":
                self._group(copy(state), story)
            elif token.word == "*":
                is_optional = True
            elif token.word in SKIPPED or (is_optional and token.word not in STARRED):
                self._pass_over()
                break
            elif token.word in _GROUPS or token.word in MARGINS:
                _GROUPS.get(token.word, _Document._margin)(self, state, story)
                break
            else:
                self._word(token, state, story)
                is_optional = False
        else:
            self.is_cut = True
        self._open -= 1
        self._skip = 0

    def _pass_over(self) -> None:
        depth = 1
        for token in self._tokens:
            depth += {"{": 1, "}": -1}.get(token.word, 0)
            if not depth:
                return

    def _take(self, data: bytes, state: _State, story: _Story) -> None:
        passed = min(self._skip, len(data))
        self._skip -= passed
        if not state.is_symbol:
            self._bytes += data[passed:]
            return
        for byte in data[passed:].replace(b" ", b""):  # letters are pictures there, too
            story.append(element("r", [element("sym", char=f"F0{byte:02X}")]))

    def _decode(self, state: _State, story: _Story) -> None:
        if self._bytes:
            story.put(self._bytes.decode(state.codec, "replace"), state)
            self._bytes = b""

    def _word(self, token: Token, state: _State, story: _Story) -> None:
        word, number = token.word, token.number
        if word == "u":
            self._skip = state.fallback
            story.put(chr((number or 0) & 0xFFFF), state)
        elif self._skip:
            self._skip -= 1
        elif word in CHARACTERS:
            story.put(CHARACTERS[word], state)
        elif word in _ENDS:
            _ENDS[word](state, story)
        elif word in _PARAGRAPHS:
            _PARAGRAPHS[word](story, number)
        elif word == "f":
            charset = self._fonts.get(number or 0, 1)
            state.codec, state.is_symbol = code_page_of_font(charset, self._codec), charset == SYMBOL_FONT
        elif word == "plain":
            state.codec, state.is_symbol, state.vanish, state.position = self._codec, False, False, ""
            state.is_deleted = False
        elif word in {"ansicpg", "mac", "pc", "pca"}:
            state.codec = self._codec = code_page({"mac": 10000, "pc": 437, "pca": 850}.get(word) or number or 1252)
        elif word in _RUNS:
            _RUNS[word](state, number)

    def _font_table(self, state: _State, story: _Story) -> None:
        depth, font = 1, 0
        for token in self._tokens:
            depth += {"{": 1, "}": -1}.get(token.word, 0)
            if not depth:
                return
            if token.word == "f":
                font = token.number or 0
            elif token.word == "fcharset":
                self._fonts[font] = token.number or 0

    def _style_sheet(self, state: _State, story: _Story) -> None:
        depth, number, name = 1, "0", b""
        for token in self._tokens:
            depth += {"{": 1, "}": -1}.get(token.word, 0)
            if not depth:
                return
            if token.word == "s":
                number = str(token.number or 0)
            elif token.word == "}":
                name = name.split(b";")[0].strip()
                style = element("style", [element("name", val=name.decode("ascii", "ignore"))], type="paragraph")
                style.set(f"{W}styleId", number)
                self.styles.append(style)
                number, name = "0", b""
            name += token.text

    def _field(self, state: _State, story: _Story) -> None:
        state.field_is_code = state.is_code
        story.append(field_mark("begin"))
        self._group(state, story)
        story.append(field_mark("end"))

    def _instruction(self, state: _State, story: _Story) -> None:
        state.is_code = True
        self._group(state, story)

    def _result(self, state: _State, story: _Story) -> None:
        state.is_code = state.field_is_code
        story.append(field_mark("separate"))
        self._group(state, story)

    def _note(self, state: _State, story: _Story) -> None:
        """A footnote or an endnote, which alone says what it is inside."""
        kind = "footnoteReference"
        depth = 1
        for token in self._tokens:
            depth += {"{": 1, "}": -1}.get(token.word, 0)
            if token.word == "ftnalt":
                kind = "endnoteReference"
            if not depth:
                break
        story.append(element("r", [element(kind)]))

    def _comment(self, state: _State, story: _Story) -> None:
        self._pass_over()
        story.append(element("r", [element("commentReference")]))

    def _margin(self, state: _State, story: _Story) -> None:
        inner = _Story()
        self._group(_State(self._codec), inner)
        self.margins.append(element("hdr", inner.finished()))

    def _box(self, state: _State, story: _Story) -> None:
        inner = _Story()
        self._group(_State(self._codec), inner)
        story.append(element("r", [element("txbxContent", inner.finished())]))

    def _label(self, state: _State, story: _Story) -> None:
        """The number of the paragraph, as the file shows it; a bullet is one dot, whatever it looks like."""
        inner = _Story()
        self._group(copy(state), inner)
        label = inner.text().strip()
        if not label or not re.search(r"\w", label):
            label = "•"
        story.label = label if label[-1] in _LABEL_NEEDS_NO_SPACE else f"{label} "

    def _name(self, state: _State, story: _Story) -> None:
        inner = _Story()
        self._group(copy(state), inner)
        self._property = inner.text().strip()

    def _value(self, state: _State, story: _Story) -> None:
        """The value of a shape's property: the lettering of a watermark is one."""
        inner = _Story()
        self._group(copy(state), inner)
        if self._property == "gtextUNICODE":
            self.margins.append(lettering(inner.text()))

    def _both(self, state: _State, story: _Story) -> None:
        """A text twice, for old programs and in Unicode."""
        for token in self._tokens:
            if token.word == "{":
                self._pass_over()
                break
        self._group(state, story)


_GROUPS: dict[str, Callable[[_Document, _State, _Story], None]] = {
    "fonttbl": _Document._font_table,
    "stylesheet": _Document._style_sheet,
    "field": _Document._field,
    "fldinst": _Document._instruction,
    "fldrslt": _Document._result,
    "footnote": _Document._note,
    "annotation": _Document._comment,
    "shptxt": _Document._box,
    "dptxbxtext": _Document._box,
    "listtext": _Document._label,
    "pntext": _Document._label,
    "sn": _Document._name,
    "sv": _Document._value,
    "upr": _Document._both,
}
"""Words that begin a group of their own kind, and how it is read to its end."""


def _set_style(story: _Story, number: int | None) -> None:
    story.style = str(number or 0)


def _reset_paragraph(story: _Story, number: int | None) -> None:
    story.in_table, story.set_depth, story.style = False, None, ""


def _set_in_table(story: _Story, number: int | None) -> None:
    story.in_table = number != 0


def _set_depth(story: _Story, number: int | None) -> None:
    story.set_depth = number or 0


_PARAGRAPHS: dict[str, Callable[[_Story, int | None], None]] = {
    "s": _set_style,
    "pard": _reset_paragraph,
    "intbl": _set_in_table,
    "itap": _set_depth,
}
_ENDS: dict[str, Callable[[_State, _Story], None]] = {
    "par": lambda state, story: story.end_paragraph(story.depth, is_deleted=state.is_deleted),
    "sect": lambda state, story: story.end_section(),
    "cell": lambda state, story: story.end_cell(1),
    "row": lambda state, story: story.builder.end_row(1),
    "nestcell": lambda state, story: story.end_cell(max(story.depth, 2)),
    "nestrow": lambda state, story: story.builder.end_row(max(story.depth, 2)),
}


def _set_position(state: _State, number: int | None, position: str) -> None:
    state.position = position if number != 0 else ""


def _set_hidden(state: _State, number: int | None) -> None:
    state.vanish = number != 0


def _set_deleted(state: _State, number: int | None) -> None:
    state.is_deleted = number != 0


def _set_fallback(state: _State, number: int | None) -> None:
    state.fallback = max(number or 0, 0)


_RUNS: dict[str, Callable[[_State, int | None], None]] = {
    "v": _set_hidden,
    "deleted": _set_deleted,
    "uc": _set_fallback,
    "super": lambda state, number: _set_position(state, number, "superscript"),
    "sub": lambda state, number: _set_position(state, number, "subscript"),
    "nosupersub": lambda state, number: _set_position(state, 0, ""),
}
