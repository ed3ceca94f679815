"""The order and the shape in which what was found is shown: by date, by speech, by a reranker, with outlines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from corpus import fold_plain, lookup_form
from indexer.encoder import Reranker
from indexer.search.places import places_of
from indexer.snapshot import Snapshot
from indexer.versions import state_rank
from retriever.opened import OpenedIndex
from retriever.ranking import weights
from retriever.ranking.candidates import Ranked
from retriever.ranking.grouping import Group
from retriever.types import Hit
from retriever.understanding.question import Subject


def arranged(
    found: Sequence[Group], candidates: Ranked, mode: str, wished: str | None, wording: Collection[int]
) -> list[Group]:
    """`found`, best first, as `mode` and the `wished` order want it.

    `wording` are the ids of the passages with the wording that is looked up.
    """
    ordered = wording_first(found, wording) if wording else list(found)
    if wished:
        ordered = answers_by_date(ordered, candidates, newest=wished == "newest")
    return one_per_speech(ordered) if mode in ("speeches", "outline") else ordered


def by_date(found: Sequence[Group], *, newest: bool) -> list[Group]:
    """`found` by the date of their speeches; those without a date at the end, as they were."""
    dated = [group for group in found if group.shown.speech.date]
    undated = [group for group in found if not group.shown.speech.date]
    return sorted(dated, key=lambda group: group.shown.speech.date_key, reverse=newest) + undated


def with_wording(found: Sequence[Group], wording: Collection[int]) -> list[Group]:
    """Those of `found` that show a passage of `wording`, in their order; all of them where these are few.

    In an order by date what is only near in meaning would stand between them, and before the first of them.
    """
    holding = [group for group in found if group.shown.passage_id in wording]
    return holding if len(holding) >= weights.HOLDING_ALONE else list(found)


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


def answers_by_date(found: Sequence[Group], candidates: Ranked, *, newest: bool) -> list[Group]:
    """`found`, best first, with those that answer in front by date."""
    near = _answering(found, candidates)
    return by_date([found[at] for at in near], newest=newest) + [
        group for at, group in enumerate(found) if at not in near
    ]


def in_date_order(found: Sequence[Group], candidates: Ranked) -> int:
    """The number of `found`, as `answers_by_date` orders them, in front by date; the others are by closeness."""
    return len(_answering(found, candidates))


def _answering(found: Sequence[Group], candidates: Ranked) -> dict[int, None]:
    """The places in `found`, ascending, of what holds the very wording; without any, of what scores near the best.

    What is only near in meaning would come before the first use of a wording, or after its last.
    """
    exact = {at: None for at, group in enumerate(found) if candidates.exact[group.best]}
    scores = candidates.scores
    least = max((float(scores[group.best]) for group in found), default=0.0) * weights.ANSWERS
    return exact or {at: None for at, group in enumerate(found) if float(scores[group.best]) >= least}


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


def passages_in_date_order(
    index: OpenedIndex, wordings: Sequence[str], limit: int, among: NDArray[np.int64] | None, *, newest: bool
) -> NDArray[np.int64]:
    """The ids, ascending, of the passages that hold all of the `wordings`, at least one.

    All of them, or, when there are more, at least `limit` of the newest speeches or of the oldest; undated ones come
    last. A speech is taken whole or not at all.
    """
    snapshot = index.snapshot
    speeches = snapshot.speeches()
    forms = [lookup_form(wording).text for wording in wordings]
    holding = reduce(np.intersect1d, (index.search.phrase_speeches(wording, among) for wording in wordings)).tolist()
    dated = sorted((n for n in holding if speeches[n].date), key=lambda n: speeches[n].date_key, reverse=newest)
    found: list[int] = []
    for number in [*dated, *(n for n in holding if not speeches[n].date)]:
        if len(found) >= limit:
            break
        held = (snapshot.passages_at(places_of(form, number, snapshot)) for form in forms)
        found += reduce(np.intersect1d, held).tolist()
    return np.array(sorted(found), dtype=np.int64)


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
