"""Cosines of any model, in any language, on the scale that the constants of ranking are fitted to."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.language.script import language_of
from indexer.encoder import OFFLINE_MODEL, Compared, Scale, noted_scales
from indexer.publish import SCALES
from indexer.snapshot import Snapshot, once
from retriever.ranking import weights


@dataclass(frozen=True, slots=True)
class ToFitted:
    """An affine map of cosines onto the fitted scale, by the means of what belongs together and of what does not."""

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, cosine: float) -> float:
        """The cosine on the fitted scale that says as much as `cosine` does."""
        return self.slope * cosine + self.shift


def to_fitted(snapshot: Snapshot, compared: Compared, text: str) -> ToFitted | None:
    """The map for cosines of the index's model with `text`; None where they say nothing.

    They do not where the model hardly tells texts in this language apart, or where an older version built the index.
    """
    return _maps(snapshot).get((compared, language_of(text)))


@once
def _maps(snapshot: Snapshot) -> dict[tuple[Compared, str], ToFitted]:
    note = snapshot.meta(SCALES)
    scales = weights.OFFLINE if snapshot.meta("model") == OFFLINE_MODEL else noted_scales(note) if note else {}
    return {key: onto(weights.FITTED[key], scale) for key, scale in scales.items() if _tells_apart(scale)}


def _tells_apart(scale: Scale) -> bool:
    return scale.together - scale.apart > weights.TOLD_APART * scale.spread


def onto(fitted: Scale, scale: Scale) -> ToFitted:
    """The map of cosines on `scale` onto the scale `fitted`."""
    slope = (fitted.together - fitted.apart) / (scale.together - scale.apart)
    return ToFitted(slope, fitted.apart - slope * scale.apart)
