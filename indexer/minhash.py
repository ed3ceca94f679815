"""Bands of sentences, and which of them are so alike that the sentences are worth comparing.

Minima of hashes of a text's pieces are equal in two texts as often as the share of pieces that they have in common
(MinHash: Broder 1997, "On the resemblance and containment of documents"). A band is a few minima one after the other:
alike texts agree in all of some band, others hardly ever (Indyk and Motwani 1998). Of a band a hash is kept, since
nothing else is ever asked of it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Pairs that have a third of their pieces in common are proposed two times in three, half nine times in ten and more.
BANDS, _ROWS = 32, 3
_MINIMA = BANDS * _ROWS
_AT_ONCE = 64  # texts

# Bands are stored: nothing of this is ever to be changed. The hash functions are a·x + b modulo 2³² with odd a, of
# a CRC-32 whose bits the last steps of MurmurHash3 have mixed: alike pieces must not have alike hashes.
_RANDOM = np.random.RandomState(20260305)
_FACTORS = _RANDOM.randint(0, 1 << 31, _MINIMA, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_OFFSETS = _RANDOM.randint(0, 1 << 32, _MINIMA, dtype=np.uint32)
_OF_A_BAND = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint32)


def pieces_of(texts: Sequence[str], lengths: Sequence[int]) -> list[list[bytes]]:
    """The pieces of each text, of so many characters, one for each place where they may begin; the whole of a shorter
    text.
    """
    written = "".join(texts).encode("utf-8", "surrogatepass")
    begins_character = (np.frombuffer(written, dtype=np.uint8) & 0xC0) != 0x80
    starts = [*np.flatnonzero(begins_character).tolist(), len(written)]
    pieces, first = [], 0
    for text, length in zip(texts, lengths, strict=True):
        places = starts[first : first + len(text) + 1]
        ends = places[min(length, len(text)) :]
        pieces.append([written[start:end] for start, end in zip(places, ends, strict=False)])
        first += len(text)
    return pieces


def hashes_of(pieces: Sequence[Sequence[bytes]]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """The hashes of the pieces of all texts, one text after the other, and where those of each begin."""
    hashes = np.array([zlib.crc32(piece) for of_text in pieces for piece in of_text], dtype=np.uint32)
    return hashes, np.cumsum([0, *map(len, pieces)])[:-1]


def bands(pieces: Sequence[Sequence[bytes]]) -> NDArray[np.uint32]:
    """The bands of texts with these pieces, each at least one, shape (texts, BANDS)."""
    found = [np.zeros((0, BANDS), dtype=np.uint32)]
    for begin in range(0, len(pieces), _AT_ONCE):
        hashes, begins = hashes_of(pieces[begin : begin + _AT_ONCE])
        values = _FACTORS[:, np.newaxis] * _mixed(hashes)
        values += _OFFSETS[:, np.newaxis]
        found.append(bands_of(np.minimum.reduceat(values, begins, axis=1).T))
    return np.concatenate(found)


def bands_of(minima: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The bands of these minima, which older indexes kept themselves: shape (n, BANDS) from (n, BANDS * 3)."""
    hashes: NDArray[np.uint32] = (minima.reshape(-1, BANDS, _ROWS) * _OF_A_BAND).sum(axis=2, dtype=np.uint32)
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
