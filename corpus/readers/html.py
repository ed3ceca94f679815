"""Reads .html: the main text of a page, without navigation, scripts and footers.

lxml and a rule of our own, because trafilatura was measured to return the whole page, menus included, for Chinese
articles of a few hundred characters, and to break table rows into lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from corpus.errors import ReadError
from corpus.fields import field_named
from corpus.readers.common import clean_text, given_metadata, is_wide, read_bytes, require_text
from corpus.readers.encoding import decode
from corpus.readers.protocol import ReadFile, ReadWarning, Record

_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_NEVER_TEXT = ("script", "style", "noscript", "template", "svg", "title", "object", "iframe", "button", "select")
_FURNITURE = ("nav", "footer", "aside", "form")
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|sidebar|breadcrumbs?|crumbs?|share|pager|pagination|copyright|comments?|"
    r"related|toolbar|print|ads?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"[ \t\n]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3"
        " h4 h5 h6 head header hr html li main ol p pre section summary table tbody tfoot thead tr ul",
    )
)
_MAIN_SHARE = 0.9
"""The main text is the innermost element that holds this share of the page's running text: to take in a line of the
frame is a smaller fault than to lose a paragraph."""


class HtmlReader:
    """Reads a saved web page as one speech."""

    name = "html"
    version = 1
    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def read(self, path: Path) -> ReadFile:
        """The one speech of the page; its title is the page's only h1, else what <title> says.

        Metadata comes from meta tags that are named like it (speaker, 讲话人 …), from nowhere else.
        :raises ReadError: encoding_unsure, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        data = read_bytes(path)
        declared = _DECLARED.search(data[:4096])
        hint = declared.group(1).decode("ascii", "replace") if declared else None
        decoded = decode(data, path, hint)
        source, warnings = clean_text(decoded.text)
        require_text(source, path)
        page = _parse(source, path)
        given = _given(page)
        title = given.get("title") or _title(page)
        dropped = _drop_furniture(page)
        main = _main(page)
        text = "\n".join(_lines(main))
        require_text(text, path)
        outside = len(_inline(page)) - len(_inline(main))
        if outside:
            warnings.append(ReadWarning("warn_html_outside", {"count": outside}))
        if dropped:
            warnings.append(ReadWarning("warn_html_furniture", {"count": dropped}))
        record = Record(text, title, None, given)
        return ReadFile(self.name, self.version, (record,), decoded.encoding, decoded.confidence, tuple(warnings))


def _parse(source: str, path: Path) -> html.HtmlElement:
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return html.document_fromstring(source.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as exc:
        raise ReadError("file_damaged", path=str(path), kind=".html") from exc


def _given(page: html.HtmlElement) -> dict[str, str]:
    metas = ((meta.get("name", ""), meta.get("content", "")) for meta in page.iter("meta"))
    return given_metadata((name, content) for name, content in metas if field_named(name))


def _title(page: html.HtmlElement) -> str | None:
    headings = [_inline(h) for h in page.iter("h1")]
    titles = [_inline(t) for t in page.iter("title")]
    return next(iter(headings), None) if len(headings) == 1 and headings[0] else next(filter(None, titles), None)


def _drop_furniture(parent: html.HtmlElement) -> int:
    """Takes out what is no text, and counts the parts that had some."""
    dropped = 0
    for element in list(parent):
        hidden = _HIDDEN.search(element.get("style", "")) is not None or "hidden" in element.attrib
        if element.tag in _NEVER_TEXT:
            element.drop_tree()
        elif element.tag != "body" and (hidden or _is_furniture(element)):
            dropped += bool(_inline(element))
            element.drop_tree()
        else:
            dropped += _drop_furniture(element)
    return dropped


def _is_furniture(element: html.HtmlElement) -> bool:
    if element.tag in _FURNITURE or element.get("role") in {"navigation", "banner", "contentinfo", "search"}:
        return True
    if _is_link_list(element):
        return True
    named = _FURNITURE_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}")
    # A name alone may lie ("print-area" around the article): only short parts go by their name.
    return named is not None and element.tag in _BLOCKS and len(_inline(element)) < 200 and not element.findall(".//h1")


