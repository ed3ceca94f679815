"""Reads .epub: its chapters in the order of reading."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from corpus.errors import ReadError
from corpus.readers.common import require_text
from corpus.readers.coverage import coverage_of, coverage_of_all, text_of_page
from corpus.readers.html import Page, decoded_page
from corpus.readers.package import parse_xml, read_parts
from corpus.readers.protocol import Coverage, ReadFile, Record

_NO_TITLES = frozenset({"", "unknown title", "unknown", "untitled", "无标题", "未知", "未命名"})
"""Titles that programs give to books without one."""
_PAGES = (".xhtml", ".html", ".htm", ".xml")


class EpubReader:
    """Reads an electronic book as one speech."""

    name = "epub"
    version = 1
    suffixes = frozenset({".epub"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the book, without its table of contents; its title is the one that the book states.

        :raises ReadError: word_locked, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        parts = read_parts(path, lambda name: name.lower().endswith((*_PAGES, ".opf")))
        if b"xhtml" in parts.get("META-INF/encryption.xml", b""):
            raise ReadError("word_locked", path=str(path))
        try:
            name, package = _package(parts)
        except (KeyError, etree.XMLSyntaxError) as exc:
            raise ReadError("file_damaged", path=str(path), kind=".epub") from exc
        chapters = [chapter for chapter in _chapters(name, package) if parts.get(chapter, b"").strip()]
        pages = [page for chapter in chapters if (page := _page(parts[chapter], path))]
        text = "\n".join(line for page in pages for line in page.lines)
        require_text(text, path)
        title = (package.findtext(".//{http://purl.org/dc/elements/1.1/}title") or "").strip()
        record = Record(text, None if title.lower() in _NO_TITLES else title)
        others = [data for part, data in parts.items() if part not in chapters and part.lower().endswith(_PAGES[:3])]
        unread = coverage_of((), "".join(text_of_page(data.decode("utf-8", "replace")) for data in others))
        aside = Coverage(0, unread.total, {"navigation": unread.total})
        coverage = coverage_of_all((*(page.coverage for page in pages), aside))
        return ReadFile(self.name, self.version, (record,), coverage=coverage)


def _package(parts: Mapping[str, bytes]) -> tuple[str, etree._Element]:
    container = parse_xml(parts["META-INF/container.xml"])
    name = next((root.get("full-path", "") for root in container.iter("{*}rootfile")), "")
    return name, parse_xml(parts[name])


def _chapters(name: str, package: etree._Element) -> Iterator[str]:
    """The names of the pages in their order, without the table of contents and what stands outside that order."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and reference.get("linear") != "no" and "nav" not in item.get("properties", "").split():
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(item.get("href", ""))))


def _page(data: bytes, path: Path) -> Page | None:
    """A chapter; None for a page that holds a picture."""
    try:
        return decoded_page(data, path, "utf-8")[1]
    except ReadError as exc:
        if exc.code == "file_empty":
            return None
        raise
