"""Dates as speeches and their files write them, in Chinese and English, read as PartialDates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.language.numerals import NUMERALS, ONES, ZEROS, closed_up, number
from corpus.partial_date import PartialDate

_YEARS = range(1800, 2101)
# Eight digits in a row are more often a number than a day, so they must at least begin with a year of recent times.
_YEARS_UNSEPARATED = range(1900, 2101)

_LONGEST = 80
"""No written date is longer, time and weekday included; a field that holds a whole essay is none."""

_GAP = r"[ \t\u00a0\u3000]*"
_YEAR = rf"(?P<year>[0-9０-９]{{4}}|[一二][{ZEROS}{ONES}]{{3}})"
_SMALL = rf"[0-9０-９]+|[{NUMERALS}廿卅]+"
MONTHS = tuple("January February March April May June July August September October November December".split())
_MONTH_BY_NAME = {
    name: month
    for month, whole in enumerate(MONTHS, 1)
    for name in (whole.lower(), *(("sept",) if whole == "September" else ()), whole[:3].lower())
}
_MONTH_NAME = rf"(?P<month>{'|'.join(_MONTH_BY_NAME)})\b\.?"
# Scans make 26" and 26™ of 26th.
_ORDINAL_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|['’]?[\"”“'’™*°º]|['’]h)?"

_CHINESE = re.compile(
    # Nothing that would make the year part of a longer number, and no "2019-2021年", which is a period.
    rf"(?<![0-9０-９{NUMERALS}{ZEROS}])(?<![0-9][-—–~～至]){_YEAR}{_GAP}年"
    rf"(?:{_GAP}(?P<month>元|{_SMALL}){_GAP}月(?:份)?(?:{_GAP}(?P<day>{_SMALL}){_GAP}[日号號])?)?"
)
_SEPARATED = re.compile(
    r"(?<![0-9])(?P<year>[0-9]{4})(?P<separator>[-/.．－])"
    r"(?:(?P<month>[0-9]{1,2})(?P=separator)(?P<day>[0-9]{1,2})(?![0-9]|\.[0-9])"
    # A year and a month alone need both digits of the month; "2019-12号" is the number of a paper.
    r"|(?P<month_only>[0-9]{2})(?![0-9]|[-/.．－][0-9]|号))"
)
_DAY_FIRST = re.compile(r"(?<![0-9.])(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})(?![0-9.])")
_UNSEPARATED = re.compile(r"(?<![0-9])(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])")
_ENGLISH_DAY_FIRST = re.compile(
    rf"(?<![0-9A-Za-z]){_ORDINAL_DAY}\s+(?:of\s+)?{_MONTH_NAME},?\s+(?P<year>[0-9]{{4}})(?![0-9])", re.IGNORECASE
)
_ENGLISH_MONTH_FIRST = re.compile(
    rf"(?<![0-9A-Za-z]){_MONTH_NAME}\s+(?:{_ORDINAL_DAY},?\s+)?(?P<year>[0-9]{{4}})(?![0-9])", re.IGNORECASE
)
# A letter or a Chinese character that no date has.
_NO_PART = re.compile(rf"[^\W0-9０-９A-Za-z年月份日号號元廿卅{NUMERALS}{ONES}{ZEROS}]")
_YEAR_WRITTEN = re.compile("年|[0-9]{4}")  # what every date has, and few lines
_BARE = re.compile(r"(?P<year>[0-9]{4})(?:[-/.]?(?P<month>[0-9]{2})|[-/.](?P<one_digit>[0-9]))?")
_TIME_OR_WEEKDAY = re.compile(r"(?:[Tt ][0-9]{1,2}:[0-9]{2}.*|[ (（]*(?:星期|周|礼拜)[一二三四五六日天][)）]?)$")

# What Chinese input methods give for the keys of a date.
_TYPED = str.maketrans("０１２３４５６７８９：／．。－﹣−—–―‒‐‑\u3000", "0123456789:/..--------- ")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text, and where it stands, `text[start:end]`."""

    value: PartialDate
    start: int
    end: int


