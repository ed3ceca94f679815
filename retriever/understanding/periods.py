"""Words for times in a question (2021年, 去年, 近三年, 换届以来, since 2019), resolved against a given day.

A year in a question is as often what is asked about (到2025年要达到, 2035年远景目标) as the time when it was said; only
the latter is a period. Where it stands tells which: at the head of a clause, or next to a word for speaking.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corpus import PartialDate
from corpus.language.dates import MONTHS, parse_date
from corpus.language.numerals import COUNTED, ENGLISH_NUMBERS, NUMBER, ONES, number
from corpus.language.quotes import quoted_spans

_FIRST_YEAR = 1900

_Y = rf"(?<![0-9０-９.])(?:[0-9０-９]{{4}}|[一二][〇○零0{ONES}]{{3}})"
_RELATIVE = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "本年": 0}
# Not in 目前年轻人, 如今年均, 六十岁以上年龄.
_REL = "(?<![目截以之当此先如现过基日])(?:" + "|".join(_RELATIVE) + ")(?![级級轻輕纪纪龄齡均迈])"
_YEAR = rf"(?:{_Y}\s*年度?|{_REL}度?)"
_SMALL = f"(?:[0-9０-９]{{1,2}}|{NUMBER})"
_DATE = rf"(?:{_Y}\s*年\s*{_SMALL}\s*月份?(?:\s*{_SMALL}\s*[日号號])?|{_YEAR})"
_COUNT = f"[0-9０-９]{{1,2}}|[{COUNTED}兩]|半"
_EN_YEAR = r"(?:19|20)[0-9]{2}"

# What makes a time the content of the question.
_CONTENT_BEFORE = re.compile(
    r"(?:到|至|截至|截止|比|较|較|同|与|與|和|及|或|超过|建于|始于|自从|争取|力争|确保|等到|预计|计划|从|[-—~～])\s*$"
)
_CONTENT_AFTER = re.compile(
    r"\s*(?:年?底|年?末|年?初|前后|左右|开始|开工|起|远景|遠景|愿景|规划|規劃|版|级|届|毕业|出生|成立|建成|发布|出台|颁布|印发|"
    r"要?达到|要?達到|力争|要?实现|要?完成|[和与及跟、或到至比]|的?(?:那场|那次|这场|特大)?(?:洪水|洪灾|水灾|疫情|地震|台风|山火))"
)
# What shows that a time in the middle of a question is when something was said.
_SPOKEN_AFTER = re.compile(
    r"\s*的?[里裡中内]?\s*(?:[，,？?。.）)]|$|呢|吗|嗎|(?:又|都|是|曾经?|还|也|具体)*"
    r"(?:怎|如何|有没有讲|有没有提|讲|講|说|說|提[到过了法及出]|谈|談|表述|部署|强调|讲话|全会|会上))"
)
_CLAUSE_BEFORE = re.compile(
    r"(?:^|[，,。；;：:！!？?\s（(]|在|于|於|查一?[下查]?|找一?[下找]?|看一?[下看]?|请问|請問|想知道|想了解|我们|我們|咱们)\s*$"
)
_SPOKEN_ENGLISH = re.compile(
    r"\b(?:sa(?:y|ys|id)|speech(?:es)?|spoken?|speak|mention\w*|talk\w*|remarks?|address\w*|told|promis\w*|announc\w*)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a slice of the question names: from `first` to `last`, both included, None where it is open.

    Both are None for 换届以来 when nobody has set the date.
    """

    start: int
    end: int
    first: PartialDate | None = None
    last: PartialDate | None = None

    @property
    def filters(self) -> tuple[tuple[str, str | int], ...]:
        """The filters that limit speeches to it, each with its value: the year, or dates."""
        if self.first and self.first == self.last and self.first.precision == "year":
            return (("year", self.first.year),)
        dates = (("date_from", self.first), ("date_to", self.last))
        return tuple((name, str(date)) for name, date in dates if date)


def find_periods(text: str, today: date, term_start: PartialDate | None = None) -> list[Period]:
    """The times in `text` that are not plainly what is asked about, in their order, none overlapping another."""
    periods: list[Period] = []
    end = 0
    quoted = quoted_spans(text)  # looked up as it is; it never filters
    candidates = [(m.start(), -m.end(), kind, m) for kind, (p, _) in enumerate(_PATTERNS) for m in p.finditer(text)]
    for start, stop, kind, match in sorted(candidates, key=lambda candidate: candidate[:3]):
        if start < end or any(start < q_end and -stop > q_start for q_start, q_end in quoted):
            continue
        end = -stop
        found = _PATTERNS[kind][1](match, today, term_start)
        content = _CONTENT_BEFORE.search(text[:start]) or _CONTENT_AFTER.match(text[-stop:])
        if found is not None and not content:
            periods.append(Period(start, -stop, *found))
    return periods


def parse_period(text: str, today: date, term_start: PartialDate | None = None) -> Period | None:
    """The time that the whole of `text` names, else None; here "2021", "21年" and "在2021年的" are times too."""
    bare = re.sub(r"^在|的$", "", text.strip())
    if re.fullmatch(r"[0-9０-９]{2}年", bare):
        bare = f"20{bare}"
    elif re.fullmatch(_EN_YEAR, bare):
        bare = f"{bare}年"
    found = find_periods(bare, today, term_start)
    return found[0] if len(found) == 1 and found[0].end - found[0].start == len(bare) else None


def is_time_of_speaking(text: str, start: int, end: int) -> bool:
    """True if the time `text[start:end]` says when something was said, rather than what was spoken about."""
    if text[start].isascii() and text[start].isalpha():
        apart = not text[:start].strip() or not text[end:].strip(" ?.!？。")
        return apart or _SPOKEN_ENGLISH.search(text) is not None
    return bool(_CLAUSE_BEFORE.search(text[:start]) or _SPOKEN_AFTER.match(text[end:]))


