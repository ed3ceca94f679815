"""Closeness: the passages among those found that answer, and the doubt where nothing does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from heapq import nsmallest

from corpus import fold_plain, same_script
from corpus.language.foreign import is_chinese_or_english
from indexer.snapshot import Snapshot
from retriever.ranking import weights
from retriever.ranking.candidates import Asked, Ranked
from retriever.ranking.fusion import Background
from retriever.ranking.grouping import Group
from retriever.ranking.head_matter import only_introduces
from retriever.understanding.question import Subject


def answering(found: Sequence[Group], candidates: Ranked, subject: Subject) -> frozenset[int]:
    """The ids of the passages shown of those groups of `found` that answer; the others are less close.

    A passage answers that has the wording that was looked up or quoted; whose score lies in the upper half of the way
    from that of chance to the best one; or that scores half of the best and holds half as much of the question as the
    one of the first few that holds most. The head of a speech, before it says anything, answers only where it holds as
    much of the question as any: who spoke, and where.
    """
    if not found:
        return frozenset()
    first = nsmallest(weights.LOOKED_CLOSER, found, key=lambda group: group.best)
    best = float(candidates.scores[first[0].best])
    least = best * weights.FOUND
    chance = min(candidates.chance, best)
    halfway = chance + weights.ANSWERS_FROM * (best - chance)
    most = max(_held(group, subject) for group in first)
    exact = frozenset(candidates.passage_ids[candidates.exact].tolist())

    def holds_enough(group: Group) -> bool:
        return most > 0 and _held(group, subject) >= weights.HOLDS_FROM * most

    def answers(group: Group) -> bool:
        if _has_any(group, exact):
            return True
        if _is_mere_head(group) and _held(group, subject) < most:
            return False
        score = float(candidates.scores[group.best])
        return score >= halfway or (score >= least and holds_enough(group))

    return frozenset(group.shown.passage_id for group in found if answers(group))


def _held(group: Group, subject: Subject) -> float:
    return subject.coverage(fold_plain(group.shown.passage.text))


def _is_mere_head(group: Group) -> bool:
    passage = group.shown.passage
    is_early = passage.ordinal < weights.HEAD_PASSAGES and not passage.heading_path
    return is_early and only_introduces(passage.text, group.shown.speech.title)


def _has_any(group: Group, passage_ids: Collection[int]) -> bool:
    return any(member.passage_id in passage_ids for member in (group.shown, *group.others))


def answers_first(found: Sequence[Group], close: Collection[int]) -> list[Group]:
    """`found` with those in front that answer, each part in its order."""
    return sorted(found, key=lambda group: group.shown.passage_id not in close)


def comes_close(snapshot: Snapshot, asked: Asked, candidates: Ranked) -> bool:
    """False if none of `candidates` seems to answer."""
    best = snapshot.fetch(candidates.passage_ids[: weights.LOOKED_AT].tolist())
    coverage = max(asked.subject.coverage(fold_plain(item.passage.text)) for item in best)
    if coverage < weights.FULL_VOTE and not is_chinese_or_english(asked.question.text):
        return False  # to any letters some passage is the nearest
    if not same_script(asked.question.text, best[0].passage.text):
        return is_close_across(float(candidates.cosines.max()), asked.ground)
    vectors = snapshot.sentence_vectors([item.passage_id for item in best]).values()
    cosine = max((float((sentences @ asked.vector).max(initial=-1.0)) for sentences in vectors), default=-1.0)
    return is_close(cosine, coverage, snapshot.meta("model") or "")


def is_close(best_cosine: float, coverage: float, model: str) -> bool:
    """False if nothing that was found seems to answer.

    `best_cosine` is that of the best sentence of the best passages, `coverage` the best of their Subject.coverage.
    """
    if model == weights.CLOSE_FITTED_FOR:
        return (
            weights.CLOSE_COSINE * best_cosine
            + weights.CLOSE_COVERED * max(coverage, weights.CHANCE)
            + weights.CLOSE_CONSTANT
            > 0
        )
    return weights.CLOSE_COVERED_ALONE * coverage + weights.CLOSE_CONSTANT_ALONE > 0


def is_close_across(best_cosine: float, ground: Background) -> bool:
    """The same where the question and the best passage are in two languages."""
    return ground.deviation <= 0 or (best_cosine - ground.mean) / ground.deviation > weights.STANDS_OUT
