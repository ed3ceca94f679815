"""Hits: groups of candidates with what is shown of them, why, and the sentence that decides; a hit in its context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus import Span, Wording
from indexer.fetched import Fetched, read_together
from indexer.snapshot import Snapshot
from retriever.phrasing.set_wordings import discontinued_in
from retriever.ranking import weights
from retriever.ranking.candidates import Asked, Ranked
from retriever.ranking.grouping import Group, others_by_wording
from retriever.ranking.sentence import containing, decisive, read_with
from retriever.types import Answer, Hit, Note
from retriever.understanding.request import Request


def hits_of(
    snapshot: Snapshot,
    found: Sequence[Group],
    offset: int,
    ranked: Ranked,
    answers: Callable[[Group], bool],
    asked: Asked,
    wording: Sequence[str],
) -> tuple[Hit, ...]:
    """A Hit for each of `found`, ranks counting on from `offset`; `wording` is marked in them where they hold it.

    `answers` is true for those that answer.
    """
    read_together(member for group in found for member in (group.shown, *group.others))
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
            is_less_close=not answers(group),
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
    at_head = shown.passage.ordinal == 0
    cosines = asked.ground.in_deviations(sentence_vectors @ asked.vector)
    best = decisive(text, above, asked.question.text, asked.subject, cosines, at_head=at_head)
    return (best,) if best else ()


def in_context(snapshot: Snapshot, previous: Answer, request: Request) -> Answer:
    """The passages around the hit of `previous` that `request` names, in the order of the speech."""
    query = replace(previous.query, mode="context")
    hit = next((hit for hit in previous.hits if hit.rank == request.number), None)
    if hit is None:
        last = max((hit.rank for hit in previous.hits), default=0)
        return Answer(query, (), 0, 0, Note("no_such_hit", (("number", request.number), ("count", last))))
    hits = _around(snapshot, hit)
    note = None if hits else Note("hit_changed", (("number", request.number),))
    return Answer(query, hits, len(hits), 0, note)


def _around(snapshot: Snapshot, hit: Hit) -> tuple[Hit, ...]:
    """`hit` and its neighbours, none when the speech is no longer what it was."""
    number = snapshot.number_of(hit.speech.speech_id)
    if number is None:
        return ()
    passages = snapshot.speech(number)[1]
    at = hit.passage.ordinal
    if at >= len(passages) or passages[at].text != hit.passage.text:
        return ()
    wordings = snapshot.wordings_for(number)
    shown = passages[max(0, at - weights.NEIGHBOURS) : at + weights.NEIGHBOURS + 1]
    return tuple(
        replace(
            hit if passage.ordinal == at else Hit(passage, hit.speech, score=0.0, rank=rank, matched=(), highlights=()),
            rank=rank,
            discontinued=tuple(discontinued_in(passage.text, wordings)),
        )
        for rank, passage in enumerate(shown, 1)
    )
