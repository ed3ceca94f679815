"""Bands of sentences, and which of them are so alike that the sentences are worth comparing.

Minima of hashes of a text's pieces are equal in two texts as often as the share of pieces that they have in common
(MinHash: Broder 1997, "On the resemblance and containment of documents"). A band is a few minima one after the other:
alike texts agree in all of some band, others hardly ever (Indyk and Motwani 1998). Of a band a hash is kept, since
nothing else is ever asked of it.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

# Pairs that have a third of their pieces in common are proposed two times in three, half nine times in ten and more.
BANDS, _ROWS = 32, 3
_MINIMA = BANDS * _ROWS

# Bands are stored: nothing of this is ever to be changed. The hash functions are a·x + b modulo 2³² with odd a, of
# a CRC-32 whose bits the last steps of MurmurHash3 have mixed: alike pieces must not have alike hashes.
_RANDOM = np.random.RandomState(20260305)
_FACTORS = _RANDOM.randint(0, 1 << 31, _MINIMA, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_OFFSETS = _RANDOM.randint(0, 1 << 32, _MINIMA, dtype=np.uint32)
_OF_A_BAND = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint32)


def bands(pieces: Iterable[bytes]) -> NDArray[np.uint32]:
    """The bands of a text with these pieces, at least one, shape (BANDS,)."""
    hashes = _mixed(np.array([zlib.crc32(piece) for piece in pieces], dtype=np.uint32))
    return bands_of((_FACTORS[:, np.newaxis] * hashes + _OFFSETS[:, np.newaxis]).min(axis=1))


def bands_of(minima: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The bands of these minima, which older indexes kept themselves: shape (BANDS,) from (BANDS * 3,)."""
    hashes: NDArray[np.uint32] = (minima.reshape(BANDS, _ROWS) * _OF_A_BAND).sum(axis=1, dtype=np.uint32)
    return hashes


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


def shared_bands(bands: NDArray[np.uint32]) -> list[list[int]]:
    """For each text the numbers of the bands that it shares with another one; `bands` have shape (texts, BANDS).

    Two of them have a number in common exactly when they agree in a band.
    """
    held: list[list[int]] = [[] for _ in bands]
    for number, band in enumerate(bands.T):
        _, groups, sizes = np.unique(band, return_inverse=True, return_counts=True)
        who = np.flatnonzero(sizes[groups] > 1)
        for row, group in zip(who.tolist(), groups[who].tolist(), strict=True):
            held[row].append(number * len(bands) + group)
    return held


def agreeing_in_a_band(bands: NDArray[np.uint32], some: Collection[int]) -> Iterator[tuple[int, int]]:
    """The pairs, each once, of one of the rows `some` of `bands` and any other row that agree in a band."""
    told: set[tuple[int, int]] = set()
    wanted = np.array(sorted(some), dtype=np.int64)
    for band in bands.T:
        those: defaultdict[int, list[int]] = defaultdict(list)
        for row in wanted.tolist():
            those[int(band[row])].append(row)
        for other in np.flatnonzero(np.isin(band, band[wanted])).tolist():
            pairs = {(row, other) for row in those[int(band[other])] if row != other} - told
            told |= pairs
            yield from pairs
