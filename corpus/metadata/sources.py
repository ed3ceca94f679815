"""The sources of recognised metadata: lines above and below a speech, its titles, its file name and its folders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from corpus.language.dates import find_dates
from corpus.language.forms_of_address import is_address
from corpus.language.markers import HEADING_LINE
from corpus.language.numerals import NUMERALS
from corpus.language.occasions import GATHERING
from corpus.language.offices import Person
from corpus.language.quotes import BRACKETS
from corpus.language.salutations import is_salutation
from corpus.metadata.english import NamedSpeaker, is_by_line, is_capitalised, is_english, is_formula, is_letterhead
from corpus.metadata.frame import PAGE_LINE, dateline_length, is_page_line
from corpus.metadata.run_together import run_together

_HEAD_LINES = 8
_TOP_LINES = 16
_ENGLISH_HEAD_LINES, _ENGLISH_TOP_LINES = 16, 30
_TAIL_LINES = 3
# Widths count a Chinese character as two, so that one limit fits a Chinese and an English line.
_HEAD_WIDTH = 130
_BY_LINE_WIDTH = 300
_TAIL_WIDTH = 80

_LINE = re.compile(r"[^\r\n\v\f\u0085\u2028\u2029]+")
_MARKDOWN = re.compile(r"#{1,6}[ \t\u3000]+|\*\*|[ \t\u3000]+")
_BLANK = " \t\u00a0\u3000\u200b\ufeff*"

DASH_SIGNS = "—–―─－-"
"""The signs of the dash in front of a subtitle, as keyboards and programs make it."""

_LABEL = re.compile(r"(?P<label>[^：:]{2,12}?)[ \u3000]*[：:][ \u3000]*(?P<value>.+)")
_LABELS = {
    "title": ("主题", "题目", "标题", "讲话题目", "讲话主题"),
    "speaker": (
        *("讲话人", "发言人", "主讲人", "报告人", "致辞人", "讲话者", "講話人", "發言人", "speaker"),
        *("主讲", "演讲人", "宣讲人", "讲话领导"),
    ),
    "date": ("时间", "日期", "讲话时间", "讲话日期", "会议时间", "時間", "日 期", "时 间", "date", "delivered on"),
    "place": ("地点", "会议地点", "讲话地点", "地點", "地 点", "place", "venue"),
    "occasion": ("场合", "会议", "会议名称", "場合", "會議", "occasion", "event"),
}
_FIELD_BY_LABEL = {label: field for field, labels in _LABELS.items() for label in labels}

_SENTENCE_ENDS = "。；;，,、.…"
HELD_LINE = re.compile(
    rf"(?:[{DASH_SIGNS}]{{1,4}}[ \u3000]*)?"
    rf"(?:[^，。]{{0,4}}?[0-9０-９〇○{NUMERALS}]{{4}}年[^，。]{{1,24}}?日|[0-9]{{1,2}}月[0-9]{{1,2}}日)，?"
    rf"[^，。]{{0,20}}?[在于][^，。]{{2,50}}?{GATHERING}上"
)
"""A line that says when and where a speech was held, and perhaps by whom: 2019年7月9日在…会议上县长王明作报告。"""
SEPARATORS = " \t\u3000_-—–·.、，,+"
HASH = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,}(?![0-9A-Za-z])")
_EMPTY_GROUP = re.compile(r"[（(【\[〔][ \u3000，,、]*[）)】\]〕]")
_WHOLE_GROUP = re.compile(r"[（(【\[〔]([^（）()【】\[\]〔〕]*)[）)】\]〕]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the blanks and Markdown signs around it: `source[start:end] == text`."""

    text: str
    start: int
    end: int

    @property
    def bracketed(self) -> bool:
        """True if the whole line stands in one pair of brackets."""
        opens = self.text.find(self.text[0], 1)
        closes = min((at for sign in "）)]】〕" if (at := self.text.find(sign)) >= 0), default=-1)
        in_one = closes == len(self.text) - 1 or 0 < opens < closes
        return self.text[0] in "（([【〔" and self.text[-1] in "）)]】〕" and in_one


def lines(text: str) -> Iterator[Line]:
    """The lines of `text` that are not blank, in order."""
    for match in _LINE.finditer(text):
        start, end = match.span()
        while marker := _MARKDOWN.match(text, start, end):
            start = marker.end()
        end = start + len(text[start:end].rstrip(_BLANK))
        if start < end:
            yield Line(text[start:end], start, end)


def head_lines(text: str) -> list[Line]:
    """The short lines above the salutation or the first sentence, at most eight: titles, dates, names, marks.

    What a page says about itself is none of them. A head that runs into the body is taken apart.
    """
    return [line for line, framed in _top(text) if not framed]


def frame_lines(text: str) -> list[Line]:
    """The lines in front of a speech that a page has about itself, and the news of it: 来源：…, 新华社…电 …"""
    return [line for line, framed in _top(text) if framed]


def top_lines(text: str) -> list[Line]:
    """The lines of `frame_lines` and of `head_lines` in their order."""
    return [line for line, _ in _top(text)]


@lru_cache(maxsize=2)  # asked for the head, then for the frame
def _top(text: str) -> Sequence[tuple[Line, bool]]:
    """The lines of the head and of the frame around it, each with True if it belongs to the frame."""
    return _english_top(text) if is_english(text) else _chinese_top(text)


