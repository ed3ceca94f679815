"""One score from several: scores are stretched to [0, 1] and added, never their ranks (docs/retrieval.md)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts."""

    meaning: float = 0.5
    keyword: float = 0.5
    speech: float = 0.3


def stretched(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """`scores` moved and scaled so that the smallest is 0 and the largest 1; all 0 when they are equal."""
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """`scores`, none below 0, as shares of the largest; all 0 when that is 0."""
    high = scores.max(initial=0.0)
    return scores / high if high > 0 else np.zeros_like(scores)


def fused(
    cosines: NDArray[np.float32],
    keyword: NDArray[np.float32],
    speech: NDArray[np.float32],
    weights: Weights,
) -> NDArray[np.float32]:
    """The score of each candidate, in [0, 1], from its cosine, its BM25 and the BM25 of its whole speech.

    The keyword side has no vote when it found nothing.
    """
    if not keyword.any():
        return stretched(cosines)
    total = weights.meaning + weights.keyword + weights.speech
    kinds = (
        (weights.meaning, stretched(cosines)),
        (weights.keyword, shares(keyword)),
        (weights.speech, shares(speech)),
    )
    combined = np.zeros_like(cosines)
    for weight, scores in kinds:
        combined += np.float32(weight / total) * scores
    return combined
