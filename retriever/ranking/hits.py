"""Groups of candidates made into Hits: what is shown of them, why, and which sentence decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus import Span, Wording
from indexer.snapshot import Fetched, Snapshot
from retriever.phrasing.standing import discontinued_in
from retriever.ranking.candidates import Asked, Ranked
from retriever.ranking.grouping import Group, others_by_wording
from retriever.ranking.read_with import read_with
from retriever.ranking.sentence import containing, decisive
from retriever.types import Hit


def hits_of(
    snapshot: Snapshot, found: Sequence[Group], offset: int, ranked: Ranked, asked: Asked, wording: Sequence[str]
) -> tuple[Hit, ...]:
    """A Hit for each of `found`, ranks counting on from `offset`; `wording` is marked in them where they hold it."""
    sentence_vectors = snapshot.sentence_vectors([group.shown.passage_id for group in found])
    rows = {passage_id: row for row, passage_id in enumerate(ranked.passage_ids.tolist())}
    none = np.zeros((0, len(asked.vector)), dtype=np.float32)
    hits = []
    for rank, group in enumerate(found, offset + 1):
        shown = group.shown
        also_in, similar_in = others_by_wording(group)
        vectors = sentence_vectors.get(shown.passage_id, none)
        highlights = _highlights(shown, asked, vectors, asked.question.phrases or wording)
        hit = Hit(
            passage=shown.passage,
            speech=shown.speech,
            score=round(float(ranked.scores[group.best]), 4),
            rank=rank,
            matched=_matched(ranked, rows[shown.passage_id]),
            highlights=highlights,
            also_in=also_in,
            similar_in=similar_in,
            discontinued=_discontinued(snapshot, shown),
            read_with=read_with(shown.passage.text, highlights[0]) if len(highlights) == 1 else None,
        )
        hits.append(hit)
    return tuple(hits)


def _discontinued(snapshot: Snapshot, shown: Fetched) -> tuple[tuple[Span, Wording], ...]:
    return tuple(discontinued_in(shown.passage.text, snapshot.wordings_for(shown.speech_no)))


def _matched(ranked: Ranked, row: int) -> tuple[str, ...]:
    kinds = (("exact", ranked.exact), ("keyword", ranked.keyword), ("meaning", ranked.meaning))
    return tuple(name for name, column in kinds if column[row])


def _highlights(
    shown: Fetched, asked: Asked, sentence_vectors: NDArray[np.float32], wordings: Sequence[str]
) -> tuple[Span, ...]:
    """The sentences with one of `wordings`, else the decisive sentence."""
    text = shown.passage.text
    quoted = containing(text, wordings)
    if quoted:
        return quoted
    above = "\n".join((shown.speech.title, *shown.passage.heading_path))
    best = decisive(text, above, asked.question.text, asked.subject, asked.vector, sentence_vectors)
    return (best,) if best else ()
