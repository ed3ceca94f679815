"""Vectors as the catalog keeps them: most of a library is these.

The vector of a passage, which is compared with questions exactly, is kept in half precision. Those of its sentences
lie near it, and only choose among passages that were found and sentences of them: of each it is kept where it lies from
there, in steps of a byte a component.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.catalog.rows import Embedding

Vectors32 = NDArray[np.float32]

_STEPS = 127  # from none to the largest component
_FACTOR_BYTES = 4


def embedding_row(key: bytes, embedding: Embedding) -> tuple[bytes, bytes, bytes]:
    """An embedding as its row: its key, the vector, and a row of bytes for each sentence."""
    vector = embedding.vector.astype("<f2")
    return key, vector.tobytes(), _steps(embedding.sentences - vector.astype(np.float32))


def vectors_of(kept: Sequence[bytes]) -> Vectors32:
    """The vectors of passages that `embedding_row` wrote, shape (passages, dimension); (0, 0) of none."""
    if not kept:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(kept), dtype="<f2").reshape(len(kept), -1).astype(np.float32)


def sentence_vectors_of(kept: Sequence[tuple[bytes, bytes]]) -> list[Vectors32]:
    """The vectors of the sentences of each passage, shape (sentences, dimension).

    `kept` are the vector and the sentences of each as `embedding_row` wrote them; all are read at once.
    """
    if not kept:
        return []
    of_passages = vectors_of([vector for vector, _ in kept])
    dimension = of_passages.shape[1]
    of_each = _FACTOR_BYTES + dimension
    counts = np.array([len(sentences) // of_each for _, sentences in kept])
    rows = np.frombuffer(b"".join(sentences for _, sentences in kept), dtype=np.int8).reshape(-1, of_each)
    factors = np.ascontiguousarray(rows[:, :_FACTOR_BYTES]).view("<f4")
    vectors: Vectors32 = np.repeat(of_passages, counts, axis=0) + rows[:, _FACTOR_BYTES:] * factors
    return np.split(vectors, np.cumsum(counts)[:-1])


def _steps(differences: Vectors32) -> bytes:
    """Differences, shape (n, dimension), as rows of the length of a step, four bytes, and a byte a component."""
    factors = (np.abs(differences).max(axis=1, initial=0, keepdims=True) / _STEPS).astype("<f4")
    steps = np.rint(differences / np.where(factors, factors, 1)).astype(np.int8)
    return np.hstack([factors.view(np.int8), steps]).tobytes()


# --- the step to format 8 ----------------------------------------------------------------------------------------


def vector_of_format_7(vector: bytes) -> bytes:
    """A vector as kept until format 7, in single precision, as it is kept now."""
    return np.frombuffer(vector, dtype="<f4").astype("<f2").tobytes()


def sentences_of_format_7(vector: bytes, sentences: bytes) -> bytes:
    """The vectors of a passage's sentences as kept until format 7, in half precision, as they are kept now."""
    whole = np.frombuffer(vector, dtype="<f4")
    of_sentences = np.frombuffer(sentences, dtype="<f2").astype(np.float32).reshape(-1, len(whole))
    return embedding_row(b"", Embedding(whole, of_sentences))[2]
