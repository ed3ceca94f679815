"""The second stage: what was found put in the order of a model that reads the question and each passage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from indexer.encoder import Reranker
from retriever.ranking import weights
from retriever.ranking.candidates import Ranked
from retriever.ranking.grouping import Group


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
