"""The date of a speech: when it was held, not when it was printed, nor the year that it speaks about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.language.dates import find_dates, parse_date
from corpus.language.numerals import NUMERALS
from corpus.language.occasions import GATHERING, OCCASION, SPEECH
from corpus.language.quotes import BRACKETS
from corpus.metadata.sources import HASH, Line, Sources, labelled, labels
from corpus.partial_date import PartialDate
from corpus.readers.protocol import ReadWarning

# A day on which a paper was printed or typed is not the day of the speech.
_PAPERWORK = re.compile(
    r"[^，,；;）)]{0,6}?(?:印发|印發|(?<!录音)整理|修订|修改|起草|打印|刊发|刊登|发布|审定|报送|定稿)"
)
# A year before these words is what the speech is about: 2020年工作要点, 2019年度总结, 2035年远景目标.
_YEAR_AS_CONTENT = re.compile(
    r"度|底|前|末|后|以[来前后]|之[前后]|来|[^，。]{0,8}?(?:要点|总结|述职|考核|表彰|任务|打算|目标|规划|远景|计划|预算|决算)"
)
_PLACE_BEFORE_YEAR = re.compile(r"(?:[\u4e00-\u9fff]{1,12}[省市县区镇乡州村校局委院司关团办厂國縣區鄉])?")
_YEAR_MEETING = re.compile(rf".*{GATHERING}上?的?[^，。]{{0,6}}{SPEECH}")
# x-2025-10: what stands behind the year in a code of Latin letters is a number, not a month.
_SERIAL_OF_CODE = re.compile(r"(?<=[A-Za-z])([-_]?(?:19|20)[0-9]{2})[-_.][0-9]{1,3}(?![0-9]|[-_.][0-9]{1,2}(?![0-9]))")
_DAY_ALONE = re.compile(rf"(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})月(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})日")
_FOLDER_REST = re.compile(
    r"(?:年?度)?[\s_·—-]*(?:领导|重要|历年|书记|县长)?(?:讲话|发言|致辞|文稿|稿件|材料|资料)*(?:稿|汇编|选编|集)?"
)

_A_MONTH = 31


@dataclass(frozen=True, slots=True)
class RecognisedDate:
    """A date that a speech may have been held on, and the Inference that goes with it."""

    value: PartialDate
    found_in: str
    evidence: str
    against: str = ""


def date_held(sources: Sources) -> tuple[RecognisedDate | None, list[ReadWarning]]:
    """The date on which the speech was held, and a warning where the file name says otherwise.

    The most trusted date counts, or a less trusted one that is the same and says the month or the day too.
    """
    candidates = list(_candidates(sources))
    if not candidates:
        return None, []
    chosen = candidates[0]
    for found in candidates[1:]:
        if found.value != chosen.value and chosen.value.covers(found.value):
            chosen = found
    chosen = replace(chosen, against=_contradiction(chosen, candidates, sources))
    named = next((found for found in candidates if found.found_in == "file_name"), None)
    if named is None or named.value.covers(chosen.value) or chosen.value.covers(named.value):
        return chosen, []
    particulars = {"date": str(chosen.value), "other": str(named.value), "evidence": named.evidence}
    return chosen, [ReadWarning("warn_dates_disagree", particulars)]


def _contradiction(chosen: RecognisedDate, candidates: Sequence[RecognisedDate], sources: Sources) -> str:
    """The date elsewhere that is of another year than `chosen`, as it is written; "" where there is none.

    To a date of the file name or a folder it is the day that a line of the page names, to one of the text that of the
    file name. A page is often dated a few days behind the speech, and may be over the turn of a year.
    """
    if chosen.found_in in ("file_name", "folder"):
        others = [found for line in sources.frame for found in _days_of_page(line)]
    else:
        others = [found for found in candidates if found.found_in == "file_name"]
    return next((found.evidence for found in others if _years_apart(chosen.value, found.value)), "")


def _days_of_page(line: Line) -> Iterator[RecognisedDate]:
    for found in find_dates(line.text):
        if found.value.precision == "day":
            yield RecognisedDate(found.value, "text_head", line.text[found.start : found.end])


def _years_apart(one: PartialDate, other: PartialDate) -> bool:
    earlier, later = sorted((one, other))
    return earlier.year != later.year and earlier.last_day.shifted(_A_MONTH) < later.first_day


def _candidates(sources: Sources) -> Iterator[RecognisedDate]:
    """The dates that head, title, tail, file name, title of the file name and folders say, the most trusted first."""
    for value, _ in labels(sources, "date"):
        for found in find_dates(value)[:1]:
            yield RecognisedDate(found.value, "text_head", value[found.start : found.end])
    for line in sources.head:
        if not labelled(line):
            yield from _dates_in_line(line, "text_head")
    for found_in, title in sources.titles[:1]:
        of_title = list(_dates_in_title(found_in, title))
        yield from of_title
        yield from _days_of_year(sources.head, [each.value.year for each in of_title[:1]])
    for line in sources.tail:
        yield from _dates_in_line(line, "text_tail")
    yield from _dates_in_stem(sources.stem)
    for found_in, title in sources.titles[1:]:
        yield from _dates_in_title(found_in, title)
    yield from _dates_in_folders(sources.folders)


def _dates_in_line(line: Line, found_in: str) -> Iterator[RecognisedDate]:
    content = line.text.strip(BRACKETS + "—–―─- \u3000")
    whole = parse_date(content)
    if whole:
        yield RecognisedDate(whole, found_in, content)
        return
    for found in find_dates(content):
        dated = found.value.precision != "year" or (line.bracketed and found.start == 0)
        if dated and not _PAPERWORK.match(content, found.end):
            yield RecognisedDate(found.value, found_in, content[found.start : found.end])


def _dates_in_title(found_in: str, title: str) -> Iterator[RecognisedDate]:
    """The day that begins a title or subtitle, or the year of its meeting; any other date is what it speaks about."""
    match = OCCASION.search(title)
    start = match.start("occasion") if match else 0
    for found in find_dates(title):
        evidence = title[found.start : found.end]
        if found.value.precision != "year":
            if found.start == 0 or title[found.start - 1] in "—–―─-":
                yield RecognisedDate(found.value, found_in, evidence)
            continue
        held = _PLACE_BEFORE_YEAR.fullmatch(title, start, found.start) if match else found.start == 0
        if held and not _YEAR_AS_CONTENT.match(title, found.end) and (match or _YEAR_MEETING.match(title, found.end)):
            yield RecognisedDate(found.value, found_in, evidence)


def _days_of_year(head: Sequence[Line], years: Sequence[int]) -> Iterator[RecognisedDate]:
    """The day on a line of the head that leaves out the year, where the title says it: 2024年…会议 and （2月26日）."""
    for line in head:
        content = line.text.strip(BRACKETS + "—–―─- \u3000")
        for year in years:
            whole = parse_date(f"{year}年{content}") if _DAY_ALONE.fullmatch(content) else None
            if whole:
                yield RecognisedDate(whole, "text_head", content)


def _dates_in_stem(stem: str) -> Iterator[RecognisedDate]:
    bare = _SERIAL_OF_CODE.sub(_blanked, HASH.sub(lambda match: " " * len(match[0]), stem))
    for found in find_dates(bare):
        if found.value.precision != "year":
            yield RecognisedDate(found.value, "file_name", stem[found.start : found.end])
    bracketed = re.search(r"[（(【\[]((?:19|20)\d\d)年?[）)】\]]", stem)
    leading = re.match(r"((?:19|20)\d\d)(?=[\s_.-])(?![-.]\d)", stem)
    trailing = re.search(r"(?<=[\s_-])((?:19|20)\d\d)年?$", stem)
    coded = re.fullmatch(r"[A-Za-z]+[-_]?((?:19|20)\d\d)(?:[-_.]\d{1,3})?", stem)
    for match in filter(None, (bracketed, leading, trailing, coded)):
        evidence = match[1] if match is coded else match[0].strip(BRACKETS)
        yield RecognisedDate(PartialDate(int(match[1])), "file_name", evidence)


def _blanked(serial: re.Match[str]) -> str:
    return serial[1] + " " * (len(serial[0]) - len(serial[1]))


def _dates_in_folders(folders: Sequence[str]) -> Iterator[RecognisedDate]:
    for depth in range(len(folders) - 1, -1, -1):
        part = folders[depth]
        month = re.fullmatch(r"\d{1,2}月", part)
        year = depth and parse_date(folders[depth - 1])
        value = parse_date(f"{year}年{part}") if month and year else parse_date(part)
        if value:
            yield RecognisedDate(value, "folder", f"{folders[depth - 1]}/{part}" if month else part)
            continue
        for found in find_dates(part)[:1]:
            if found.start == 0 and (found.value.precision != "year" or _FOLDER_REST.fullmatch(part, found.end)):
                yield RecognisedDate(found.value, "folder", part[: found.end])
