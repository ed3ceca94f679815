"""The numbers Word shows before paragraphs but does not store in their text: 一、 （一） 1. 第一条 and so on.

Follows ECMA-376 part 1, 17.9: a paragraph points to a num, a num to an abstractNum with nine levels; styles may do the
pointing, nums may override levels, and all nums of one abstractNum count together unless one starts anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import overload

from lxml import etree

from corpus.language.numerals import ONES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_DIGITS = "〇" + ONES
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_DIGITS_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def _spelled(number: int, digits: str, units: str, *, bare_ten: bool, zero: str) -> str:
    """`number` below 10,000 with its units: 一百零五. `bare_ten` writes 十五 for 一十五."""
    text, pending_zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            pending_zero = bool(text)
            continue
        text += (zero if pending_zero else "") + digits[digit] + ("" if power == 0 else units[power - 1])
        pending_zero = False
    return text[1:] if bare_ten and 10 <= number < 20 else text


def _chinese(number: int) -> str:
    return _spelled(number, _DIGITS, "十百千", bare_ten=True, zero="零")


def _chinese_counting(number: int) -> str:
    return _chinese(number) if number < 100 else _digit_by_digit(number)


def _japanese(number: int) -> str:
    return re.sub("一(?=[十百])", "", _spelled(number, _DIGITS, "十百千", bare_ten=True, zero=""))


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(number))


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text + _ROMAN_ONES[number]


def _letters(number: int) -> str:
    """Letters a to z, then aa to zz: Word repeats the letter."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _from_sequence(symbols: str) -> Callable[[int], str]:
    """Formats 1 as the first of `symbols` and so on, and in digits what goes beyond them."""
    return lambda number: symbols[number - 1] if number <= len(symbols) else str(number)


def _chars(first: int, count: int) -> str:
    return "".join(chr(first + i) for i in range(count))


