"""Readers: one module per file format behind one small Protocol."""

from __future__ import annotations

from pathlib import Path

from corpus.readers.docx import DocxReader
from corpus.readers.html import HtmlReader
from corpus.readers.jsonl import JsonlReader
from corpus.readers.markdown import MarkdownReader
from corpus.readers.pdf import PdfReader
from corpus.readers.protocol import Reader, ReadFile, ReadWarning, Record
from corpus.readers.text import TextReader

READERS: tuple[Reader, ...] = (
    TextReader(),
    MarkdownReader(),
    HtmlReader(),
    DocxReader(),
    PdfReader(),
    JsonlReader(),
)

__all__ = ["READERS", "ReadFile", "ReadWarning", "Reader", "Record", "reader_for"]


def reader_for(path: Path) -> Reader | None:
    """The reader for files with the suffix of `path`, None when there is none."""
    return next((reader for reader in READERS if path.suffix.lower() in reader.suffixes), None)
