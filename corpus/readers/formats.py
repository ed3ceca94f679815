"""The formats that can be read: the reader for each suffix, and the remedy for the others.

A new format is a module with a class like the others', and its line in READERS.
"""

from __future__ import annotations

from pathlib import Path

from corpus.readers.docx import DocxReader
from corpus.readers.html import HtmlReader
from corpus.readers.jsonl import JsonlReader
from corpus.readers.markdown import MarkdownReader
from corpus.readers.pdf import PdfReader
from corpus.readers.protocol import Reader
from corpus.readers.text import TextReader

READERS: tuple[Reader, ...] = (
    TextReader(),
    MarkdownReader(),
    HtmlReader(),
    DocxReader(),
    PdfReader(),
    JsonlReader(),
)

SAVE_AS_DOCX = frozenset({".doc", ".wps", ".wpt", ".rtf", ".odt", ".ppt", ".pptx", ".dps", ".dot", ".uof", ".pages"})
"""Formats of office programs that nothing here reads; each of those programs can save a .docx."""
ARCHIVES = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"})
"""Formats that hold other files: a person is told to unpack them."""


def reader_for(path: Path) -> Reader | None:
    """The reader for files with the suffix of `path`, None when there is none."""
    return next((reader for reader in READERS if path.suffix.lower() in reader.suffixes), None)
