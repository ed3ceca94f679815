"""Reads .html: the main text of a page, without navigation, scripts and footers.

lxml and a rule of our own, because trafilatura was measured to return the whole page, menus included, for Chinese
articles of a few hundred characters, and to break table rows into lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree, html

from corpus.errors import ReadError
from corpus.fields import field_named
from corpus.readers.common import clean_text, given_metadata, read_bytes, require_text
from corpus.readers.coverage import coverage_of, sentences_in_scripts, text_of_page
from corpus.readers.encoding import Decoded, decode
from corpus.readers.html_lines import lines_of, visible_length
from corpus.readers.html_main import drop_furniture, main_of, without_site_lines
from corpus.readers.protocol import Coverage, ReadFile, ReadWarning, Record

_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_TITLE_METAS = ("articletitle", "og:title", "dc.title")
_SITE_SEPARATOR = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|[-–—]+(?=[^-–—]*$)")
_HEAD_LINES = 8
"""Lines at the top of the text among which a title stands that the page's <title> names beside its site."""


class HtmlReader:
    """Reads a saved web page as one speech."""

    name = "html"
    version = 3
    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the page; its title is the page's only h1, else what it states, without the site's name.

        Metadata comes from meta tags that are named like it (speaker, 讲话人 …), from nowhere else.
        :raises ReadError: encoding_unsure, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        decoded, page, warnings = decoded_page(read_bytes(path), path)
        require_text("\n".join(page.lines), path)
        record = Record("\n".join(page.lines), page.title, None, page.given)
        return ReadFile(
            self.name, self.version, (record,), decoded.encoding, decoded.confidence, warnings, page.coverage
        )


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, one paragraph a line, its title, and what it states.

    `left_out` counts characters of running text by kind (navigation, hidden, outside, reading, note_mark, struck,
    script), `furniture` the menus, footers and lines of the site that were dropped.
    """

    lines: Sequence[str]
    title: str | None
    given: dict[str, str]
    left_out: Counter[str]
    furniture: int
    coverage: Coverage

    def warnings(self) -> list[ReadWarning]:
        """A warning for each kind of thing that was left out."""
        counts = (
            ("warn_html_outside", self.left_out["outside"]),
            ("warn_html_furniture", self.furniture),
            ("warn_struck", self.left_out["struck"]),
        )
        return [ReadWarning(code, {"count": count}) for code, count in counts if count]


def decoded_page(data: bytes, path: Path, charset: str | None = None) -> tuple[Decoded, Page, tuple[ReadWarning, ...]]:
    """The page in `data`, how it was decoded, and what was left out. `charset` is what is stated outside the page.

    :raises ReadError: encoding_unsure, file_damaged, file_empty.
    """
    declared = _DECLARED.search(data[:4096])
    decoded = decode(data, path, declared.group(1).decode("ascii", "replace") if declared else charset)
    source, warnings = clean_text(decoded.text)
    require_text(source, path)
    page = read_page(source, path)
    return decoded, page, (*decoded.warnings, *warnings, *page.warnings())


def read_page(source: str, path: Path) -> Page:
    """The main text of the page with this source, and what was left out of it.

    :raises ReadError: file_damaged.
    """
    page = _parse(source, path)
    given = _given(page)
    titles = _titles(page)
    furniture, left_out = drop_furniture(page)
    main = main_of(page)
    outside = visible_length(page.text_content()) - visible_length(main.text_content())
    lines, site_lines = without_site_lines(lines_of(main, left_out))
    left_out["outside"] += outside
    left_out["navigation"] += visible_length("".join(site_lines))
    title = given.get("title") or _title(titles, lines)
    scripted = sentences_in_scripts(source, lines)
    left_out["script"] += len(scripted)
    coverage = coverage_of(lines, text_of_page(source) + scripted, left_out)
    return Page(lines, title, given, left_out, furniture + len(site_lines), coverage)


def _parse(source: str, path: Path) -> html.HtmlElement:
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return html.document_fromstring(source.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as exc:
        raise ReadError("file_damaged", path=str(path), kind=".html") from exc


def _given(page: html.HtmlElement) -> dict[str, str]:
    metas = ((meta.get("name", ""), meta.get("content", "")) for meta in page.iter("meta"))
    return given_metadata((name, content) for name, content in metas if field_named(name))


def _titles(page: html.HtmlElement) -> list[str]:
    """The titles that a page states, the best first: its only h1, those of its meta tags, its <title>."""
    headings = [_inline(h) for h in page.iter("h1")]
    metas = {
        (m.get("name") or m.get("property") or "").lower(): m.get("content", "").strip() for m in page.iter("meta")
    }
    stated = [metas.get(name, "") for name in _TITLE_METAS]
    return [title for title in (*headings[: len(headings) == 1], *stated, *map(_inline, page.iter("title"))) if title]


def _title(titles: Sequence[str], lines: Sequence[str]) -> str | None:
    """The first title, without the name of its site when the text below begins with the title alone."""
    if not titles:
        return None
    head = {line.strip() for line in lines[:_HEAD_LINES]}
    first, *_ = parts = _SITE_SEPARATOR.split(titles[0])
    return first if len(parts) > 1 and titles[0] not in head and first in head else titles[0]


def _inline(element: html.HtmlElement) -> str:
    return re.sub(r"[ \t\n]+", " ", element.text_content()).strip()
