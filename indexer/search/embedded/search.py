"""The search engine of an index folder on this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import lookup_characters
from indexer.passage_rows import PassageRows
from indexer.search.embedded.coded import CodedVectors
from indexer.search.embedded.keywords import Lexical
from indexer.search.embedded.vectors import Vectors
from indexer.search.protocol import Boosts, Found, Terms

Sample = tuple[NDArray[np.int64], NDArray[np.float32]]

# Passages by which it is judged what cosine says nothing; more change it by less than a hundredth of itself.
_SAMPLE = 1000


class EmbeddedSearch:
    """See SearchEngine.

    While a build runs, the catalog is ahead of what is derived from it: what `rows` no longer hold is never given.
    """

    def __init__(
        self, generation: int, rows: PassageRows, vectors: Vectors | CodedVectors, passages: Lexical, speeches: Lexical
    ) -> None:
        self._generation = generation
        self._rows = rows
        self._vectors, self._passages, self._speeches = vectors, passages, speeches
        self._embedded = vectors.ids()
        # Questions ask for the same filters and languages again and again.
        self._selected: Callable[[bytes], Any] = lru_cache(maxsize=8)(
            lambda numbers: vectors.selection(rows.of_speeches(np.frombuffer(numbers, dtype=np.int64)))
        )

    @property
    def generation(self) -> int:
        """See SearchEngine."""
        return self._generation

    @property
    def pending(self) -> int:
        """See SearchEngine."""
        return max(0, len(self._passages) - len(self._embedded))

    @property
    def failure(self) -> None:
        """None: nothing here can be away."""
        return

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        if among is None:
            return self._known(self._vectors.search(query, limit))
        return self._known(self._vectors.search(query, limit, self._selected(among.tobytes())))

    def similarities(self, query: NDArray[np.float32], passage_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """See SearchEngine."""
        held = _are_among(self._embedded, passage_ids)
        cosines = np.zeros(len(passage_ids), dtype=np.float32)
        cosines[held] = self._vectors.similarities(query, passage_ids[held])
        return cosines

    def sample(self, among: NDArray[np.int64] | None = None) -> Sample:
        """See SearchEngine."""
        if among is None:
            return self._sample
        ids = self._rows.of_speeches(among)
        return self._sample_of(ids[_are_among(self._embedded, ids)])

    @cached_property
    def _sample(self) -> Sample:
        return self._sample_of(self._embedded)

    def _sample_of(self, ids: NDArray[np.int64]) -> Sample:
        ids, vectors = self._vectors.sample(_SAMPLE, ids)
        known = self._rows.held(ids)
        return ids[known], vectors[known]

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        return self._known(self._passages.keyword(terms, boosts, limit, among))

    def keyword_speeches(
        self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """See SearchEngine."""
        ids, scores = self._known(self._speeches.keyword(terms, boosts, limit, among))
        return dict(zip(self._numbers(ids).tolist(), scores.tolist(), strict=True))

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """See SearchEngine."""
        return self._passages.rarity(terms)

    def phrase_speeches(self, phrase: str, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """See SearchEngine."""
        return np.sort(self._numbers(self._speeches.with_phrase(lookup_characters(phrase), among)))

    def _known(self, found: Found) -> Found:
        ids, scores = found
        known = self._rows.held(ids)
        return ids[known], scores[known]

    def _numbers(self, passage_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The speech number of each passage; ids that are gone are left out."""
        return self._rows.table.speech_no[self._rows.of_ids(passage_ids)]


def _are_among(ascending: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each of `ids`: True if it is one of `ascending`, which are many."""
    if not len(ascending):
        return np.zeros(len(ids), dtype=np.bool_)
    among: NDArray[np.bool_] = ascending[np.minimum(np.searchsorted(ascending, ids), len(ascending) - 1)] == ids
    return among
