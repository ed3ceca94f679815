"""Numbered set phrases (“三个到人”, “五位一体”): how many members each announces, and which a library names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus import Span, fold
from corpus.language.numerals import ALL, ONES, number
from corpus.language.quotes import CLOSING, OPENING
from corpus.language.stopwords import TIED_CHARACTERS
from corpus.text.sentences import lines
from indexer.snapshot import Snapshot, once

LONGEST = 12
"""Folded characters of a set phrase in quotation marks; what is longer is a saying."""

SPEECHES_WITHOUT_QUOTES = 2
"""Speeches that a phrase without quotation marks must stand in, if one of them lists its members in full."""

SPEECHES_WITHOUT_LISTING = 3
"""Speeches that it must stand in if none does."""

EVERYDAY_NUMBERS = 3
"""Different numbers that make a noun without quotation marks an everyday one."""

_ALONE = f"两{ONES.replace('二', '')}"  # 二 counts nothing: two of a thing are 两
_NUMBER = f"(?:[{_ALONE}]|[{ONES}]?十[{ONES}]?)"
_ANY_NUMERAL = f"{ALL}\\d"
_HAN = "\u3400-\u9fff"
_NOT_NUMERAL = f"(?![{_ANY_NUMERAL}])[{_HAN}]"
_UNITS = "年月日号天周岁元块角分钱毛亿万千百成倍亩斤吨米里公时秒点次遍回趟人名户家位度等届期季者"
_EVERYDAY = (
    "月|小时|钟头|星期|工作日|季度|年头|年度|人|方面|问题|村|乡|镇|街道|社区|县|市|省|区|国家|城市|地方|地区|部门|单位|企业|项目"
    "|阶段|环节|层次|层面|字|数|指标|百分点|意见|要求|原因|特点|体会|例子|孩子|学生|家庭|同志|多|以上|以内|左右|点|部分|工作|任务"
    "|内容|情况|班|组|支部|党支部|岗位|窗口|工程|晚上|以下|条件|品种|试点|行业|领域|重点|关键|事|议题|时段|时间"
)
_MEASURE = "个大项条种类本张份道件篇句步层级块把批套支"
_WHOLE = re.compile(f"({_NUMBER})(?:[{_MEASURE}]?{_NOT_NUMERAL}[{_HAN}]*|位一体[{_HAN}]*|[{_MEASURE}]一)")
_SEVERAL = re.compile(f"(?:[{_ALONE}]{_NOT_NUMERAL}{{1,4}}){{2,}}")
_PLACED = re.compile(f"({_NUMBER})位一体")
_NEVER = re.compile(
    f"{_NUMBER}(?:(?!位一体)[{_UNITS}]|[{_MEASURE}]?(?:{_EVERYDAY})|大$)|十[{ONES}]五|[{ONES}]十[{ONES}]?大"
)
_QUOTED = re.compile(f"“([^“”]{{2,{LONGEST}}})”")
_UNQUOTED = re.compile(f"(?<![第{_ANY_NUMERAL}])({_NUMBER})((?:[个大项]{_NOT_NUMERAL}|位一体)[{_HAN}]{{0,6}})")
_INTRODUCED = re.compile(f"(?<![第{_ANY_NUMERAL}])({_NUMBER}[个大项]一?{_NOT_NUMERAL}[{_HAN}]{{0,6}}):")
_FOLDED_MARKS = re.compile("[\"']")  # what each of these folds to


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of a text, folded, but for quotation marks, which are “ and ”; `offsets` lead back to the whole text."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """The span of the whole text that the folded span is; it is not empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def marked_lines(text: str) -> list[MarkedLine]:
    """The lines of a text that are not blank, in order."""
    return [_marked(text, span) for span in lines(text)]


