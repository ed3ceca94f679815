"""The signs of an RTF file, and the tables of those that say what is text (Rich Text Format 1.9.1)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})? ?|((?:\\'[0-9a-fA-F]{2})+)|\\(.)|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)", re.DOTALL
)

CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "~": "\xa0", "_": "\u2011", "-": "\u00ad", "{": "{", "}": "}", "\\": "\\", "\t": "\t",
}  # fmt: skip
"""Control words and symbols that stand for a character."""

MARGINS = frozenset(f"{edge}{pages}" for edge in ("header", "footer") for pages in ("", "l", "r", "f"))
SKIPPED = frozenset(
    "colortbl info pict objdata nonshppict nonesttables shprslt listtable listoverridetable generator xe tc rxe txe"
    " bkmkstart bkmkend atnid atnauthor atndate atnref private revtbl filetbl themedata pntxtb pntxta falt".split()
)
"""Groups that hold no text of the document."""
STARRED = MARGINS | frozenset(
    "fldinst footnote annotation shpinst shptxt do dptxbxtext nesttableprops ud listtext pntext".split()
)
r"""Groups that are read although their \* says that an old reader may leave them out."""

_CODE_PAGES = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
SYMBOL_FONT = 2


class Token(NamedTuple):
    """A control word or symbol with its number, a brace, or bytes of text."""

    word: str = ""
    number: int | None = None
    text: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    r"""The signs in order; the bytes behind a \bin are left out."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        word, number, digits, symbol, brace, text = match.groups()
        if word:
            value = int(number) if number else None
            if word == b"bin":
                at += max(value or 0, 0)
            yield Token(word.decode(), value)
        elif digits:
            yield Token(text=bytes.fromhex(digits.replace(b"\\'", b"").decode()))
        elif symbol:
            yield Token("par" if symbol in b"\r\n" else symbol.decode("latin-1"))
        elif brace:
            yield Token(brace.decode())
        elif text:
            yield Token(text=text)


def code_page_of_font(charset: int, default: str) -> str:
    r"""The codec for bytes in a font with this \fcharset.

    Western and default fonts stand for the page of the whole file: Chinese programs give them to Chinese text.
    """
    return default if charset in {0, 1} else _CODE_PAGES.get(charset, default)


def code_page(number: int) -> str:
    r"""The codec for a page of \ansicpg."""
    name = {936: "gbk", 950: "big5hkscs", 65001: "utf-8", 54936: "gb18030"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
