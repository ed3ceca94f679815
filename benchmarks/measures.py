"""nDCG@10, MRR@10, R@1 and R@10 by ir-measures, the interval of a paired difference by the bootstrap, what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG

MEASURES = (nDCG @ 10, RR @ 10, R @ 1, R @ 10)
NAMES = ("nDCG@10", "MRR@10", "R@1", "R@10")

_RESAMPLES = 10_000

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]


def by_question(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Each measure for each question of `qrels`; a question without a result counts 0."""
    scores: dict[str, dict[str, float]] = {question: dict.fromkeys(NAMES, 0.0) for question in qrels}
    names = dict(zip(MEASURES, NAMES, strict=True))
    for value in ir_measures.iter_calc(list(MEASURES), _plain(qrels), _plain(run)):
        scores[value.query_id][names[value.measure]] = value.value
    return scores


def as_run(ranking: Sequence[str]) -> dict[str, float]:
    """Scores that keep the order of `ranking`, each document at its best place."""
    return {document: float(len(ranking) - place) for place, document in reversed(list(enumerate(ranking)))}


def mean(values: Sequence[float]) -> float:
    """The mean of `values`, 0 for none."""
    return float(np.mean(values)) if len(values) else 0.0


@dataclass(frozen=True, slots=True)
class Listed:
    """The first ten that are listed for a question, best first: the first `shown` of them in sight, the rest folded."""

    documents: Sequence[str]
    shown: int


def print_shown(qrels: Qrels, listed: Mapping[str, Listed]) -> None:
    """Print how many are shown, the share of them that is relevant, and the share of the relevant that is shown.

    Each is a mean over the questions, beside that of all ten: what would be seen if nothing were folded.
    """
    rows = [_row(set(grades), listed[question]) for question, grades in qrels.items()]
    shown, of_shown, recall, ten, of_ten, recall_of_ten = (mean(column) for column in zip(*rows, strict=True))
    print(f"ours: shown {shown:.2f} of {ten:.2f}; share of the shown that is relevant {of_shown:.4f}", end="")
    print(f" (of all ten {of_ten:.4f}); share of the relevant that is shown {recall:.4f} ({recall_of_ten:.4f})")


def _row(relevant: set[str], listed: Listed) -> tuple[float, ...]:
    """The number shown, the shares of it that is relevant and of the relevant that is shown; the same for all ten."""
    row: list[float] = []
    for documents in (listed.documents[: listed.shown], listed.documents):
        hit = len(relevant.intersection(documents))
        row += [len(documents), hit / len(documents) if documents else 0.0, hit / len(relevant) if relevant else 0.0]
    return tuple(row)


def paired_interval(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """The mean of ours − theirs and its 95% interval (percentile bootstrap over the questions, seeded)."""
    differences = np.asarray(ours) - np.asarray(theirs)
    draws = np.random.default_rng(0).integers(0, len(differences), (_RESAMPLES, len(differences)))
    low, high = np.percentile(differences[draws].mean(axis=1), [2.5, 97.5])
    return float(differences.mean()), float(low), float(high)


def _plain(table: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    return {key: dict(row) for key, row in table.items()}
