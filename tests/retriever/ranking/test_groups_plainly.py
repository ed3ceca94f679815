"""Groups are those that the plain definition gives, however they are found; bounds of likeness are bounds."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Passage, Speech, fold_plain
from indexer.fetched import Fetched
from indexer.likeness import MINIMA, alike_pairs, jaccard, jaccard_at_most, pieces, signature
from indexer.speech_table import Column
from indexer.versions import version_key
from retriever.ranking import weights
from retriever.ranking.grouping import groups

TEXTS = st.lists(st.sampled_from(["防汛", "责任", "到人", "巡", "ＡＢ", "乡村振兴", "，", "9", "𠮷"]), max_size=12).map(
    "".join
)


def drawn(seed: int, count: int) -> list[Fetched]:
    """Passages of a few speeches, drafts among them, each a reworked copy of one of a few texts."""
    chance = random.Random(seed)
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 300)]
    texts = ["".join(chance.choices(characters, k=chance.randrange(1, 90))) for _ in range(4)]
    found = []
    for number in range(count):
        text = "".join(
            chance.choice(characters) if chance.random() < 0.04 * (number % 5) else character
            for character in chance.choice(texts)
        )
        speech_no = chance.randrange(count)
        speech = Speech(
            speech_id=str(speech_no), root="库", path=f"{speech_no}.md", source="", language="zh", text=text,
            title=f"讲话{speech_no % 3}",
        )  # fmt: skip
        found.append(Fetched(number, speech_no, Passage(speech.speech_id, 0, 0, len(text), text, 1), speech))
    return found


def plainly(candidates: Sequence[Fetched], signatures: np.ndarray) -> list[list[int]]:
    """The ids of each group: every candidate joins the first earlier one that is alone so far and says the same."""
    found: list[list[int]] = []
    for place, candidate in enumerate(candidates):
        home = next(
            (each for each in found if same(candidate, candidates[each[0]], signatures[[place, each[0]]])), None
        )
        if home is None:
            found.append([place])
        else:
            home.append(place)
    return found


def same(one: Fetched, other: Fetched, signatures: np.ndarray) -> bool:
    estimate = (signatures[0] == signatures[1]).mean()
    least = weights.SAME_DRAFT if version_key(one.speech) == version_key(other.speech) else weights.SAME
    if one.speech_no == other.speech_no or estimate < least - weights.SIGNATURE_SLACK:
        return False
    return jaccard(*(pieces(fold_plain(each.passage.text)) for each in (one, other))) >= least


@pytest.mark.parametrize("count", [0, 1, 40, 300])
def test_groups_are_those_of_the_plain_definition(count: int) -> None:
    candidates = drawn(count, count)
    signatures = np.zeros((count, MINIMA), dtype=np.uint32)
    for row, candidate in enumerate(candidates):
        signatures[row] = signature(fold_plain(candidate.passage.text))
    keys = Column.of([version_key(candidate.speech) for candidate in candidates]).places
    found = groups(candidates, signatures, keys.__getitem__)
    expected = plainly(candidates, signatures)
    members = [sorted(each.passage_id for each in (group.shown, *group.others)) for group in found]
    assert members == expected
    assert [group.best for group in found] == [each[0] for each in expected]
    assert count < 40 or len(expected) < count - 5, "some are alike"


def test_passages_of_unlike_titles_that_share_a_sentence_are_not_read() -> None:
    candidates = [Fetched(number, number) for number in range(3)]  # of no state: to read one fails
    signatures = np.arange(3 * MINIMA, dtype=np.uint32).reshape(3, MINIMA)
    signatures[:, : MINIMA // 2] = 0
    found = groups(candidates, signatures, np.arange(3).__getitem__)
    assert [group.shown for group in found] == candidates
    with pytest.raises(AssertionError):
        groups(candidates, signatures, np.zeros(3, dtype=np.intp).__getitem__)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=8))
def test_no_likeness_exceeds_its_bound(texts: list[str]) -> None:
    folded = [fold_plain(text) for text in texts]
    one, other = np.triu_indices(len(folded), 1)
    likeness = [jaccard(pieces(folded[a]), pieces(folded[b])) for a, b in zip(one, other, strict=True)]
    most = jaccard_at_most(folded, one, other)
    assert (most >= likeness).all()


def test_what_differs_has_a_low_bound() -> None:
    chance = random.Random(5)
    texts = ["".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(250)) for _ in range(8)]
    assert jaccard_at_most(texts, *np.triu_indices(8, 1)).max() < weights.SAME_DRAFT / 2


def test_alike_pairs_are_counted_out() -> None:
    """More rows than are compared at once."""
    signatures = np.random.default_rng(7).integers(0, 3, (600, MINIMA), dtype=np.uint32)
    expected = [
        (later, earlier, share)
        for later in range(600)
        for earlier, share in enumerate((signatures[:later] == signatures[later]).mean(axis=1).tolist())
        if share >= 0.5
    ]
    assert len(expected) > 100
    assert list(zip(*(each.tolist() for each in alike_pairs(signatures, 0.5)), strict=True)) == expected
