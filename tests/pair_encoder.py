"""An encoder without a model, apart from all else that tests share: programs that tests start use it too."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.fold import fold

Vectors = NDArray[np.float32]


class PairEncoder:
    """An Encoder without a model: a text's vector counts its pairs of neighbouring folded characters.

    Texts that share pairs are near each other, equal texts have equal vectors, and it takes no time. `texts` keeps
    every passage that it was given for an index; `seconds` is how long it pretends to work on each.
    """

    name = "pairs"
    dimension = 64
    precision = "fp32"

    def __init__(self, fingerprint: str = "pairs/1", seconds: float = 0.0) -> None:
        self.fingerprint = fingerprint
        self.seconds = seconds
        self.texts: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self.encode_queries(texts)

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors]]:
        self.texts += texts
        time.sleep(self.seconds * len(texts))
        of_spans = [
            self.encode_queries([text[start:end] for start, end in each])
            for text, each in zip(texts, spans, strict=True)
        ]
        return self.encode_passages(texts), of_spans

    def _vector(self, text: str) -> Vectors:
        folded = fold(text).text + self.fingerprint
        vector = np.zeros(self.dimension, dtype=np.float32)
        for one, other in pairwise(folded):
            vector[(ord(one) * 31 + ord(other) * 17) % self.dimension] += 1.0
        return vector / np.linalg.norm(vector)
