"""Speeches in which every paragraph says whose it is, so that whatever is mixed up is seen."""

from __future__ import annotations

import random
import re
from pathlib import Path

from indexer.layout import Layout
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import write_speech
from tests.indexer.small_corpus import texts

_WHO = "镇里 村里 社区 林场 学校 医院 供水站 合作社".split()
_WHAT = "把台账 把值班表 把维修单 把申请书 把检查单 把备用钥匙 把防汛沙袋".split()
_HOW = "当天交接 逐项核对 分类存放 按月公开 两人签字 随时备查".split()
_PARAGRAPHS = 5

QUESTIONS = [f"{who}怎么{what}{how}" for who in _WHO for what in _WHAT for how in _HOW]


def write_meeting(folder: Path, number: int, state: int = 0) -> Path:
    """The file of the speech at meeting `number` in one of its states."""
    chance = random.Random(f"{number} {state}")
    lines = [
        f"第{number}次会上第{n}件事：{chance.choice(_WHO)}要{chance.choice(_WHAT)}{chance.choice(_HOW)}，"
        f"{chance.choice(_WHO)}也要{chance.choice(_WHAT)}{chance.choice(_HOW)}。"
        for n in range(_PARAGRAPHS)
    ]
    return write_speech(folder / f"{number:03}.md", "\n\n".join(lines), title=f"第{number}次例会")


def is_of(title: str, text: str) -> bool:
    """True if a passage with this text can be of the speech with this title."""
    own = re.search(r"\d+", title)
    return own is not None and set(re.findall(r"第(\d+)次会上", text)) == {own[0]}


def contents(index: Path) -> dict[str, str]:
    """The texts of all speeches by path, of an index that is sound."""
    assert verify(Layout(index)) == []
    return texts(index)


def answers(retriever: Retriever, questions: list[str]) -> list[object]:
    """All that is answered: passages with their speeches, scores and marks."""
    found = (retriever.ask(question, top_k=20).hits for question in questions)
    return [
        [(hit.speech.speech_id, hit.passage.start, hit.passage.text, hit.score, hit.highlights) for hit in hits]
        for hits in found
    ]
