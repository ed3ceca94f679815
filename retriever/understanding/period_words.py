"""Words for years, months and days, and for parts and rows of years, each with how it is read on a given day."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta

from corpus import PartialDate
from corpus.language.dates import MONTHS, parse_date
from corpus.language.numerals import ENGLISH_NUMBERS, number
from retriever.understanding.times import (
    COUNT,
    EN_YEAR,
    MONTH,
    REL,
    SMALL,
    UNKNOWN,
    Y_BEHIND,
    YEAR,
    Reader,
    Time,
    Y,
    date_of,
    date_pattern,
    nearest,
    year_of,
)


def _one_date(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    found = date_of(match["a"], today)
    return Time(found, found, spoken=found.precision == "day") if found else _impossible(match["a"])


def _impossible(words: str) -> Time | None:
    """An unknown time for what looks like a date and is none (2021年13月), None for one to come."""
    month = re.search(r"年\s*([0-9]{1,2})\s*月", words)
    return UNKNOWN if month and not 1 <= int(month[1]) <= 12 else None


def _range(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    first, last = date_of(match["a"], today), date_of(match["b"], today)
    return Time(first, last) if first and last and first <= last.last_day else None


def _months(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    year = year_of(match["y"], today)
    if year is None:
        return None
    first, last = (_month_number(match[name]) for name in ("m1", "m2"))
    return Time(PartialDate(year.year, first), PartialDate(year.year, last)) if 1 <= first <= last <= 12 else UNKNOWN


def _month_number(written: str) -> int:
    bare = written.strip().removesuffix("份").removesuffix("月").strip()
    return 1 if bare == "元" else number(bare)


def _list(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    """Several years: one after the other they are a range, else each counts for itself."""
    words = re.findall(rf"{Y_BEHIND}|{REL}", match["list"])
    named = [year_of(word if word.endswith("年") else f"{word}年", today) for word in words]
    years = sorted({year.year for year in named if year})
    if len(years) < 2 or len(named) != len([year for year in named if year]):
        return None
    if years == list(range(years[0], years[-1] + 1)):
        return Time(PartialDate(years[0]), PartialDate(years[-1]))
    return Time(years=tuple(years))


def _since(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    found = date_of(match["a"], today)
    return Time(found, None) if found else None


def _after(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    found = date_of(match["a"], today)
    return Time(found.shifted(1), None) if found else None


def _before(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    found = date_of(match["a"], today)
    return Time(None, found.shifted(-1)) if found else None


_PARTS = {
    **{"上半年": (1, 6), "下半年": (7, 12), "年初": (1, 3), "年中": (6, 7)},
    **dict.fromkeys(("年底", "年末", "岁末", "年终"), (10, 12)),
    **{"前三季度": (1, 9), "首季": (1, 3)},
    **{f"{name}季度": (3 * place - 2, 3 * place) for place, name in enumerate("一二三四", 1)},
    **{f"{place}季度": (3 * place - 2, 3 * place) for place in range(1, 5)},
}


def _part_of_year(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    part = match["part"].removeprefix("第")
    first, last = _PARTS[part if len(part) > 1 else f"年{part}"]
    if not match["a"]:
        return nearest(first, last, today)
    found = year_of(match["a"], today)
    return Time(PartialDate(found.year, first), PartialDate(found.year, last)) if found else None


def _month_of_no_year(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    month = _month_number(match["m"])
    if not 1 <= month <= 12:
        return None
    found = nearest(month, month, today)
    if not match["d"] or not found.first:
        return found
    try:
        day = PartialDate(found.first.year, month, number(match["d"]))
    except (ValueError, KeyError):
        return UNKNOWN
    day = day if day <= PartialDate.of(today) else PartialDate(day.year - 1, day.month, day.day)
    return Time(day, day, several=True)


def _last_months(months: int, today: date) -> Time:
    """From the same day that many months ago, or the last day of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, calendar.monthrange(year, month + 1)[1])
    return Time(PartialDate(year, month + 1, day), None)


