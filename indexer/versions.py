"""Which speeches are versions of one speech (征求意见稿, 送审稿, 定稿, 录音整理, copies): together they count once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import Speech, fold_plain

# What versions have in common, as the estimated share of four-character pieces, give or take 0.1: where a state is
# named, a draft may have been reworked from end to end; in one folder without a state; and anywhere, where only a copy
# is surely the same speech.
_REWORKED = 0.15
_IN_ONE_FOLDER = 0.4
_COPY = 0.75

_STATE_RANK = {"final": 3, "transcript": 2, None: 2, "submitted_draft": 1, "draft_for_comment": 0}
_STATE = (
    r"征求意见稿|送审稿|讨论稿|定稿|终稿|最终稿|最终版|正式稿|录音整理稿?|初稿|修改稿|修改版|改稿|草稿|清样|副本"
    r"|第?[一二三四五六七八九十\d]{1,2}稿|[vV]\d{1,2}"
)
_STATE_IN_TITLE = re.compile(rf"\s*[（(【\[]\s*(?:{_STATE}|\d)\s*[)）】\]]|[\s_-]*(?:{_STATE})\s*$")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of every speech, by speech number. `groups` holds those with more than one, the front one first."""

    groups: Mapping[int, tuple[int, ...]]
    numbers: tuple[int, ...]

    def front(self, speech_no: int) -> int:
        """The number of the version that counts: the final one if there is one, else the newest."""
        return self.groups[speech_no][0] if speech_no in self.groups else speech_no

    def members(self, speech_no: int) -> tuple[int, ...]:
        """The numbers of all versions of a speech, the one that counts first; of most speeches there is one."""
        return self.groups.get(speech_no, (speech_no,))

    def counted(self) -> tuple[int, ...]:
        """The numbers, ascending, of the speeches that count."""
        return tuple(number for number in self.numbers if self.front(number) == number)


def title_without_state(title: str) -> str:
    """A title, folded, without what names the state of the text."""
    return fold_plain(_STATE_IN_TITLE.sub("", title))


def state_rank(speech: Speech) -> int:
    """How near to final a version is, from 0; of those equally near the newest is in front."""
    return _STATE_RANK[speech.state]


def version_key(speech: Speech) -> tuple[str, str, str]:
    """Equal for the versions of one speech in one folder: the folder, the title without the state, the year.

    Two years' speeches of the same title have different years and so different keys; drafts often lack the day.
    """
    return f"{speech.root}/{speech.folder}", title_without_state(speech.title), (speech.date or "")[:4]


def signatures_of_speeches(
    speech_no: NDArray[np.int64], signature: NDArray[np.uint32]
) -> dict[int, NDArray[np.uint32]]:
    """The signature of each speech's text, by speech number, from those of its passages; row i is the same passage.

    The minima of a text are those of its passages taken together, but for pieces across two passages.
    """
    if not len(speech_no):
        return {}
    order = np.argsort(speech_no, kind="stable")
    numbers, first = np.unique(speech_no[order], return_index=True)
    minima = np.minimum.reduceat(signature[order], first, axis=0)
    return dict(zip(numbers.tolist(), minima, strict=True))


def find_versions(speeches: Mapping[int, Speech], signatures: Mapping[int, NDArray[np.uint32]]) -> Versions:
    """The versions among `speeches`; `signatures` are those of their texts (see `indexer.likeness`).

    Versions have one title but for the state and no two years, and their texts are alike.
    """
    by_title: defaultdict[str, list[int]] = defaultdict(list)
    for number in sorted(speeches):
        if number in signatures:
            by_title[title_without_state(speeches[number].title)].append(number)
    groups: dict[int, tuple[int, ...]] = {}
    for numbers in by_title.values():
        for group in _alike(numbers, speeches, signatures):
            ordered = tuple(sorted(group, key=lambda number: _precedence(speeches[number]), reverse=True))
            groups.update(dict.fromkeys(group, ordered))
    return Versions(groups, tuple(sorted(speeches)))


def _alike(
    numbers: Sequence[int], speeches: Mapping[int, Speech], signatures: Mapping[int, NDArray[np.uint32]]
) -> Iterable[list[int]]:
    """The groups, of two or more, of the speeches `numbers` of one title."""
    table = np.stack([signatures[number] for number in numbers])
    group_of = {number: [number] for number in numbers}
    for row, number in enumerate(numbers[:-1]):
        likeness = (table[row + 1 :] == table[row]).mean(axis=1)
        for other_row in (np.flatnonzero(likeness >= _REWORKED) + row + 1).tolist():
            other = numbers[other_row]
            one, two = group_of[number], group_of[other]
            if one is two or likeness[other_row - row - 1] < _least(speeches[number], speeches[other]):
                continue
            if len({speeches[member].year for member in (*one, *two)} - {None}) > 1:
                continue
            one += two
            group_of.update(dict.fromkeys(two, one))
    return {id(group): group for group in group_of.values() if len(group) > 1}.values()


def _least(a: Speech, b: Speech) -> float:
    """How alike two speeches of one title must be to be versions."""
    if (a.root, a.folder) != (b.root, b.folder):
        return _COPY
    return _REWORKED if a.state != b.state else _IN_ONE_FOLDER


def _precedence(speech: Speech) -> tuple[int, str, str, str]:
    return state_rank(speech), speech.date or "", speech.path, speech.speech_id
