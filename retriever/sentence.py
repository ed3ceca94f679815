"""The decisive sentence of a passage: the one that holds most of what was asked, by its terms and its meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus import Span, fold, sentences
from indexer.words import pairs

_MEANING_WEIGHT = 0.5


def decisive(text: str, subject: str, query: NDArray[np.float32] | None, vectors: NDArray[np.float32]) -> Span | None:
    """The span of the sentence of `text` that best answers, None for a text without sentences.

    `vectors` are those of `sentences(text)`, shape (sentences, dimension); of shape (0, dimension) when there are none.
    """
    spans = sentences(text)
    if not spans:
        return None
    scores = _overlap([text[start:end] for start, end in spans], subject)
    if query is not None and len(vectors) == len(spans):
        cosines = vectors @ query
        spread = cosines.max() - cosines.min()
        if spread > 0:
            scores = scores + _MEANING_WEIGHT * (cosines - cosines.min()) / spread
    return spans[int(np.argmax(scores))]


def _overlap(texts: Sequence[str], subject: str) -> NDArray[np.float32]:
    """For each text the share of the subject's terms that it holds, rare ones counting more: in [0, 1]."""
    held = [frozenset(_terms(text)) for text in texts]
    wanted = frozenset(_terms(subject))
    spread = Counter(term for terms in held for term in terms & wanted)
    weights = {term: 1.0 / count for term, count in spread.items()}
    total = sum(weights.values()) or 1.0
    scores = [sum(sorted(weights[term] for term in terms & wanted)) / total for terms in held]
    return np.array(scores, dtype=np.float32)


def _terms(text: str) -> list[str]:
    return pairs(text) + fold(text).text.split()


def containing(text: str, phrases: Sequence[str]) -> tuple[Span, ...]:
    """The spans, ascending and disjoint, of the sentences of `text` that a phrase stands in or begins in."""
    folded, offsets = fold(text)
    places = [folded.find(fold(phrase).text) for phrase in phrases]
    starts = [offsets[place] for place in places if place >= 0]
    return tuple(span for span in sentences(text) if any(span[0] <= start < span[1] for start in starts))