def _is_link_list(element: html.HtmlElement) -> bool:
    """True if nearly all text of a block stands in several links: a menu, whatever it is called."""
    return (
        element.tag in {"ul", "div", "p", "dl"}
        and len(element.findall(".//a")) >= 3
        and (_weight(element) < 0.2 * len(_inline(element)))
    )


def _main(page: html.HtmlElement) -> html.HtmlElement:
    """The innermost element with nearly all of the page's running text, and its h1."""
    current = page  # not its body: without a <body> tag libxml2 leaves <article> and <main> in the head
    total = _weight(current)
    needed = set(page.iter("h1")) if len(list(page.iter("h1"))) == 1 else set()
    while True:
        inner = [c for c in current if c.tag in _BLOCKS and c.tag not in {"p", "table"} and _holds(c, needed)]
        best = max(inner, key=_weight, default=None)
        if best is None or _weight(best) < _MAIN_SHARE * total:
            return current
        current = best


def _holds(element: html.HtmlElement, needed: set[html.HtmlElement]) -> bool:
    return not needed or any(e in needed for e in element.iter("h1"))


def _weight(element: html.HtmlElement) -> int:
    """Characters of text that are not in links."""
    linked = sum(len(_inline(a)) for a in element.iter("a"))
    return len(_inline(element)) - linked


def _inline(element: html.HtmlElement) -> str:
    return re.sub(r"[ \t\n]+", " ", element.text_content()).strip()


def _lines(element: html.HtmlElement) -> Iterator[str]:
    """One line for each paragraph, list item, table row or line break, none of them blank."""
    line = ""
    for piece in (*_pieces(element), None):
        if piece is not None:
            line += piece
            continue
        line = _BLANKS.sub(_collapse, line).strip(" \n")
        if line.strip():
            yield line
        line = ""


def _pieces(element: html.HtmlElement) -> Iterator[str | None]:
    """The text of an element in pieces, None where a line ends."""
    ends_line = element.tag in _BLOCKS or element.tag == "br"
    if ends_line:
        yield None
    if element.tag == "li":
        yield _list_marker(element)
    elif element.tag in {"td", "th"} and element.getprevious() is not None:
        yield "\t"
    yield from _own_text(element, element.text)
    for child in element:
        yield from _cell_pieces(child) if child.tag in {"td", "th"} else _pieces(child)
        yield from _own_text(element, child.tail)
    if ends_line and element.tag != "br":
        yield None


def _cell_pieces(cell: html.HtmlElement) -> Iterator[str | None]:
    """A cell with its lines as one, unless it is the only one of its row and so only frames text."""
    alone = cell.getparent() is not None and len(cell.getparent()) == 1
    pieces = _pieces(cell)
    return pieces if alone else (" " if piece is None else piece for piece in pieces)


def _own_text(element: html.HtmlElement, text: str | None) -> Iterator[str | None]:
    if element.tag in {"table", "tbody", "thead", "tfoot", "tr", "ul", "ol"}:
        return  # only blanks may stand there
    lines = (text or "").split("\n") if element.tag == "pre" else [text or ""]
    for number, line in enumerate(lines):
        if number:
            yield None
        yield line


def _list_marker(item: html.HtmlElement) -> str:
    """The bullet or number that a browser shows before a list item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    start = parent.get("start", "1")
    first = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    return f"{first + sum(1 for _ in item.itersiblings('li', preceding=True))}. "


def _collapse(blanks: re.Match[str]) -> str:
    r"""One space for a run of blanks, none for a line break in the source next to a Chinese character."""
    if "\t" in blanks.group() and "\n" not in blanks.group():
        return "\t"
    around = blanks.string[max(blanks.start() - 1, 0) : blanks.start()], blanks.string[blanks.end() : blanks.end() + 1]
    return "" if "\n" in blanks.group() and any(map(is_wide, filter(None, around))) else " "
