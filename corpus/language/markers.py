"""Markers of headings and items, by kind and number: 一、 （一） 1. (1) 第一章 第一， 一是 一要 首先 I. First,

Every place that looks for markers takes its pattern from here. They differ in what the text around them allows: the
outline must know the kind, the readers only where a paragraph begins, and folded text has half-width punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.language.numerals import NUMBER, NUMERALS, number

WORDS = "首先|其次|再次|最后"
CIRCLED = "[①-⑳]"
_N = NUMBER
_ROW = f"[{NUMERALS}]+"
_PARENTHESISED = rf"[（(](?:{_N}|\d{{1,2}})[）)]"

# --- the outline ---------------------------------------------------------------------------------------------------

_TITLE_FOLLOWS = r"(?=[\s：:，,、]|[^。；！？]{0,30}$)"
COUNTED = {
    "be": rf"(?P<be>{_N})是(?!(?P=be))",
    "must": rf"(?P<must>{_N})要",
    "ordinal": rf"第(?P<ordinal>{_N})[，,、：:\s]",
    "word": rf"(?P<word>{WORDS})(?=[，,、：:要是])",
    "first": r"(?P<first>First|Second|Third|Fourth|Fifth|Sixth|Final|Last)(?:ly)?,",
}
_NUMBERED = {
    "cn_paren": rf"[（(](?P<cn_paren>{_N})[）)]",
    "digit_paren": r"[（(]?(?P<digit_paren>\d{1,2})[）)]",
    "circled": rf"(?P<circled>{CIRCLED})",
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
_INLINE = re.compile(
    r"(?:^|(?<=[。！？!?；;：:，,、…”」）)\s]))(?:" + "|".join([*COUNTED.values(), *_NUMBERED.values()]) + ")"
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_FINAL = 99  # 最后 and Finally: they end a sequence of any length
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": _FINAL, "First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Fifth": 5}
_WORDS |= {"Sixth": 6, "Final": _FINAL, "Last": _FINAL}

# --- other places, text as written ---------------------------------------------------------------------------------

HEADING_LINE = re.compile(
    rf"{_ROW}、|[（(](?:{_ROW}|[0-9]{{1,2}})[）)]|[0-9]+[.．、](?![0-9])|第{_ROW}(?:[章节節]|部分|[，,、])"
)
"""A line that begins so is a heading of the body, not a line of the head."""
PARAGRAPH_START = rf"[（(]?[{NUMERALS}百]{{1,3}}[)）、]|第[{NUMERALS}百\d]+|[（(]?\d{{1,2}}[)）.．、]"
"""A line that begins so does not go on with a sentence of the line before."""
NUMBER_BEFORE_STOP = re.compile(rf"\s*[（(]?(?:\d{{1,3}}|[IVXivx]{{1,5}}|[{NUMERALS}百]{{1,4}})\Z")
"""A line that is nothing else before a full stop is a number, not a sentence."""
SENTENCE_NUMBER = re.compile(rf"(?:{_N}、|{_PARENTHESISED}|\d{{1,2}}[.．、](?!\d)|{CIRCLED})\s*")
"""The number of a sentence, no part of its wording: （二）用好…… next year is （三）用好……"""
CLAUSE_NUMBER = (
    rf"第(?:{_N}|\d{{1,2}})[章节编][\s、：:]*|{_N}[、.．]|{_PARENTHESISED}"
    rf"|\d{{1,2}}(?:[、．]|\.(?!\d))|\d{{1,2}}[)）]|{CIRCLED}"
)
"""The number that a clause may have in front."""
TOPIC_MARKER = re.compile(
    rf"^\s*(?:[（(]?[{NUMERALS}\d]+[)）]?[、.．是要]|[（(][{NUMERALS}\d]+[)）]|\d+\s+"
    rf"|第{_ROW}[，、]?|(?:{WORDS})[，、]|(?:First|Second|Third|Fourth|Fifth)\b[，,、.:\s]*)\s*"
)
"""The marker of a heading of which only the topic is wanted."""
FIRST_LAYER = re.compile(rf"{_ROW}[、.．]|第[{NUMERALS}\d]+(?:部分|编|篇|章)|[IVX]+\.\s")
SECOND_LAYER = re.compile(rf"[（(]{_ROW}[）)]|第[{NUMERALS}\d]+节")
LOWER_LAYER = re.compile(rf"[（(]?\d+[）).．、]|{CIRCLED}|{_ROW}[是要]|第{_ROW}")
"""The layers of headings that a printed paper tells apart by its fonts."""
_ITEM = "(?:[个张本条项篇件句]?是|要|[{stops}])"
LIST_ITEM = re.compile(
    rf"\s*(?:第?{_N}{_ITEM.format(stops='，,、：:.．')}|(?:{WORDS})[，,是要]*|[（(]?(?:{_N}|\d{{1,2}})[）).．、]|{CIRCLED})\s*"
)
"""The marker of a member of a list."""

# --- other places, folded text -------------------------------------------------------------------------------------

FOLDED_LIST_ITEM = re.compile(
    rf"(?:第?{_N}{_ITEM.format(stops=',、:.')}|(?:{WORDS})[,是要]*|[(（]?(?:{_N}|\d{{1,2}})[)）.、]|第{_ROW}个是)"
)
FOLDED_MARKER = re.compile(
    rf"^(?:第?[{NUMERALS}\d]{{1,3}}(?:部分|章|节|编|篇|是|要|[、.,:])?|[(][{NUMERALS}\d]{{1,3}}[)]|{WORDS})[,、:.]?"
)
"""The marker of a heading whose wording is compared."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker in the text: 一是 has the kind be and the number 1."""

    kind: str
    number: int
    start: int
    end: int

    def follows(self, other: Marker) -> bool:
        """True if it counts on from `other`."""
        return self.kind == other.kind and self.number > other.number and self.number in (other.number + 1, _FINAL)


def line_marker(text: str, span: tuple[int, int]) -> Marker | None:
    """The marker that the line at `span` begins with."""
    start, end = span
    piece = text[start:end]
    match = _MARKER.match(piece)
    if not match or not match.lastgroup:
        return None
    kind, counted = match.lastgroup, _number_of(match)
    following = re.match(_N, piece[match.end() :])
    if kind == "cn" and following and number(following.group()) == counted + 1:
        return None  # 三、四季度
    return Marker(kind, counted, start, start + match.end())


def inline_markers(text: str, span: tuple[int, int]) -> list[Marker]:
    """The markers inside the paragraph at `span` that may begin an item of a sequence (一是…；二是…), in order."""
    start, end = span
    return [
        Marker(match.lastgroup, _number_of(match), start + match.start(), start + match.end())
        for match in _INLINE.finditer(text[start:end])
        if match.lastgroup
    ]


def _number_of(match: re.Match[str]) -> int:
    kind = match.lastgroup or ""
    token = match.group(kind)
    if token in _WORDS:
        return _WORDS[token]
    if kind == "circled":
        return ord(token) - ord("①") + 1
    if kind == "roman":
        values = [_ROMAN[letter] for letter in token]
        return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return number(token)
