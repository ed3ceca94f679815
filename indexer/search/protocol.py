"""Search of one published state of an index: nearest vectors, keywords, and exact phrases.

Results are ids of passages and numbers of speeches; `indexer.snapshot` holds the texts and facts behind them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError

# Ids, and their scores, best first.
Found = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a speech, such as one exact occurrence of a phrase: `speech.text[start:end]`."""

    speech_no: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The words and character pairs of a text, in order, repeated as often as they stand there.

    `equivalents` are, for some of the words of a question, words of the other language that may stand for them, each
    with its weight in (0, 1]. A word and its equivalents count as one: the best of them that a passage holds.
    """

    words: Sequence[str]
    pairs: Sequence[str]
    equivalents: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.words or self.pairs)


@dataclass(frozen=True, slots=True)
class Boosts:
    """Weights of a term by the field that it is found in."""

    words: float = 1.0
    pairs: float = 1.0
    head_words: float = 0.0
    head_pairs: float = 0.0


class SearchEngine(Protocol):
    """Searches one published state. It gives no id and no number that the snapshot of that state does not hold.

    Safe for several threads. `among` are the numbers of the speeches that may be found, None means all.
    """

    @property
    def generation(self) -> int:
        """The generation of the catalog that was indexed."""
        ...

    @property
    def pending(self) -> int:
        """The number of passages that were published without a vector, and are found by their words only."""
        ...

    @property
    def failure(self) -> EngineError | None:
        """The error for which part of the search stands still now, None while all of it answers.

        Meanwhile passages are found by their words and exact wordings, `dense` finds none.
        """
        ...

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """The ids and cosines of the at most `limit` passages nearest to `query`, shape (dimension,), best first."""
        ...

    def similarities(self, query: NDArray[np.float32], passage_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of `query` and each passage, in their order; 0 where a passage has no vector yet."""
        ...

    def sample(self, among: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids, ascending, and vectors, shape (passages, dimension), of passages from all over, always the same.

        So many that they show what cosine any passage of this corpus, or of the speeches `among`, comes to.
        """
        ...

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """The ids and BM25 scores of the at most `limit` passages that hold any of `terms`, best first."""
        ...

    def keyword_speeches(
        self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """The BM25 score for `terms` of each of the best `limit` speeches as a whole, by speech number."""
        ...

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """The rarity of each word, with its equivalents, and of each pair of `terms` among the passages: BM25's idf."""
        ...

    def phrase_speeches(self, phrase: str, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """The numbers, ascending, of all speeches with the `lookup_characters` of `phrase`; none where it has none.

        Every speech that holds the phrase is among them, and where it is in words or numbers, some that do not.
        """
        ...