def number_of(phrase: str) -> int | None:
    """The number of members that a folded set phrase announces, from 2; None when it is none."""
    if _NEVER.match(phrase):
        return None
    if (placed := _PLACED.match(phrase)) is not None:
        return number(placed[1])
    if _SEVERAL.fullmatch(phrase) and phrase[1] not in "个大项条":
        numerals = [number(character) for character in phrase if character in f"两{ONES}"]
        return sum(numerals) if max(numerals) > 1 else None
    whole = _WHOLE.fullmatch(phrase)
    return number(whole[1]) if whole and number(whole[1]) > 1 else None


def noun_of(phrase: str) -> str:
    """The noun that a folded set phrase counts, without the number and the measure word: 台账 of 四本台账."""
    return re.sub(f"^{_NUMBER}[{_MEASURE}]?(?=.)", "", phrase)


def quoted_set_phrases(line: MarkedLine) -> Iterator[str]:
    """The set phrases in quotation marks in a line, folded."""
    return (match[1] for match in _QUOTED.finditer(line.text) if number_of(match[1]))


def introduced_phrases(line: MarkedLine) -> Iterator[str]:
    """The set phrases without quotation marks right before a colon, folded, which rule 3 may admit."""
    return (match[1] for match in _INTRODUCED.finditer(line.text) if number_of(match[1]))


def unquoted_phrases(texts: Mapping[int, Iterable[MarkedLine]]) -> set[str]:
    """The set phrases without quotation marks, folded, of the lines of speeches by their number.

    They fulfil rule 2 but for the listing, which is not looked for here.
    """
    speeches: defaultdict[str, set[int]] = defaultdict(set)
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for speech_no, held in texts.items():
        for line in held:
            for match in _UNQUOTED.finditer(line.text):
                for end in range(3, len(match[2]) + 1):
                    speeches[match[1] + match[2][:end]].add(speech_no)
                    numbers[match[2][:end]].add(match[1])
    # Cut short wherever it is: a longer phrase of the same speeches goes on with the noun.
    cut_short = {
        phrase[:-1] for phrase in speeches if phrase[-1] not in TIED_CHARACTERS and _as_widely(speeches, phrase)
    }
    found = set()
    for phrase, held_in in speeches.items():
        counted = _UNQUOTED.fullmatch(phrase)
        if counted is None or len(held_in) < SPEECHES_WITHOUT_QUOTES or number_of(phrase) is None:
            continue
        if (
            phrase not in cut_short
            and phrase[-1] not in TIED_CHARACTERS
            and len(numbers[counted[2]]) < EVERYDAY_NUMBERS
        ):
            found.add(phrase)
    return found


def _as_widely(speeches: Mapping[str, set[int]], phrase: str) -> bool:
    return len(speeches.get(phrase[:-1], ())) == len(speeches[phrase])


def _marked(text: str, span: Span) -> MarkedLine:
    folded, offsets = fold(text[slice(*span)])
    opening = False
    characters = list(folded)
    for mark in _FOLDED_MARKS.finditer(folded):
        i = mark.start()
        written = text[span.start + offsets[i]]
        if written in OPENING:
            characters[i] = "“"
        elif written in CLOSING:
            characters[i] = "”"
        elif mark.group() == '"':
            opening = not opening
            characters[i] = "“" if opening else "”"
    return MarkedLine("".join(characters), tuple(map(span.start.__add__, offsets)))


@dataclass(frozen=True, slots=True)
class NamedSets:
    """Folded phrases that announce a number: in quotation marks, after words that introduce them, or without either."""

    quoted: frozenset[str]
    introduced: frozenset[str]
    unquoted: frozenset[str]


@once
def named_sets(snapshot: Snapshot) -> NamedSets:
    """Those of the speeches that count."""
    lines = {number: marked_lines(snapshot.with_text(number).text) for number in snapshot.versions.counted()}
    return NamedSets(
        frozenset(phrase for each in lines.values() for line in each for phrase in quoted_set_phrases(line)),
        frozenset(phrase for each in lines.values() for line in each for phrase in introduced_phrases(line)),
        frozenset(unquoted_phrases(lines)),
    )
