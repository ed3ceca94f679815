"""Counts, attraction and freedom of strings that recur: small texts by hand, any text against the definitions."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.library.new_words import LONGEST, Recurring, recurring


def test_a_pair_by_hand() -> None:
    # Eight characters, 甲 and 乙 three times each, always together; beside them 丁 once, 丙 once, four edges.
    assert recurring([["甲乙丙", "丁甲乙"], ["甲乙"]], 2) == [
        Recurring("甲乙", 3, 2, pmi=pytest.approx(log2(3 * 8 / (3 * 3))), left=log2(3), right=log2(3))
    ]


def test_the_weakest_split_counts() -> None:
    # Ten characters: 甲 two, 乙 three, 丙 five; 乙丙 three times, 甲乙丙 twice.
    found = {each.text: each for each in recurring([["甲乙丙", "甲乙丙", "乙丙", "丙", "丙"]], 2)}
    assert list(found) == ["甲乙", "乙丙", "甲乙丙"]
    assert found["甲乙"].pmi == pytest.approx(log2(2 * 10 / (2 * 3)))
    assert found["乙丙"].pmi == pytest.approx(log2(3 * 10 / (3 * 5)))
    # 甲|乙丙: 2·10 / (2·3); 甲乙|丙: 2·10 / (2·5), the weaker one.
    assert found["甲乙丙"].pmi == pytest.approx(log2(2 * 10 / (2 * 5)))


def test_edges_are_all_different_neighbours_and_a_constant_neighbour_leaves_no_freedom() -> None:
    found = {each.text: each for each in recurring([["甲乙丙", "甲乙丙", "乙丙", "丙", "丙"]], 2)}
    assert (found["甲乙"].left, found["甲乙"].right) == (1.0, 0.0)  # two edges; 丙 both times
    # Before 乙丙: 甲, 甲 and an edge, so -⅔·log₂⅔ - ⅓·log₂⅓; behind it three edges.
    assert found["乙丙"].left == pytest.approx(-2 / 3 * log2(2 / 3) - 1 / 3 * log2(1 / 3))
    assert found["乙丙"].right == pytest.approx(log2(3))


def test_the_score_by_hand() -> None:
    assert Recurring("甲乙", 8, 3, pmi=5.0, left=2.0, right=1.5).score == 3 * (5.0 + 1.5)


def test_strings_end_at_the_edges_of_runs_and_texts() -> None:
    assert recurring([["甲", "乙", "甲", "乙"]], 2) == []
    assert recurring([["甲"], ["乙"], ["甲"], ["乙"]], 2) == []
    assert recurring([], 2) == []
    assert recurring([[], []], 2) == []


def test_no_string_is_longer_than_eight() -> None:
    found = recurring([["一二三四五六七八九", "一二三四五六七八九"]], 2)
    assert max(len(each.text) for each in found) == LONGEST == 8
    assert len(found) == sum(9 - length + 1 for length in range(2, 9))


def test_rare_characters_of_the_second_plane_are_characters() -> None:
    assert [(each.text, each.count) for each in recurring([["𠮷野", "𠮷野"]], 2)] == [("𠮷野", 2)]


TEXTS = st.lists(st.lists(st.text("甲乙丙", min_size=1, max_size=14), max_size=4), max_size=4)


@given(TEXTS, st.integers(2, 3))
def test_all_measures_are_those_of_the_definitions(texts: list[list[str]], least: int) -> None:
    found = {each.text: each for each in recurring(texts, least)}
    runs = [run for text in texts for run in text]
    total = sum(map(len, runs))
    counts = Counter(
        run[start:end]
        for run in runs
        for start in range(len(run))
        for end in range(start + 1, min(start + 8, len(run)) + 1)
    )
    assert set(found) == {gram for gram, count in counts.items() if len(gram) > 1 and count >= least}
    for gram, each in found.items():
        assert each.count == counts[gram]
        assert each.texts == sum(any(gram in run for run in text) for text in texts)
        splits = [(gram[:cut], gram[cut:]) for cut in range(1, len(gram))]
        assert each.pmi == pytest.approx(min(log2(counts[gram] * total / (counts[a] * counts[b])) for a, b in splits))
        assert each.left == pytest.approx(entropy(gram, runs, -1))
        assert each.right == pytest.approx(entropy(gram, runs, len(gram)))


def entropy(gram: str, runs: list[str], beside: int) -> float:
    """The entropy of the characters `beside` (an offset) the places of `gram`; each edge is one of its own."""
    neighbours: Counter[object] = Counter()
    for number, run in enumerate(runs):
        for at in range(len(run) - len(gram) + 1):
            if run.startswith(gram, at):
                inside = 0 <= at + beside < len(run)
                neighbours[run[at + beside] if inside else (number, at)] += 1
    return -sum(m / neighbours.total() * log2(m / neighbours.total()) for m in neighbours.values())


@given(TEXTS)
def test_a_string_is_as_frequent_as_its_parts_at_most(texts: list[list[str]]) -> None:
    counts = {each.text: each.count for each in recurring(texts, 2)}
    for gram, count in counts.items():
        if len(gram) > 2:
            assert count <= min(counts[gram[1:]], counts[gram[:-1]])
    assert all(len(a) <= len(b) for a, b in pairwise(counts))
