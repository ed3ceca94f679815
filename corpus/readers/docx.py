"""Reads .docx: paragraphs and tables in their order, with the numbers that Word shows but does not store."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from lxml import etree

from corpus.errors import ReadError
from corpus.metadata.marks import MARK_KEY, mark_of_watermark, security_mark
from corpus.readers.common import clean_text, read_bytes, require_text
from corpus.readers.coverage import coverage_of, text_of_page
from corpus.readers.docx_numbering import Numbering, W
from corpus.readers.docx_package import Package
from corpus.readers.docx_walk import Chunk, Walk
from corpus.readers.encoding import decode
from corpus.readers.html import read_page
from corpus.readers.office_form import form_fields
from corpus.readers.protocol import Coverage, ReadFile, ReadWarning, Record

_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_LEFT_OUT = {
    **{name: name for name in ("footnotes", "endnotes", "comments")},
    **dict.fromkeys(("header", "footer"), "margins"),
}
"""The kinds that parts of a document are left out as, by their names without a number."""
_WRITTEN = etree.XPath(
    ".//w:t[not(ancestor::mc:Fallback)]/text()",
    namespaces={"w": W.strip("{}"), "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006"},
)
_DEEPEST = 3
"""Documents inside documents that are followed."""


class DocxReader:
    """Reads a Word document as one speech. Its properties (author and so on) are the typist's and are not read."""

    name = "docx"
    version = 5
    suffixes = frozenset({".docx", ".docm", ".dotx", ".dotm"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the document; its title is the first paragraph in the style "Title", or a form's 标题.

        Of the heads and feet of its pages, and of watermarks, only a security mark is read.
        :raises ReadError: file_damaged, file_empty, file_too_large, file_unreadable.
        """
        data = read_bytes(path)
        package = Package(data, path)
        margins = package.margins()
        chunks = _chunks(package, path, 0)
        record, warnings, left_out = read_body(package.body, margins, numbering_of(package), path, chunks)
        coverage = _coverage(package, record.text, left_out)
        return ReadFile(self.name, self.version, (record,), warnings=tuple(warnings), coverage=coverage)


def read_body(
    body: etree._Element,
    margins: Sequence[etree._Element],
    numbering: Numbering,
    path: Path,
    chunk: Chunk = lambda _: None,
) -> tuple[Record, list[ReadWarning], Counter[str]]:
    """The speech in a w:body, what was left out of it, and that in characters by kind.

    `margins` are the heads and feet of its pages. `chunk` gives the lines of an alternative part, see `Walk`.
    :raises ReadError: file_empty.
    """
    walk = Walk(numbering, chunk)
    walk.blocks(body)
    text, warnings = clean_text("\n".join(walk.lines))
    require_text(text, path)
    watermarks = list(dict.fromkeys(_watermarks([body, *margins])))
    warnings += walk.warnings()
    if watermarks:
        warnings.append(ReadWarning("warn_watermark", {"texts": " / ".join(watermarks)}))
    given = form_fields(walk.rows)
    marks = (*map(mark_of_watermark, watermarks), *(_mark_of_margin(margin, numbering) for margin in margins))
    mark = next(filter(None, marks), None)
    given.update({MARK_KEY: mark} if mark else {})
    return Record(text, walk.title or given.get("title"), given=given), warnings, walk.left_out


def _coverage(package: Package, text: str, left_out: Counter[str]) -> Coverage:
    """The coverage of the text over every w:t of the package, and the parts that were left out on purpose."""
    counted = []
    left_out = Counter(left_out)
    for name, root in package.text_parts():
        found = _WRITTEN(root)
        written = "".join(map(str, found)) if isinstance(found, list) else ""
        kind = _LEFT_OUT.get(PurePosixPath(name).stem.rstrip("0123456789"))
        if kind:
            left_out[kind] += len("".join(written.split()))
        counted.append(written)
    counted += (text_of_page(data.decode("utf-8", "replace")) for data in package.chunks())
    return coverage_of((text,), "".join(counted), left_out)


def numbering_of(package: Package) -> Numbering:
    """The numbering of a document, by its styles."""
    return Numbering(next(iter(package.roots("numbering")), None), next(iter(package.roots("styles")), None))


def _chunks(package: Package, path: Path, depth: int) -> Chunk:
    """The function that gives the lines of the alternative parts of a document, which `depth` documents hold."""

    def chunk(relation_id: str) -> list[str] | None:
        found = package.part_bytes(relation_id)
        return None if found is None or depth == _DEEPEST else _chunk_lines(*found, path, depth)

    return chunk


def _chunk_lines(name: str, data: bytes, path: Path, depth: int) -> list[str] | None:
    """The lines of an alternative part (w:altChunk) of a document: a page, a text or another document."""
    suffix = PurePosixPath(name).suffix
    try:
        if data.startswith(b"PK"):
            inner = Package(data, path)
            walk = Walk(numbering_of(inner), _chunks(inner, path, depth + 1))
            walk.blocks(inner.body)
            return walk.lines
        if data.startswith(b"{\\rtf"):
            from corpus.readers.rtf import RtfReader  # which itself reads with this module

            return RtfReader().read_data(data, path).records[0].text.split("\n")
        if suffix in {".mht", ".mhtml"}:
            data = _page_of_archive(data)
        elif suffix not in {".html", ".htm", ".xhtml", ".txt"}:
            return None
        text = clean_text(decode(data, path).text)[0]
        return text.split("\n") if suffix == ".txt" else list(read_page(text, path).lines)
    except ReadError:
        return None


def _page_of_archive(data: bytes) -> bytes:
    """The first page inside a saved web page of many parts (MIME HTML), in UTF-8."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return str(part.get_content()).encode()
    return b""


def _watermarks(roots: list[etree._Element]) -> Iterator[str]:
    """The texts that Word lays over or under the pages as a drawing."""
    for root in roots:
        for drawn in root.iter(_TEXT_PATH):
            if drawn.get("string", "").strip():
                yield drawn.get("string", "").strip()


def _mark_of_margin(margin: etree._Element, numbering: Numbering) -> str | None:
    """The security mark in the head or foot of a page."""
    walk = Walk(numbering)
    walk.blocks(margin)
    return security_mark("\n".join(walk.lines))
