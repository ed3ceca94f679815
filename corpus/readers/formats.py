"""The formats that can be read: the reader for each suffix, and the remedy for the others.

A new format is a module with a class like the others', and its line in READERS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from corpus.readers.archive import ZipReader
from corpus.readers.doc import DocReader
from corpus.readers.docx import DocxReader
from corpus.readers.epub import EpubReader
from corpus.readers.html import HtmlReader
from corpus.readers.image import ImageReader
from corpus.readers.jsonl import JsonlReader
from corpus.readers.mail import EmlReader, MhtReader
from corpus.readers.markdown import MarkdownReader
from corpus.readers.odt import OdtReader
from corpus.readers.ofd import OfdReader
from corpus.readers.office import OfficeReader
from corpus.readers.pdf import PdfReader
from corpus.readers.pptx import PptxReader
from corpus.readers.protocol import Reader
from corpus.readers.rtf import RtfReader
from corpus.readers.tables import CsvReader, XlsxReader
from corpus.readers.text import TextReader

_ALONE: tuple[Reader, ...] = (
    TextReader(),
    MarkdownReader(),
    HtmlReader(),
    DocxReader(),
    DocReader(),
    RtfReader(),
    OdtReader(),
    PptxReader(),
    PdfReader(),
    OfdReader(),
    ImageReader(),
    JsonlReader(),
    CsvReader(),
    XlsxReader(),
    EpubReader(),
    MhtReader(),
    OfficeReader(),
)
_ATTACHED = ZipReader(lambda path: _find(path, _ALONE), 0)
_EML = EmlReader(lambda path: _find(path, (*_ALONE, _ATTACHED)), 3 + sum(reader.version for reader in _ALONE))
_ZIP = ZipReader(lambda path: _find(path, (*_ALONE, _EML)), 1 + _EML.version)
READERS: tuple[Reader, ...] = (*_ALONE, _EML, _ZIP)

ARCHIVES = frozenset({".tar", ".gz", ".tgz"})
"""Formats that hold other files: a person is told to unpack them."""

_BEGINNINGS = (
    (b"%PDF-", ".pdf"),
    (bytes.fromhex("d0cf11e0a1b11ae1"), ".doc"),
    (b"PK\x03\x04", ".docx"),
    (b"{\\rtf", ".rtf"),
    (b"<", ".html"),
    (b"MIME-Version", ".mht"),
    (b"From: <Saved by", ".mht"),
)
"""The first bytes of what lies under the suffixes of Word, whichever of them it was given."""
_PAGE = re.compile(rb"(?i)<(?:!doctype\s+html|html)\b")
_OF_WORD = frozenset({"docx", "doc", "rtf"})


def reader_for(path: Path) -> Reader | None:
    """The reader for files with the suffix of `path`, None when there is none.

    For a file that is there and has a suffix of Word or is called .txt, the reader for what it is: office systems and
    people rename, and Word opens what it finds.
    """
    return _find(path, READERS)


@cache
def _by_suffix(readers: tuple[Reader, ...]) -> Mapping[str, Reader]:
    return {suffix: reader for reader in readers for suffix in reader.suffixes}


def _find(path: Path, readers: tuple[Reader, ...]) -> Reader | None:
    """The reader among these, see `reader_for`."""
    by_suffix = _by_suffix(readers)
    reader = by_suffix.get(path.suffix.lower())
    if reader is None or reader.name not in _OF_WORD | {"text"} or not path.is_file():
        return reader  # a pipe above all: to open one is to wait
    try:
        with path.open("rb") as file:
            beginning = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError:
        return reader
    suffix = next((suffix for first, suffix in _BEGINNINGS if beginning.startswith(first)), "")
    if reader.name == "text" and suffix in (".html", ".mht") and not _PAGE.match(beginning):
        return reader  # a text may begin with <一> or speak of MIME
    return by_suffix.get(suffix, reader)
