"""Closeness: the passages among those found that answer, and the doubt where nothing does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from heapq import nsmallest

from corpus import same_script
from corpus.language.foreign import is_chinese_or_english
from indexer.fetched import read_texts
from indexer.snapshot import Snapshot
from retriever.ranking import weights
from retriever.ranking.candidates import Asked, Ranked
from retriever.ranking.fusion import Background
from retriever.ranking.grouping import Group
from retriever.ranking.head_matter import only_introduces
from retriever.ranking.model_scale import to_fitted
from retriever.ranking.passage_texts import folded_passage
from retriever.understanding.question import Subject


def answering(found: Sequence[Group], candidates: Ranked, subject: Subject) -> Callable[[Group], bool]:
    """A function that is true for those groups of `found` whose passage shown answers; the others are less close.

    A passage answers that has the wording that was looked up or quoted; whose score lies in the upper half of the way
    from that of chance to the best one; or that scores half of the best and holds half as much of the question as the
    one of the first few that holds most. The head of a speech, before it says anything, answers only where it holds as
    much of the question as any: who spoke, and where.
    """
    first = nsmallest(weights.LOOKED_CLOSER, found, key=lambda group: group.best)
    read_texts(group.shown for group in first)
    best = float(candidates.scores[first[0].best]) if first else 0.0
    least = best * weights.FOUND
    chance = min(candidates.chance, best)
    halfway = chance + weights.ANSWERS_FROM * (best - chance)
    held = cache(lambda shown: subject.coverage(folded_passage(shown.text)))
    most = max((held(group.shown) for group in first), default=0.0)
    exact = frozenset(candidates.passage_ids[candidates.exact].tolist())

    def holds_enough(group: Group) -> bool:
        return most > 0 and held(group.shown) >= weights.HOLDS_FROM * most

    @cache
    def answers(group: Group) -> bool:
        if _has_any(group, exact):
            return True
        score = float(candidates.scores[group.best])
        if score < halfway and not (score >= least and holds_enough(group)):
            return False
        return held(group.shown) >= most or not _is_mere_head(group)  # to look at what is a head takes longest

    return answers


def _is_mere_head(group: Group) -> bool:
    shown = group.shown
    if shown.ordinal >= weights.HEAD_PASSAGES or not only_introduces(shown.text, shown.speech.title):
        return False
    return not shown.passage.heading_path  # the only thing here that a passage has to be read for


def _has_any(group: Group, passage_ids: Collection[int]) -> bool:
    return any(member.passage_id in passage_ids for member in (group.shown, *group.others))


def answers_first(found: Sequence[Group], answers: Callable[[Group], bool], count: int) -> list[Group]:
    """The first `count` of `found` once those that answer are in front, each part in its order."""
    front: list[Group] = []
    behind: list[Group] = []
    for place, group in enumerate(found):
        if len(front) == count:  # what the others are changes nothing any more
            return front
        if place % count == 0:
            read_texts(other.shown for other in found[place : place + count])
        (front if answers(group) else behind).append(group)
    return [*front, *behind][:count]


def comes_close(snapshot: Snapshot, asked: Asked, candidates: Ranked) -> bool:
    """False if none of `candidates` seems to answer."""
    best = snapshot.fetch_later(candidates.passage_ids[: weights.LOOKED_AT].tolist())
    coverage = max(asked.subject.coverages([folded_passage(item.text) for item in best]))
    if coverage < weights.FULL_VOTE and not is_chinese_or_english(asked.question.text):
        return False  # to any letters some passage is the nearest
    if not same_script(asked.question.text, best[0].text):
        return is_close_across(float(candidates.cosines.max()), asked.ground)
    vectors = snapshot.sentence_vectors([item.passage_id for item in best]).values()
    cosine = max((float((sentences @ asked.vector).max(initial=-1.0)) for sentences in vectors), default=-1.0)
    fitted = to_fitted(snapshot, "answers", asked.question.text)
    return is_close(fitted(cosine) if fitted else None, coverage)


def is_close(best_cosine: float | None, coverage: float) -> bool:
    """False if nothing that was found seems to answer.

    `best_cosine` is that of the best sentence of the best passages, on the scale of the fitted model, None where it
    says nothing; `coverage` the best of their Subject.coverage.
    """
    if best_cosine is not None:
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