def parse_date(text: str) -> PartialDate | None:
    """The date that the whole of `text` writes, None if it is anything else or no possible date.

    A time of day or a weekday behind the date is passed over. Here, and only here, "2019", "201907" and "2019.7" are
    dates too, and digits, hyphens, points and strokes may be those of an input method (２０１９－０７).
    """
    if len(text) > _LONGEST:
        return None
    text = half_width(text)
    text = _TIME_OR_WEEKDAY.sub("", text).strip()
    bare = _BARE.fullmatch(text)
    if bare:
        return _date(int(bare["year"]), _number(bare["month"] or bare["one_digit"]), None, _YEARS)
    return next((found.value for found in find_dates(text) if found.start == 0 and found.end == len(text)), None)


def half_width(text: str) -> str:
    """`text` without blanks around it, its digits and the signs between them as a keyboard without input method has
    them.
    """
    return text.translate(_TYPED).strip()


def is_far_ahead(value: PartialDate, today: date) -> bool:
    """True if all of `value` is more than a year after `today`: a slip of the pen, most likely."""
    return (value.year - 1, value.month or 0, value.day or 0) > (today.year, today.month, today.day)


def may_be_dates(text: str) -> bool:
    """False if `text` is more than dates and marks, for a character of it can be in none."""
    return _NO_PART.search(text) is None


def find_dates(text: str) -> list[FoundDate]:
    """The dates in `text`, in the order they stand there, none overlapping another.

    Something that has the shape of a date and cannot be one (2019年13月) is left out whole, not cut down to its year.
    """
    found: list[FoundDate] = []
    text, places = closed_up(text)
    if not _YEAR_WRITTEN.search(text):
        return found
    end = 0
    for start, stop, value in sorted(_candidates(text), key=lambda candidate: (candidate[0], -candidate[1])):
        if start < end:
            continue
        end = stop
        if value is not None:
            found.append(FoundDate(value, places[start], places[stop - 1] + 1))
    return found


def _candidates(text: str) -> Iterator[tuple[int, int, PartialDate | None]]:
    for match in _CHINESE.finditer(text):
        value = _date(_number(match["year"]), _number(match["month"]), _number(match["day"]), _YEARS)
        yield match.start(), match.end(), value
    for match in _SEPARATED.finditer(text):
        month = match["month"] or match["month_only"]
        yield match.start(), match.end(), _date(int(match["year"]), int(month), _number(match["day"]), _YEARS)
    for match in _DAY_FIRST.finditer(text):
        yield match.start(), match.end(), _date(int(match["year"]), int(match["month"]), int(match["day"]), _YEARS)
    for match in _UNSEPARATED.finditer(text):
        value = _date(int(match["year"]), int(match["month"]), int(match["day"]), _YEARS_UNSEPARATED)
        yield match.start(), match.end(), value
    for pattern in (_ENGLISH_DAY_FIRST, _ENGLISH_MONTH_FIRST):
        for match in pattern.finditer(text):
            month_number = _MONTH_BY_NAME[match["month"].casefold()]
            yield match.start(), match.end(), _date(int(match["year"]), month_number, _number(match["day"]), _YEARS)


def _date(year: int | None, month: int | None, day: int | None, years: range) -> PartialDate | None:
    """The date of a year among `years`, None if there is no such date."""
    if year is None or year not in years:
        return None
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _number(written: str | None) -> int | None:
    if written is None:
        return None
    return 1 if written == "元" else number(written)


def date_in_words(date: PartialDate, language: str) -> str:
    """`date` as people write it: 2024年3月12日, 12 March 2024."""
    if language == "zh":
        known = zip((date.year, date.month, date.day), "年月日", strict=True)
        return "".join(f"{number}{unit}" for number, unit in known if number is not None)
    month = "" if date.month is None else f"{MONTHS[date.month - 1]} "
    return f"{date.day or ''} {month}{date.year}".lstrip()
