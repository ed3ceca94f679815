"""The characters of an RTF file counted flat, group by group, apart from the reading of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from corpus.readers.rtf_tokens import CHARACTERS, MARGINS, SKIPPED, STARRED, tokens

_LEFT_OUT = {
    "footnote": "footnotes",
    "annotation": "comments",
    "deleted": "deleted",
    **dict.fromkeys(MARGINS, "margins"),
}
"""The kinds that text is left out as, by the word that begins its group or changes its characters."""
_NO_TEXT = SKIPPED | {"fonttbl", "stylesheet", "fldinst", "sn", "sv", "listtext", "pntext"}
_CODECS = ((rb"\\fcharset134|\\ansicpg936", "gbk"), (rb"\\fcharset136|\\ansicpg950", "big5hkscs"))


def counted_text(data: bytes) -> tuple[str, Counter[str]]:
    """All characters of the file that are text, in its order, and how many are left out on purpose, by kind.

    A group is text unless its first word says otherwise; of a group of two texts (old programs, Unicode) the second is.
    """
    codec = next((name for pattern, name in _CODECS if re.search(pattern, data)), "cp1252")
    count = _Count(codec)
    for token in tokens(data):
        if token.word:
            count.decode()
            count.word(token.word, token.number)
        else:
            count.take(token.text)
    count.decode()
    whole = "".join(count.pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole, count.left_out


@dataclass(slots=True)
class _Count:
    """The count so far. `kinds` are those of the open groups: "" text, "-" none, else what it is left out as."""

    codec: str
    pieces: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    kinds: list[str] = field(default_factory=lambda: [""])
    fallbacks: list[int] = field(default_factory=lambda: [1])
    _bytes: bytes = b""
    _skip: int = 0
    _is_optional: bool = False

    def take(self, text: bytes) -> None:
        passed = min(self._skip, len(text))
        self._skip -= passed
        self._bytes += text[passed:]

    def decode(self) -> None:
        self._put(self._bytes.decode(self.codec, "replace"))
        self._bytes = b""

    def word(self, word: str, number: int | None) -> None:
        if word in "{}":
            self._group(begins=word == "{")
        elif word in _NO_TEXT or (self._is_optional and word not in STARRED and word != "*"):
            self.kinds[-1] = "-"
        elif word in _LEFT_OUT and self.kinds[-1] != "-":
            self.kinds[-1] = "" if number == 0 else _LEFT_OUT[word]
        elif word == "plain" and self.kinds[-1] == "deleted":
            self.kinds[-1] = ""
        elif word == "uc":
            self.fallbacks[-1] = number or 0
        elif word == "u":
            self._put(chr((number or 0) & 0xFFFF))
            self._skip = self.fallbacks[-1]
        elif word in CHARACTERS:
            self._put(CHARACTERS[word])
        self._is_optional = word == "*"

    def _group(self, *, begins: bool) -> None:
        for stack in (self.kinds, self.fallbacks):
            if begins:
                stack.append(stack[-1])  # type: ignore[arg-type]
            elif len(stack) > 1:
                stack.pop()
        self._skip = 0

    def _put(self, text: str) -> None:
        if self.kinds[-1] == "-":
            return
        visible = "".join(text.split())
        self.pieces.append(visible)
        if self.kinds[-1]:
            self.left_out[self.kinds[-1]] += len(visible)
