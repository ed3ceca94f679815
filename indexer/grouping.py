"""Wordings in groups around centres.

Groups do not grow by chaining (A like B, B like C): each has a centre, and every other wording in it is like the centre
itself. Wordings become centres in a fixed order, unless they are like an earlier one, and all others go to the centre
that they are most like. `indexer.regrouping` does the same after a change, looking only at what the change touches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from indexer.minhash import shared_bands

# From which share of common characters in order two sentences are variants: below lie sentences that share no more than
# their frame (立检查的规矩, 立公平的规矩).
_VARIANT = 0.7
# From which share a wording of at least so many characters is held by a longer sentence (有人说过，…；今天还要说……).
_HELD, _HELD_LENGTH = 0.8, 12


@dataclass(frozen=True, slots=True)
class Wording:
    """One folded wording, its bands (`indexer.minhash`), and the number of speeches that have it."""

    folded: str
    bands: NDArray[np.uint32]
    speeches: int


Precedence = tuple[int, int, str]


def precedence(folded: str, speeches: int) -> Precedence:
    """The sort key of a wording, the one in front being rather a centre: what more speeches have; then the shorter,
    which others may hold.
    """
    return -speeches, len(folded), folded


def likeness(centre: str, other: str) -> float:
    """The share of one wording that is in the other, in [0, 1]; 0 where they are no variants. Both are folded.

    Of the whole of both, or, where the centre is the shorter, of the centre and the part of the other like it.
    """
    whole = Indel.normalized_similarity(centre, other, score_cutoff=_VARIANT)
    if whole or not _HELD_LENGTH <= len(centre) < len(other):
        return float(whole)
    # A part that is at least _HELD like the centre has two thirds of it in order, and so has the whole of the other;
    # to count them is far quicker than to look for the part.
    if 3 * LCSseq.similarity(centre, other) < 2 * len(centre):
        return 0.0
    return fuzz.partial_ratio(centre, other, score_cutoff=100 * _HELD) / 100


def grouped(wordings: Sequence[Wording]) -> NDArray[np.intp]:
    """The place in `wordings`, each of which is there once, of the centre of each, shape (wordings,)."""
    if not wordings:
        return np.zeros(0, dtype=np.intp)
    order = sorted(range(len(wordings)), key=lambda at: precedence(wordings[at].folded, wordings[at].speeches))
    near = _Centres(wordings)
    for row in order:
        if not any(likeness(wordings[centre].folded, wordings[row].folded) for centre in near.of(row)):
            near.add(row)
    # Only now are all centres known, among which a wording goes to the one that it is most like.
    centres = np.arange(len(wordings))
    for row, wording in enumerate(wordings):
        if row not in near.found:
            nearest, *others = near.of(row)
            if others:  # to measure how alike they are takes the most
                nearest = min((nearest, *others), key=lambda c: closeness(wordings[c].folded, wording.folded))
            centres[row] = nearest
    return centres


def closeness(centre: str, other: str) -> tuple[float, str]:
    """The sort key of a centre beside those that another wording might go to, the nearest in front."""
    return -likeness(centre, other), centre


class _Centres:
    """The centres `found` so far among `wordings`, by row, and those that a wording is worth comparing with."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self.found: set[int] = set()
        self._bands = shared_bands(np.stack([wording.bands for wording in wordings]))
        self._centres: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, row: int) -> None:
        """Take the wording in this row as a centre."""
        self.found.add(row)
        for band in self._bands[row]:
            self._centres[band].append(row)

    def of(self, row: int) -> Iterator[int]:
        """The rows of the centres that share a band with the wording in this row, each once."""
        told: set[int] = set()
        for band in self._bands[row]:
            for centre in self._centres.get(band, ()):
                if centre not in told:
                    told.add(centre)
                    yield centre
