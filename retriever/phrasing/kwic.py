"""Keyword in context: places of a wording as lines, left · match · right, in an order and in groups that show use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus import fold_plain
from indexer.snapshot import Snapshot
from retriever.phrasing.occurrences import Occurrence

WIDTH = 30
"""Characters of context on either side, of the paragraph that the wording stands in."""

Order = Literal["newest", "oldest", "following", "preceding"]
Group = Literal["following", "preceding", "speaker", "occasion", "folder", "year"]
ORDERS: tuple[Order, ...] = get_args(Order)
GROUPS: tuple[Group, ...] = get_args(Group)

_CLAUSE_MARK = re.compile(r"[\s，。；：、！？,.;:!?…“”‘’「」『』（）()《》〈〉【】〔〕\-—]")


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One occurrence between what stands left and right of it in its paragraph, all three slices of the text."""

    occurrence: Occurrence
    left: str
    match: str
    right: str

    @property
    def fillers(self) -> tuple[str, ...]:
        """The words in the gaps of a pattern; empty for a wording without gaps."""
        here = self.occurrence.start
        return tuple(self.match[start - here : end - here] for start, end in self.occurrence.fillers)


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that have `name` in common: a neighbouring word, a speaker, a year. None where nothing is known."""

    name: str | None
    lines: tuple[ConcordanceLine, ...]


def line(occurrence: Occurrence, text: str, width: int = WIDTH) -> ConcordanceLine:
    """The line of `occurrence` in `text`, with at most `width` characters of context on either side."""
    start, end = occurrence.start, occurrence.end
    left = text[max(0, start - width) : start]
    right = text[end : end + width]
    return ConcordanceLine(occurrence, left[left.rfind("\n") + 1 :], text[start:end], right.partition("\n")[0])


def lines(snapshot: Snapshot, found: Sequence[Occurrence], width: int = WIDTH) -> list[ConcordanceLine]:
    """The line of each occurrence, in their order."""
    return [line(occurrence, snapshot.with_text(occurrence.speech_no).text, width) for occurrence in found]


def by_date(found: Sequence[Occurrence], *, newest: bool) -> list[Occurrence]:
    """`found` by the date of their speeches, within one in the order of its text; those without a date at the end."""
    dated = [occurrence for occurrence in found if occurrence.speech.date]
    undated = [occurrence for occurrence in found if not occurrence.speech.date]
    return sorted(dated, key=lambda o: o.speech.date_key, reverse=newest) + undated


def in_order(found: Sequence[ConcordanceLine], order: str) -> list[ConcordanceLine]:
    """`found` by date, newest or oldest first, or by what follows or precedes, read away from the wording."""
    if order in ("newest", "oldest"):
        place = {id(each.occurrence): each for each in found}
        return [place[id(o)] for o in by_date([each.occurrence for each in found], newest=order == "newest")]
    if order == "following":
        return sorted(found, key=lambda each: fold_plain(each.right))
    return sorted(found, key=lambda each: fold_plain(each.left)[::-1])


def grouped(found: Sequence[ConcordanceLine], by: str, words: Callable[[str], Sequence[str]]) -> list[LineGroup]:
    """`found` in groups, the largest first (years: newest first), nameless ones last; the lines keep their order.

    `words` cuts a text into words, in order: a neighbour is the whole word next to the wording, "" at a mark or an end.
    """
    groups: defaultdict[str | None, list[ConcordanceLine]] = defaultdict(list)
    for each in found:
        groups[_name(each, by, words)].append(each)
    named = [LineGroup(name, tuple(held)) for name, held in groups.items()]
    if by == "year":
        return sorted(named, key=lambda group: group.name or "", reverse=True)
    return sorted(named, key=lambda group: (group.name is None, -len(group.lines), group.name or ""))


def _name(each: ConcordanceLine, by: str, words: Callable[[str], Sequence[str]]) -> str | None:
    speech = each.occurrence.speech
    if by == "following":
        return _neighbour(_CLAUSE_MARK.split(each.right, maxsplit=1)[0], words, first=True)
    if by == "preceding":
        return _neighbour(_CLAUSE_MARK.split(each.left)[-1], words, first=False)
    if by == "year":
        return None if speech.year is None else str(speech.year)
    name: str | None = {"speaker": speech.speaker, "occasion": speech.occasion, "folder": speech.folder}[by]
    return name


def _neighbour(piece: str, words: Callable[[str], Sequence[str]], *, first: bool) -> str:
    cut = [word for word in words(piece) if word.strip()]
    return fold_plain(cut[0 if first else -1]) if cut else ""
