"""A passage among its neighbours: what 第二条展开 shows."""

from __future__ import annotations

from dataclasses import replace

from indexer.snapshot import Snapshot
from retriever.phrasing.standing import discontinued_in
from retriever.ranking import weights
from retriever.types import Answer, Hit, Note
from retriever.understanding.request import Request


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
