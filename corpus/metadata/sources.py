"""The sources of recognised metadata: lines above and below a speech, its titles, its file name and its folders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.dates import find_dates
from corpus.language.markers import HEADING_LINE
from corpus.language.offices import Person
from corpus.language.quotes import BRACKETS
from corpus.language.salutations import is_salutation

_HEAD_LINES = 8
_TAIL_LINES = 3
# Widths count a Chinese character as two, so that one limit fits a Chinese and an English line.
_HEAD_WIDTH = 130
_TAIL_WIDTH = 80

_LINE = re.compile(r"[^\r\n\v\f\u0085\u2028\u2029]+")
_MARKDOWN = re.compile(r"#{1,6}[ \t\u3000]+|\*\*|[ \t\u3000]+")
_BLANK = " \t\u00a0\u3000\u200b\ufeff*"

_LABEL = re.compile(r"(?P<label>[^：:]{2,12}?)[ \u3000]*[：:][ \u3000]*(?P<value>.+)")
_LABELS = {
    "speaker": ("讲话人", "发言人", "主讲人", "报告人", "致辞人", "讲话者", "講話人", "發言人", "speaker"),
    "date": ("时间", "日期", "讲话时间", "讲话日期", "会议时间", "時間", "日 期", "时 间", "date"),
    "place": ("地点", "会议地点", "讲话地点", "地點", "地 点", "place", "venue"),
    "occasion": ("场合", "会议", "会议名称", "場合", "會議", "occasion", "event"),
}
_FIELD_BY_LABEL = {label: field for field, labels in _LABELS.items() for label in labels}

# A web page's line about itself: its date is that of the page.
PAGE_LINE = re.compile(
    r"(?:发布|發布|更新|编辑|編輯|发稿|录入)(?:时间|日期|時間)?[：:]|来源[：:]|來源[：:]|(?:浏览|阅读|点击)(?:次数|量)?[：:]"
)
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
        return self.text[0] in "（([【〔" and self.text[-1] in "）)]】〕"


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
    """The short lines above the salutation or the first sentence, at most eight: titles, dates, names, marks."""
    head: list[Line] = []
    for line in lines(text):
        if is_salutation(line.text) or HEADING_LINE.match(line.text) or width(line.text) > _HEAD_WIDTH:
            break
        if line.text[-1] in "。；;，,、.…" or len(head) == _HEAD_LINES:
            break
        head.append(line)
    return head


def tail_lines(text: str) -> list[Line]:
    """The short lines at the very end that are not sentences, at most three: signatures and dates."""
    tail: list[Line] = []
    last = list(lines(text))[-_TAIL_LINES:]
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
    `head` are the lines of the head that are not the title, `below` those of them that stand under it.
    """

    titles: tuple[tuple[str, str], ...]
    head: tuple[Line, ...]
    below: tuple[Line, ...]
    tail: tuple[Line, ...]
    stem: str
    folders: tuple[str, ...]


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
