"""The face of an index: what stands behind it could be the engine of this folder, or a distributed one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus import Passage, Speech
from indexer.engine.places import Place
from indexer.search.embedded.keywords import Boosts, Found, Terms


@dataclass(frozen=True, slots=True)
class Fetched:
    """A passage with its id, its speech's number and its Speech."""

    passage_id: int
    speech_no: int
    passage: Passage
    speech: Speech


class SearchEngine(Protocol):
    """What the retriever needs of an index; the embedded one below, or a distributed one later."""

    @property
    def generation(self) -> int:
        """The state of the catalog that the answers show."""
        ...

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """The passage ids and cosines nearest to `query`, best first; `among` are the allowed speech numbers."""
        ...

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """The passage ids and BM25 scores for `terms`, best first; `among` are the allowed speech numbers."""
        ...

    def occurrences(
        self, phrase: str, after: tuple[int, int] | None, limit: int, among: NDArray[np.int64] | None = None
    ) -> list[Place]:
        """The places of `phrase` by (speech_no, start), at most `limit`, from behind `after` on."""
        ...

    def fetch(self, passage_ids: Sequence[int]) -> list[Fetched]:
        """The passages under `passage_ids`, in their order; ids that are gone are left out."""
        ...
