"""Whether anything that was found comes close to the question at all.

Fitted to questions whose answers were in the corpus or had been taken out of it (docs/retrieval.md).
"""

from __future__ import annotations

from retriever.ranking.fusion import Background

# Passages from the top whose words are looked at.
LOOKED_AT = 5

# A logistic model of the cosine of the best sentence and of the share of the question that the best passages hold.
# Cosines of another model mean something else, so that without this one only the share is looked at.
_FITTED_FOR = "multilingual-e5-small"
_COSINE, _COVERED, _CONSTANT = 167.5, 15.8, -153.0
# A share that chance gives: that even less is shared says no more against a passage, people put things differently.
_CHANCE = 0.25
_COVERED_ALONE, _CONSTANT_ALONE = 14.0, -4.3
# Between two languages no words are shared and cosines are lower; what counts is how far the best one stands out.
_STANDS_OUT = 2.7


def is_close(best_cosine: float, coverage: float, model: str) -> bool:
    """False if nothing that was found seems to answer.

    `best_cosine` is that of the best sentence of the best passages, `coverage` the best of their Subject.coverage.
    """
    if model == _FITTED_FOR:
        return _COSINE * best_cosine + _COVERED * max(coverage, _CHANCE) + _CONSTANT > 0
    return _COVERED_ALONE * coverage + _CONSTANT_ALONE > 0


def is_close_across(best_cosine: float, ground: Background) -> bool:
    """The same where the question and the best passage are in two languages."""
    return ground.deviation <= 0 or (best_cosine - ground.mean) / ground.deviation > _STANDS_OUT
