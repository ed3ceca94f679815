"""The order and the shape in which what was found is shown: by date, by speech, by a reranker, with outlines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus import fold_plain
from indexer.encoder import Reranker
from indexer.search.places import places_of
from indexer.search.protocol import Place
from indexer.snapshot import Snapshot
from indexer.versions import state_rank
from retriever.opened import OpenedIndex
from retriever.ranking import weights
from retriever.ranking.candidates import Ranked
from retriever.ranking.grouping import Group
from retriever.types import Hit
from retriever.understanding.question import Subject


def arranged(
    found: Sequence[Group], scores: NDArray[np.float32], mode: str, wished: str | None, wording: Collection[int]
) -> list[Group]:
    """`found`, best first, as `mode` and the `wished` order want it.

    Row i of `scores` is candidate i; `wording` are the ids of the passages with the wording that is looked up.
    """
    ordered = wording_first(found, wording) if wording else list(found)
    if wished:
        ordered = answers_by_date(ordered, scores, newest=wished == "newest")
    return one_per_speech(ordered) if mode in ("speeches", "outline") else ordered


def by_date(found: Sequence[Group], *, newest: bool) -> list[Group]:
    """`found` by the date of their speeches; those without a date at the end, as they were."""
    dated = [group for group in found if group.shown.speech.date]
    undated = [group for group in found if not group.shown.speech.date]
    return sorted(dated, key=lambda group: group.shown.speech.date_key, reverse=newest) + undated


def with_shown_by_date(found: Sequence[Group], subject: Subject, *, newest: bool) -> list[Group]:
    """`found`, of each group the oldest or the newest member shown, of versions of one day the final one.

    Only members that hold as much of `subject` as any of their group are shown: what says nearly the same may lack the
    very wording that is asked for.
    """
    return [_shown_by_date(group, subject, newest) for group in found]


def _shown_by_date(group: Group, subject: Subject, newest: bool) -> Group:
    members = (group.shown, *group.others)
    held = [subject.coverage(fold_plain(member.passage.text)) for member in members]
    holding = [member for member, share in zip(members, held, strict=True) if share >= max(held)]
    dated = [member for member in holding if member.speech.date] or holding
    dates = [member.speech.date_key for member in dated]
    first = max(dates) if newest else min(dates)
    on_that_day = [member for member, day in zip(dated, dates, strict=True) if day == first]
    shown = max(on_that_day, key=lambda member: state_rank(member.speech))
    return Group(shown, tuple(member for member in members if member is not shown), group.best)


def answers_by_date(found: Sequence[Group], scores: NDArray[np.float32], *, newest: bool) -> list[Group]:
    """`found`, best first, with those that come near the best in front by date; row i of `scores` is candidate i."""
    if not found:
        return []
    least = float(scores[found[0].best]) * weights.ANSWERS
    near = [group for group in found if scores[group.best] >= least]
    return by_date(near, newest=newest) + [group for group in found if scores[group.best] < least]


def in_date_order(found: Sequence[Group], scores: NDArray[np.float32]) -> int:
    """The number of `found`, as `answers_by_date` orders them, in front by date; the others are by closeness."""
    least = max((float(scores[group.best]) for group in found), default=0.0) * weights.ANSWERS
    return sum(float(scores[group.best]) >= least for group in found)


def wording_first(found: Sequence[Group], exact_ids: Collection[int]) -> list[Group]:
    """`found` with the exact occurrences in front, newest first."""
    exact = [group for group in found if group.shown.passage_id in exact_ids]
    return by_date(exact, newest=True) + [group for group in found if group.shown.passage_id not in exact_ids]


def one_per_speech(found: Sequence[Group]) -> list[Group]:
    """The first of `found` of each speech."""
    first: dict[int, Group] = {}
    for group in found:
        first.setdefault(group.shown.speech_no, group)
    return list(first.values())


def newest_places(index: OpenedIndex, wording: str, limit: int, among: NDArray[np.int64] | None) -> list[Place]:
    """The places of `wording`, by speech: all of them, or at least `limit` in the newest speeches when there are more.

    A speech is taken whole or not at all, undated ones last.
    """
    folded, speeches = fold_plain(wording), index.snapshot.speeches()
    holding = index.search.phrase_speeches(folded, among).tolist()
    places: list[Place] = []
    for number in sorted(holding, key=lambda number: speeches[number].date_key, reverse=True):
        if len(places) >= limit:
            break
        places += places_of(folded, number, index.snapshot.folded(number))
    return sorted(places, key=lambda place: (place.speech_no, place.start))


def with_outlines(snapshot: Snapshot, hits: Sequence[Hit], found: Sequence[Group]) -> tuple[Hit, ...]:
    """`hits`, each with the outline of its speech; `found` are the groups they show."""
    return tuple(
        replace(hit, outline=_outline(snapshot, group.shown.speech_no)) for hit, group in zip(hits, found, strict=True)
    )


def _outline(snapshot: Snapshot, speech_no: int) -> tuple[tuple[str, ...], ...]:
    """The heading paths of a speech in order, each once and behind those above it."""
    paths = [passage.heading_path for passage in snapshot.speech(speech_no)[1]]
    return tuple(dict.fromkeys(path[:depth] for path in paths for depth in range(1, len(path) + 1)))


def reranked(
    found: Sequence[Group], candidates: Ranked, question: str, reranker: Reranker
) -> tuple[list[Group], Ranked]:
    """`found`, best first, with the first `weights.READ_AGAIN` by what `reranker` says; equal ones stay as they were.

    The scores belong to the places: whichever passage comes first has the score of what was first, so that they stay
    in [0, 1] and descending. `candidates` come back with the scores handed on in that way.
    """
    first = list(found[: weights.READ_AGAIN])
    if not first:
        return list(found), candidates
    order = np.argsort(-reranker.scores(question, [group.shown.passage.text for group in first]), kind="stable")
    reordered = [first[place] for place in order.tolist()]
    scores = candidates.scores.copy()
    scores[[group.best for group in reordered]] = candidates.scores[[group.best for group in first]]
    return [*reordered, *found[weights.READ_AGAIN :]], replace(candidates, scores=scores)
