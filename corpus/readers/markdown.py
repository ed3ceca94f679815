"""Reads .md: front matter as metadata, Markdown made plain text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.readers.common import clean_text, is_wide, read_bytes, require_text
from corpus.readers.coverage import coverage_of, text_of_page, words_in
from corpus.readers.encoding import decode
from corpus.readers.front_matter import split_front_matter
from corpus.readers.html_lines import lines_of, visible_length
from corpus.readers.protocol import ReadFile, ReadWarning, Record
from corpus.readers.text import unwrap

# CommonMark leaves **“重点”**工作 alone, since a quotation mark before and a letter after the stars close nothing;
# writers of Chinese mean emphasis all the same.
_LEFT_STARS = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_LEFT_UNDERSCORES = re.compile(r"(?<![_A-Za-z0-9])__(?=\S)([^_\n]+?)(?<=\S)__(?![_A-Za-z0-9])")
_HIGHLIGHT = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING_WITHOUT_SPACE = re.compile(r"(#{1,6})([^\s#].*[^#])")
_INLINE_NOTE = re.compile(r"(?<!\\)\^\[([^\[\]\n]+)\]")
_NUMBERED_NOTE = re.compile(r"\[\^\d{1,3}\]")
_NO_LINE = re.compile(r"\s*(?:\[TOC\]|\[\[_?TOC_?\]\]|:{3,}.*|(?:>\s*)?\[!\w+\][+-]?)\s*", re.IGNORECASE)
"""Lines that tell a program to draw something: a table of contents, the frame of a box."""
_ATTRIBUTES = re.compile(r"(#{1,6}\s.*?)\s*\{[#.][^{}\n]*\}\s*")
_WIKI_LINK = re.compile(r"(!?)\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
_RAISED = re.compile(r"(?<=[^\s^])\^([0-9+\-−n]{1,4})\^")
_LOWERED = re.compile(r"(?<=[A-Za-z])~([0-9]{1,3})~(?!~)")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)")


_CODE = re.compile(
    r"\]\([^()\n]*\)|^ {0,3}\[[^\]^\n][^\]\n]*\]:.*$|\[\^[^\]\n]+\]:?|^ {0,3}(?:```|~~~).*$", re.MULTILINE
)
"""The parts of Markdown that are no text: where links lead, names of notes, the language of a listing."""


class MarkdownReader:
    """Reads a Markdown file as one speech."""

    name = "markdown"
    version = 4
    suffixes = frozenset({".md", ".markdown"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the file; its title is the front matter's, else a first-level heading that begins the text.

        :raises ReadError: encoding_unsure, file_empty, file_too_large, file_unreadable.
        """
        decoded = decode(read_bytes(path), path)
        source, warnings = clean_text(decoded.text)
        given, body, notes = split_front_matter(source)
        text, heading, left_out = plain_text(body)
        text, is_joined = unwrap(text)
        require_text(text, path)
        if is_joined:
            notes.append(ReadWarning("warn_lines_joined"))
        if left_out["struck"]:
            notes.append(ReadWarning("warn_struck", {"count": left_out["struck"]}))
        record = Record(text, given.get("title") or heading, None, given)
        found = (*decoded.warnings, *warnings, *notes)
        coverage = coverage_of((words_in(text),), words_in(_without_code(body)), left_out)
        return ReadFile(self.name, self.version, (record,), decoded.encoding, decoded.confidence, found, coverage)


def _without_code(source: str) -> str:
    """The source with what is no text taken out, for counting: letters and figures of it are text, marks are not."""
    return text_of_page(_CODE.sub("]", source))


def plain_text(source: str) -> tuple[str, str | None, Counter[str]]:
    """The text of Markdown, its heading if it begins with one of the first level, and what was left out, in characters.

    Tags inside it go, the texts of footnotes follow at the end; struck-out text is left out.
    """
    printer = _Printer()
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(_prepared(source))
    text = "\n".join(printer.lines(tokens)).strip("\n")
    return text, printer.first_heading(tokens), printer.left_out


