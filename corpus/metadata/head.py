"""The lines around a speech: what stands above its salutation, and below its last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD_LINES = 8
_TAIL_LINES = 3
# Widths count a Chinese character as two, so that one limit fits a Chinese and an English line.
_HEAD_WIDTH = 130
_TAIL_WIDTH = 80

_LINE = re.compile(r"[^\r\n\v\f\u0085\u2028\u2029]+")
_MARKDOWN = re.compile(r"#{1,6}[ \t\u3000]+|\*\*|[ \t\u3000]+")
_BLANK = " \t\u00a0\u3000\u200b\ufeff*"
_SALUTATION = re.compile(
    r"(?:各位|尊敬的|敬[爱愛]的|[亲親][爱愛]的)"
    r"|(?:同志|女士|先生|朋友|同[学學]|老[师師]|[乡鄉][亲親]|代表|委[员員]|[战戰]友|[来來][宾賓])[们們]"
    r"|[^。；]{0,60}(?:[们們]|各位[^。；]{1,10})[：:！!，,、]$"
    r"|(?:Ladies|Dear|Distinguished|Good (?:morning|afternoon|evening|day)|Friends|Colleagues|Comrades|Fellow"
    r"|Honou?red|Esteemed|Excellenc|Mr\.? Chair|Madam|Students|Members of|Thank you)\b"
)
_HEADING = re.compile(
    r"[一二三四五六七八九十]+、|[（(](?:[一二三四五六七八九十]+|[0-9]{1,2})[）)]|[0-9]+[.．、](?![0-9])"
    r"|第[一二三四五六七八九十]+(?:[章节節]|部分|[，,、])"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the blanks and Markdown signs around it: `source[start:end] == text`."""

    text: str
    start: int
    end: int

    @property
    def bracketed(self) -> bool:
        """Whether the whole line stands in one pair of brackets."""
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
        if is_salutation(line.text) or _HEADING.match(line.text) or width(line.text) > _HEAD_WIDTH:
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


def is_salutation(line: str) -> bool:
    """Whether `line` greets the listeners (同志们：, Ladies and gentlemen), alone or at the start of a sentence."""
    return _SALUTATION.match(line) is not None


def width(line: str) -> int:
    """The columns that `line` takes: two for a Chinese character, one for a Latin letter."""
    return sum(2 if char > "\u2e7f" else 1 for char in line)
