"""A time as words of a question name it, and what all kinds of words for times are made of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corpus import PartialDate
from corpus.language.dates import parse_date
from corpus.language.numerals import COUNTED, NUMERALS, ONES, ZEROS

FIRST_YEAR = 1900
"""No year before it is one that speeches are asked for by."""

_ROW = rf"[一二][{ZEROS}零{ONES}]{{3}}"
Y = rf"(?<![0-9０-９.])(?:[0-9０-９]{{4}}|{_ROW})"
"""A regular expression for a year in four digits or numerals."""
Y_BEHIND = rf"(?:[0-9０-９]{{4}}|{_ROW})"
"""The same behind a mark that joins it to a number before it."""
RELATIVE = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "本年": 0}
# Not in 目前年轻人, 如今年均, 六十岁以上年龄.
REL = "(?<![目截以之当此先如现过基日])(?:" + "|".join(RELATIVE) + ")(?![级級轻輕纪纪龄齡均迈])"
YEAR = rf"(?:{Y}\s*年度?|{REL}度?)"
SMALL = rf"(?:[0-9０-９]{{1,2}}|[{NUMERALS}廿卅]{{1,3}})"
MONTH = rf"(?:元|{SMALL})\s*月份?"
DATE = (
    rf"(?:{Y}\s*年\s*{MONTH}(?:\s*{SMALL}\s*[日号號])?"
    rf"|{Y}(?P<sep%d>[-/.．－])\d{{1,2}}(?P=sep%d)\d{{1,2}}(?![0-9]|\.[0-9])|{YEAR})"
)
COUNT = rf"[0-9０-９]{{1,2}}|[{COUNTED}兩]{{1,3}}|半"
EN_YEAR = r"(?:19|20)[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time from `first` to `last`, both included, None where it is open; or the single `years`, when not empty.

    `several` says that the words could mean another year as well (上半年), `known` is false for what nobody can
    resolve (近年来), and `spoken` says that the words mean when something was said wherever they stand.
    """

    first: PartialDate | None = None
    last: PartialDate | None = None
    years: tuple[int, ...] = ()
    several: bool = False
    known: bool = True
    spoken: bool = False


Reader = Callable[[re.Match[str], date, PartialDate | None], Time | None]
"""The time of a match, on a day, with the first day of the term; None where it is no time to look back to."""

UNKNOWN = Time(known=False)


def date_pattern(number: int) -> str:
    """A regular expression for a date; patterns with several of them need a `number` for each."""
    return DATE.replace("%d", str(number))


def year_of(words: str, today: date) -> PartialDate | None:
    """The year that `words` name, None for one that is not over or at least begun, or long before any speech."""
    bare = re.sub(r"\s", "", words).removesuffix("度").removesuffix("年")
    relative = RELATIVE.get(f"{bare}年")
    if relative is not None:
        return PartialDate(today.year - relative)
    parsed = parse_date(f"{bare.replace('零', '〇')}年")
    return PartialDate(parsed.year) if parsed and FIRST_YEAR <= parsed.year <= today.year else None


def date_of(words: str, today: date) -> PartialDate | None:
    """The date that `words` name, down to the day; None as for `year_of`."""
    parsed = parse_date(re.sub(r"[度份\s]", "", words).replace("零", "〇"))
    if parsed is None or parsed.precision == "year":
        return year_of(words, today) if parsed or not re.search("[月/.-]", words) else None
    return parsed if PartialDate(FIRST_YEAR) <= parsed <= PartialDate.of(today) else None


def nearest(first: int, last: int, today: date) -> Time:
    """The months from `first` to `last` of this year, or of the last one while this year's have not begun."""
    year = today.year if first <= today.month else today.year - 1
    return Time(PartialDate(year, first), PartialDate(year, last), several=True)
