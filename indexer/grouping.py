"""Wordings in groups around centres; after a change only those that it touches are grouped again.

Groups do not grow by chaining (A like B, B like C): each has a centre, and every other wording in it is like the centre
itself. Wordings become centres in a fixed order, unless they are like an earlier one, and all others go to the centre
that they are most like.

So whatever becomes of a wording depends on the centres that it is like and on nothing else. Wordings that hang together
in that way are a *part*. A change touches the parts of the wordings that came, went or are said in another number of
speeches, and any other part only by a wording that is new or newly a centre and like one of its wordings. The parts
that are left say what they would say if all were grouped anew (a property-based test).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from indexer.catalog import GroupedWording
from indexer.minhash import agreeing_in_a_band, shared_bands

# From which share of common characters in order two sentences are variants: below lie sentences that share no more than
# their frame (立检查的规矩, 立公平的规矩).
_VARIANT = 0.7
# From which share a wording of at least so many characters is held by a longer sentence (有人说过，…；今天还要说……).
_HELD, _HELD_LENGTH = 0.8, 12
# From this share of new wordings on it is quicker to group all.
_MANY = 0.25


@dataclass(frozen=True)
class Wording:
    """One folded wording, its bands (`indexer.minhash`), and the number of speeches that have it."""

    folded: str
    bands: NDArray[np.uint32]
    speeches: int

    @cached_property
    def digest(self) -> bytes:
        """The digest that the wording is kept under, and a family named by if this is its centre: 16 bytes."""
        return blake2b(self.folded.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    @property
    def precedence(self) -> tuple[int, int, str]:
        """Which of two is rather a centre: what more speeches have; then the shorter, which others may hold."""
        return -self.speeches, len(self.folded), self.folded


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


def regrouped(wordings: Sequence[Wording], before: Mapping[bytes, GroupedWording]) -> dict[bytes, GroupedWording]:
    """All `wordings`, each once, as they are grouped now, by digest; `before` is what this gave before a change."""
    now = {wording.digest: row for row, wording in enumerate(wordings)}
    reached_from = [row for digest, row in now.items() if digest not in before]  # new ones, or new centres
    if len(reached_from) > _MANY * len(wordings):
        return grouped(wordings)
    centres = _centres(before)
    parts = {kept.part for digest, kept in before.items() if _has_changed(kept, wordings, now.get(digest))}
    again: dict[bytes, GroupedWording] | None = None
    looked_from: set[int] = set()
    while True:
        outside = [row for digest, row in now.items() if digest in before and before[digest].part not in parts]
        further = {before[wordings[row].digest].part for row in _like_any(wordings, reached_from, outside)}
        if again is not None and not further:
            return {digest: again.get(digest) or before[digest] for digest in now}
        parts |= further
        looked_from.update(reached_from)
        again = grouped([each for each in wordings if each.digest not in before or before[each.digest].part in parts])
        reached_from = [row for digest in _centres(again) - centres if (row := now[digest]) not in looked_from]


def _has_changed(kept: GroupedWording, wordings: Sequence[Wording], row: int | None) -> bool:
    return row is None or wordings[row].speeches != kept.speeches


def _centres(groups: Mapping[bytes, GroupedWording]) -> Set[bytes]:
    return {digest for digest, each in groups.items() if each.centre == digest}


def _like_any(wordings: Sequence[Wording], some: Collection[int], others: Collection[int]) -> Iterator[int]:
    """Those of the rows `others` that are like one of the rows `some`, in either direction."""
    if not some or not others:
        return
    among = set(others)
    bands = np.stack([wording.bands for wording in wordings])
    for one, other in agreeing_in_a_band(bands, some):
        if other in among:
            texts = wordings[one].folded, wordings[other].folded
            if likeness(*texts) or likeness(*reversed(texts)):
                yield other


def grouped(wordings: Iterable[Wording]) -> dict[bytes, GroupedWording]:
    """The wordings, each once, in groups, by digest."""
    ordered = sorted(wordings, key=lambda wording: wording.precedence)
    if not ordered:
        return {}
    near = _Centres(ordered)
    for row, wording in enumerate(ordered):
        if not any(likeness(ordered[centre].folded, wording.folded) for centre in near.of(row)):
            near.add(row)
    # Only now are all centres known, among which a wording goes to the one that it is most like.
    centres, parts = list(range(len(ordered))), _Parts(len(ordered))
    for row, wording in enumerate(ordered):
        alike = {
            centre: likeness(ordered[centre].folded, wording.folded)
            for centre in sorted(near.of(row), key=lambda centre: ordered[centre].folded)
            if centre != row
        }
        for centre, share in alike.items():
            if share:
                parts.join(row, centre)
        if row not in near.found:
            centres[row] = max(alike, key=lambda centre: alike[centre])
    return {
        wording.digest: GroupedWording(
            wording.digest, wording.speeches, ordered[centres[row]].digest, ordered[parts.first(row)].digest
        )
        for row, wording in enumerate(ordered)
    }


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

    def of(self, row: int) -> set[int]:
        """The rows of the centres that share a band with the wording in this row."""
        return {centre for band in self._bands[row] for centre in self._centres.get(band, ())}


class _Parts:
    """Rows that are joined, each part named by the first of them (union-find)."""

    def __init__(self, rows: int) -> None:
        self._above = list(range(rows))

    def first(self, row: int) -> int:
        """The first row of the part of this one."""
        while self._above[row] != row:
            self._above[row] = row = self._above[self._above[row]]
        return row

    def join(self, one: int, other: int) -> None:
        """Make one part of those of two rows."""
        first, second = sorted((self.first(one), self.first(other)))
        self._above[second] = first
