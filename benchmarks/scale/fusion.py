"""Parts that several systems lack and each user of them writes: character pairs, and rankings joined by rank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_RUN = re.compile(r"\w+")
_RRF_K = 60


def character_pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters of a text without its marks, in order; a lone character by itself."""
    return [run[at : at + 2] for run in _RUN.findall(text) for at in range(max(1, len(run) - 1))]


def joined_by_rank(rankings: Iterable[Sequence[int]]) -> list[int]:
    """Reciprocal rank fusion (Cormack et al. 2009), best first."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + 1 / (_RRF_K + place)
    return sorted(scores, key=lambda number: (-scores[number], number))
