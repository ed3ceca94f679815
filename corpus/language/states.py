"""The state of a text: 征求意见稿, 送审稿, 定稿, 录音整理."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.fold import simplified
from corpus.language.numerals import NUMERALS

_STATE = re.compile(
    r"(?P<draft_for_comment>征求意见稿|draft for comments?)"
    r"|(?P<submitted_draft>送审稿|submitted draft)"
    r"|(?P<final>(?<![未非待])定稿|正式稿|final (?:text|version))"
    r"|(?P<transcript>录音(?:整理|记录|稿)|transcript)",
    re.IGNORECASE,
)
# Neither the name of a paper nor a clause: 在《…（征求意见稿）》座谈会上的发言 is a title.
_LINE = re.compile(rf"[^，。《》]{{0,20}}?(?:{_STATE.pattern})[^。《》]{{0,20}}", re.IGNORECASE)
NAMES = "征求意见稿|送审稿|讨论稿|定稿|正式稿|录音整理稿?|初稿|修改稿|草稿"
"""A regular expression for all words that people have for the state of a text, known to Speech.state or not."""
IN_TITLES = rf"{NAMES}|终稿|最终稿|最终版|修改版|改稿|清样|副本|第?[{NUMERALS}\d]{{1,2}}稿|[vV]\d{{1,2}}"
"""The same with what stands behind the titles of files only."""
IN_FILE_NAMES = (
    r"(?:最终)?(?<![未非待])定稿|最终版|终稿|修改稿|[征徵]求意[见見]稿|送[审審]稿|正式稿|(?:根据)?录音整理稿?|副本"
    r"|(?<![A-Za-z])[vV]\d+"
)
"""The same, at the end of a file name that a title is made of."""
_BOOK_TITLE = re.compile(r"《[^》]*》")


@dataclass(frozen=True, slots=True)
class FoundState:
    """A state that a text names: the key that Speech.state has, and the words for it."""

    name: str
    written: str


def state_of(written: str) -> str | None:
    """The state that `written` names in Chinese, in English or by its own key, None for any other word."""
    match = _STATE.search(simplified(written))
    if match:
        return match.lastgroup
    key = written.strip().casefold().replace(" ", "_")
    return key if key in _STATE.groupindex else None


def is_state_line(line: str) -> bool:
    """True if `line` says in which state the text is, and next to nothing else: （征求意见稿）, 根据录音整理."""
    return _LINE.fullmatch(simplified(line)) is not None


def find_state(text: str) -> FoundState | None:
    """The first state that `text` names, unless as part of a document's name in 《》."""
    match = _STATE.search(simplified(_BOOK_TITLE.sub(lambda book: "《" * len(book[0]), text)))
    return FoundState(match.lastgroup, text[slice(*match.span())]) if match and match.lastgroup else None
