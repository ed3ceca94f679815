"""The state of a text: 征求意见稿, 送审稿, 定稿, 录音整理."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATE = re.compile(
    r"(?P<draft_for_comment>[征徵]求意[见見]稿|draft for comments?)"
    r"|(?P<submitted_draft>送[审審]稿|submitted draft)"
    r"|(?P<final>(?<![未非待])定稿|正式稿|final (?:text|version))"
    r"|(?P<transcript>[录錄]音(?:整理|[记記][录錄]|稿)|transcript)",
    re.IGNORECASE,
)
# Neither the name of a paper nor a clause: 在《…（征求意见稿）》座谈会上的发言 is a title.
STATE_LINE = re.compile(rf"[^，。《》]{{0,20}}?(?:{_STATE.pattern})[^。《》]{{0,20}}", re.IGNORECASE)
_BOOK_TITLE = re.compile(r"《[^》]*》")


@dataclass(frozen=True, slots=True)
class FoundState:
    """A state that a text names: the key that Speech.state has, and the words for it."""

    name: str
    written: str


def state_of(written: str) -> str | None:
    """The state that `written` names in Chinese, in English or by its own key, None for any other word."""
    match = _STATE.search(written)
    if match:
        return match.lastgroup
    key = written.strip().casefold().replace(" ", "_")
    return key if key in _STATE.groupindex else None


def find_state(text: str) -> FoundState | None:
    """The first state that `text` names, unless as part of a document's name in 《》."""
    match = _STATE.search(_BOOK_TITLE.sub(lambda book: "《" * len(book[0]), text))
    return FoundState(match.lastgroup, match[0]) if match and match.lastgroup else None
