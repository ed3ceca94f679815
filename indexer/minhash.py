"""Bands of sentences, and which of them are so alike that the sentences are worth comparing.

Minima of hashes of a text's pieces are equal in two texts as often as the share of pieces that they have in common
(MinHash: Broder 1997, "On the resemblance and containment of documents"). A band is a few minima one after the other:
alike texts agree in all of some band, others hardly ever (Indyk and Motwani 1998). Of a band a hash is kept, since
nothing else is ever asked of it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

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


def agreeing_in_a_band(
    bands: NDArray[np.uint32], some: NDArray[np.intp], others: NDArray[np.intp]
) -> dict[int, NDArray[np.intp]]:
    """For each of the rows `some` of `bands` those of the rows `others`, ascending, that agree with it in a band.

    All bands are gone through once, whatever the number of rows.
    """
    found = [np.zeros(0, dtype=np.int64)]
    for band in bands.T:
        wanted, held = band[some], band[others]
        order = np.argsort(wanted, kind="stable")
        wanted = wanted[order]
        # Most are told apart by their lower bits, which costs a fraction of a search.
        low = np.zeros(1 << 16, dtype=np.bool_)
        low[wanted & np.uint32(0xFFFF)] = True
        maybe = np.flatnonzero(low[held & np.uint32(0xFFFF)])
        first = np.searchsorted(wanted, held[maybe], "left")
        counts = np.searchsorted(wanted, held[maybe], "right") - first
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        ones = some[order[np.repeat(first, counts) + within]]
        found.append(ones * len(bands) + np.repeat(others[maybe], counts))
    pairs = np.sort(np.concatenate(found))  # and of equal ones the first: np.unique would hash them, which takes longer
    apart = (pairs // len(bands) != pairs % len(bands)) & (np.diff(pairs, prepend=-1) > 0)  # no row is its own
    one, other = np.divmod(pairs[apart], len(bands))
    first, behind = np.searchsorted(one, some, "left").tolist(), np.searchsorted(one, some, "right").tolist()
    return {row: other[slice(*of_row)] for row, *of_row in zip(some.tolist(), first, behind, strict=True)}
