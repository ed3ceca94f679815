"""Numbers as texts write them: in digits (12), as a row of numerals (二〇一九), counted with tens (三十一, 廿九).

The constants are the characters; they stand in character classes of regular expressions, so none needs escaping.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ONES = "一二三四五六七八九"
NUMERALS = ONES + "十"
"""The characters of the numbers from 1 to 99."""
COUNTED = f"两{NUMERALS}"
"""The characters of a small number in front of what it counts: 两条, 三十户."""
LARGE = "百千万亿"
ZEROS = "〇○零◯ＯOo0"
"""All that writers put for the zero of a year: 二〇一九, 二○一九, 二O一九."""
ALL = f"零〇{COUNTED}{LARGE}"
"""The characters of numbers of any size."""

NUMBER = f"[{NUMERALS}]{{1,3}}"
"""A regular expression for a number from 1 to 99."""

ENGLISH_NUMBERS = tuple("one two three four five six seven eight nine ten".split())
ENGLISH_ORDINALS = tuple("first second third fourth fifth sixth".split())

_COUNTED_BEHIND = "[年月日号號时時分万萬亿億千百元个個名户戶项項%％]"
LETTER_SPACED = re.compile(
    r"(?<![0-9０-９])(?<![0-9０-９][ \u3000.,])[0-9０-９](?:[ \u3000][0-9０-９])+"
    rf"(?=[ \u3000]?{_COUNTED_BEHIND})"
    rf"|[{ONES}{ZEROS}](?:[ \u3000][{ONES}{ZEROS}]){{3}}(?=[ \u3000]?年)"
)
"""A number whose digits stand apart, as typists space out a line, before what it counts: 2 0 2 4 年, 二 〇 二 四 年."""

_DIGITS = {
    **dict.fromkeys(ZEROS, 0),
    **{numeral: value for value, numeral in enumerate(ONES, 1)},
    "两": 2,
    "兩": 2,
}
_SHORT = str.maketrans({"廿": "二十", "卅": "三十"})


def closed_up(text: str) -> tuple[str, Sequence[int]]:
    """`text` without the blanks inside letter-spaced numbers, and the place in `text` of each character and the end."""
    gone = {place for match in LETTER_SPACED.finditer(text) for place in range(*match.span()) if text[place].isspace()}
    if not gone:
        return text, range(len(text) + 1)
    places = [place for place in range(len(text) + 1) if place not in gone]
    return "".join(text[place] for place in places[:-1]), places


def number(written: str) -> int:
    """The number that `written` is: digits of any width, a row of numerals, or a count below 100.

    :raises KeyError: if it holds any other character.
    """
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.translate(_SHORT).partition("十")
    if not ten:
        return _row(written)
    return (_row(tens) if tens else 1) * 10 + (_row(ones) if ones else 0)


def _row(numerals: str) -> int:
    value = 0
    for numeral in numerals:
        value = 10 * value + _DIGITS[numeral]
    return value
