"""The offline model as an Encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoder.offline.runtime import OnnxNetwork
from indexer.encoder.offline.spans import Span, span_vectors, unit

Vectors = NDArray[np.float32]


class OfflineEncoder:
    """The offline model. A text's vector is bit for bit the same whatever it is encoded together with."""

    def __init__(self, network: OnnxNetwork) -> None:
        self._network = network
        config = network.config
        self.name = config.name
        self.dimension = config.dimension
        self.precision = config.precision
        self.fingerprint = config.fingerprint
        self._query_prompt = config.prompts["query"]
        self._passage_prompt = config.prompts["document"]

    @classmethod
    def open(cls, folder: Path) -> OfflineEncoder:
        """The encoder of a prepared model folder.

        :raises EncoderError: if the folder is not whole.
        """
        return cls(OnnxNetwork(folder))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(self._query_prompt, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(self._passage_prompt, texts)

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """See `Encoder`."""

        def both(work: tuple[str, Sequence[Span]]) -> tuple[Vectors, Vectors]:
            text, of_text = work
            tokens = self._network.tokens(self._passage_prompt + text)
            vectors = self._network.token_vectors(tokens.ids)
            return unit(vectors.mean(axis=0)), span_vectors(vectors, tokens.offsets, of_text, len(self._passage_prompt))

        results = self._network.each(both, zip(texts, spans, strict=True))
        return self._rows([passage for passage, _ in results]), [of_text for _, of_text in results]

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        def one(text: str) -> Vectors:
            return unit(self._network.token_vectors(self._network.tokens(prompt + text).ids).mean(axis=0))

        return self._rows(self._network.each(one, texts))

    def _rows(self, vectors: list[Vectors]) -> Vectors:
        return np.array(vectors, dtype=np.float32).reshape(len(vectors), self.dimension)
