"""The labelled sentences for the comparison of drafts, and what is printed about them."""

from __future__ import annotations

import re

import pytest

from benchmarks.altered import LABELS, Labelled, in_words, joined_set, labelled_set
from benchmarks.drafts import is_right, print_told
from corpus.text.sentences import Span
from indexer.search.terms import Segmenter
from retriever.phrasing.check.difference_kinds import NamedDifference
from retriever.phrasing.check.verdicts import CheckedSentence

SENTENCES = [
    "村口的路灯要在12月底前装好36盏，电费由镇里出，坏了当天修。",
    "不要怕麻烦，账目、合同、收据都要贴在墙上，谁来看都看得懂。",
    "茶叶、菌菇、蜂蜜统一分级，统一包装，卖出好价钱。",
    "决不把没有验收的工程交给群众，验收单要有三个人签字。",
]


def test_the_same_seed_gives_the_same_sentences(words: Segmenter):
    made = labelled_set(SENTENCES, words.cut, 70, seed=1)
    assert made == labelled_set(SENTENCES, words.cut, 70, seed=1)
    assert {each.label for each in made} == set(LABELS)
    assert len({(each.label, each.text) for each in made}) == len(made)


def test_each_label_says_what_was_done(words: Segmenter):
    made = labelled_set(SENTENCES, words.cut, 70, seed=2)
    for each in made:
        if each.label == "verbatim":
            assert each.text in SENTENCES
        elif each.label == "absent":
            assert each.original == ""
        else:
            assert each.original in SENTENCES
            assert each.text not in SENTENCES
        if each.label == "swapped":
            assert sorted(each.text) == sorted(each.original)
        if each.label == "dropped":
            assert each.original.count("、") == each.text.count("、") + 1
        if each.label == "number":
            changed = [i for i, (a, b) in enumerate(zip(each.text, each.original, strict=True)) if a != b]
            assert len(changed) == 1
            dated = re.match(r"\d?月", each.original[changed[0] + 1 :]) is not None
            assert each.kinds == (frozenset({"date" if dated else "number"}),)


def test_an_alteration_that_equals_another_sentence_is_thrown_out(words: Segmenter):
    two = ["东村修路三条，西村修桥五座。", "西村修桥五座，东村修路三条。"]
    assert not [each for each in labelled_set(two, words.cut, 70, seed=3) if each.label == "swapped"]


def test_a_joined_sentence_has_one_half_of_each_of_two_speeches():
    speeches = [["村口的路灯要装好三十六盏，电费由镇里出。"], ["茶叶统一分级统一包装，卖出好价钱要靠自己。"]]
    assert {each.text for each in joined_set(speeches, 5, seed=1)} == {"村口的路灯要装好三十六盏，卖出好价钱要靠自己。"}
    both = [["村口的路灯要装好三十六盏。", "卖出好价钱要靠自己。"]]
    assert joined_set([*speeches, *both], 5, seed=1) == []


def test_words_are_cut_as_they_are_written(words: Segmenter):
    written = "把「賬目」貼在 牆上，共３６份……"
    cut = in_words(written, words.cut)
    assert "".join(cut) == written
    assert "貼在" in "".join(cut)


ALTERED = Labelled("修桥六座。", "number", (frozenset({"number"}),), "修桥五座。")
DIFFERENCE = NamedDifference("number", Span(2, 3), Span(2, 3))


@pytest.mark.parametrize(
    ("verdict", "differences", "right"),
    [
        ("near", (DIFFERENCE,), True),
        ("variant", (DIFFERENCE,), True),
        ("near", (NamedDifference("wording", Span(2, 3), Span(2, 3)),), False),
        ("new", (), False),
        ("verbatim", (), False),
    ],
)
def test_an_alteration_is_right_when_its_kind_is_named(
    verdict: str, differences: tuple[NamedDifference, ...], right: bool
):
    assert is_right(ALTERED, CheckedSentence(ALTERED.text, 0, 5, verdict, differences)) is right


def test_the_matrix_counts_verdicts_by_label(capsys: pytest.CaptureFixture[str]):
    found = [
        (ALTERED, CheckedSentence(ALTERED.text, 0, 5, "near", (DIFFERENCE,))),
        (ALTERED, CheckedSentence(ALTERED.text, 0, 5, "verbatim")),
    ]
    print_told(found, misses=True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["verbatim", "joined", "near", "variant", "new", "too_short", "right"]
    assert lines[3].split() == ["number", "1", "0", "1", "0", "0", "0", "1/2", "50.0%"]
    assert "altered: 1/2 50.0% right, 1 called verbatim" in lines
    assert lines[-3:] == ["number → verbatim []", "  修桥六座。", "  修桥五座。"]
