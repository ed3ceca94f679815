"""Signatures of sentences, which are stored, and the bands that they share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.minhash import MINIMA, shared_bands, signature


def test_signatures_stay_what_they_are_in_every_index() -> None:
    doors = [b"door%d" % number for number in range(20)]
    found = signature(doors)
    assert (found.shape, found.dtype) == ((MINIMA,), np.uint32)
    assert found[:4].tolist() == [34751300, 534844046, 550405490, 311959166]
    assert (signature(doors[::-1]) == found).all()


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), max_size=12),
    st.sampled_from([(1, 6), (2, 3), (3, 2)]),
)
def test_two_share_a_number_exactly_when_they_agree_in_a_whole_band(columns: list[list[int]], shape: tuple[int, int]):
    bands, rows = shape
    # Large ones too: the top bit of a minimum must not be lost.
    signatures = np.array(columns, dtype=np.uint32).reshape(-1, 6) * np.uint32(0x5555_5555)
    held = shared_bands(signatures, bands, rows)
    for i, one in enumerate(signatures):
        for j, other in enumerate(signatures[:i]):
            agree = any(
                (one[b * rows : b * rows + rows] == other[b * rows : b * rows + rows]).all() for b in range(bands)
            )
            assert bool(set(held[i]) & set(held[j])) == agree
