"""Passages that say the same: near-identical ones are shown once, and drafts of one speech count as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts, fold_plain
from indexer.likeness import estimated, jaccard, pieces
from indexer.snapshot import Fetched
from indexer.versions import state_rank, version_key
from retriever.ranking import weights

# Punctuation in a folded text; between two digits, or as the sign of a number, it belongs to the number: 8.4, -5.
_PUNCTUATION = re.compile(r"""(?<![0-9])[,.:;!?"'()\[\]。、《》…·]|[,.:;!?"'()\[\]。、《》…·](?![0-9])|-(?![0-9])""")


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates that say the same: the one to show, the others, and the place of the best among all candidates."""

    shown: Fetched
    others: tuple[Fetched, ...]
    best: int


def groups(candidates: Sequence[Fetched], signatures: NDArray[np.uint32]) -> list[Group]:
    """The groups of `candidates`, which come best first, in the order of each group's best one.

    Row i of `signatures`, shape (len(candidates), MINIMA), is that of candidate i.
    """
    members = [_Member(candidate) for candidate in candidates]
    like = (
        estimated(signatures) >= weights.SAME_DRAFT - weights.SIGNATURE_SLACK
        if len(members)
        else np.zeros((0, 0), dtype=bool)
    )
    found: list[list[int]] = []
    home: dict[int, list[int]] = {}
    for place, member in enumerate(members):
        earlier = (other for other in np.flatnonzero(like[place, :place]).tolist() if other in home)
        twin = next((other for other in earlier if member.says_the_same_as(members[other])), None)
        if twin is None:
            home[place] = [place]
            found.append(home[place])
        else:
            home[twin].append(place)
    return [_group(places, candidates) for places in found]


class _Member:
    """A candidate with what comparing it takes, computed when it is needed."""

    def __init__(self, fetched: Fetched) -> None:
        self.fetched = fetched

    @cached_property
    def pieces(self) -> frozenset[str]:
        return pieces(fold_plain(self.fetched.passage.text))

    @cached_property
    def version(self) -> tuple[str, str, int | None]:
        return version_key(self.fetched.speech)

    def says_the_same_as(self, other: _Member) -> bool:
        if self.fetched.speech_no == other.fetched.speech_no:
            return False
        least = weights.SAME_DRAFT if self.version == other.version else weights.SAME
        return jaccard(self.pieces, other.pieces) >= least


def _group(places: Sequence[int], candidates: Sequence[Fetched]) -> Group:
    members = [candidates[place] for place in places]
    shown = max(members, key=lambda m: (state_rank(m.speech), m.speech.date_key, -members.index(m)))
    return Group(shown, tuple(member for member in members if member is not shown), places[0])


def reads_the_same(one: str, other: str) -> bool:
    """True if two texts are the same but for punctuation, blank space, widths and scripts."""
    return _words_of(one) == _words_of(other)


def _words_of(text: str) -> str:
    return _PUNCTUATION.sub("", fold_plain(text))


def others_by_wording(group: Group) -> tuple[tuple[SpeechFacts, ...], tuple[SpeechFacts, ...]]:
    """The other speeches of `group`: those whose passage reads the same as the one shown, and those where it differs.

    Each speech is there once, in the order of the candidates.
    """
    shown = group.shown
    others = [member for member in group.others if member.speech.speech_id != shown.speech.speech_id]
    same: dict[str, SpeechFacts] = {}
    differing: dict[str, SpeechFacts] = {}
    for member in others:
        equal = reads_the_same(member.passage.text, shown.passage.text)
        (same if equal else differing)[member.speech.speech_id] = member.speech
    return tuple(same.values()), tuple(speech for key, speech in differing.items() if key not in same)
