"""An opened index as though it held only the speeches that pass filters: whatever runs on one counts among these."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from indexer.search.protocol import Boosts, Found, SearchEngine, Terms
from retriever.filters import Filters, allowed, normal_filters
from retriever.opened import OpenedIndex
from retriever.understanding.request import left_out


def narrowed(index: OpenedIndex, filters: Filters) -> OpenedIndex:
    """`index` with the speeches that pass `filters`, and notes on those left out for what they do not say.

    Names, and how rare a word is, are still those of the whole library. `index` itself where no filter is set.

    :raises QueryError: if a filter has a value that no speech has, or a date is none.
    """
    wanted = normal_filters(filters)
    numbers = allowed(index.known, wanted)
    if numbers is None:
        return index
    return replace(narrowed_to(index, numbers), left_out=left_out(index.known, wanted))


def narrowed_to(index: OpenedIndex, numbers: NDArray[np.int64]) -> OpenedIndex:
    """`index` with only the speeches that have these `numbers`, ascending."""
    return replace(
        index, snapshot=index.snapshot.within(numbers), search=SearchWithin(index.search, numbers), part_of=index
    )


@dataclass(frozen=True, slots=True)
class SearchWithin:
    """The search engine of a state that finds only speeches with some `numbers`, ascending, and their passages."""

    whole: SearchEngine
    numbers: NDArray[np.int64]

    @property
    def generation(self) -> int:
        """The generation of the catalog that was indexed."""
        return self.whole.generation

    @property
    def pending(self) -> int:
        """The number of passages of the whole that were published without a vector."""
        return self.whole.pending

    @property
    def failure(self) -> EngineError | None:
        """The failure of the whole."""
        return self.whole.failure

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See `SearchEngine.dense`."""
        return self.whole.dense(query, limit, self._among(among))

    def similarities(self, query: NDArray[np.float32], passage_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """See `SearchEngine.similarities`."""
        return self.whole.similarities(query, passage_ids)

    def sample(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The sample of the whole."""
        return self.whole.sample()

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See `SearchEngine.keyword`."""
        return self.whole.keyword(terms, boosts, limit, self._among(among))

    def keyword_speeches(self, terms: Terms, boosts: Boosts, limit: int) -> dict[int, float]:
        """The scores of those of the best `limit` speeches of the whole that may be found."""
        held = set(self.numbers.tolist())
        scores = self.whole.keyword_speeches(terms, boosts, limit)
        return {number: score for number, score in scores.items() if number in held}

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """The rarity among the passages of the whole."""
        return self.whole.rarity(terms)

    def phrase_speeches(self, phrase: str, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """See `SearchEngine.phrase_speeches`."""
        return self.whole.phrase_speeches(phrase, self._among(among))

    def _among(self, among: NDArray[np.int64] | None) -> NDArray[np.int64]:
        return self.numbers if among is None else np.intersect1d(self.numbers, among)
