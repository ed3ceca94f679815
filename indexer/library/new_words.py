"""Strings that recur and hold together: candidates for words that a dictionary does not know.

A string is a candidate by three measures. It is frequent. Its parts attract each other: the pointwise mutual
information (Church and Hanks 1990) of the two halves of its weakest split. And it is free on both sides: the entropy
of the characters next to it, so that 高质量发, which 展 always follows, is none (accessor variety: Feng, Chen, Deng and
Zheng 2004; entropy of what follows: Jin and Tanaka-Ishii 2006).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 2, 8

_BREAK = "\0"
_CHARACTERS = 0x110000
_NONE = -1

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recurring:
    """A string that recurs: how often, in how many texts, and how it holds together.

    `pmi` is that of its weakest split, `left` and `right` are the entropies of its neighbouring characters; in bits.
    """

    text: str
    count: int
    texts: int
    pmi: float
    left: float
    right: float

    @property
    def score(self) -> float:
        """The rank of a candidate: cohesion and freedom, weighted by the magnitude of the count."""
        return math.log2(self.count) * (self.pmi + min(self.left, self.right))


@dataclass(frozen=True, slots=True)
class _Grams:
    """The frequent strings of one length: `at[i]` numbers the one that starts at i, or is -1; `counts` by number."""

    length: int
    at: NDArray[np.int32]
    counts: Ids


def recurring(texts: Sequence[Sequence[str]], least: int) -> list[Recurring]:
    """The strings of 2 to 8 characters that stand at least `least` times in `texts`, by their first place, short first.

    A text is given as its runs of Chinese characters; no string goes beyond a run, and what lies beyond an edge is a
    neighbour of its own at each place. Places may overlap. Each length needs only the places of frequent strings of one
    less, sorted by number: 5 million characters take about 300 MB, and time grows hardly faster than they do.
    """
    codes, starts = _laid_out(texts)
    if not len(codes):
        return []
    total = int(np.count_nonzero(codes))
    grams = [_single(codes, least)]
    found: list[Recurring] = []
    while len(grams) < LONGEST and len(grams[-1].counts):
        grams.append(_longer(grams[-1], least))
        found += _measured(grams, codes, starts, total)
    return found


def _laid_out(texts: Sequence[Sequence[str]]) -> tuple[Ids, Ids]:
    """The code points of all runs, a break before and behind each, and where each text starts."""
    joined = [_BREAK + "".join(run + _BREAK for run in runs) for runs in texts]
    codes = np.frombuffer("".join(joined).encode("utf-32-le"), dtype="<i4")
    return codes, np.cumsum([0, *map(len, joined)])[:-1]


def _single(codes: Ids, least: int) -> _Grams:
    counts = np.bincount(codes, minlength=_CHARACTERS)
    counts[ord(_BREAK)] = 0
    return _kept(1, len(codes), np.arange(len(codes)), codes, counts, least)


def _longer(shorter: _Grams, least: int) -> _Grams:
    """The frequent strings that are one longer: both their parts that are one shorter are frequent."""
    whole = (shorter.at[:-1] != _NONE) & (shorter.at[1:] != _NONE)
    places = np.flatnonzero(whole)
    keys = shorter.at[places].astype(np.int64) * len(shorter.counts) + shorter.at[places + 1]
    _, numbers, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return _kept(shorter.length + 1, len(shorter.at), places, numbers, counts, least)


def _kept(length: int, size: int, places: Ids, numbers: Ids, counts: Ids, least: int) -> _Grams:
    """Of the strings with `numbers` at `places` those with at least `least` of `counts`, numbered anew."""
    frequent = counts >= least
    renumbered = np.where(frequent, np.cumsum(frequent) - 1, _NONE)
    at = np.full(size, _NONE, dtype=np.int32)
    at[places] = renumbered[numbers]
    return _Grams(length, at, counts[frequent])


def _measured(grams: Sequence[_Grams], codes: Ids, starts: Ids, total: int) -> Iterator[Recurring]:
    """The longest of `grams` with their measures; row i of `grams` holds those of i + 1 characters."""
    longest = grams[-1]
    places = np.flatnonzero(longest.at != _NONE)
    numbers, counts = longest.at[places].astype(np.int64), longest.counts
    firsts = places[np.unique(numbers, return_index=True)[1]]
    pmi = _pmi(grams, firsts, total)
    left = _entropy(numbers, codes[places - 1], counts)
    right = _entropy(numbers, codes[places + longest.length], counts)
    texts = _texts(numbers, np.searchsorted(starts, places, side="right"), len(starts))
    for number in np.argsort(firsts).tolist():
        first = firsts[number]
        text = "".join(map(chr, codes[first : first + longest.length].tolist()))
        yield Recurring(
            text, int(counts[number]), int(texts[number]), float(pmi[number]), float(left[number]), float(right[number])
        )


def _pmi(grams: Sequence[_Grams], firsts: Ids, total: int) -> NDArray[np.float64]:
    """For the string at each of `firsts` the least log₂(count(ab) · total / (count(a) · count(b))) of its splits."""
    longest = grams[-1]
    counts = longest.counts[longest.at[firsts]]
    splits = [
        grams[cut - 1].counts[grams[cut - 1].at[firsts]].astype(np.float64)
        * grams[longest.length - cut - 1].counts[grams[longest.length - cut - 1].at[firsts + cut]]
        for cut in range(1, longest.length)
    ]
    pmi: NDArray[np.float64] = np.log2(counts * float(total) / np.max(splits, axis=0))
    return pmi


def _entropy(numbers: Ids, neighbours: Ids, counts: Ids) -> NDArray[np.float64]:
    """The entropy in bits of the `neighbours` of each string: log₂ n - Σ m log₂ m / n over m equal ones of n.

    A break is a neighbour of its own each time, so its m are 1 and add nothing to the sum.
    """
    inside = neighbours != ord(_BREAK)
    keys, equal = np.unique(numbers[inside] * _CHARACTERS + neighbours[inside], return_counts=True)
    sums = np.bincount(keys // _CHARACTERS, weights=equal * np.log2(equal), minlength=len(counts))
    entropy: NDArray[np.float64] = np.maximum(np.log2(counts) - sums / counts, 0.0)  # never -0.0
    return entropy


def _texts(numbers: Ids, text_of: Ids, texts: int) -> Ids:
    """The number of texts that each string stands in."""
    pairs = np.sort(numbers * (texts + 1) + text_of)  # many times faster than np.unique, which hashes
    return np.bincount(pairs[np.diff(pairs, prepend=-1) != 0] // (texts + 1))
