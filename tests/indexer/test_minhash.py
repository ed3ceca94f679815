"""Signatures of sentences, which are stored, and the bands that they share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.minhash import BANDS, bands, bands_of, shared_bands


def test_bands_stay_what_they_are_in_every_index() -> None:
    doors = [b"door%d" % number for number in range(20)]
    (found,) = bands([doors])
    assert (found.shape, found.dtype) == ((BANDS,), np.uint32)
    assert found[:4].tolist() == [299014704, 1424308822, 1128284787, 1433823140]
    assert (bands([[b"another"]] * 99 + [doors[::-1]])[-1] == found).all()


def test_a_band_is_the_same_exactly_where_all_of_its_minima_are() -> None:
    minima = np.arange(96, dtype=np.uint32)
    changed = minima.copy()
    changed[[0, 4, 95]] += 1
    assert np.flatnonzero((bands_of(minima) != bands_of(changed))[0]).tolist() == [0, 1, 31]


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), max_size=12))
def test_two_share_a_number_exactly_when_they_agree_in_a_band(columns: list[list[int]]) -> None:
    # Large ones too: the top bit must not be lost.
    found = np.array(columns, dtype=np.uint32).reshape(-1, 4) * np.uint32(0x5555_5555)
    held = shared_bands(found)
    for i, one in enumerate(found):
        for j, other in enumerate(found[:i]):
            assert bool(set(held[i]) & set(held[j])) == bool((one == other).any())
