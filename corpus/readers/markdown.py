"""Reads .md: YAML front matter as metadata, Markdown made plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.readers.common import clean_text, given_metadata, is_plain, read_bytes, require_text
from corpus.readers.encoding import decode
from corpus.readers.protocol import ReadFile, ReadWarning, Record
from corpus.readers.text import unwrap

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# CommonMark leaves **“重点”**工作 alone, since a quotation mark before and a letter after the stars close nothing;
# writers of Chinese mean emphasis all the same.
_LEFT_STARS = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")


class MarkdownReader:
    """Reads a Markdown file as one speech."""

    name = "markdown"
    version = 1
    suffixes = frozenset({".md", ".markdown"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the file; its title is the front matter's, else a first-level heading that begins the text.

        :raises ReadError: encoding_unsure, file_empty, file_too_large, file_unreadable.
        """
        decoded = decode(read_bytes(path), path)
        source, warnings = clean_text(decoded.text)
        given, body, notes = _split_front_matter(source)
        tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(body)
        text, width = unwrap("\n".join(_lines(tokens)).strip("\n"))
        require_text(text, path)
        if width:
            notes.append(ReadWarning("warn_lines_joined", {"width": width}))
        record = Record(text, given.get("title") or _first_heading(tokens), None, given)
        return ReadFile(self.name, self.version, (record,), decoded.encoding, decoded.confidence, (*warnings, *notes))


def _split_front_matter(source: str) -> tuple[dict[str, str], str, list[ReadWarning]]:
    """The metadata, the text below it, and a warning when the front matter is none: then it stays in the text."""
    match = _FRONT_MATTER.match(source)
    if not match:
        return {}, source, []
    try:
        values = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, source, [ReadWarning("warn_front_matter_unreadable")]
    if values is None:
        return {}, source[match.end() :], []
    if not isinstance(values, dict):
        return {}, source, [ReadWarning("warn_front_matter_unreadable")]
    notes = [
        ReadWarning("warn_front_matter_value_ignored", {"key": key})
        for key, value in values.items()
        if not is_plain(value)
    ]
    return given_metadata((str(key), value) for key, value in values.items()), source[match.end() :], notes


def _first_heading(tokens: Sequence[Token]) -> str | None:
    if len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return _inline_text(tokens[1]) or None
    return None


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
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
            cells.append(_inline_text(token).replace("\n", " "))
        elif token.type in {"inline", "fence", "code_block"}:
            content = _inline_text(token) if token.type == "inline" else token.content.rstrip("\n")
            yield from (marker + content).split("\n")
            marker = ""
        if token.nesting <= 0 and token.level == 0:
            yield ""


def _inline_text(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "image":
            parts.append(_inline_text(child))
        else:
            parts.append(child.content)
    return _LEFT_STARS.sub(r"\1", "".join(parts))
