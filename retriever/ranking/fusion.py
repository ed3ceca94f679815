"""One score from several kinds of evidence: scores are brought to one scale and added; ranks alone forget too much.

Measured in docs/retrieval.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retriever.ranking import weights
from retriever.ranking.weights import FusionWeights

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Background:
    """The cosines of a question and all passages of the corpus: their mean and standard deviation.

    Cosines of a model all lie close together, and where they lie differs from question to question. In the question's
    own language they all lie higher; `ahead` says by how much passages in each language are set back, so that those in
    another one get their chance. `mean` and `deviation` are those of cosines that are set back, of `sampled` passages;
    `usual` is the deviation that the model's cosines have in any corpus.
    """

    mean: float
    deviation: float
    ahead: Mapping[str, float] = field(default_factory=dict)
    sampled: int = 0
    usual: float = weights.USUAL_DEVIATION

    @property
    def floor(self) -> float:
        """A cosine that says nothing: few passages lie this far below the mean. All alike, they say something."""
        return self.mean - weights.FLOOR_DEVIATIONS * self.deviation if self.deviation > 0 else self.mean - 1

    def in_deviations(self, cosines: Scores) -> Scores:
        """`cosines` in units that mean the same of every model: standard deviations of the corpus.

        Of a few passages the deviation says little; there it is mixed with the usual one.
        """
        believed, half = self.sampled, weights.DEVIATION_BELIEVED_HALF
        variance = (believed * self.deviation**2 + half * self.usual**2) / (believed + half)
        return cosines / np.float32(math.sqrt(variance))

    def without_language_bias(self, cosines: Scores, languages: NDArray[np.str_]) -> Scores:
        """`cosines` of passages in `languages`, set back."""
        ahead = np.zeros(len(cosines), dtype=np.float32)
        for language, by in self.ahead.items():
            ahead[languages == language] = by
        return cosines - ahead

    def share_of_mean(self, best: float) -> float:
        """The share of the way from the floor to the cosine `best` at which the mean of the corpus lies, in [0, 1]."""
        return (self.mean - self.floor) / (best - self.floor) if best > self.mean else 1.0


def background(cosines: Scores, languages: NDArray[np.str_], usual: float = weights.USUAL_DEVIATION) -> Background:
    """The background of a question from its cosines with a sample of the corpus, and the language of each passage."""
    if not len(cosines):
        return Background(0.0, 0.0, usual=usual)
    mean = float(cosines.mean())
    ahead: dict[str, float] = {}
    for language in sorted(set(languages.tolist())):
        own = cosines[languages == language]
        ahead[language] = (float(own.mean()) - mean) * len(own) / (len(own) + weights.BELIEVED_HALF)
    even = Background(mean, 0.0, ahead).without_language_bias(cosines, languages)
    return Background(float(even.mean()), float(even.std()), ahead, len(cosines), usual)


def shares(scores: Scores, floor: float = 0.0) -> Scores:
    """The shares of the way from `floor` to the largest of `scores`, in [0, 1]; all 0 when none is above it."""
    high = scores.max(initial=floor)
    if high <= floor:
        return np.zeros_like(scores)
    share: Scores = np.clip((scores - np.float32(floor)) / np.float32(high - floor), 0.0, 1.0)
    return share


def standing_out(scores: Scores, speeches: NDArray[np.int64]) -> Scores:
    """The part of `scores`, BM25 of the whole speeches with the numbers `speeches`, that only the best speeches have.

    It is what lies above the score of the best that says nothing; `scores` as they are where none lies above another.
    """
    _, one_of_each = np.unique(speeches, return_index=True)
    best_first = np.sort(scores[one_of_each])[::-1]
    floor = best_first[: weights.SPEECHES_STANDING_OUT + 1].min(initial=np.inf)
    above: Scores = np.maximum(scores - floor, 0)
    return above if above.any() else scores


def fused(
    cosines: Scores, ground: Background, keyword: Scores, speech: Scores, vote: float, shares_of: FusionWeights
) -> Scores:
    """The score of each candidate, in [0, 1], from its cosine, its BM25 and the BM25 of its whole speech.

    `vote`, in [0, 1], says how much the keyword side has to say: 0 leaves the order of the cosines.
    """
    parts = (
        (shares_of.meaning, shares(cosines, ground.floor)),
        (shares_of.keyword * vote, shares(keyword)),
        (shares_of.speech * vote, shares(speech)),
    )
    total = sum(weight for weight, _ in parts)
    combined = np.zeros_like(cosines)
    for weight, scores in parts:
        combined += np.float32(weight / total) * scores
    return combined


def fused_by_chance(best: float, ground: Background, vote: float, shares_of: FusionWeights) -> float:
    """The score, as `fused` gives it where the best cosine is `best`, of a passage like any other of the corpus.

    Its cosine is the mean, and it shares no word with the question.
    """
    total = shares_of.meaning + (shares_of.keyword + shares_of.speech) * vote
    return shares_of.meaning / total * ground.share_of_mean(best)