def _prepared(source: str) -> str:
    """The source with what people write and CommonMark does not know: #Headings without a space, footnotes."""
    lines: list[str] = []
    notes: dict[str, list[str]] = {}
    note: list[str] | None = None
    fenced = False
    for line in source.split("\n"):
        begins_note = None if fenced else _NOTE.fullmatch(line)
        if begins_note:
            note = notes.setdefault(begins_note[1], [])
            note.append(begins_note[2])
        elif note is not None and line.strip():
            note.append(line.strip())
        else:
            note = None
            fenced ^= bool(_FENCE.match(line))
            lines.append(line if fenced else _usual(line))
    body = _INLINE_NOTE.sub(lambda found: _moved(found[1], notes), "\n".join(lines))
    if notes:
        known = "|".join(map(re.escape, notes))
        body = re.sub(rf"\[\^(?:{known})\]", "", body)
    body = _NUMBERED_NOTE.sub("", body)  # the text of a note may have been lost on the way, its mark is no text
    return "\n\n".join((body, *(" ".join(filter(None, written)) for written in notes.values())))


def _moved(note: str, notes: dict[str, list[str]]) -> str:
    """Nothing in the place of a note that stands in its sentence; it is put to the others."""
    notes[f"^{len(notes)}"] = [note]
    return ""


def _usual(line: str) -> str:
    """A line in the Markdown that everybody knows: headings with a space, raised figures as tags."""
    if _NO_LINE.fullmatch(line):
        return ""
    heading = _HEADING_WITHOUT_SPACE.fullmatch(line)
    line = f"{heading[1]} {heading[2]}" if heading and is_wide(heading[2][0]) else line
    attributes = _ATTRIBUTES.fullmatch(line)
    line = attributes[1] if attributes else line
    line = _RAISED.sub(r"<sup>\1</sup>", _LOWERED.sub(r"\1", line))
    return _WIKI_LINK.sub(lambda found: "" if found[1] else found[2], line)


class _Printer:
    """Prints tokens as plain text and counts what it leaves out."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()

    def first_heading(self, tokens: Sequence[Token]) -> str | None:
        if len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
            return self._inline(tokens[1]) or None
        return None

    def lines(self, tokens: Sequence[Token]) -> Iterator[str]:
        """The plain text of block tokens, a blank line after each top-level block so that paragraphs stay apart."""
        marker = ""
        cells: list[str] | None = None
        for token in tokens:
            if token.type == "list_item_open":
                marker += f"{token.info}{token.markup} "  # token.info is the number as written
            elif token.type == "tr_open":
                cells = []
            elif token.type == "tr_close" and cells is not None:
                yield "\t".join(cells)
                cells = None
            elif token.type == "inline" and cells is not None:
                cells.append(self._inline(token).replace("\n", " "))
            elif token.type == "html_block":
                yield from self._of_tags(token.content)
            elif token.type in {"inline", "fence", "code_block"}:
                content = self._inline(token) if token.type == "inline" else token.content.rstrip("\n")
                yield from (marker + content).split("\n")
                marker = ""
            if token.nesting <= 0 and token.level == 0:
                yield ""

    def _inline(self, token: Token) -> str:
        children = token.children or []
        if any(child.type == "html_inline" for child in children):
            written = "".join(
                child.content if child.type == "html_inline" else escape(piece).replace("\n", "<br>")
                for child, piece in zip(children, self._pieces(children), strict=True)
            )
            text = "\n".join(self._of_tags(written))
        else:
            text = "".join(self._pieces(children))
        return _HIGHLIGHT.sub(r"\1", _LEFT_UNDERSCORES.sub(r"\1", _LEFT_STARS.sub(r"\1", text)))

    def _pieces(self, children: Sequence[Token]) -> Iterator[str]:
        """The text of each child, "" for what is struck out."""
        struck = 0
        for child in children:
            struck += {"s_open": 1, "s_close": -1}.get(child.type, 0)
            if child.type in {"softbreak", "hardbreak"}:
                piece = "\n"
            elif child.type == "image":
                piece = self._inline(child)
            else:
                piece = child.content
            self.left_out["struck"] += visible_length(piece) if struck else 0
            yield "" if struck else piece

    def _of_tags(self, written: str) -> list[str]:
        """The lines of a piece of HTML."""
        try:
            parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
            element: html.HtmlElement = html.document_fromstring(f"<div>{written}</div>".encode(), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return []
        for hidden in list(element.iter("script", "style", "template", "title")):
            hidden.drop_tree()
        return lines_of(element, self.left_out)
