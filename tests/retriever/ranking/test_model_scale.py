"""Cosines of another model on the scale of the offline one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.encoder import OFFLINE_MODEL, Encoder, Scale, Vectors, measured_scales
from retriever import Answer, Retriever
from retriever.opened import OpenedIndex
from retriever.ranking import weights
from retriever.ranking.model_scale import ToFitted, onto, to_fitted
from tests.conftest import PairEncoder, build_with_pairs

QUESTIONS = (
    "渡口的旧棚子要改成什么？",
    "粮食播种面积要稳在多少亩？",
    "巡河记录怎么用",
    "火星上有没有企鹅",
    "What will become of the old ferry shed?",
    "How do penguins sleep?",
)


class Crowded(PairEncoder):
    """A PairEncoder whose cosines crowd together: (1 - `share`) times a cosine, plus `share` times `side`.

    All vectors get one more component; with a `side` of -1 it points away from that of a question.
    """

    dimension = PairEncoder.dimension + 1

    def __init__(self, share: float, side: float = 1.0) -> None:
        super().__init__(f"crowded/{share}/{side}")
        self._share, self._side = share, side

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._with_one_more(texts, 1.0)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._with_one_more(texts, self._side)

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors]]:
        cut = [[text[start:end] for start, end in each] for text, each in zip(texts, spans, strict=True)]
        return self.encode_passages(texts), [self.encode_passages(each) for each in cut]

    def _with_one_more(self, texts: Sequence[str], side: float) -> Vectors:
        plain = np.array([PairEncoder._vector(PLAIN, text) for text in texts]).reshape(-1, PairEncoder.dimension)
        more = np.full((len(texts), 1), side * np.sqrt(self._share))
        return np.hstack([plain * np.sqrt(1 - self._share), more]).astype(np.float32)


PLAIN = PairEncoder()


def answers(index: Path, encoder: Encoder) -> list[Answer]:
    with Retriever.open(index, encoder=encoder) as retriever:
        return [retriever.ask(question) for question in QUESTIONS]


def said(answer: Answer) -> object:
    """What is shown of an answer, without scores, and without the order of what is less close: vectors are rounded."""
    close = [hit for hit in answer.hits if not hit.is_less_close]
    others = [hit for hit in answer.hits if hit.is_less_close]
    others.sort(key=lambda hit: (hit.speech.path, hit.passage.start))
    return answer.note, [replace(hit, score=0.0) for hit in close], [replace(hit, score=0.0, rank=0) for hit in others]


@pytest.mark.parametrize(("share", "side"), [(0.7, 1.0), (0.3, -1.0)])
def test_a_model_whose_cosines_crowd_together_gives_the_same_answers(
    library: Path, pairs_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float, side: float
) -> None:
    # Pairs of characters hardly tell the reference texts apart; the rule is set so that it decides both ways here.
    monkeypatch.setattr(weights, "TOLD_APART", 0.0)
    monkeypatch.setattr(weights, "CLOSE_CONSTANT", -170.0)
    crowded = Crowded(share, side)
    build_with_pairs(library, tmp_path / "index", encoder=crowded)
    plain = answers(pairs_index, PLAIN)
    assert [said(each) for each in answers(tmp_path / "index", crowded)] == [said(each) for each in plain]
    assert {each.note is None for each in plain} == {True, False}


@given(slope=st.floats(0.05, 1.0), shift=st.floats(-0.5, 0.5), cosine=st.floats(-1, 1))
@settings(max_examples=30)
def test_cosines_squeezed_and_shifted_come_back_as_they_were(slope: float, shift: float, cosine: float) -> None:
    fitted = Scale(0.9, 0.8, 0.02)
    other = Scale(slope * fitted.together + shift, slope * fitted.apart + shift, slope * fitted.spread)
    assert onto(fitted, other)(slope * cosine + shift) == pytest.approx(cosine, abs=1e-9)


def test_constants_are_on_the_scale_of_the_offline_model_in_chinese(real_index: Path, encoder: Encoder) -> None:
    with OpenedIndex.open(real_index, encoder=encoder) as index:
        assert to_fitted(index.snapshot, "answers", "河") == ToFitted(1.0, 0.0)
        in_english = to_fitted(index.snapshot, "answers", "river")
    assert in_english is not None
    assert in_english(weights.OFFLINE["answers", "en"].together) == pytest.approx(0.9036)


def test_the_scales_of_the_offline_model_are_those_that_are_noted(encoder: Encoder) -> None:
    assert encoder.name == OFFLINE_MODEL
    for key, scale in measured_scales(encoder).items():
        assert weights.OFFLINE[key].together == pytest.approx(scale.together, abs=0.003)
        assert weights.OFFLINE[key].apart == pytest.approx(scale.apart, abs=0.003)


def test_a_model_that_does_not_tell_texts_apart_says_nothing(library: Path, tmp_path: Path) -> None:
    class Blind(PairEncoder):
        name = "blind"

        def _vector(self, text: str) -> Vectors:
            return np.random.default_rng(len(text)).normal(size=self.dimension).astype(np.float32) / 8

    build_with_pairs(library, tmp_path / "index", encoder=Blind("blind/1"))
    with OpenedIndex.open(tmp_path / "index", encoder=Blind("blind/1")) as index:
        assert to_fitted(index.snapshot, "answers", "河") is None
