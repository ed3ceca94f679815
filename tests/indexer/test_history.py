"""Answers depend on what the corpus holds, never on how the index came to hold it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.layout import Layout
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech

PARTS = (
    "渡口的船每晚八点收班，末班船要等齐了人才开。",
    "水渠年前要清一遍，清到哪一段就在哪一段插牌。",
    "粮仓的门由两个人分别上锁，钥匙不放在一处。",
    "渡口和粮仓的台账每月对一次，对不上的当天查清。",
    "水渠清完了再修渡口，修渡口的钱一笔一笔公开。",
)
QUESTIONS = ("渡口的船什么时候收班", "谁管粮仓的钥匙", "水渠清到哪里", "“一笔一笔公开”", "台账")
FILES = ("一.md", "二.md", "三.md", "四.md")

speeches = st.lists(st.integers(0, len(PARTS) - 1), min_size=1, max_size=4)
states = st.dictionaries(st.sampled_from(FILES), speeches, min_size=1, max_size=4)


def write_state(folder: Path, state: dict[str, list[int]]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, parts in state.items():
        write_speech(folder / name, "\n\n".join(PARTS[part] * 2 for part in parts) + "\n", title=f"第{name[0]}次例会")


def answers(index: Path) -> list[object]:
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        asked = [retriever.ask(question, top_k=50) for question in QUESTIONS]
        families = retriever.families().families
    hits = [
        [(hit.speech.path, hit.passage, hit.score, hit.matched, hit.highlights) for hit in each.hits] for each in asked
    ]
    return [hits, [each.note for each in asked], [[variant.text for variant in each.variants] for each in families]]


@settings(max_examples=5)
@example(steps=[{"一.md": [0], "四.md": [1]}, {"二.md": [1], "四.md": [1]}])  # a copy that comes later
@given(steps=st.lists(states, min_size=2, max_size=4))
def test_a_corpus_built_in_steps_answers_as_one_built_at_once(steps: list[dict[str, list[int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus, in_steps, at_once = (Path(folder) / name for name in ("库", "steps", "once"))
        for state in steps:
            write_state(corpus, state)
            build_with_pairs(corpus, in_steps, really=True)
        build_with_pairs(corpus, at_once)
        assert answers(in_steps) == answers(at_once)
        assert verify(Layout(in_steps)) == []
