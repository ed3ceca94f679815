"""Times in a question (2021年, 去年, 近三年, 十四五期间, since 2019), resolved against a given day.

A year in a question is as often what is asked about (到2025年要达到, 2035年远景目标) as the time when it was said; only
the latter is a period. Where it stands tells which: at the head of a clause, or next to a word for speaking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus import PartialDate
from corpus.fold import simplified
from corpus.language.numerals import closed_up
from corpus.language.quotes import quoted_spans
from retriever.understanding import named_periods, period_words
from retriever.understanding.times import EN_YEAR, Reader, Time

# What makes a time the content of the question.
_CONTENT_BEFORE = re.compile(
    r"(?:到|至|截至|截止|比|较|較|同|与|與|和|及|或|超过|建于|始于|自从|争取|力争|确保|等到|预计|计划|从|第|[-—~～])\s*$"
    r"|\b(?:by|until|till|for|to|than|of|over|about|around|room|no\.?)\s+$",
    re.IGNORECASE,
)
_LIMIT_BEFORE = re.compile(
    r"(?:到|至|截至|截止|比|较|超过|第|等到)\s*$|\b(?:by|until|till|for|to|than|over|about|around|room|no\.?)\s+$",
    re.IGNORECASE,
)
_CONTENT_AFTER = re.compile(
    r"\s*(?:年?底|年?末|年?初|前后|左右|开始|开工|起|远景|遠景|愿景|规划|規劃|版|级|届|毕业|出生|成立|建成|发布|出台|颁布|印发|"
    r"要?达到|要?達到|力争|要?实现|要?完成|[和与及跟、或到至比]|的?(?:那场|那次|这场|特大)?(?:洪水|洪灾|水灾|疫情|地震|台风|山火))"
)
# What shows that a time in the middle of a question is when something was said.
_SPOKEN_AFTER = re.compile(
    r"\s*的?[里裡中内]?\s*(?:[，,？?。.）)]|$|呢|吗|嗎|(?:又|都|是|曾经?|还|也|具体)*"
    r"(?:怎|如何|有没有讲|有没有提|讲|講|说|說|提[到过了法及出]|谈|談|表述|部署|强调|讲话|全会|会上|对比|比较|有[什何没有]*[么]?(?:不同|变化|区别)))"
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
    """The time that a slice of the question names; nothing is known of 换届以来 when nobody has set the date."""

    start: int
    end: int
    time: Time

    @property
    def filters(self) -> tuple[tuple[str, str | int], ...]:
        """The filters that limit speeches to it, each with its value: the year, several years, or dates."""
        first, last = self.time.first, self.time.last
        if self.time.years:
            return (("years", ",".join(map(str, self.time.years))),)
        if first and first == last and first.precision == "year":
            return (("year", first.year),)
        return tuple((name, str(day)) for name, day in (("date_from", first), ("date_to", last)) if day)

    @property
    def left_out(self) -> str:
        """The value of the filter that leaves it out: years and dates, a range with .. between its ends; else ""."""
        first, last = self.time.first, self.time.last
        if self.time.years:
            return ",".join(map(str, self.time.years))
        if first == last:
            return str(first or "")
        return f"{first or ''}..{last or ''}"


def find_periods(text: str, today: date, term_start: PartialDate | None = None) -> list[Period]:
    """The times in `text` that are not plainly what is asked about, in their order, none overlapping another.

    Among them those that nobody can resolve, whose time is not `known`.
    """
    plain, places = closed_up(simplified(text))
    periods: list[Period] = []
    known = _matches(plain, _KNOWN, [])
    for start, end, reader, match in known:
        found = reader(match, today, term_start)
        if found is not None and not _is_content(plain, start, end, found):
            periods.append(Period(start, end, found))
    taken = [(start, end) for start, end, _, _ in known]
    for start, end, reader, match in _matches(plain, _UNKNOWN, taken):
        found = reader(match, today, term_start)
        if found is not None:
            periods.append(Period(start, end, found))
    written = [replace(each, start=places[each.start], end=places[each.end - 1] + 1) for each in periods]
    return sorted(written, key=lambda period: period.start)


_Patterns = tuple[tuple[re.Pattern[str], Reader], ...]
_KNOWN: _Patterns = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (*period_words.PATTERNS, *named_periods.PATTERNS)
)
_UNKNOWN: _Patterns = tuple((re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in named_periods.UNKNOWN)


def _matches(
    text: str, patterns: _Patterns, taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int, Reader, re.Match[str]]]:
    """The matches of `patterns` beside what is `taken`: of overlapping ones the first, of these the longest."""
    quoted = quoted_spans(text)  # looked up as it is; it never filters
    candidates = [(m.start(), -m.end(), kind, m) for kind, (p, _) in enumerate(patterns) for m in p.finditer(text)]
    found: list[tuple[int, int, Reader, re.Match[str]]] = []
    end = 0
    for start, stop, kind, match in sorted(candidates, key=lambda candidate: candidate[:3]):
        in_quotes = any(start < q_end and -stop > q_start and not _covers(match, q_start) for q_start, q_end in quoted)
        if start < end or in_quotes or any(start < t_end and -stop > t_start for t_start, t_end in taken):
            continue
        end = -stop
        found.append((start, end, patterns[kind][1], match))
    return found


def _covers(match: re.Match[str], quote: int) -> bool:
    """True if the quotation that begins at `quote` is part of the words for a time: “十四五”期间."""
    return match.start() <= quote < match.end() - 1 and match.string[match.end() - 1] not in '”"」』'


def _is_content(text: str, start: int, end: int, found: Time) -> bool:
    """True if a time is what is asked about: 到2025年, 2035年远景目标. A time of speaking by its words seldom is."""
    if found.spoken:
        return _LIMIT_BEFORE.search(text[:start]) is not None
    return bool(_CONTENT_BEFORE.search(text[:start]) or _CONTENT_AFTER.match(text[end:]))


def parse_period(text: str, today: date, term_start: PartialDate | None = None) -> Period | None:
    """The time that the whole of `text` names, else None; here "2021", "21年" and "在2021年的" are times too."""
    bare = re.sub(r"^在|的$", "", text.strip())
    if re.fullmatch(r"[0-9０-９]{2}年", bare):
        bare = f"20{bare}"
    elif re.fullmatch(EN_YEAR, bare):
        bare = f"{bare}年"
    found = find_periods(bare, today, term_start)
    whole = len(found) == 1 and found[0].time.known and found[0].end - found[0].start == len(bare)
    return found[0] if whole else None


def is_time_of_speaking(text: str, start: int, end: int) -> bool:
    """True if the time `text[start:end]` says when something was said, rather than what was spoken about."""
    if text[start].isascii() and text[start].isalpha():
        apart = not text[:start].strip() or not text[end:].strip(" ?.!？。")
        return apart or _SPOKEN_ENGLISH.search(text) is not None
    return bool(_CLAUSE_BEFORE.search(text[:start]) or _SPOKEN_AFTER.match(text[end:]))
