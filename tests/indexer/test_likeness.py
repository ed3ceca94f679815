"""How much two texts have in common, and how well signatures estimate it."""

from __future__ import annotations

import random

import numpy as np
import pytest

from indexer.likeness import MINIMA, PIECE, jaccard, pieces, signature

CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def overlapping(shared: int, chance: random.Random) -> tuple[str, str]:
    """Two texts of 400 characters with the first `shared` in common."""
    common = chance.choices(CHARACTERS, k=shared)
    return tuple("".join(common + chance.choices(CHARACTERS, k=400 - shared)) for _ in range(2))  # type: ignore[return-value]


def test_pieces_and_what_is_shared() -> None:
    assert pieces("防汛责任制") == {"防汛责任", "汛责任制"}
    assert pieces("防汛") == {"防汛"}
    assert jaccard(pieces("防汛责任制"), pieces("防汛责任书")) == pytest.approx(1 / 3)
    assert jaccard(frozenset(), frozenset()) == 1.0
    assert len("防汛责任") == PIECE


@pytest.mark.parametrize("shared", [0, 100, 200, 300, 360])
def test_the_estimate_is_unbiased(shared: int) -> None:
    chance = random.Random(shared)
    errors = []
    for _ in range(60):
        a, b = overlapping(shared, chance)
        likeness = (signature(a) == signature(b)).mean()
        errors.append(likeness - jaccard(pieces(a), pieces(b)))
    assert abs(np.mean(errors)) < 0.04
    assert np.std(errors) <= 0.12, "binomial: at most 0.09 for 32 minima"


def test_the_hash_functions_do_not_agree_on_an_order() -> None:
    """Else one piece would be the least for all of them, and two texts alike altogether or not at all."""
    text = overlapping(0, random.Random(1))[0]
    single = {piece: signature(piece) for piece in pieces(text)}
    least = {min(single, key=lambda piece: int(single[piece][i])) for i in range(MINIMA)}
    assert len(least) > MINIMA // 2
