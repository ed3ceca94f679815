"""Signatures of sentences, and which of them are so alike that the sentences are worth comparing.

A signature holds minima of hashes of a text's pieces; two texts agree in a minimum as often as the share of pieces that
they have in common (MinHash: Broder 1997, "On the resemblance and containment of documents"). A band is a few minima
one after the other: alike texts agree in all of some band, others hardly ever (Indyk and Motwani 1998).
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

MINIMA = 96

# Signatures are stored: nothing of this is ever to be changed. The hash functions are a·x + b modulo 2³² with odd a, of
# a CRC-32 whose bits the last steps of MurmurHash3 have mixed: alike pieces must not have alike hashes.
_RANDOM = np.random.RandomState(20260305)
_FACTORS = _RANDOM.randint(0, 1 << 31, MINIMA, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_OFFSETS = _RANDOM.randint(0, 1 << 32, MINIMA, dtype=np.uint32)


def signature(pieces: Iterable[bytes]) -> NDArray[np.uint32]:
    """The signature of a text with these pieces, at least one, shape (MINIMA,)."""
    hashes = _mixed(np.array([zlib.crc32(piece) for piece in pieces], dtype=np.uint32))
    minima: NDArray[np.uint32] = (hashes[:, np.newaxis] * _FACTORS + _OFFSETS).min(axis=0)
    return minima


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


def shared_bands(signatures: NDArray[np.uint32], bands: int, rows: int) -> list[list[int]]:
    """For each signature the numbers of the bands that it shares with another one.

    `signatures` have shape (n, at least `bands` × `rows`). Two of them have a number in common exactly when they agree
    in the `rows` minima of one band.
    """
    held: list[list[int]] = [[] for _ in signatures]
    for band in range(bands):
        who, groups = _agreeing(signatures[:, band * rows : (band + 1) * rows])
        for row, group in zip(who.tolist(), groups.tolist(), strict=True):
            held[row].append(band * len(signatures) + group)
    return held


def agreeing_in_a_band(
    signatures: NDArray[np.uint32], some: Collection[int], bands: int, rows: int
) -> Iterator[tuple[int, int]]:
    """The pairs, each once, of one of the rows `some` and any other row that agree in the `rows` minima of one band."""
    told: set[tuple[int, int]] = set()
    wanted = np.array(sorted(some), dtype=np.int64)
    for band in range(bands):
        columns = np.ascontiguousarray(signatures[:, band * rows : (band + 1) * rows])
        those: defaultdict[bytes, list[int]] = defaultdict(list)
        for row in wanted.tolist():
            those[columns[row].tobytes()].append(row)
        firsts = columns[:, 0]
        for other in np.flatnonzero(np.isin(firsts, np.unique(firsts[wanted]))).tolist():
            pairs = {(row, other) for row in those.get(columns[other].tobytes(), ()) if row != other} - told
            told |= pairs
            yield from pairs


def _agreeing(columns: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that are equal to another row, ascending, and a number below n for each, the same for equal ones."""
    who, groups = np.arange(len(columns)), np.zeros(len(columns), dtype=np.int64)
    for column in columns.T:
        # The number of a group and a minimum fit into 64 bits; rows that are alone by now stay alone.
        _, groups, sizes = np.unique(groups << 32 | column[who], return_inverse=True, return_counts=True)
        several = sizes[groups] > 1
        who, groups = who[several], groups[several]
    return who, groups
