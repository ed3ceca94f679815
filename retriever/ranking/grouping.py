"""Passages that say the same: near-identical ones are shown once, and drafts of one speech count as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts, fold_plain
from indexer.fetched import Fetched, read_texts
from indexer.likeness import alike_pairs, jaccard, jaccard_at_most, pieces
from indexer.versions import have_one_title, state_rank
from retriever.ranking import weights
from retriever.ranking.passage_texts import folded_passage

# Punctuation in a folded text; between two digits, or as the sign of a number, it belongs to the number: 8.4, -5.
_PUNCTUATION = re.compile(r"""(?<![0-9])[,.:;!?"'()\[\]。、《》…·]|[,.:;!?"'()\[\]。、《》…·](?![0-9])|-(?![0-9])""")


class Group(NamedTuple):
    """Candidates that say the same: the one to show, the others, and the place of the best among all candidates."""

    shown: Fetched
    others: tuple[Fetched, ...]
    best: int


def groups(
    candidates: Sequence[Fetched],
    signatures: NDArray[np.uint32],
    version_keys: Callable[[NDArray[np.intp]], NDArray[np.intp]],
) -> list[Group]:
    """The groups of `candidates`, which come best first, in the order of each group's best one.

    Row i of `signatures`, shape (len(candidates), MINIMA), is that of candidate i; `version_keys` gives numbers for the
    candidates at some places, equal for those of speeches with one `version_key`.
    """
    pieces_of = cache(lambda place: pieces(folded_passage(candidates[place].text)))

    def say_the_same(one: int, other: int) -> bool:
        """True if passages of two speeches say the same; more of it where both are drafts of one speech."""
        share = jaccard(pieces_of(one), pieces_of(other))
        if share >= weights.SAME or share < weights.SAME_DRAFT:
            return share >= weights.SAME
        return have_one_title(candidates[one].speech, candidates[other].speech)

    likely = _likely(candidates, signatures, version_keys)
    homes: dict[int, list[int]] = {}  # the places of each group, by its best one
    for place in range(len(candidates)):
        twin = None
        if earlier := likely.get(place):  # few have any
            twin = next((other for other in earlier if other in homes and say_the_same(place, other)), None)
        homes.setdefault(place if twin is None else twin, []).append(place)
    return [
        Group(candidates[places[0]], (), places[0]) if len(places) == 1 else _group(places, candidates)
        for places in homes.values()
    ]


def _likely(
    candidates: Sequence[Fetched],
    signatures: NDArray[np.uint32],
    version_keys: Callable[[NDArray[np.intp]], NDArray[np.intp]],
) -> dict[int, list[int]]:
    """The places, ascending, of the earlier candidates that each may say the same as, by its own place.

    Those of other speeches whose signatures are alike enough for what the speeches are to each other, and that have not
    surely too little in common. Only they are read: many others share a sentence.
    """
    later, earlier, estimated = alike_pairs(signatures, weights.SAME_DRAFT - weights.SIGNATURE_SLACK)
    numbers = np.array([candidate.speech_no for candidate in candidates], dtype=np.int64)
    in_pairs = np.zeros(len(candidates), dtype=np.bool_)
    in_pairs[later] = in_pairs[earlier] = True
    keys = np.zeros(len(candidates), dtype=np.intp)
    keys[in_pairs] = version_keys(np.flatnonzero(in_pairs))
    one_title = keys[later] == keys[earlier]
    close = one_title | (estimated >= weights.SAME - weights.SIGNATURE_SLACK)
    close &= numbers[later] != numbers[earlier]
    later, earlier, one_title = later[close], earlier[close], one_title[close]
    places, of_pairs = np.unique(np.concatenate((later, earlier)), return_inverse=True)
    some = [candidates[place] for place in places.tolist()]
    read_texts(some)
    folded = [folded_passage(candidate.text) for candidate in some]
    most = jaccard_at_most(folded, of_pairs[: len(later)], of_pairs[len(later) :])
    enough = most >= np.where(one_title, weights.SAME_DRAFT, weights.SAME)
    likely: dict[int, list[int]] = {}
    for place, other in zip(later[enough].tolist(), earlier[enough].tolist(), strict=True):
        likely.setdefault(place, []).append(other)
    return likely


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
