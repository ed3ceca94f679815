"""Passages that say the same: near-identical ones are shown once, and drafts of one speech count as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts, fold_plain
from indexer.likeness import alike_pairs, jaccard, jaccard_at_most, pieces
from indexer.snapshot import Fetched
from indexer.versions import have_one_title, state_rank
from retriever.ranking import weights
from retriever.ranking.passage_texts import folded_passage

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
    likely = _likely(members, signatures)
    homes: dict[int, list[int]] = {}  # the places of each group, by its best one
    for place, member in enumerate(members):
        earlier = (other for other in likely.get(place, ()) if other in homes)
        twin = next((other for other in earlier if member.says_the_same_as(members[other])), None)
        homes.setdefault(place if twin is None else twin, []).append(place)
    return [_group(places, candidates) for places in homes.values()]


def _likely(members: Sequence[_Member], signatures: NDArray[np.uint32]) -> dict[int, list[int]]:
    """The places, ascending, of the earlier members that each may say the same as, by its own place.

    Those of other speeches whose signatures are alike, and that have not surely too little in common.
    """
    later, earlier = alike_pairs(signatures, weights.SAME_DRAFT - weights.SIGNATURE_SLACK)
    numbers = np.array([member.fetched.speech_no for member in members], dtype=np.int64)
    apart = numbers[later] != numbers[earlier]
    later, earlier = later[apart], earlier[apart]
    places, of_pairs = np.unique(np.concatenate((later, earlier)), return_inverse=True)
    most = jaccard_at_most(
        [members[place].folded for place in places.tolist()], of_pairs[: len(later)], of_pairs[len(later) :]
    )
    enough = most >= weights.SAME_DRAFT
    likely: dict[int, list[int]] = {}
    for place, other in zip(later[enough].tolist(), earlier[enough].tolist(), strict=True):
        likely.setdefault(place, []).append(other)
    return likely


class _Member:
    """A candidate with what comparing it takes, computed when it is needed."""

    def __init__(self, fetched: Fetched) -> None:
        self.fetched = fetched

    @cached_property
    def folded(self) -> str:
        return folded_passage(self.fetched.passage.text)

    @cached_property
    def pieces(self) -> frozenset[str]:
        return pieces(self.folded)

    def says_the_same_as(self, other: _Member) -> bool:
        """True if another speech's passage says the same; more of it where both are drafts of one speech."""
        share = jaccard(self.pieces, other.pieces)
        if share >= weights.SAME or share < weights.SAME_DRAFT:
            return share >= weights.SAME
        return have_one_title(self.fetched.speech, other.fetched.speech)


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
