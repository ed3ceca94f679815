"""Vectors as they are kept: near enough to what was given, and the same bytes whatever they are stored with."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.catalog import Embedding
from indexer.catalog.kept_vectors import embedding_rows, sentence_vectors_of, vectors_of


@given(st.lists(st.integers(0, 4), max_size=5), st.sampled_from([3, 8]), st.integers(0, 99))
@settings(max_examples=30)
def test_vectors_come_back_as_near_as_they_are_kept(counts: list[int], dimension: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    given_ = [
        Embedding(*(random.normal(size=size).astype(np.float32) for size in ((dimension,), (count, dimension))))
        for count in counts
    ]
    kept = embedding_rows(given_)
    found = sentence_vectors_of(kept)
    assert [each.shape for each in found] == [(count, dimension) for count in counts]
    for each, vector, sentences in zip(given_, vectors_of([vector for vector, _ in kept]), found, strict=True):
        np.testing.assert_array_equal(vector, each.vector.astype(np.float16))
        for sentence, was in zip(sentences, each.sentences, strict=True):
            assert np.abs(sentence - was).max() <= np.abs(was - vector).max() / 30 + 1e-5
    if counts and counts[0]:
        assert embedding_rows([Embedding(vectors_of([kept[0][0]])[0], given_[0].sentences)]) == kept[:1]


def test_a_sentence_that_is_all_of_its_passage_has_its_vector() -> None:
    vector = np.array([0.5, 0.25, -0.5], dtype=np.float32)
    (kept,) = embedding_rows([Embedding(vector, vector[np.newaxis])])
    assert sentence_vectors_of([(kept[0], kept[1])])[0].tolist() == [vector.tolist()]
