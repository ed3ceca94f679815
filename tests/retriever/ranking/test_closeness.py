"""When it is said that nothing comes close."""

from __future__ import annotations

import pytest

from retriever.ranking.closeness import is_close, is_close_across
from retriever.ranking.fusion import Background


@pytest.mark.parametrize(
    ("cosine", "coverage", "expected"),
    [
        (0.91, 0.0, True),
        (0.88, 0.0, False),
        (0.88, 0.25, False),
        (0.88, 0.4, True),
        (0.8, 0.4, False),
        (0.83, 1.0, True),
    ],
)
def test_the_nearer_the_best_sentence_the_fewer_words_have_to_be_shared(
    cosine: float, coverage: float, expected: bool
) -> None:
    assert is_close(cosine, coverage) is expected


@pytest.mark.parametrize("cosine", [0.88, 0.89, 0.9])
def test_words_that_chance_shares_change_nothing(cosine: float) -> None:
    assert is_close(cosine, 0.0) is is_close(cosine, 0.2)


def test_where_cosines_say_nothing_the_words_decide() -> None:
    assert not is_close(None, 0.3)
    assert is_close(None, 0.31)


def test_across_languages_the_best_has_to_stand_out() -> None:
    ground = Background(0.7, 0.02)
    assert is_close_across(0.755, ground)
    assert not is_close_across(0.753, ground)
    assert is_close_across(0.7, Background(0.7, 0.0))
