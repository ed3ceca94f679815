"""The likeness of two texts: the share of their four-character pieces that both have (Jaccard).

A signature of minima of hashes estimates that share without the texts (MinHash: Broder 1997, "On the resemblance and
containment of documents"), so that only likely pairs are compared in full.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.minhash import hashes_of, pieces_of

PIECE = 4
MINIMA = 32

# The hash functions are the upper half of a·x + b modulo 2⁶⁴ (multiply-shift: Dietzfelbinger 1996). Multipliers must
# use all 64 bits: with small ones all functions put the pieces in nearly the same order. Signatures are stored, so
# these are never to be changed.
_RANDOM = np.random.Generator(np.random.PCG64(20190709))
_FACTORS = _RANDOM.integers(0, 2**63, MINIMA, dtype=np.uint64) * 2 + 1
_OFFSETS = _RANDOM.integers(0, 2**64, MINIMA, dtype=np.uint64, endpoint=False)
_TEXTS_AT_ONCE = 16
# Rows of signatures, and pairs of texts, that are compared at once.
_AT_ONCE, _PAIRS_AT_ONCE = 256, 4096
# The bits that the pieces of a text may set; which one, the upper bits of a hash say.
_BITS, _UPPER = 2048, np.uint32(32 - 11)
_BIT_FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], dtype=np.uint32)


def pieces(folded: str) -> frozenset[str]:
    """The pieces of PIECE characters of a folded text; the whole of a shorter one."""
    return frozenset([folded[i : i + PIECE] for i in range(max(1, len(folded) - PIECE + 1))])


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of all pieces of both that both have, in [0, 1]."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if a or b else 1.0


def signatures(folded: Sequence[str]) -> NDArray[np.uint32]:
    """The signatures of folded texts, shape (texts, MINIMA)."""
    found = [np.zeros((0, MINIMA), dtype=np.uint32)]
    for begin in range(0, len(folded), _TEXTS_AT_ONCE):
        some = folded[begin : begin + _TEXTS_AT_ONCE]
        hashes, begins = hashes_of(pieces_of(some, [PIECE] * len(some)))
        values = _FACTORS[:, np.newaxis] * hashes.astype(np.uint64)
        values += _OFFSETS[:, np.newaxis]
        minima = np.minimum.reduceat(values, begins, axis=1).T >> np.uint64(32)
        found.append(minima.astype(np.uint32))
    return np.concatenate(found)


def signature(folded: str) -> NDArray[np.uint32]:
    """The signature of a folded text, shape (MINIMA,)."""
    one: NDArray[np.uint32] = signatures([folded])[0]
    return one


def alike_pairs(
    signatures: NDArray[np.uint32], share: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """The pairs of `signatures`, shape (n, MINIMA), whose estimated Jaccard is `share` or more, give or take 0.1.

    The rows of the latter and of the earlier signature of each pair, and the estimate, ascending by the latter, then by
    the earlier.
    """
    later, earlier = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
    estimated = [np.zeros(0, dtype=np.float64)]
    columns = np.ascontiguousarray(signatures.T)
    for first in range(0, len(signatures), _AT_ONCE):
        behind = min(first + _AT_ONCE, len(signatures))
        agreeing = np.zeros((behind - first, behind), dtype=np.uint8)
        agree = np.empty(agreeing.shape, dtype=np.bool_)
        for minima in columns:
            agreeing += np.equal(minima[first:behind, np.newaxis], minima[np.newaxis, :behind], out=agree)
        rows, others = np.nonzero(np.tril(agreeing >= share * MINIMA, first - 1))
        later.append(rows + first)
        earlier.append(others)
        estimated.append(agreeing[rows, others] / MINIMA)
    return np.concatenate(later), np.concatenate(earlier), np.concatenate(estimated)


def jaccard_at_most(folded: Sequence[str], one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.float64]:
    """A number that the Jaccard of each pair of `folded` texts does not exceed, a low one where they hardly agree.

    `one` and `other` are the numbers of the texts of each pair. Each piece of a text sets a bit. Two texts have at
    least as many pieces as they set bits together; what they share sets a bit in both, but for pieces that set none of
    their own.
    """
    bits, unseen = _bits_of(folded)
    most = np.zeros(len(one), dtype=np.float64)
    for first in range(0, len(one), _PAIRS_AT_ONCE):
        some = slice(first, first + _PAIRS_AT_ONCE)
        mine, its = bits[one[some]], bits[other[some]]
        both = np.bitwise_count(mine & its).sum(axis=1, dtype=np.int64)
        either = np.bitwise_count(mine | its).sum(axis=1, dtype=np.int64)
        most[some] = (both + np.minimum(unseen[one[some]], unseen[other[some]])) / either
    return most


def _bits_of(folded: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """The bits that the pieces of each text set, shape (n, _BITS / 64), and its pieces that set none of their own.

    A piece that stands in a text twice counts as one of these.
    """
    padded = [text.ljust(PIECE, "\0") for text in folded]
    lengths = np.array([len(text) for text in padded], dtype=np.intp)
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    begins = np.ones(len(codes), dtype=np.bool_)
    for back in range(1, PIECE):
        begins[np.cumsum(lengths) - back] = False
    at = np.flatnonzero(begins)
    hashes = np.zeros(len(at), dtype=np.uint32)
    for place, factor in enumerate(_BIT_FACTORS):
        hashes += codes[at + place] * factor
    held = np.zeros((len(folded), _BITS), dtype=np.bool_)
    held[np.repeat(np.arange(len(folded)), lengths)[at], hashes >> _UPPER] = True
    return np.packbits(held, axis=1).view(np.uint64), lengths - (PIECE - 1) - held.sum(axis=1)
