"""The likeness of two texts: the share of their four-character pieces that both have (Jaccard).

A signature of minima of hashes estimates that share without the texts (MinHash: Broder 1997, "On the resemblance and
containment of documents"), so that only likely pairs are compared in full.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

PIECE = 4
MINIMA = 32

# The hash functions are the upper half of a·x + b modulo 2⁶⁴ (multiply-shift: Dietzfelbinger 1996). Multipliers must
# use all 64 bits: with small ones all functions put the pieces in nearly the same order. Signatures are stored, so
# these are never to be changed.
_RANDOM = np.random.Generator(np.random.PCG64(20190709))
_FACTORS = _RANDOM.integers(0, 2**63, MINIMA, dtype=np.uint64) * 2 + 1
_OFFSETS = _RANDOM.integers(0, 2**64, MINIMA, dtype=np.uint64, endpoint=False)


def pieces(folded: str) -> frozenset[str]:
    """The pieces of PIECE characters of a folded text; the whole of a shorter one."""
    return frozenset(folded[i : i + PIECE] for i in range(max(1, len(folded) - PIECE + 1)))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of all pieces of both that both have, in [0, 1]."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if a or b else 1.0


def signature(folded: str) -> NDArray[np.uint32]:
    """The signature of a folded text, shape (MINIMA,)."""
    hashes = np.array([zlib.crc32(piece.encode("utf-8", "surrogatepass")) for piece in pieces(folded)], dtype=np.uint64)
    mixed: NDArray[np.uint64] = (hashes[:, np.newaxis] * _FACTORS + _OFFSETS) >> np.uint64(32)
    minima: NDArray[np.uint64] = mixed.min(axis=0)
    return minima.astype(np.uint32)


def estimated(signatures: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The estimated Jaccard of each two of `signatures`, shape (n, MINIMA): shape (n, n), give or take 0.1."""
    same = signatures[:, np.newaxis, :] == signatures[np.newaxis, :, :]
    share: NDArray[np.float32] = same.mean(axis=2, dtype=np.float32)
    return share
