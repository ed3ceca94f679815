"""The drawn library of the comparison at scale, the share that a search finds of it, and the table of figures."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks.recombined import Material
from benchmarks.scale.drawing import BLOCK, drawn_block, drawn_vectors, planted, source_of, spread_of
from benchmarks.scale.fusion import character_pairs, joined_by_rank
from benchmarks.scale.library import PLANTED, recall, unchanged
from benchmarks.scale.measuring import Figures
from benchmarks.scale.processes import TooMuchError, run_within
from benchmarks.scale.table import table
from corpus import passages

SENTENCES = (
    "青石镇的3座水库要在5月底前全部加固完毕。",
    "茶叶、菌菇、蜂蜜统一分级包装以后再卖出去。",
    "村口的路灯装好以后，每一盏都要有人管起来。",
    "账目和收据都贴在墙上，谁来看都看得懂才行。",
)
SOURCE = source_of(Material((*SENTENCES, "二、明确任务和责任分工的几点意见", "短句。"), (60,)))


def test_passages_are_made_of_sentences_that_are_no_headings():
    assert SOURCE.sentences == SENTENCES


def test_a_block_is_the_same_however_many_are_drawn():
    block = drawn_block(SOURCE, 3, 40)
    assert block == drawn_block(SOURCE, 3, 40)
    assert drawn_block(SOURCE, 3, 10).texts == block.texts[:10]
    assert drawn_block(SOURCE, 4, 40).texts != block.texts
    assert len(set(block.texts)) > 30


def test_each_drawn_text_is_one_passage():
    texts = drawn_block(SOURCE, 0, 60).texts
    assert [found.text for found in passages("\n\n".join(texts), "s")] == texts


@pytest.mark.parametrize(("count", "places"), [(1000, 100), (1001, 37), (30, 10)])
def test_a_planted_wording_stands_in_just_so_many_passages(count: int, places: int):
    held = [planted(at, count, places) for at in range(count)]
    assert [held.count(wording) for wording in PLANTED] == [places] * 3


def test_vectors_lie_about_the_mean_of_those_of_their_sentences():
    sentences = np.linalg.qr(np.random.default_rng(1).normal(size=(24, 24)))[0].astype(np.float32)
    chosen = [(0, 1), (2, 3, 4)] * 20
    vectors = drawn_vectors(chosen, sentences, spread_of(sentences), 7)
    assert np.allclose(vectors[:4], drawn_vectors(chosen[:4], sentences, spread_of(sentences), 7), atol=1e-5)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    nearest = (vectors @ sentences.T).argmax(axis=1)
    assert all(number in numbers for number, numbers in zip(nearest.tolist(), chosen, strict=True))
    assert len(chosen) < BLOCK


def test_recall_counts_what_is_as_near_as_the_tenth():
    cosines = np.array([0.9, 0.8, 0.8, 0.5], dtype=np.float32)
    assert recall(cosines, 0.8) == 0.3
    assert recall(np.full(12, 0.8, dtype=np.float32), 0.8) == 1.0
    assert recall(np.zeros(0, dtype=np.float32), 0.8) == 0.0


def test_answers_are_compared_by_what_is_first_and_by_all():
    assert unchanged([[1, 2], [1, 2], [3, 4], []], [[1, 2], [2, 1], [3, 5], []]) == (0.75, 0.5, (1 + 1 + 0.5 + 1) / 4)


def test_what_is_high_in_both_rankings_comes_first():
    assert joined_by_rank([[1, 2, 3], [2, 4]]) == [2, 1, 4, 3]


def test_pairs_do_not_reach_over_marks():
    assert character_pairs("防汛，路A灯") == ["防汛", "路A", "A灯"]


def test_the_table_has_a_column_a_system_and_says_what_is_missing():
    figures = Figures(version="0.2.0", build=12.4, disk=240_000_000, hybrid=[3.24, 5.9, 8.0], add=0.5, add_kept=2.0)
    lines = table(50_000, {"tifa": figures, "txtai": Figures(failed="not within 10 minutes (build)")}).splitlines()
    assert lines[0] == "**50,000 passages**"
    assert lines[2] == "|  | tifa | txtai |"
    assert "| built apart from embedding, s | 12 | – |" in lines
    assert "| … a passage, KB | 4.8 | – |" in lines
    assert "| hybrid, ten passages, p50, ms | 3.2 | – |" in lines
    assert "| 100 passages added, s | 0.50 + 2.00 | – |" in lines
    assert lines[-1] == "tifa: 0.2.0; txtai: not within 10 minutes (build)"


def test_a_process_that_takes_too_long_is_ended(tmp_path):
    with pytest.raises(TooMuchError, match="not within 0 minutes"):
        run_within([sys.executable, "-c", "import time; time.sleep(60)"], 0, tmp_path, tmp_path)
    assert run_within([sys.executable, "-c", "raise SystemExit(3)"], 1, tmp_path, tmp_path) == 3