def _chinese_top(text: str) -> list[tuple[Line, bool]]:
    first = list(islice(lines(text), _TOP_LINES))
    top: list[tuple[Line, bool]] = []
    for number, line in enumerate(first):
        if sum(not framed for _, framed in top) == _HEAD_LINES or is_salutation(line.text):
            break
        if _is_framed(line, first[number + 1 :]):
            top.append((line, True))
            continue
        cut = dateline_length(line.text)
        if cut == len(line.text):
            top.append((line, True))
            continue
        if cut:
            top.append((Line(line.text[:cut], line.start, line.start + cut), True))
            line = Line(line.text[cut:], line.start + cut, line.end)
        pieces = run_together(line.text)
        if pieces:
            top += [(Line(line.text[a:b], line.start + a, line.start + b), False) for a, b in pieces]
            break
        if cut and (width(line.text) > _HEAD_WIDTH or line.text[-1] in _SENTENCE_ENDS):
            top.append((line, True))
            break
        if HEADING_LINE.match(line.text) or width(line.text) > _HEAD_WIDTH:
            break
        if line.text[-1] in _SENTENCE_ENDS and not HELD_LINE.match(line.text):
            break
        top.append((line, False))
    return top


def _english_top(text: str) -> list[tuple[Line, bool]]:
    """The same of an English text, whose head has its own kinds of lines and more of them."""
    top: list[tuple[Line, bool]] = []
    first = list(islice(lines(text), _ENGLISH_TOP_LINES))
    for number, line in enumerate(first):
        full = sum(not framed for _, framed in top) == _ENGLISH_HEAD_LINES
        if full or is_salutation(line.text) or is_address(line.text):
            break
        if not labelled(line) and (is_formula(line.text) or is_letterhead(line.text) or PAGE_LINE.search(line.text)):
            top.append((line, True))
            continue
        by_line_follows = any(map(is_by_line, (each.text for each in first[number + 1 : number + 6])))
        widest = _BY_LINE_WIDTH if is_by_line(line.text) and is_capitalised(line.text) else _HEAD_WIDTH
        if HEADING_LINE.match(line.text) or width(line.text) > widest:
            break
        if line.text[-1] in _SENTENCE_ENDS and not is_capitalised(line.text) and not by_line_follows:
            break
        top.append((line, False))
    return top


def _is_framed(line: Line, following: Sequence[Line]) -> bool:
    """True if a page says `line` about itself, or tells the news of a speech in it before it goes on to the speech."""
    if labelled(line) and not PAGE_LINE.search(line.text):
        return False
    if is_page_line(line.text) and (line.text[-1] in "：:" or not is_salutation(line.text)):
        return True
    is_news = line.text[-1] in "。！" or width(line.text) > _HEAD_WIDTH
    return is_news and any(dateline_length(each.text) or is_page_line(each.text) for each in following[:3])


def tail_lines(text: str) -> list[Line]:
    """The short lines at the very end that are not sentences, at most three: signatures and dates."""
    tail: list[Line] = []
    last = [line for line in list(lines(text))[-2 * _TAIL_LINES :] if not is_page_line(line.text)][-_TAIL_LINES:]
    for line in reversed(last):
        if width(line.text) > _TAIL_WIDTH or line.text[-1] == "." or any(sign in line.text for sign in "。！？!?；"):
            break
        tail.append(line)
    return tail[::-1]


def width(line: str) -> int:
    """The columns that `line` takes: two for a Chinese character, one for a Latin letter."""
    return sum(2 if char > "\u2e7f" else 1 for char in line)


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the Inference that goes with it."""

    value: str
    found_in: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person, and the Inference that goes with what is known of them."""

    person: Person
    found_in: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everywhere that something may be recognised, besides the body of the text, where nothing is.

    `titles` are (found_in, title) pairs: the title in the text or given, then the title that the file name makes.
    `head` are the lines of the head that are not the title, `below` those of them that stand under it, `frame` what a
    page says about itself, `named` is the speaker whom an English head names.
    """

    titles: tuple[tuple[str, str], ...]
    head: tuple[Line, ...]
    below: tuple[Line, ...]
    tail: tuple[Line, ...]
    stem: str
    folders: tuple[str, ...]
    frame: tuple[Line, ...] = ()
    named: NamedSpeaker | None = None


def labelled(line: Line) -> tuple[str, str] | None:
    """The field and the value of a line such as 地点：县委礼堂."""
    match = _LABEL.fullmatch(line.text.strip(BRACKETS))
    field = match and _FIELD_BY_LABEL.get(match["label"].casefold())
    return (field, match["value"].strip()) if match and field else None


def labels(sources: Sources, field: str) -> Iterator[tuple[str, str]]:
    """The values that lines of the head name as `field`, each with its whole line."""
    for line in sources.head:
        found = labelled(line)
        if found and found[0] == field:
            yield found[1], line.text


def without_dates(text: str) -> str:
    """`text` without its dates, the brackets that then are empty, and the brackets around all that is left."""
    for found in reversed(find_dates(text)):
        text = text[: found.start] + text[found.end :]
    text = _EMPTY_GROUP.sub("", text).strip(SEPARATORS)
    whole = _WHOLE_GROUP.fullmatch(text)
    return whole[1].strip(SEPARATORS) if whole else text
