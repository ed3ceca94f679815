"""Vectors as the catalog keeps them: most of a library is these.

The vector of a passage, which is compared with questions exactly, is kept in half precision. Those of its sentences
lie near it, and only choose among passages that were found and sentences of them: of each it is kept where it lies from
there, in steps of five bits a component. (In eight, answers were no better; in four, worse: docs/speed.md.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.catalog.rows import Embedding

Vectors32 = NDArray[np.float32]

_STEPS = 15  # from none to the largest component, in either direction
_FACTOR_BYTES = 4


def embedding_rows(embeddings: Sequence[Embedding]) -> list[tuple[bytes, bytes]]:
    """Embeddings as they are kept, all made at once: of each the vector, and a row of bytes for each sentence.

    That is the length of a step, in four bytes; the lower four bits of the steps, a component of the first half and one
    of the second in a byte; and the fifth bits.
    """
    if not embeddings:
        return []
    vectors = np.stack([each.vector for each in embeddings]).astype("<f2")
    counts = [len(each.sentences) for each in embeddings]
    differences = np.concatenate([each.sentences for each in embeddings])
    steps = _steps(differences - np.repeat(vectors.astype(np.float32), counts, axis=0))
    ends = np.cumsum(counts).tolist()
    spans = zip([0, *ends], ends, strict=False)
    return [(vector.tobytes(), steps[slice(*span)].tobytes()) for vector, span in zip(vectors, spans, strict=True)]


def vectors_of(kept: Sequence[bytes]) -> Vectors32:
    """The vectors of passages that `embedding_rows` wrote, shape (passages, dimension); (0, 0) of none."""
    if not kept:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(kept), dtype="<f2").reshape(len(kept), -1).astype(np.float32)


def sentence_vectors_of(kept: Sequence[tuple[bytes, bytes]]) -> list[Vectors32]:
    """The vectors of the sentences of each passage, shape (sentences, dimension).

    `kept` are the vector and the sentences of each as `embedding_rows` wrote them; all are read at once.
    """
    if not kept:
        return []
    of_passages = vectors_of([vector for vector, _ in kept])
    dimension = of_passages.shape[1]
    half = -(-dimension // 2)
    of_each = _FACTOR_BYTES + half + -(-dimension // 8)
    counts = np.array([len(sentences) // of_each for _, sentences in kept])
    rows = np.frombuffer(b"".join(sentences for _, sentences in kept), dtype=np.uint8).reshape(-1, of_each)
    factors = np.ascontiguousarray(rows[:, :_FACTOR_BYTES]).view("<f4")
    pairs, fifth = rows[:, _FACTOR_BYTES : _FACTOR_BYTES + half], rows[:, _FACTOR_BYTES + half :]
    steps = np.hstack([pairs & 15, pairs >> 4])[:, :dimension] | np.unpackbits(fifth, axis=1, count=dimension) << 4
    vectors = steps.astype(np.float32)
    vectors -= _STEPS
    vectors *= factors
    vectors += np.repeat(of_passages, counts, axis=0)
    return np.split(vectors, np.cumsum(counts)[:-1])


def _steps(differences: Vectors32) -> NDArray[np.uint8]:
    """Differences, shape (n, dimension), as they are kept: a row of bytes for each."""
    factors = (np.abs(differences).max(axis=1, initial=0, keepdims=True) / _STEPS).astype("<f4")
    steps = (np.rint(differences / np.where(factors, factors, 1)) + _STEPS).astype(np.uint8)
    dimension = steps.shape[1]
    four = np.pad(steps & 15, ((0, 0), (0, dimension % 2)))
    first, second = np.hsplit(four, 2)
    return np.hstack([factors.view(np.uint8), first | second << 4, np.packbits(steps >> 4, axis=1)])


# --- the steps to formats 8 and 10 -------------------------------------------------------------------------------


def vector_of_format_7(vector: bytes) -> bytes:
    """A vector as kept until format 7, in single precision, as it is kept since."""
    return np.frombuffer(vector, dtype="<f4").astype("<f2").tobytes()


def sentences_of_format_7(vector: bytes, sentences: bytes) -> bytes:
    """The vectors of a passage's sentences as kept until format 7, in half precision, as format 8 kept them: the length
    of a step in four bytes, and a byte a component.
    """
    whole = np.frombuffer(vector, dtype="<f4")
    of_sentences = np.frombuffer(sentences, dtype="<f2").astype(np.float32).reshape(-1, len(whole))
    differences = of_sentences - whole.astype("<f2").astype(np.float32)
    factors = (np.abs(differences).max(axis=1, initial=0, keepdims=True) / 127).astype("<f4")
    steps = np.rint(differences / np.where(factors, factors, 1)).astype(np.int8)
    return np.hstack([factors.view(np.int8), steps]).tobytes()


def sentences_of_format_8(vector: bytes, sentences: bytes) -> bytes:
    """The vectors of a passage's sentences as kept in format 8 as they are kept now."""
    rows = np.frombuffer(sentences, dtype=np.int8).reshape(-1, _FACTOR_BYTES + len(vector) // 2)
    return _steps(rows[:, _FACTOR_BYTES:] * np.ascontiguousarray(rows[:, :_FACTOR_BYTES]).view("<f4")).tobytes()
