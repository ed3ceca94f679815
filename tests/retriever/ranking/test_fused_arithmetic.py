"""Fused scores, figure by figure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retriever.ranking import weights
from retriever.ranking.fusion import Background, fused, shares, standing_out
from retriever.ranking.weights import FusionWeights

GROUND = Background(mean=0.80, deviation=0.02)  # so a cosine of 0.80 - 3 × 0.02 = 0.74 says nothing
ROUND = FusionWeights(meaning=0.5, keyword=0.3, speech=0.2)


def column(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def test_a_share_is_the_way_from_the_floor_to_the_best() -> None:
    assert shares(column(0.74, 0.82, 0.90), 0.74).tolist() == pytest.approx([0.0, 0.08 / 0.16, 1.0])
    assert shares(column(2.0, 8.0, 0.0)).tolist() == pytest.approx([2 / 8, 1.0, 0.0])


def test_a_share_below_the_floor_is_0() -> None:
    assert shares(column(0.70, 0.90), 0.74).tolist() == pytest.approx([0.0, 1.0])


def test_none_above_the_floor_is_0_for_all() -> None:
    assert shares(column(0.5, 0.7), 0.74).tolist() == [0.0, 0.0]
    assert shares(column()).tolist() == []


def test_of_whole_speeches_only_what_stands_out_counts() -> None:
    number = weights.SPEECHES_STANDING_OUT
    speeches = np.arange(number + 2)
    scores = np.arange(number + 2, dtype=np.float32) + 40  # 41 is the score of the best that says nothing
    assert standing_out(scores, speeches).tolist() == [0.0, 0.0, *np.arange(1.0, number + 1)]
    # Passages of one speech are one speech.
    twice = standing_out(np.repeat(scores, 2), np.repeat(speeches, 2))
    assert twice.tolist() == np.repeat([0.0, 0.0, *np.arange(1.0, number + 1)], 2).tolist()


def test_where_all_speeches_are_alike_their_scores_stay() -> None:
    assert standing_out(column(4.0, 4.0), np.array([1, 2])).tolist() == [4.0, 4.0]
    assert standing_out(column(), np.zeros(0, dtype=np.int64)).tolist() == []


def test_three_kinds_of_evidence_are_added_by_their_weights() -> None:
    scores = fused(column(0.90, 0.82), GROUND, column(5.0, 10.0), column(0.0, 4.0), 1.0, ROUND)
    assert scores.tolist() == pytest.approx([0.5 * 1.0 + 0.3 * 0.5 + 0.2 * 0.0, 0.5 * 0.5 + 0.3 * 1.0 + 0.2 * 1.0])


def test_half_a_vote_halves_the_keyword_side_and_the_weights_still_sum_to_1() -> None:
    scores = fused(column(0.90, 0.82), GROUND, column(5.0, 10.0), column(0.0, 4.0), 0.5, ROUND)
    total = 0.5 + 0.15 + 0.1
    assert scores.tolist() == pytest.approx(
        [(0.5 * 1.0 + 0.15 * 0.5 + 0.1 * 0.0) / total, (0.5 * 0.5 + 0.15 * 1.0 + 0.1 * 1.0) / total]
    )


def test_without_a_vote_the_cosines_alone_decide() -> None:
    assert fused(column(0.90, 0.82), GROUND, column(0.0, 9.0), column(0.0, 9.0), 0.0, ROUND).tolist() == pytest.approx(
        [1.0, 0.5]
    )


def test_the_weights_in_use() -> None:
    # 0.63 of the cosine, 0.37 of the passage's BM25, 0.1 of the speech's, over their sum 1.1.
    scores = fused(column(0.90, 0.82), GROUND, column(10.0, 10.0), column(4.0, 1.0), 1.0, FusionWeights())
    assert scores.tolist() == pytest.approx(
        [(0.63 + 0.37 + 0.1) / 1.1, (0.63 * 0.5 + 0.37 * 1.0 + 0.1 * 0.25) / 1.1], abs=1e-6
    )


def test_a_corpus_whose_cosines_are_all_alike_has_its_floor_1_below() -> None:
    assert Background(mean=0.8, deviation=0.0).floor == pytest.approx(-0.2)
    assert GROUND.floor == pytest.approx(0.74)


@given(
    st.lists(st.tuples(st.floats(-1, 1, width=32), st.floats(0, 50, width=32), st.floats(0, 50, width=32)), min_size=1),
    st.floats(0, 1),
)
def test_fused_scores_lie_in_0_to_1_and_better_evidence_never_lowers_one(
    rows: list[tuple[float, float, float]], vote: float
) -> None:
    cosines, keyword, speech = (column(*values) for values in zip(*rows, strict=True))
    scores = fused(cosines, GROUND, keyword, speech, vote, FusionWeights())
    assert ((scores >= 0) & (scores <= 1 + 1e-6)).all()
    better = (cosines[:, None] >= cosines) & (keyword[:, None] >= keyword) & (speech[:, None] >= speech)
    assert (scores[:, None] - scores >= -1e-6)[better].all()
