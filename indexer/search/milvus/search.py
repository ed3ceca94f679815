"""The search engine of an index whose vectors are on a Milvus server."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus import lookup_characters
from corpus.errors import EngineError
from indexer.id_sets import only_in
from indexer.search.embedded.keywords import Lexical, stems
from indexer.search.milvus.client import Server
from indexer.search.milvus.schema import FIELDS, sparse
from indexer.search.protocol import Boosts, Found, Terms
from indexer.snapshot import Snapshot

log = logging.getLogger(__name__)

_SECONDS = 3
"""A question waits no longer for the server."""
_REST = 15.0
"""Seconds in which a server that did not answer is not asked again: nobody has to wait for it at each question."""
_MOST = 16_384  # hits of one search of Milvus
_SAMPLE = 1000
# A passage can be among the best by all fields together and by none of them alone.
_DEEPER = 200


class MilvusSearch:
    """See SearchEngine.

    The server gives candidates by meaning and by words. The vectors of known passages are read from the catalog. What
    is kept in the index folder gives phrases, whole speeches and rarity, and words while the server does not answer or
    a build has not embedded all passages, or where the server does not score words. What the snapshot does not hold is
    never given.
    """

    def __init__(
        self, snapshot: Snapshot, server: Server, collection: str, passages: Lexical, speeches: Lexical
    ) -> None:
        self._snapshot, self.server, self._collection = snapshot, server, collection
        self._passages, self._speeches = passages, speeches
        self._failure: EngineError | None = None
        self._ask_from = 0.0
        self._fields: frozenset[str] = frozenset()

    @property
    def generation(self) -> int:
        """See SearchEngine."""
        return self._snapshot.generation

    @cached_property
    def pending(self) -> int:
        """See SearchEngine."""
        return sum(self._snapshot.pending().values())

    @property
    def failure(self) -> EngineError | None:
        """See SearchEngine."""
        return self._failure

    def dense(self, query: NDArray[np.float32], limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        found = self._search("vector", query.tolist(), limit, self._allowed(among))
        return self._best(found or {}, limit)

    def similarities(self, query: NDArray[np.float32], passage_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """See SearchEngine."""
        ids, vectors = self._snapshot.vectors_of(passage_ids)
        cosines = dict(zip(ids.tolist(), (vectors @ query).tolist(), strict=True)) if len(ids) else {}
        return np.array([cosines.get(each, 0.0) for each in passage_ids.tolist()], dtype=np.float32)

    def sample(self, among: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """See SearchEngine."""
        if among is None:
            return self._sample
        of_these = self._snapshot.rows.of_speeches(among)
        return self._sample_of(np.intersect1d(self._snapshot.embedded(), of_these, assume_unique=True))

    @cached_property
    def _sample(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        return self._sample_of(self._snapshot.embedded())

    def _sample_of(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        spread = np.linspace(0, len(ids) - 1, min(_SAMPLE, len(ids))).astype(np.int64)
        return self._snapshot.vectors_of(ids[spread])

    def keyword(self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None) -> Found:
        """See SearchEngine."""
        scores = None if self.pending or terms.equivalents else self._scores(terms, boosts, limit, among)
        if scores is None:
            return self._held(self._passages.keyword(terms, boosts, limit, among))
        return self._best(scores, limit)

    def keyword_speeches(
        self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """See SearchEngine."""
        ids, scores = self._held(self._speeches.keyword(terms, boosts, limit, among))
        return dict(zip(self._snapshot.speech_numbers(ids).tolist(), scores.tolist(), strict=True))

    def rarity(self, terms: Terms) -> tuple[dict[str, float], dict[str, float]]:
        """See SearchEngine."""
        return self._passages.rarity(terms)

    def phrase_speeches(self, phrase: str, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """See SearchEngine."""
        return np.sort(self._snapshot.speech_numbers(self._speeches.with_phrase(lookup_characters(phrase), among)))

    # --- asking the server -----------------------------------------------------------------------------------------

    def _scores(
        self, terms: Terms, boosts: Boosts, limit: int, among: NDArray[np.int64] | None
    ) -> dict[int, float] | None:
        """The BM25 scores, over all fields, of the best `limit` passages of any field and some more, by id.

        None if the server does not answer.
        """
        words = stems(terms.words)
        sought = zip(
            FIELDS,
            (words, terms.pairs, words, terms.pairs),
            (boosts.words, boosts.pairs, boosts.head_words, boosts.head_pairs),
            strict=True,
        )
        asked = [(sparse(field), " ".join(dict.fromkeys(of)), boost) for field, of, boost in sought if of and boost > 0]
        allowed = self._allowed(among)
        first = [self._search(field, text, limit + _DEEPER, allowed) for field, text, _ in asked]
        ids = {number for found in first for number in found or ()}
        scores: Counter[int] = Counter()
        for (field, text, boost), found in zip(asked, first, strict=True):
            # A passage that is not among the best by one field has a score there all the same.
            others = sorted(ids.difference(found or ()))
            more = self._search(field, text, len(others), _in("passage_id", others))
            if found is None or more is None:
                return None
            for number, score in (found | more).items():
                scores[number] += boost * score  # type: ignore[assignment] # a Counter adds any numbers
        return dict(scores)

    def _search(self, field: str, sought: object, limit: int, allowed: str | None) -> dict[int, float] | None:
        """The scores by one field of the best `limit` passages that are `allowed`, by id; none where that is None.

        None if the server does not answer, or did not a moment ago, or has no such field, as before Milvus 2.5.
        """
        if allowed is None or limit <= 0:
            return {}
        if time.monotonic() < self._ask_from:
            return None
        try:
            self._fields = self._fields or self._loaded()
            if field not in self._fields:
                return None
            (hits,) = self.server.ask(
                "search",
                self._collection,
                data=[sought],
                anns_field=field,
                limit=min(limit, _MOST),
                filter=allowed,
                seconds=_SECONDS,
            )
        except EngineError as error:
            log.warning("%s", EngineError("engine_away", address=self.server.address, reason=error.code))
            self._failure, self._ask_from, self._fields = error, time.monotonic() + _REST, frozenset()
            return None
        self._failure = None
        return {int(hit["passage_id"] if "passage_id" in hit else hit["id"]): float(hit["distance"]) for hit in hits}

    def _loaded(self) -> frozenset[str]:
        """The names of the fields of the collection, which was loaded."""
        self.server.ask("load_collection", self._collection, seconds=_SECONDS)
        described = self.server.ask("describe_collection", self._collection, seconds=_SECONDS)
        return frozenset(str(each["name"]) for each in described["fields"])

    def _allowed(self, among: NDArray[np.int64] | None) -> str | None:
        """The filter for the speeches `among`, in the shorter of two ways to say it; None where there are none."""
        if among is None:
            return ""
        others = only_in(self._speech_numbers, among)
        if len(others) < len(among):
            return f"speech_no not in {others.tolist()}" if len(others) else ""
        return _in("speech_no", among.tolist())

    @cached_property
    def _speech_numbers(self) -> NDArray[np.int64]:
        return np.unique(self._snapshot.rows.table.speech_no)

    def _best(self, scores: dict[int, float], limit: int) -> Found:
        ids = np.array(list(scores), dtype=np.int64)
        values = np.array(list(scores.values()), dtype=np.float32)
        order = np.lexsort((ids, -values))[:limit]
        return self._held((ids[order], values[order]))

    def _held(self, found: Found) -> Found:
        ids, scores = found
        held = self._snapshot.rows.held(ids)
        return ids[held], scores[held]


def _in(field: str, numbers: Sequence[int]) -> str | None:
    """The filter for rows whose `field` is one of `numbers`; None where there are none."""
    return f"{field} in {list(numbers)}" if numbers else None
