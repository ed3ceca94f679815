"""Whether anything that was found comes close to the question at all.

Fitted to questions whose answers were in the corpus or had been taken out of it (docs/retrieval.md).
"""

from __future__ import annotations

from retriever.ranking import weights
from retriever.ranking.fusion import Background


def is_close(best_cosine: float, coverage: float, model: str) -> bool:
    """False if nothing that was found seems to answer.

    `best_cosine` is that of the best sentence of the best passages, `coverage` the best of their Subject.coverage.
    """
    if model == weights.CLOSE_FITTED_FOR:
        return (
            weights.CLOSE_COSINE * best_cosine
            + weights.CLOSE_COVERED * max(coverage, weights.CHANCE)
            + weights.CLOSE_CONSTANT
            > 0
        )
    return weights.CLOSE_COVERED_ALONE * coverage + weights.CLOSE_CONSTANT_ALONE > 0


def is_close_across(best_cosine: float, ground: Background) -> bool:
    """The same where the question and the best passage are in two languages."""
    return ground.deviation <= 0 or (best_cosine - ground.mean) / ground.deviation > weights.STANDS_OUT
