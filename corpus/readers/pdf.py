"""Reads .pdf with a text layer: page furniture dropped, the lines of the page joined into paragraphs."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from corpus.errors import ReadError
from corpus.metadata.marks import MARK_KEY, security_mark
from corpus.readers.common import clean_text, read_bytes, require_text
from corpus.readers.pdf_lines import PrintedLine, page_lines
from corpus.readers.pdf_paragraphs import drop_furniture, paragraphs
from corpus.readers.protocol import ReadFile, ReadWarning, Record

_WRONG_PASSWORD = 4
_LEAST_READABLE = 0.7
"""Share of characters with a meaning; below it the fonts hide which characters they show."""


class PdfReader:
    """Reads a PDF document as one speech. What a scanner made has no text layer and is refused."""

    name = "pdf"
    version = 2
    suffixes = frozenset({".pdf"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document. Of what is dropped as furniture only a security mark is read.

        :raises ReadError: pdf_no_text, pdf_locked, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        pages = _pages(read_bytes(path), path)
        characters = "".join(line.text for page in pages for line in page)
        readable = sum(not _is_meaningless(c) for c in characters)
        if not characters.strip() or readable < _LEAST_READABLE * len(characters):
            raise ReadError("pdf_no_text", path=str(path))
        warnings = _warn_of_blank_pages(pages)
        kept, dropped = drop_furniture(pages)
        if dropped:
            examples = " / ".join(dict.fromkeys(line.text for line in dropped[:3]))
            warnings.append(ReadWarning("warn_pdf_furniture", {"count": len(dropped), "examples": examples}))
        if readable < len(characters):
            warnings.append(ReadWarning("warn_pdf_unmapped", {"count": len(characters) - readable}))
        text, notes = clean_text("\n".join(paragraphs(kept)))
        require_text(text, path)
        mark = next(filter(None, (security_mark(line.text) for line in dropped)), None)
        record = Record(text, given={MARK_KEY: mark} if mark else {})
        return ReadFile(self.name, self.version, (record,), warnings=(*warnings, *notes))


def _pages(data: bytes, path: Path) -> list[list[PrintedLine]]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            return [page_lines(page) for page in document]
    except pypdfium2.PdfiumError as exc:
        if exc.err_code == _WRONG_PASSWORD:
            raise ReadError("pdf_locked", path=str(path)) from exc
        raise ReadError("file_damaged", path=str(path), kind=".pdf") from exc


def _warn_of_blank_pages(pages: list[list[PrintedLine]]) -> list[ReadWarning]:
    blank = [number for number, lines in enumerate(pages, start=1) if not lines]
    return [ReadWarning("warn_pdf_blank_pages", {"pages": ", ".join(map(str, blank))})] if blank else []


def _is_meaningless(char: str) -> bool:
    """True if a character came from a font that does not say what it shows."""
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff"
