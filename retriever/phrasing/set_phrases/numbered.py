"""Numbered set phrases (“三个到人”, “五位一体”, “三馆一中心”): how many members each announces, and of what."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.language.numerals import ALL, ONES, number

_ALONE = f"两{ONES.replace('二', '')}"  # 二 counts nothing: two of a thing are 两
NUMBER = f"(?:[{_ALONE}]|[{ONES}]?十[{ONES}]?)"
"""A regular expression for a number in front of what it counts."""
ANY_NUMERAL = f"{ALL}\\d"
HAN = "\u3400-\u9fff"
NOT_NUMERAL = f"(?![{ANY_NUMERAL}])[{HAN}]"
_UNITS = "年月日号天周岁元块角分钱毛亿万千百成倍亩斤吨米里时秒点次遍回趟人名户家位度等届季者"
_EVERYDAY = (
    "月|小时|钟头|星期|工作日|季度|年头|年度|人|方面|问题|村|乡|镇|街道|社区|县|市|省|区(?!分)|国家|城市|地方|地区|部门|单位|企业|项目"
    "|阶段|环节|层次|层面|字|数|指标|百分点|意见|要求|原因|特点|体会|例子|孩子|学生|家庭|同志|多|以上|以内|左右|点|部分|工作|任务"
    "|内容|情况|班|组|支部|党支部|岗位|窗口|工程|晚上|以下|条件|品种|试点|行业|领域|重点|关键|事|议题|时段|时间"
)
MEASURE = "个大项条种类本张份道件篇句步层级块把批套支"
_WHOLE = re.compile(f"({NUMBER})(?:[{MEASURE}]?{NOT_NUMERAL}[{HAN}]*|位一体[{HAN}]*|[{MEASURE}]一)")
_GROUP = re.compile(f"([{_ALONE}])((?:{NOT_NUMERAL}){{1,4}})")
_PLACED = re.compile(f"({NUMBER})位一体")
_CONGRESS = f"十[{ONES}]大"
# A number and a measure word alone (“两项”补贴, 十条) count nothing.
_NEVER = re.compile(
    f"{NUMBER}(?:(?!位一体)[{_UNITS}]|公[里斤顷分尺]|期(?:$|[工项建间内末])"
    f"|[{MEASURE.replace('大', '')}]?(?:{_EVERYDAY})|大?[{MEASURE}]$)"
    f"|十[{ONES}]五|[{ONES}]十[{ONES}]?大|{_CONGRESS}"
)


class Group(NamedTuple):
    """A number and what it counts, of a phrase of several: 三 and 馆, 一 and 中心 of 三馆一中心."""

    number: int
    noun: str


def groups_of(phrase: str) -> list[Group]:
    """The numbers of a folded phrase and what each counts, where there are several; none for any other phrase."""
    found = [Group(number(match[1]), match[2]) for match in _GROUP.finditer(phrase)]
    as_long = sum(1 + len(group.noun) for group in found) == len(phrase)
    return found if len(found) > 1 and as_long and phrase[1] not in "个大项条" and not _PLACED.match(phrase) else []


def number_of(phrase: str) -> int | None:
    """The number of members that a folded set phrase announces, from 2; None when it is none."""
    if groups := groups_of(phrase):
        named = max(group.number for group in groups) > 1 and not any(group.noun in _UNITS for group in groups)
        return sum(group.number for group in groups) if named else None
    if _NEVER.match(phrase):
        return None
    if (placed := _PLACED.match(phrase)) is not None:
        return number(placed[1])
    whole = _WHOLE.fullmatch(phrase)
    return number(whole[1]) if whole and number(whole[1]) > 1 else None


def noun_of(phrase: str) -> str:
    """The noun that a folded set phrase counts, without the number and the measure word: 台账 of 四本台账."""
    return re.sub(f"^{NUMBER}[{MEASURE}大]?(?=.)", "", phrase)


def is_measured(phrase: str) -> bool:
    """True if the phrase has a measure word or 位一体, and so a noun of its own: 四本台账, and not 四风."""
    return re.match(f"{NUMBER}(?:[{MEASURE}大].|位一体)", phrase) is not None