# --- how each kind of words is read ------------------------------------------------------------------------------

_Found = tuple[PartialDate | None, PartialDate | None]
_Reader = Callable[[re.Match[str], date, PartialDate | None], _Found | None]


def _year_of(words: str, today: date) -> PartialDate | None:
    """The year that `words` name, None for one that is not over or at least begun, or long before any speech."""
    bare = words.strip().removesuffix("度").removesuffix("年").strip()
    relative = _RELATIVE.get(f"{bare}年")
    if relative is not None:
        return PartialDate(today.year - relative)
    parsed = parse_date(f"{bare}年")
    return PartialDate(parsed.year) if parsed and _FIRST_YEAR <= parsed.year <= today.year else None


def _date_of(words: str, today: date) -> PartialDate | None:
    parsed = parse_date(words.replace("度", "").replace("份", ""))
    if parsed is None or parsed.precision == "year":
        return _year_of(words, today)
    return parsed if PartialDate(_FIRST_YEAR) <= parsed <= PartialDate.of(today) else None


def _one_date(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    found = _date_of(match["a"], today)
    return (found, found) if found else None


def _range(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    first, last = _year_of(match["a"], today), _year_of(match["b"], today)
    return (first, last) if first and last and first <= last else None


def _since(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    found = _date_of(match["a"], today)
    return (found, None) if found else None


def _after(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    found = _date_of(match["a"], today)
    return (found.shifted(1), None) if found else None


def _before(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    found = _date_of(match["a"], today)
    return (None, found.shifted(-1)) if found else None


def _part_of_year(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    found = _year_of(match["a"], today)
    if found is None:
        return None
    if match["half"]:
        first, last = (1, 6) if match["half"] == "上" else (7, 12)
    else:
        quarter = number(match["quarter"])
        first, last = quarter * 3 - 2, quarter * 3
    return PartialDate(found.year, first), PartialDate(found.year, last)


def _last_months(months: int, today: date) -> _Found:
    """From the same day that many months ago, or the last day of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, calendar.monthrange(year, month + 1)[1])
    return PartialDate(year, month + 1, day), None


def _recent(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    in_years = match["unit"].startswith(("年", "y"))
    if match["count"] == "半":
        return _last_months(6, today) if in_years else None
    word = match["count"].lower()
    count = ENGLISH_NUMBERS.index(word) + 1 if word in ENGLISH_NUMBERS else number(word)
    return _last_months(count * (12 if in_years else 1), today) if count else None


def _month(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    this = PartialDate(today.year, today.month)
    found = this.shifted(-1) if match[0].startswith("上") else this
    return found, found


def _term(match: re.Match[str], today: date, term_start: PartialDate | None) -> _Found | None:
    return term_start, None


def _english_month(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    found = parse_date(match["a"].title())
    return (found, found) if found and found <= PartialDate.of(today) else None


def _english_relative(match: re.Match[str], today: date, _: PartialDate | None) -> _Found | None:
    found = PartialDate(today.year - (1 if match["a"].lower() == "last" else 0))
    return found, found


_PATTERNS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (
            rf"(?:从|自|從)?(?P<a>{_Y}\s*年?|{_REL})\s*(?:到|至|[-—–~～－]+)\s*(?P<b>{_Y.removeprefix('(?<![0-9０-９.])')}\s*年|{_REL})(?:之间|期间|间)?",
            _range,
        ),
        (rf"(?:从|自从?|從)?(?P<a>{_DATE})(?:以[来來]|起?至今|到现在(?:为止)?|到現在)", _since),
        (rf"(?P<a>{_DATE})(?:以|之)[后後]", _after),
        (rf"(?P<a>{_DATE})(?:以|之)前", _before),
        (rf"(?P<a>{_YEAR})的?(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度)", _part_of_year),
        (rf"(?P<a>{_DATE})", _one_date),
        (
            rf"(?:最近|近|过去|過去)(?:的|这)?(?P<count>{_COUNT})(?P<unit>年|个月|個月)(?:多)?(?:以[来來]|[来來]|间|内|里)?",
            _recent,
        ),
        (r"上个?月|上個月|这个月|這個月|本月", _month),
        (
            r"(?:上次|这次|本次)?(?:换届|換屆)(?:以[来來]|至今|之?后|之?後)|(?:本届|这一届|新一届)(?:班子|县委|政府)?以[来來]",
            _term,
        ),
        (rf"\b(?:from|between)\s+(?P<a>{_EN_YEAR})\s*(?:to|and|until|through|-|–)\s*(?P<b>{_EN_YEAR})\b", _range),
        (rf"\b(?:ever )?since\s+(?P<a>{_EN_YEAR})\b", _since),
        (rf"\bafter\s+(?P<a>{_EN_YEAR})\b", _after),
        (rf"\bbefore\s+(?P<a>{_EN_YEAR})\b", _before),
        (rf"\bin\s+(?P<a>{_EN_YEAR})\b", _one_date),
        (rf"\bin\s+(?P<a>(?:{'|'.join(MONTHS)})\s+{_EN_YEAR})\b", _english_month),
        (r"\b(?P<a>last|this)\s+year\b", _english_relative),
        (
            rf"\b(?:(?:in|over|during|for|within)\s+)?the\s+(?:last|past)\s+(?P<count>[0-9]{{1,2}}|{'|'.join(ENGLISH_NUMBERS)})"
            r"\s+(?P<unit>years?|months?)\b",
            _recent,
        ),
    )
)
