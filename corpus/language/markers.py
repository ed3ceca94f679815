"""What headings and items begin with, by kind and number: 一、 （一） 1. (1) 第一章 第一， 一是 一要 首先 I. First,"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.text.sentences import Span

_N = "[一二三四五六七八九十]{1,3}"
_TITLE_FOLLOWS = r"(?=[\s：:，,、]|[^。；！？]{0,30}$)"
COUNTED = {
    "be": rf"(?P<be>{_N})是(?!(?P=be))",
    "must": rf"(?P<must>{_N})要",
    "ordinal": rf"第(?P<ordinal>{_N})[，,、：:\s]",
    "word": r"(?P<word>首先|其次|再次|最后)(?=[，,、：:要是])",
    "first": r"(?P<first>First|Second|Third|Fourth|Fifth|Sixth|Final|Last)(?:ly)?,",
}
_NUMBERED = {
    "cn_paren": rf"[（(](?P<cn_paren>{_N})[）)]",
    "digit_paren": r"[（(]?(?P<digit_paren>\d{1,2})[）)]",
    "circled": r"(?P<circled>[①-⑳])",
    "digit": r"(?P<digit>\d{1,2})[.．、](?!\d)",
    "cn": rf"(?P<cn>(?<![，、]){_N})[、.．](?!{_N}[、.．])",
}
_OUTER = {
    "part": rf"第(?P<part>{_N}|\d{{1,2}})(?:部分|编|篇){_TITLE_FOLLOWS}",
    "chapter": rf"第(?P<chapter>{_N}|\d{{1,2}})章{_TITLE_FOLLOWS}",
    "section": rf"第(?P<section>{_N}|\d{{1,2}})节{_TITLE_FOLLOWS}",
    "roman": r"(?P<roman>[IVX]{1,5})\.\s",
}
OUTERMOST = ("part", "chapter", "section", "cn")  # 一、 is never below 1. whichever of them came first
RANKED = (*OUTERMOST, "cn_paren", "digit", "digit_paren", "circled")
_MARKER = re.compile("|".join([*_OUTER.values(), *COUNTED.values(), *_NUMBERED.values()]))
INLINE = re.compile(
    r"(?:^|(?<=[。！？!?；;：:，,、…”」）)\s]))(?:" + "|".join([*COUNTED.values(), *_NUMBERED.values()]) + ")"
)
_DIGITS = {character: i for i, character in enumerate("一二三四五六七八九", 1)}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_FINAL = 99  # 最后 and Finally: they end a sequence of any length
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": _FINAL, "First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Fifth": 5}
_WORDS |= {"Sixth": 6, "Final": _FINAL, "Last": _FINAL}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker in the text: 一是 has the kind be and the number 1."""

    kind: str
    number: int
    start: int
    end: int

    def follows(self, other: Mark) -> bool:
        """Whether it counts on from `other`."""
        return self.kind == other.kind and self.number > other.number and self.number in (other.number + 1, _FINAL)


def marker(text: str, span: Span) -> Mark | None:
    """The marker that the line begins with."""
    piece = text[slice(*span)]
    match = _MARKER.match(piece)
    if not match or not match.lastgroup:
        return None
    kind, number = match.lastgroup, number_of(match)
    following = re.match(_N, piece[match.end() :])
    if kind == "cn" and following and _chinese(following.group()) == number + 1:
        return None  # 三、四季度
    return Mark(kind, number, span.start, span.start + match.end())


def number_of(match: re.Match[str]) -> int:
    """The number that a marker counts."""
    kind = match.lastgroup or ""
    token = match.group(kind)
    if token in _WORDS:
        return _WORDS[token]
    if kind == "circled":
        return ord(token) - ord("①") + 1
    if kind == "roman":
        values = [_ROMAN[letter] for letter in token]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return int(token) if token.isdecimal() else _chinese(token)


def _chinese(token: str) -> int:
    """The value of 一 to 九十九."""
    tens, ten, ones = token.rpartition("十")
    value = _DIGITS.get(ones[-1:], 0)
    return value + (10 * _DIGITS.get(tens[-1:], 1) if ten else 0)
