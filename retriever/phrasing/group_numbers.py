"""The numbers of groups of lines: places, speeches, and places per 10,000 characters of what could hold them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus.language.spellings import SPELLED, keys_of
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import Group, LineGroup, stated_by
from retriever.phrasing.timeline import PER, counted_speeches


class GroupNumbers(NamedTuple):
    """The numbers of one group; `per_10000` is None where the group is one of words and not of speeches."""

    name: str | None
    places: int
    speeches: int
    per_10000: float | None


def group_numbers(index: OpenedIndex, groups: Sequence[LineGroup], by: Group) -> list[GroupNumbers]:
    """The numbers of each of `groups`, which are by `by`, in their order."""
    characters = None if by in ("following", "preceding") else _characters(index, [group.name for group in groups], by)
    return [
        GroupNumbers(
            group.name,
            len(group.lines),
            len({line.occurrence.speech_no for line in group.lines}),
            PER * len(group.lines) / characters[group.name] if characters and characters[group.name] else None,
        )
        for group in groups
    ]


def _characters(index: OpenedIndex, names: Sequence[str | None], by: Group) -> Mapping[str | None, int]:
    """By the name of each group, the characters of all speeches that count and are of it, in whatever spelling."""
    counted = counted_speeches(index.snapshot)
    stated = [stated_by(each.speech, by) for each in counted]
    keys: Mapping[str, str] = keys_of({*filter(None, stated), *filter(None, names)}, by) if by in SPELLED else {}
    held: Counter[str | None] = Counter()
    for name, each in zip(stated, counted, strict=True):
        held[keys.get(name or "", name)] += each.characters
    return {name: held[keys.get(name or "", name)] for name in names}
