"""The four systems that are compared, over one index and the same vectors.

keyword: BM25 over jieba's words; dense: cosines; recipe: the two joined by reciprocal rank fusion (Cormack et al.
2009), as most programs do it; ours: Retriever.ask.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.errors import QueryError
from indexer.encoder import Encoder
from indexer.search.protocol import Boosts, Terms
from indexer.snapshot import Snapshot
from retriever import Answer, Retriever
from retriever.opened import OpenedIndex

SYSTEMS = ("keyword", "dense", "recipe", "ours")

_CANDIDATES = 100
_RRF_K = 60
_WORDS_ONLY = Boosts(words=1.0, pairs=0.0)

Ranking = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Rankings:
    """For one question the passages of each system, best first, and our answer, None if the question was refused."""

    of: dict[str, Ranking]
    answer: Answer | None


def rank(index: OpenedIndex, encoder: Encoder, text: str, ours: Answer | None) -> Rankings:
    """The ranking of each system for `text`; `ours` is the retriever's answer, None if it refused the question."""
    if not text.strip():
        return Rankings({system: [] for system in SYSTEMS}, None)
    by_words, by_meaning = keyword(index, text), dense(index, encoder, text)
    found = {"keyword": by_words, "dense": by_meaning, "recipe": rank_fusion([by_words, by_meaning])}
    found["ours"] = ids_of_answer(index.snapshot, ours)
    return Rankings(found, ours)


def keyword(index: OpenedIndex, text: str) -> Ranking:
    """The best passages by BM25 over jieba's words."""
    return _pairs(*index.search.keyword(Terms(index.snapshot.segmenter.words(text), ()), _WORDS_ONLY, _CANDIDATES))


def dense(index: OpenedIndex, encoder: Encoder, text: str) -> Ranking:
    """The passages nearest in meaning."""
    return _pairs(*index.search.dense(encoder.encode_queries([text])[0], _CANDIDATES))


def ask(retriever: Retriever, text: str, previous: Answer | None = None, understand: bool = True) -> Answer | None:
    """Our answer to `text`, with as many hits as may be asked for; None when the question is refused."""
    try:
        return retriever.ask(text, top_k=_CANDIDATES, previous=previous, understand=understand)
    except QueryError:
        return None


def _pairs(ids: np.ndarray, scores: np.ndarray) -> Ranking:
    return list(zip(ids.tolist(), scores.tolist(), strict=True))


def rank_fusion(rankings: list[Ranking]) -> Ranking:
    """The rankings joined by reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, (passage_id, _) in enumerate(ranking, 1):
            scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (_RRF_K + place)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def ids_of_answer(snapshot: Snapshot, answer: Answer | None) -> Ranking:
    """The passages that are shown, by id; each stands for those that it is "also in"."""
    if answer is None:
        return []
    ids = snapshot.ids_of([hit.passage for hit in answer.hits])
    return [(passage_id, hit.score) for passage_id, hit in zip(ids, answer.hits, strict=True)]
