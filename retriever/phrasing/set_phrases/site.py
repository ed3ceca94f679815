"""Site: a set phrase where it stands in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.numerals import ALL
from retriever.phrasing.set_phrases.numbered import HAN, is_measured

_CLOSING = re.compile(r"(?:\[\d{1,3}\])?”")
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_LARGER = frozenset(f"第{ALL}0123456789")
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Site:
    """A set phrase at text[start:end] of a folded line, and how many members it announces.

    `quoted`: it stands alone in quotation marks. `before` and `behind` are where it begins and ends with these and the
    mark of a footnote.
    """

    text: str
    start: int
    end: int
    phrase: str
    number: int
    quoted: bool
    behind: int

    @property
    def before(self) -> int:
        """Where the phrase begins with its quotation mark."""
        return self.start - self.quoted


def sites(text: str, phrase: str, number: int) -> Iterator[Site]:
    """Every place of the folded phrase as a name: in quotation marks, or not part of a longer word or number."""
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        closing = _CLOSING.match(text, end) if text[start - 1 : start] == "“" else None
        behind = closing.end() if closing else end
        if footnote := _FOOTNOTE.match(text, behind):
            behind = footnote.end()
        if closing or _is_name(text, start, end, phrase):
            yield Site(text, start, end, phrase, number, closing is not None, behind)
        start = text.find(phrase, end)


def _is_name(text: str, start: int, end: int, phrase: str) -> bool:
    """True if the phrase without quotation marks stands for itself: 四库 not in 四库全书, 三本账 in 三本账制度."""
    if start and text[start - 1] in _LARGER:
        return False
    return is_measured(phrase) or not _HAN.match(text, end)
