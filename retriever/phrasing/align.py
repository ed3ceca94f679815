"""Likeness of two pieces of text, and alignment: which pieces of two texts belong together, in order or moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus import fold_plain

Pieces = frozenset[str]


class Pair(NamedTuple):
    """Piece `a` of the one text and piece `b` of the other, by their places in their lists."""

    a: int
    b: int


def character_pairs(text: str) -> Pieces:
    """The pairs of neighbouring characters of the folded text, its two ends counted as characters."""
    return frozenset(one + other for one, other in pairwise(f"\n{fold_plain(text)}\n"))


def likeness(a: Pieces, b: Pieces) -> float:
    """The likeness of two pieces, in [0, 1], 1 for the same pairs of characters: Dice's coefficient (Dice 1945)."""
    return 2 * len(a & b) / (len(a) + len(b))


def shared(a: Sequence[Pieces], b: Sequence[Pieces], least: float) -> dict[Pair, int]:
    """The number of pairs of characters that each two pieces share which are alike by at least `least`."""
    found: dict[Pair, int] = {}
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            both = len(one) + len(other)
            if 2 * min(len(one), len(other)) < least * both:
                continue  # too different in length to be as alike as that
            common = len(one & other)
            if 2 * common >= least * both:
                found[Pair(i, j)] = common
    return found


def with_common_run(a: Sequence[str], b: Sequence[str], length: int) -> set[Pair]:
    """The pairs of pieces that have `length` folded characters in a row in common."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for j, text in enumerate(b):
        for run in _runs(text, length):
            holders[run].add(j)
    return {Pair(i, j) for i, text in enumerate(a) for run in _runs(text, length) for j in holders.get(run, ())}


def common_runs(a: str, b: str, length: int) -> set[str]:
    """The runs of `length` folded characters that two texts have in common."""
    return _runs(a, length) & _runs(b, length)


def without_runs(text: str, runs: Iterable[str], mark: str) -> str:
    """The folded text with `mark` for each character in a place of the folded runs, which may overlap."""
    folded = fold_plain(text)
    gone: set[int] = set()
    for run in runs:
        at = folded.find(run)
        while at >= 0:
            gone.update(range(at, at + len(run)))
            at = folded.find(run, at + 1)
    return "".join(mark if place in gone else character for place, character in enumerate(folded))


def in_order(weights: dict[Pair, int], length_a: int, length_b: int) -> list[Pair]:
    """The pairs, ascending in both texts, each piece in one at most, that together weigh most.

    Dynamic programming over both texts (Needleman and Wunsch 1970; for texts, Gale and Church 1993). Of equally heavy
    choices the one is taken whose pairs stand further on.
    """
    best = [[0] * (length_b + 1) for _ in range(length_a + 1)]
    for i in range(length_a):
        for j in range(length_b):
            taken = best[i][j] + weights.get(Pair(i, j), 0)
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], taken)
    found: list[Pair] = []
    i, j = length_a, length_b
    while i and j:
        weight = weights.get(Pair(i - 1, j - 1), 0)
        if weight and best[i][j] == best[i - 1][j - 1] + weight:
            i, j = i - 1, j - 1
            found.append(Pair(i, j))
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return found[::-1]


def out_of_order(weights: dict[Pair, int], taken: Sequence[Pair]) -> list[Pair]:
    """The pairs of pieces that `taken` leaves over, the heaviest first, each piece in one at most; by their `b`."""
    used_a, used_b = {pair.a for pair in taken}, {pair.b for pair in taken}
    found: list[Pair] = []
    for pair in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        if pair.a not in used_a and pair.b not in used_b:
            used_a.add(pair.a)
            used_b.add(pair.b)
            found.append(pair)
    return sorted(found, key=lambda pair: pair.b)


def _runs(text: str, length: int) -> set[str]:
    folded = fold_plain(text)
    return {folded[i : i + length] for i in range(len(folded) - length + 1)}