def _counted(word: str) -> int:
    """The number that `word` counts, of 两三 the larger."""
    word = word.lower()
    if word in ENGLISH_NUMBERS:
        return ENGLISH_NUMBERS.index(word) + 1
    return number(word[-1] if _is_about(word) else word)


def _is_about(word: str) -> bool:
    """True for two numerals side by side: 两三, 三五."""
    return len(word) == 2 and "十" not in word and not word.isdecimal()


def _recent(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    in_years = match["unit"].startswith(("年", "y"))
    if match["count"] == "半":
        return _last_months(6, today) if in_years else None
    count = _counted(match["count"])
    if not 0 < count < 100:
        return None
    return replace(_last_months(count * (12 if in_years else 1), today), several=_is_about(match["count"]))


def _these_years(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    """The year of `today` and those before it, though the writer may count from the last one."""
    count = _counted(match["count"])
    return Time(PartialDate(today.year - count + 1), PartialDate(today.year), several=True) if 1 < count < 50 else None


def _short_years(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    """The years of two digits each, those that are past: 23年, 21、22、23年."""
    ends = [int(written) for written in re.findall("[0-9]{2}", match["short"])]
    years = sorted({2000 + end if 2000 + end <= today.year else 1900 + end for end in ends})
    if years[0] < _FIRST_SHORT:
        return None
    if len(years) > 1 and years != list(range(years[0], years[-1] + 1)):
        return Time(years=tuple(years), several=True, spoken=True)
    return Time(PartialDate(years[0]), PartialDate(years[-1]), several=True, spoken=True)


def _days_ago(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    """Yesterday or the day before, or a week from Monday on."""
    if match[0].startswith(("昨", "前")):
        day = PartialDate.of(today - timedelta(days=1 if match[0].startswith("昨") else 2))
        return Time(day, day, spoken=True)
    monday = today - timedelta(days=today.weekday() + (7 if match[0].startswith("上") else 0))
    sunday = min(monday + timedelta(days=6), today)
    return Time(PartialDate.of(monday), PartialDate.of(sunday), spoken=True)


def _month(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    this = PartialDate(today.year, today.month)
    found = this.shifted(-1) if match[0].startswith("上") else this
    return Time(found, found)


def _bare_year(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    found = year_of(f"{match['a']}年", today)
    return Time(found, found, spoken=True) if found else None


def _bare_range(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    first, last = (year_of(f"{match[name]}年", today) for name in "ab")
    return Time(first, last, spoken=True) if first and last and first <= last else None


def _english_date(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    found = parse_date(match["a"].title())
    return Time(found, found) if found and found <= PartialDate.of(today) else None


def _english_relative(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    found = PartialDate(today.year - (1 if match["a"].lower() == "last" else 0))
    return Time(found, found)


_ENGLISH_PARTS = {
    **{"early": (1, 3), "late": (10, 12), "beginning": (1, 3), "start": (1, 3), "end": (10, 12)},
    **{"first half": (1, 6), "second half": (7, 12)},
    **{f"{name} quarter": (3 * i - 2, 3 * i) for i, name in enumerate(("first", "second", "third", "fourth"), 1)},
}


def _english_part(match: re.Match[str], today: date, _: PartialDate | None) -> Time | None:
    first, last = _ENGLISH_PARTS[re.sub(r"\s+", " ", match["part"].lower())]
    year = (match["year"] or "").lower()
    if not year:
        return nearest(first, last, today)
    of = today.year if year == "this year" else today.year - 1 if year == "last year" else int(year)
    return Time(PartialDate(of, first), PartialDate(of, last)) if of <= today.year else None


_FIRST_SHORT = 1949
"""The earliest year that two digits mean."""
_SAID = (
    r"(?:怎|如何|[讲说提谈]|有没有|关于|的(?:讲话|提法|要求|说法|报告|会)"
    r"|[省市县区州镇乡]长|[省市县区党]委|书记|总理|领导)"
)
_NOT_THEN = r"(?!之?以?前|达到|力争|实现|完成|建成|要)"
_MONTH_NAMES = "|".join(MONTHS)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_LISTED = rf"(?:{Y}\s*年?|{REL})"
_LISTED_BEHIND = rf"(?:{Y_BEHIND}\s*年?|{REL})"
_AND = r"\s*(?:、|，|,|/|和|与|及|以及|跟|同|或)\s*"

PATTERNS: tuple[tuple[str, Reader], ...] = (
    (
        rf"(?:从|自|從)?(?P<a>{Y}\s*年?|{REL})\s*(?:到|至|[-—–~～－]+)\s*(?P<b>{Y_BEHIND}\s*年|{REL})(?:之间|期间|间)?",
        _range,
    ),
    (
        rf"(?:从|自)?(?P<a>{date_pattern(1)})\s*(?:到|至|[—–~～－-]+)\s*(?P<b>{date_pattern(2)})(?:之间|期间|间)?",
        _range,
    ),
    (rf"(?P<y>{Y}\s*年|{REL})(?P<m1>{MONTH})\s*(?:到|至|[-—–~～－]+)\s*(?P<m2>{MONTH})(?:之间|期间|间)?", _months),
    (
        rf"(?P<list>{_LISTED}(?:{_AND}{_LISTED_BEHIND})+)(?:\s*这?[两二三四五六2-6][个]?(?:年度?|年份)|这几年)?(?:中|里|间)?"
        r"(?:分别|各自|各)?(?![年0-9])(?!\s*(?:相比|比(?!较)))",
        _list,
    ),
    (rf"(?:从|自从?|從)?(?P<a>{date_pattern(3)})(?:以[来來]|起?至今|到现在(?:为止)?|到現在)", _since),
    (
        rf"(?:从|自)(?P<a>{date_pattern(7)})(?:起|开始)(?=\s*(?:[，,]|$|{_SAID}|[\u4e00-\u9fff]{{2,6}}(?:怎么|如何)[讲说提谈]))",
        _since,
    ),
    (rf"(?:从|自)?(?P<a>{Y})(?:以来|至今)", _since),
    (rf"(?P<a>{date_pattern(4)})(?:以|之)[后後]", _after),
    (rf"(?P<a>{date_pattern(5)})(?:以|之)前", _before),
    (
        rf"(?:(?P<a>{YEAR})的?)?(?P<part>[上下]半年|(?:第?[一二三四1-4]|前三)季度|首季(?!度)|(?<![0-9〇零一二三四五六七八九十学少青])年[初中底末终]{_NOT_THEN}|岁末)",
        _part_of_year,
    ),
    (rf"(?P<a>{Y}(?=\s*年[初底末])|{REL})\s*年?(?P<part>[初底末]){_NOT_THEN}", _part_of_year),
    (rf"(?P<a>{date_pattern(6)})", _one_date),
    (r"(?<![0-9])(?P<a>(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9])(?![0-9])", _one_date),
    (r"(?<![0-9.])(?P<a>(?:19|20)[0-9]{2}[-/.](?:0[1-9]|1[0-2]))(?![0-9]|[-/.][0-9])", _one_date),
    (
        rf"(?:最近|近|过去|過去)(?:的|这)?(?P<count>{COUNT})(?P<unit>年|个月|個月)(?:多)?(?:以[来來]|[来來]|间|内|里)?",
        _recent,
    ),
    (rf"(?<![0-9０-９第十〇零近去])(?P<count>{COUNT})(?:多)?(?P<unit>年)(?:以)?来(?!自|说|看)", _recent),
    (rf"这(?P<count>{COUNT})年(?:以?来|间|里)?", _these_years),
    (r"(?<![0-9.、和及与])(?P<short>[0-9]{2}(?:\s*[、和及与]\s*[0-9]{2})+)年", _short_years),
    (rf"(?:^|(?<=[，,。；;：:！!？?\s（(在查于]))(?P<short>[0-9]{{2}})年(?=\s*(?:[，,]|$|{_SAID}))", _short_years),
    (r"昨[天日]|(?<!以)前天|上(?:个?星期|周(?![年边])|个?礼拜)|本周|这周|这个?星期", _days_ago),
    (r"上个?月|上個月|这个月|這個月|本月", _month),
    (
        rf"(?<![0-9０-９年一二三四五六七八九十廿个])(?P<m>元月(?:份)?|{SMALL}月(?:份|(?=\s*{SMALL}\s*[日号])|(?=的?(?:讲|会|报告|怎))))"
        rf"(?:\s*(?P<d>{SMALL})\s*[日号])?",
        _month_of_no_year,
    ),
    (r"(?<![月\u4e00-\u9fff])廿[一二三四五六七八九]?[日号]", lambda *_: UNKNOWN),
    (r"(?<![0-9])(?P<a>(?:19|20)[0-9]{2})\s*[-—–~～－至到]+\s*(?P<b>(?:19|20)[0-9]{2})(?![0-9年./-])", _bare_range),
    (r"(?<![0-9.])(?P<list>(?:19|20)[0-9]{2}(?:[\s、,，/]+(?:19|20)[0-9]{2})+)(?=\s*[?？。]?$)", _list),
    (r"(?:(?<=[\u4e00-\u9fff”」）)》\s])|^)(?<![0-9.])(?P<a>(?:19|20)[0-9]{2})(?=\s*[?？。]?$)", _bare_year),
    (r"^(?P<a>(?:19|20)[0-9]{2})(?=\s+\S)", _bare_year),
    (rf"\b(?:from|between)\s+(?P<a>{EN_YEAR})\s*(?:to|and|until|through|-|–)\s*(?P<b>{EN_YEAR})\b", _range),
    (rf"\b(?:in|during)\s+(?P<list>{EN_YEAR}(?:(?:,\s*|\s+and\s+|,\s*and\s+){EN_YEAR})+)\b", _list),
    (rf"\b(?:ever )?since\s+(?P<a>{EN_YEAR})\b", _since),
    (rf"\bafter\s+(?P<a>{EN_YEAR})\b", _after),
    (rf"\bbefore\s+(?P<a>{EN_YEAR})\b", _before),
    (rf"\b(?:in|during|throughout)\s+(?:the year )?(?P<a>{EN_YEAR})\b(?!['’]?s)", _one_date),
    (rf"(?<=speeches )(?:of|from)\s+(?P<a>{EN_YEAR})\b", _one_date),
    (rf"\bin\s+(?P<a>(?:{_MONTH_NAMES})\s+{EN_YEAR})\b", _english_date),
    (rf"\bon\s+(?P<a>(?:{_DAY}\s+(?:{_MONTH_NAMES})|(?:{_MONTH_NAMES})\s+{_DAY}),?\s+{EN_YEAR})\b", _english_date),
    (r"\b(?P<a>last|this)\s+year\b", _english_relative),
    (
        rf"\b(?:(?:in|during|over)\s+)?(?:the\s+)?(?P<part>first\s+half|second\s+half|(?:first|second|third|fourth)\s+quarter)"
        rf"(?:\s+of\s+(?P<year>{EN_YEAR}|this year|last year))?\b",
        _english_part,
    ),
    (rf"\bin\s+(?P<part>early|late)\s+(?P<year>{EN_YEAR})\b", _english_part),
    (rf"\bat\s+the\s+(?P<part>beginning|start|end)\s+of\s+(?P<year>{EN_YEAR}|this year|last year)\b", _english_part),
    (
        rf"\b(?:(?:in|over|during|for|within)\s+)?the\s+(?:last|past)\s+(?P<count>[0-9]{{1,2}}|{'|'.join(ENGLISH_NUMBERS)})"
        r"\s+(?P<unit>years?|months?)\b",
        _recent,
    ),
)
"""The words, simplified, each with how it is read; what stands first wins where two have the same place."""
