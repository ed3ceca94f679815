"""An opened index as though it held only the speeches that pass filters: whatever runs on one counts among these.

Where few pass, words are as rare there as among these, and cosines are judged by theirs: an answer is that of an index
which holds no others. Where many pass the figures of the whole library count: to work theirs out takes too long.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from indexer.part_keywords import PartKeywords, keywords_of
from indexer.search.protocol import Boosts, Found, SearchEngine, Terms
from indexer.snapshot import Snapshot
from retriever.filters import Filters, allowed, normal_filters
from retriever.opened import OpenedIndex
from retriever.understanding.request import left_out

FEW = 2_000
"""Passages up to which those that pass are few: the first question with a filter waits until they are cut into terms,
0.2 s for 400 of them and 0.4 to 0.8 s for so many."""


def narrowed(index: OpenedIndex, filters: Filters) -> OpenedIndex:
    """`index` with the speeches that pass `filters`, and notes on those left out for what they do not say.

    Names are still those of the whole library. `index` itself where no filter is set.

    :raises QueryError: if a filter has a value that no speech has, or a date is none.
    """
    wanted = normal_filters(filters)
    numbers = allowed(index.known, wanted)
    if numbers is None:
        return index
    return replace(narrowed_to(index, numbers), left_out=left_out(index.known, wanted))


def narrowed_to_few(index: OpenedIndex, filters: Filters) -> OpenedIndex:
    """`index` with the speeches that pass `filters` where these are few, else `index` itself.

    :raises QueryError: if a filter has a value that no speech has, or a date is none.
    """
    numbers = allowed(index.known, filters)
    if numbers is None or not 0 < index.snapshot.rows.count_of(numbers) <= FEW:
        return index
    return narrowed_to(index, numbers)


def narrowed_to(index: OpenedIndex, numbers: NDArray[np.int64]) -> OpenedIndex:
    """`index` with only the speeches that have these `numbers`, ascending."""
    part = index.snapshot.within(numbers)
    few = index.snapshot.rows.count_of(numbers) <= FEW
    return replace(index, snapshot=part, search=SearchWithin(index.search, numbers, part, few), part_of=index)


@dataclass(frozen=True, slots=True)
class SearchWithin:
    """The search engine of a state that finds only speeches with some `numbers`, ascending, and their passages.

    `part` is the state as though it held no others; words are as rare as in the `whole` unless the speeches are `few`.
    """

    whole: SearchEngine
    numbers: NDArray[np.int64]
    part: Snapshot
    few: bool

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

    def sample(self, among: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """A sample of the whole, of these speeches where they are few."""
        if among is not None:
            return self.whole.sample(self._among(among))
        whole, numbers = self.whole, self.numbers
        return self.part.once("sample", lambda: whole.sample(numbers)) if self.few else whole.sample()

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See `SearchEngine.keyword`."""
        if self.few:
            return self._keywords().passages.keyword(terms, boosts, limit, self._some(among))
        return self.whole.keyword(terms, boosts, limit, self._among(among))

    def keyword_speeches(
        self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """See `SearchEngine.keyword_speeches`."""
        if self.few:
            ids, scores = self._keywords().speeches.keyword(terms, boosts, limit, self._some(among))
            return dict(zip(self.part.speech_numbers(ids).tolist(), scores.tolist(), strict=True))
        return self.whole.keyword_speeches(terms, boosts, limit, self._among(among))

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """The rarity among the passages of the whole, among theirs where they are few."""
        return self._keywords().passages.rarity(terms) if self.few else self.whole.rarity(terms)

    def phrase_speeches(self, phrase: str, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """See `SearchEngine.phrase_speeches`."""
        return self.whole.phrase_speeches(phrase, self._among(among))

    def _among(self, among: NDArray[np.int64] | None) -> NDArray[np.int64]:
        return self.numbers if among is None else np.intersect1d(self.numbers, among, assume_unique=True)

    def _some(self, among: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
        """Those `among` them that may answer, None where all may."""
        some = self._among(among)
        return some if len(some) < len(self.numbers) else None

    def _keywords(self) -> PartKeywords:
        part, numbers = self.part, self.numbers
        return part.once("keywords", lambda: keywords_of(part, numbers))