_CIRCLED = _chars(0x2460, 20) + _chars(0x3251, 15) + _chars(0x32B1, 15)
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda n: str(n).translate({0x30 + d: 0xFF10 + d for d in range(10)}),
    "decimalFullWidth2": lambda n: str(n).translate({0x30 + d: 0xFF10 + d for d in range(10)}),
    "numberInDash": lambda n: f"- {n} -",
    "ordinal": _ordinal,
    "chineseCounting": _chinese_counting,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese_counting,
    "taiwaneseCountingThousand": _chinese,
    "taiwaneseDigital": _digit_by_digit,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": lambda n: _spelled(n, _LEGAL_DIGITS, "拾佰仟", bare_ten=False, zero="零"),
    "ideographLegalTraditional": lambda n: _spelled(n, _LEGAL_DIGITS_TRADITIONAL, "拾佰仟", bare_ten=False, zero="零"),
    "ideographTraditional": _from_sequence("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _from_sequence("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _from_sequence("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "decimalEnclosedCircle": _from_sequence(_CIRCLED),
    "decimalEnclosedCircleChinese": _from_sequence(_CIRCLED),
    "decimalEnclosedParen": _from_sequence(_chars(0x2474, 20)),
    "decimalEnclosedFullstop": _from_sequence(_chars(0x2488, 20)),
    "none": lambda n: "",
}


def format_number(number: int, number_format: str) -> str:
    """`number` as Word writes it in `number_format` (a w:numFmt value); in digits when the format cannot write it."""
    if number < 1:
        return "〇" if number == 0 and number_format in {"ideographDigital", "taiwaneseDigital"} else str(number)
    return _FORMATS.get(number_format, str)(number)


def is_known_format(number_format: str) -> bool:
    """True if `format_number` writes this w:numFmt value the way Word does."""
    return number_format in _FORMATS or number_format == "bullet"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    number_format: str
    text: str
    suffix: str
    legal: bool
    restart: int | None

    @classmethod
    def from_xml(cls, lvl: etree._Element) -> _Level:
        return cls(
            start=_int(_value(lvl, "start"), 0),
            number_format=_number_format(lvl),
            text=_value(lvl, "lvlText") or "",
            suffix=_value(lvl, "suff") or "tab",
            legal=is_on(lvl.find(f"{W}isLgl")),
            restart=_int(_value(lvl, "lvlRestart"), None),
        )


@dataclass(slots=True)
class _Num:
    """One w:num, with what it overrides of its abstractNum."""

    abstract_id: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """Counts through a document: call `label` once for each paragraph, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Takes the roots of numbering.xml and styles.xml, None where the document has none."""
        self.unknown_formats: set[str] = set()
        self._styles = {s.get(f"{W}styleId", ""): s for s in _all(styles, "style")}
        self._default_style = next(
            (i for i, s in self._styles.items() if s.get(f"{W}type") == "paragraph" and s.get(f"{W}default") == "1"), ""
        )
        self._abstracts: dict[str, etree._Element] = {
            a.get(f"{W}abstractNumId", ""): a for a in _all(numbering, "abstractNum")
        }
        self._nums = {n.get(f"{W}numId", ""): _read_num(n) for n in _all(numbering, "num")}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> str:
        """The number that Word shows before this w:p, with a space after it where the text needs one; "" for none."""
        num_id, level_index = self._pointer(paragraph)
        num = self._nums.get(num_id)
        if num is None:
            return ""
        abstract_id = self._resolve(num.abstract_id)
        levels = {**self._abstract_levels(abstract_id), **num.levels}
        level = levels.get(level_index)
        if level is None:
            return ""
        self._advance(abstract_id, num_id, num, level_index, levels)
        return self._render(abstract_id, level, levels)

    def _pointer(self, paragraph: etree._Element) -> tuple[str, int]:
        """The numId and level of a paragraph, its own or its style's; an empty numId for an unnumbered one."""
        properties = paragraph.find(f"{W}pPr")
        style_id = (_value(properties, "pStyle") if properties is not None else None) or self._default_style
        own_id, own_level = _num_pr(properties)
        if own_id is not None:
            return own_id, own_level or 0
        for style_id_of, style in self.style_chain(style_id):
            num_id, level = _num_pr(style.find(f"{W}pPr"))
            if num_id is not None:
                linked = self._level_of_style(num_id, style_id_of)
                return num_id, next(x for x in (own_level, linked, level, 0) if x is not None)
        return "", 0

    def style_chain(self, style_id: str) -> Iterator[tuple[str, etree._Element]]:
        """The style and those it is based on, nearest first; a circle of styles ends where it closes."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield style_id, self._styles[style_id]
            style_id = _value(self._styles[style_id], "basedOn") or ""

    def _level_of_style(self, num_id: str, style_id: str) -> int | None:
        num = self._nums.get(num_id)
        abstract = self._abstracts.get(self._resolve(num.abstract_id)) if num else None
        for lvl in _all(abstract, "lvl"):
            if _value(lvl, "pStyle") == style_id:
                return _int(lvl.get(f"{W}ilvl"), None)
        return None

    def _resolve(self, abstract_id: str) -> str:
        """The abstractNum that holds the levels: one with a numStyleLink borrows those of a numbering style."""
        for _ in range(len(self._abstracts)):
            abstract = self._abstracts.get(abstract_id)
            link = _value(abstract, "numStyleLink") if abstract is not None else None
            style = self._styles.get(link or "")
            num_id = _num_pr(style.find(f"{W}pPr"))[0] if style is not None else None
            num = self._nums.get(num_id or "")
            if num is None:
                break
            abstract_id = num.abstract_id
        return abstract_id

    def _abstract_levels(self, abstract_id: str) -> dict[int, _Level]:
        if abstract_id not in self._levels:
            found = _all(self._abstracts.get(abstract_id), "lvl")
            self._levels[abstract_id] = {_int(x.get(f"{W}ilvl"), 0): _Level.from_xml(x) for x in found}
        return self._levels[abstract_id]

    def _advance(self, abstract_id: str, num_id: str, num: _Num, index: int, levels: dict[int, _Level]) -> None:
        counts = self._counts.setdefault(abstract_id, {})
        if index in num.starts and (num_id, index) not in self._started:
            counts[index] = num.starts[index]
        else:
            counts[index] = counts[index] + 1 if index in counts else levels[index].start
        self._started.add((num_id, index))
        for upper in range(index):
            if upper in levels:
                counts.setdefault(upper, num.starts.get(upper, levels[upper].start))
        for lower in range(index + 1, _LEVELS):
            restart = levels[lower].restart if lower in levels else None
            # lvlRestart 0: never; n: only after a level above n (counted from 1); absent: after any higher level.
            if restart is None or (restart > 0 and index < restart):
                counts.pop(lower, None)

    def _render(self, abstract_id: str, level: _Level, levels: dict[int, _Level]) -> str:
        if level.number_format == "bullet":
            return "• "
        counts = self._counts[abstract_id]

        def number(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            number_format = levels[index].number_format if index in levels else "decimal"
            if not is_known_format(number_format):
                self.unknown_formats.add(number_format)
            return format_number(counts.get(index, 0), "decimal" if level.legal else number_format)

        text = re.sub("%([1-9])", number, level.text)
        if not text.strip() or level.suffix == "nothing":
            return text
        # After 、 and ） the eye needs no space and headings are written without one; "1. " and "第一条 " do need it.
        return text if text[-1] in "、）．。：】〕" else text.rstrip() + " "


def is_on(toggle: etree._Element | None) -> bool:
    """True if an on/off element such as w:vanish is there and not switched off."""
    return toggle is not None and toggle.get(f"{W}val", "1") not in {"0", "false", "off"}


def _read_num(num: etree._Element) -> _Num:
    result = _Num(_value(num, "abstractNumId") or "")
    for override in _all(num, "lvlOverride"):
        index = _int(override.get(f"{W}ilvl"), 0)
        start = _int(_value(override, "startOverride"), None)
        if start is not None:
            result.starts[index] = start
        lvl = override.find(f"{W}lvl")
        if lvl is not None:
            result.levels[index] = _Level.from_xml(lvl)
    return result


def _number_format(lvl: etree._Element) -> str:
    """The w:numFmt of a level; newer formats stand in mc:AlternateContent with an older one as fallback."""
    values = [found.get(f"{W}val") or "decimal" for found in lvl.iter(f"{W}numFmt")]
    ordinary = [value for value in values if value != "custom"]
    return ordinary[-1] if ordinary else "decimal"


def _num_pr(properties: etree._Element | None) -> tuple[str | None, int | None]:
    num_pr = properties.find(f"{W}numPr") if properties is not None else None
    if num_pr is None:
        return None, None
    return _value(num_pr, "numId"), _int(_value(num_pr, "ilvl"), None)


def _all(parent: etree._Element | None, tag: str) -> list[etree._Element]:
    return [] if parent is None else parent.findall(f"{W}{tag}")


def _value(parent: etree._Element, tag: str) -> str | None:
    child = parent.find(f"{W}{tag}")
    return None if child is None else child.get(f"{W}val")


@overload
def _int(text: str | None, default: int) -> int: ...


@overload
def _int(text: str | None, default: None) -> int | None: ...


def _int(text: str | None, default: int | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"-?\d+", text) else default
