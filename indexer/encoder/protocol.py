"""Texts to vectors: the offline model by default, any sentence-transformers model by name."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from indexer.encoder.offline.runtime import OnnxNetwork
from indexer.encoder.offline.spans import Span, span_vectors, unit
from indexer.encoder.offline.unpack import NAME, prepare

Vectors = NDArray[np.float32]

_logger = logging.getLogger(__name__)


class Encoder(Protocol):
    """Turns texts into vectors of length 1: the dot product of a query and a passage says how near their meanings are.

    `fingerprint` covers weights and precision: two encoders whose vectors may stand in one index have the same,
    all others have different ones.
    """

    name: str
    dimension: int
    precision: str
    fingerprint: str

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One vector for each question, float32 (len(texts), dimension)."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One vector for each passage, float32 (len(texts), dimension)."""
        ...

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """The vectors of `encode_passages`; and for each text the vectors of its spans, float32 (spans, dimension).

        A span is (start, end) in code points of its text. Where the model allows it, its vector knows the whole
        passage around it (late chunking, Günther et al. 2024, arXiv:2409.04701), and a span beyond the model's longest
        input gets zeros.
        """
        ...


def load_encoder(model: str | None = None, precision: str | None = None) -> Encoder:
    """The encoder for `model`, a folder or hub name of a sentence-transformers model; None or `NAME`: the offline one.

    The offline model is prepared first if it has not been. `precision` is the one that an index was made with, None if
    there is no index yet.
    :raises EncoderError: if the model cannot be prepared or loaded, or computes in another precision.
    """
    encoder = _load(model)
    if precision not in (None, encoder.precision):
        raise EncoderError("encoder_precision", model=encoder.name, wanted=precision, precision=encoder.precision)
    return encoder


def _load(model: str | None) -> Encoder:
    if model is None or model == NAME:
        return OfflineEncoder.open(prepare())
    _logger.info("Loading the model %s", model)
    # Here and not above: the import takes seconds, which a question to the offline model need not wait for.
    from indexer.encoder.sentence_transformers import AnyModelEncoder

    return AnyModelEncoder.load(model)


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
