"""What may be recognised, where from, and the lines that say themselves what they are: 地点：县委礼堂."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.offices import Person
from corpus.metadata.head import Line
from corpus.metadata.patterns import BRACKETS

_LABEL = re.compile(r"(?P<label>[^：:]{2,12}?)[ \u3000]*[：:][ \u3000]*(?P<value>.+)")
_LABELS = {
    "speaker": ("讲话人", "发言人", "主讲人", "报告人", "致辞人", "讲话者", "講話人", "發言人", "speaker"),
    "date": ("时间", "日期", "讲话时间", "讲话日期", "会议时间", "時間", "日 期", "时 间", "date"),
    "place": ("地点", "会议地点", "讲话地点", "地點", "地 点", "place", "venue"),
    "occasion": ("场合", "会议", "会议名称", "場合", "會議", "occasion", "event"),
}
_FIELD_BY_LABEL = {label: field for field, labels in _LABELS.items() for label in labels}


@dataclass(frozen=True, slots=True)
class Found:
    """A value, and the Inference that goes with it."""

    value: str
    origin: str
    evidence: str


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person, and the Inference that goes with what is known of them."""

    person: Person
    origin: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Everywhere that something may be recognised, besides the body of the text, where nothing is.

    `titles` are (origin, title) pairs: the title in the text or given, then the title that the file name makes.
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
