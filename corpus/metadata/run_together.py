"""Heads that run into the body without a line break: 在防汛会议上的讲话（2019年7月9日）县长 王明同志们：……"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language.dates import find_dates
from corpus.language.numerals import NUMERALS
from corpus.language.occasions import GATHERING, SPEECH
from corpus.language.offices import IN_NO_NAME, OFFICE, is_name, is_name_beside_office, person_on
from corpus.language.salutations import is_salutation

_LONGEST_TITLE = 100
_NAME_LENGTH = 3
_DATED = re.compile(
    r"[^，。！？；：（）()]{4,100}?(?:[，：][^，。！？；：（）()]{2,80}?){0,3}(?P<date>[（(][^（）()。]{4,40}[）)])"
)
_MARKED = re.compile(r"(?P<title>[^。！？；：]{4,100}?)[※★◆■▲●][ \u3000]*(?=[\u4e00-\u9fff])")
_HELD = re.compile(
    rf"(?P<title>[^。！？；：]{{4,60}}?)[ \u3000]*(?P<held>[—–―─-]{{0,4}}"
    rf"[0-9〇○{NUMERALS}]{{4}}年[^。，]{{1,8}}月[^。，]{{1,4}}日"
    rf"[在于][^。，]{{4,50}}?{GATHERING}上)[ \u3000]*"
)
_OFFICE_AND_BLANK = re.compile(rf"(?P<office>{OFFICE})[ \u3000]*")
_BODY = re.compile(
    r"[0-9０-９“《（「]|[一二][、 \u3000当今这]|今[天年日后]|这[次里是]|我[们国这]?|各[位级]|同[志学]们|尊敬|敬爱|亲爱"
    r"|女士|先生|朋友|大家|主席|主任|代表们|委员们|党[的中]|当[前今]|目前|现在|刚[才刚]|首先|很高兴|非常|值此|根据|为了?"
    r"|按照|受|新[年中]|中[国华共央]|全[面国党省市县]|改革|实现"
    r"|坚持|在|自|从|去年|近年|过去|昨天|上周|经过|随着|对于?|关于|加强|推[动进]|我|你|您|武|回|一"
)
_PLACE_OR_HOUR = re.compile(r"[上下]?午?(?:[，, \u3000]+[\u4e00-\u9fff·]{2,20})?")
# Without a date or a sign before it, a name is only believed where a body begins beyond doubt.
_BODY_BEYOND_DOUBT = re.compile(
    r"(?:19|20)[0-9]{2}年|今[天年]|这次|我[们国]|各位|同志们|尊敬的|女士|先生|朋友们|大家好|党的|当前|刚才|首先|值此"
)
_NO_STOP = re.compile(r"[^，。！？；：（）()《》]{8,100}")

Span = tuple[int, int]


def run_together(line: str) -> list[Span]:
    """The spans of title, subtitle, date, office and name that begin `line`, where the body goes on behind them.

    Empty where the line is none such.
    """
    if is_salutation(line):
        return []
    dated = _DATED.match(line)
    if dated and _is_day_held(dated["date"]) and dated.end() < len(line):
        person = _person(line, dated.end())
        if person or len(line) > _LONGEST_TITLE or is_salutation(line[dated.end() :]):
            behind = _person_behind_title(line, dated.start("date"))
            title_end = behind[0] if behind else dated.start("date")
            people = [each for each in (behind, person) if each]
            return sorted([*_titles(line, title_end), dated.span("date"), *people])
    held = _HELD.match(line)
    if held:
        person = _person(line, held.end())
        if person and person[1] < len(line):
            return [*_titles(line, held.end("title")), held.span("held"), person]
    marked = _MARKED.match(line)
    if marked:
        person = _person(line, marked.end())
        return [*_titles(line, marked.end("title")), person] if person else []
    return next(_named(line), [])


def _is_day_held(bracketed: str) -> bool:
    """True for （2019年7月9日上午，云岫）, false for the days of a life and for a year."""
    inner = bracketed[1:-1].strip()
    dates = find_dates(inner)
    if not dates or dates[0].start or dates[0].value.precision != "day":
        return False
    return bool(_PLACE_OR_HOUR.fullmatch(inner, dates[0].end))


def _person_behind_title(line: str, end: int) -> Span | None:
    """The span of office and name between a title and its date: 在…上的讲话县长 王明（2019年7月9日）."""
    spoken = list(re.finditer(SPEECH, line[:end]))
    written = line[spoken[-1].end() : end].strip(" \u3000") if spoken else ""
    person = person_on(written) if written else None
    if not person or not person.name or not person.office:
        return None
    start = line.index(written, spoken[-1].end())
    return start, start + len(written)


def _titles(line: str, end: int) -> list[Span]:
    """The title that ends at `end`, in two where a subtitle stands behind ——."""
    dash = line.find("——", 1, end)
    spans = [(0, end)] if dash < 0 else [(0, dash), (dash, end)]
    return [(start, start + len(line[start:stop].rstrip())) for start, stop in spans]


def _named(line: str) -> Iterator[list[Span]]:
    """A title, a name and the body without any sign between them."""
    clause = _NO_STOP.match(line)
    for start in range(8, min(clause.end(), _LONGEST_TITLE)) if clause and len(line) > _LONGEST_TITLE else ():
        end = start + _NAME_LENGTH
        name = line[start:end]
        sound = name.isalpha() and not IN_NO_NAME.search(name) and "于" not in name[1:]
        if sound and is_name(name) and _BODY_BEYOND_DOUBT.match(line, end):
            yield [*_titles(line, start), (start, end)]


def _person(line: str, start: int) -> Span | None:
    """The span of a name at `start`, the office in front of it included, None if the body begins there."""
    start += len(line[start:]) - len(line[start:].lstrip(" \u3000"))
    office = _OFFICE_AND_BLANK.match(line, start)
    if office:
        apart = office.end() > office.end("office")
        length = _name_length(line, office.end(), beside_office=apart)
        if length:
            return start, office.end() + length
    length = _name_length(line, start)
    return (start, start + length) if length else None


def _name_length(line: str, start: int, *, beside_office: bool = False) -> int:
    """The characters of the name at `start` behind which the body begins or nothing stands, 0 where there is none."""
    dotted = re.match(r"[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{2,5}?(?=[0-9“《同各尊女今 \u3000]|$)", line[start:])
    if dotted:
        return dotted.end()
    known = is_name_beside_office if beside_office else is_name
    for length in (4, 3, 5, 2):
        written = line[start : start + length]
        if len(written) < length or written != written.strip() or not known(written) or re.search(SPEECH, written):
            continue
        # More than three characters are a name set wide (王　明远), or one of those that an office vouches for.
        if length > _NAME_LENGTH and not re.search("[ \u3000]", written) and not beside_office:
            continue
        after = line[start + length :].lstrip(" \u3000")
        if not after or _BODY.match(after):
            return length
    return 0
