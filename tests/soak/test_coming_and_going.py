"""Questions while speeches come and go are answered from one state or the next, and at last as by a fresh build."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.layout import Layout
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs
from tests.soak.amounts import SEED, amounts
from tests.soak.meetings import QUESTIONS, answers, is_of, write_meeting

_BETWEEN = 100


@pytest.mark.parametrize("questions", amounts(100, 20_000))
def test_what_was_there_before_changes_no_answer(questions: int, tmp_path: Path) -> None:
    chance, corpus, index = random.Random(SEED), tmp_path / "讲话", tmp_path / "index"
    for number in range(20):
        write_meeting(corpus, number)
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        for asked in range(questions):
            if asked % _BETWEEN == 0:
                number = chance.randrange(40)
                write_meeting(corpus, number, asked)
                (corpus / f"{chance.randrange(40):03}.md").unlink(missing_ok=True)
                build_with_pairs(corpus, index)
            for hit in retriever.ask(chance.choice(QUESTIONS), top_k=10).hits:
                assert is_of(hit.speech.title or "", hit.passage.text)
                assert hit.speech.text[hit.passage.start : hit.passage.end] == hit.passage.text
        some = chance.sample(QUESTIONS, 20)
        found = answers(retriever, some)
    assert verify(Layout(index)) == []
    build_with_pairs(corpus, tmp_path / "fresh")
    with Retriever.open(tmp_path / "fresh", encoder=PairEncoder()) as fresh:
        afresh = answers(fresh, some)
    differ = sum(one != other for one, other in zip(found, afresh, strict=True))
    print(
        f"\n{questions} questions, {questions // _BETWEEN} changes; of {len(some)} answers {differ} differ from afresh"
    )
    assert differ == 0
