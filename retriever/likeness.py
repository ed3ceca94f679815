"""Passages that say the same: near-identical ones are shown once, and drafts of one speech count as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from indexer.engine import Fetched

_SHINGLE = 4
# Shared shingles (Jaccard) from which two passages say the same: of different speeches, and of drafts of one speech,
# where a reworded paragraph is still the same paragraph.
_SAME = 0.8
_SAME_DRAFT = 0.4

_STATE_RANK = {"final": 3, "transcript": 2, None: 2, "submitted_draft": 1, "draft_for_comment": 0}
_STATE_IN_TITLE = re.compile(r"[（(【\[]?(征求意见稿|送审稿|讨论稿|定稿|正式稿|录音整理|初稿|修改稿|草稿)[)）】\]]?")


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates that say the same: the one to show, and the others; `best` is the place of the best among all."""

    shown: Fetched
    others: tuple[Fetched, ...]
    best: int


def version_key(speech: Speech) -> tuple[str, str, str]:
    """Equal for the versions of one speech: root, folder and title without its state.

    Two years' speeches of the same title have different dates and so different keys.
    """
    title = fold(_STATE_IN_TITLE.sub("", speech.title)).text
    return (f"{speech.root}/{speech.folder}", title, speech.date or "")


def groups(candidates: Sequence[Fetched], limit: int) -> list[Group]:
    """The first `limit` groups of `candidates`, which come best first, in the order of each group's best one."""
    found: list[list[int]] = []
    shingles: list[frozenset[str]] = []
    keys = [version_key(candidate.speech) for candidate in candidates]
    for place, candidate in enumerate(candidates):
        shingles.append(_shingles(candidate.passage.text))
        home = next((group for group in found if _same(place, group[0], shingles, keys, candidates)), None)
        if home is not None:
            home.append(place)
        elif len(found) < limit:
            found.append([place])
    return [_group(places, candidates) for places in found]


def _group(places: Sequence[int], candidates: Sequence[Fetched]) -> Group:
    members = [candidates[place] for place in places]
    shown = max(members, key=lambda m: (_STATE_RANK.get(m.speech.state, 2), m.speech.date or "", -members.index(m)))
    return Group(shown, tuple(member for member in members if member is not shown), places[0])


def _same(
    one: int,
    other: int,
    shingles: Sequence[frozenset[str]],
    keys: Sequence[tuple[str, str, str]],
    candidates: Sequence[Fetched],
) -> bool:
    if candidates[one].speech_no == candidates[other].speech_no:
        return False
    least = _SAME_DRAFT if keys[one] == keys[other] else _SAME
    a, b = shingles[one], shingles[other]
    small, large = sorted((len(a), len(b)))
    if small < least * large:
        return False
    shared = len(a & b)
    return shared >= least * (len(a) + len(b) - shared)


def _shingles(text: str) -> frozenset[str]:
    folded = fold(text).text
    return frozenset(folded[i : i + _SHINGLE] for i in range(max(1, len(folded) - _SHINGLE + 1)))


def once_per_speech(members: Sequence[Fetched], shown: Speech) -> tuple[Speech, ...]:
    """The speeches of `members` in their order, each once and without `shown`."""
    speeches: Mapping[str, Speech] = {member.speech.speech_id: member.speech for member in members}
    return tuple(speech for speech_id, speech in speeches.items() if speech_id != shown.speech_id)
