"""A build that is killed at any moment goes on where it was; whoever serves the index meanwhile keeps answering."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PROJECT, PYTHON, PairEncoder, build_with_pairs, write_speech

pytestmark = pytest.mark.kill

_WHO = "镇里 村里 社区 林场 学校 医院 供水站 合作社".split()
_WHAT = "把台账 把值班表 把维修单 把申请书 把检查单 把备用钥匙 把防汛沙袋".split()
_HOW = "当天交接 逐项核对 分类存放 按月公开 两人签字 随时备查".split()
_WHY = "不让小事拖大 不让群众多跑 不留空档 不走过场 让来办事的人心里有底".split()


def write_corpus(folder: Path, speeches: int, paragraphs: int, seed: int) -> Path:
    """Speeches recombined from a few phrases, the same ones for the same seed; each paragraph is one passage."""
    chance = random.Random(seed)
    for number in range(speeches):
        lines = [
            f"第{number}次会上第{n}件事：{chance.choice(_WHO)}要{chance.choice(_WHAT)}{chance.choice(_HOW)}，"
            f"{chance.choice(_WHO)}也要{chance.choice(_WHAT)}{chance.choice(_HOW)}，{chance.choice(_WHY)}。"
            for n in range(paragraphs)
        ]
        write_speech(folder / f"{number:03}.md", "\n\n".join(lines), title=f"第{number}次例会")
    return folder


BUILD = (
    "import sys; from pathlib import Path; from indexer.build import build\n"
    "from tests.pair_encoder import PairEncoder\n"
    "build([Path(sys.argv[1])], Path(sys.argv[2]), encoder=PairEncoder(seconds=0.002))"
)
"""A build with an encoder that is slow on purpose, so that a kill falls between two batches."""


def start_build(corpus: Path, index: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([PYTHON, "-c", BUILD, corpus, index], cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def embedded(index: Path) -> int | None:
    """How many passages are embedded; None while there is no catalog to read."""
    try:
        with Catalog.open_for_reading(Layout(index).catalog) as catalog:
            return len(catalog.embedded_ids())
    except IndexStateError:
        return None


def kill_when(started: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    """Kill the build as soon as it has `reached` a moment."""
    deadline = time.monotonic() + 600  # never reached: on a busy machine a build takes minutes
    while not reached():
        assert started.poll() is None, "the build was over before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    started.kill()
    assert started.wait() == -signal.SIGKILL
    assert started.stdout is not None
    started.stdout.close()


def test_a_killed_build_goes_on_where_it_was_to_the_same_index(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", speeches=20, paragraphs=30, seed=6)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    kill_when(start_build(corpus, killed), Layout(killed).catalog.exists)
    kill_when(start_build(corpus, killed), lambda: (embedded(killed) or 0) > 0)
    with Retriever.open(killed, encoder=PairEncoder()) as retriever:
        assert retriever.ask("谁来管防汛沙袋？").hits, "what is embedded already answers"
    report = build_with_pairs(corpus, killed)
    assert (report.changed, report.embedded) in {(0, 600 - 256), (0, 600 - 512)}, "only what was missing is embedded"
    build_with_pairs(corpus, whole)
    answers = []
    for index in (killed, whole):
        assert verify(Layout(index)) == []
        with Retriever.open(index, encoder=PairEncoder()) as retriever:
            found = retriever.ask("合作社的备用钥匙", top_k=50)
            answers.append([(hit.passage, hit.score, hit.highlights) for hit in found.hits])
    assert answers[0] == answers[1]


def test_serving_goes_on_while_a_build_changes_the_corpus(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c", speeches=6, paragraphs=10, seed=7)
    index = tmp_path / "index"
    build_with_pairs(corpus, index)
    write_speech(corpus / "000.md", "摆渡船每晚八点收班，末班船要等齐了人才开。", title="第0次例会")
    (corpus / "001.md").unlink()
    write_corpus(corpus / "more", speeches=5, paragraphs=10, seed=8)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        assert not mentions(retriever, "摆渡船")
        changing = start_build(corpus, index)
        asked = 0
        while changing.poll() is None:
            mentions(retriever, "防汛沙袋要怎么放？")
            asked += 1
            time.sleep(0.05)
        assert changing.communicate() and changing.returncode == 0
        assert asked > 3
        assert mentions(retriever, "摆渡船"), "the new state is seen without opening the index again"
        titles = {hit.speech.path for hit in retriever.ask("例会", top_k=100).hits}
        assert "001.md" not in titles


def mentions(retriever: Retriever, question: str) -> bool:
    """Whether a passage holds the first three characters of `question`; every hit is checked to be a quotation."""
    answer = retriever.ask(question, top_k=100)
    assert answer.hits
    for hit in answer.hits:
        assert hit.speech.text[hit.passage.start : hit.passage.end] == hit.passage.text
    return any(question[:3] in hit.passage.text for hit in answer.hits)


@pytest.mark.parametrize("moment", ["read", "embed"])
def test_a_retriever_opened_during_a_build_answers(tmp_path: Path, index: Path, moment: str) -> None:
    corpus = write_corpus(tmp_path / "c", speeches=3, paragraphs=5, seed=9)
    build_with_pairs(corpus, index)
    write_speech(corpus / "000.md", "摆渡船每晚八点收班，末班船要等齐了人才开。", title="第0次例会")
    answered = []

    def ask(progress: object) -> None:
        if getattr(progress, "stage", "") == moment:
            with Retriever.open(index, encoder=PairEncoder()) as retriever:
                answered.append(mentions(retriever, "防汛沙袋"))

    build_with_pairs(corpus, index, progress=ask)
    assert answered == [True]
