"""Texts to vectors: the offline model by default, any sentence-transformers model by name."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from indexer.encoder.offline.encoder import OfflineEncoder
from indexer.encoder.offline.spans import Span
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
    try:
        from indexer.encoder.sentence_transformers import AnyModelEncoder
    except ImportError as exc:  # a bundle may have been made without torch
        raise EncoderError("encoder_model_unloadable", model=model, reason=exc) from exc

    return AnyModelEncoder.load(model)
