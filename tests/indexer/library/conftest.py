"""A small library that each test may change, and what its index says and holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus import SpeechFacts
from indexer.build import BuildReport, rebuild
from indexer.opening import open_snapshot
from indexer.snapshot import Snapshot
from tests.conftest import PairEncoder, build_with_pairs, write_speech

SECRET = "螺蛳湾三号闸门钥匙由老魏保管"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Drafts of one speech, a file of two speeches, and one by itself."""
    folder = tmp_path / "讲话"
    water = "水库大坝要一日三巡，汛期加密到一日五巡，巡查记录当天签字，隐患当天上报。\n\n"
    write_speech(
        folder / "防汛" / "送审.md", water + "值班电话要有人接。", title="防汛会讲话", date="2021-06-01", state="送审稿"
    )
    write_speech(
        folder / "防汛" / "定稿.md",
        water + "值班电话要随时有人接。",
        title="防汛会讲话",
        date="2021-06-01",
        state="定稿",
    )
    write_speech(
        folder / "卫生" / "夜诊.txt",
        "在夜间门诊启用仪式上的讲话\n（2019年3月4日）\n同志们：\n\n药品目录要和县医院对齐。\n",
    )
    lines = [{"_id": "a", "title": "甲", "text": "茶山要封山育林。"}, {"title": "乙", "text": "渡口要加一班夜船。"}]
    (folder / "多篇.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    build_with_pairs(folder, tmp_path / "index")
    return folder


@pytest.fixture
def opened(corpus: Path, index: Path) -> Snapshot:
    return open_snapshot(index)


def built(index: Path) -> BuildReport:
    return rebuild(index, encoder=PairEncoder())


def speeches(index: Path) -> dict[str, SpeechFacts]:
    """Every speech, without its text, by its path and title as the file states it."""
    with open_snapshot(index) as snapshot:
        return {f"{speech.path} {speech.external_id or ''}".strip(): speech for speech in snapshot.speeches().values()}


def state_of(index: Path) -> Mapping[str, Any]:
    """All that an index says, without the numbers that hang on the order of builds."""
    with open_snapshot(index) as snapshot:
        numbers = snapshot.speeches()
        ids = {number: speech.speech_id for number, speech in numbers.items()}
        return {
            "speeches": {speech.speech_id: snapshot.speech(number) for number, speech in numbers.items()},
            "versions": {ids[n]: tuple(ids[m] for m in snapshot.versions.members(n)) for n in numbers},
            "families": sorted(
                sorted((ids[m.speech_no], m.start, m.folded) for m in family.members)
                for family in snapshot.families.families
            ),
            "reports": sorted(snapshot.reports(), key=lambda report: (report.root, report.path)),
            "pending": snapshot.pending(),
        }


def bytes_of(index: Path) -> dict[str, bytes]:
    return {str(path.relative_to(index)): path.read_bytes() for path in index.rglob("*") if path.is_file()}


def holding(index: Path, text: str) -> list[str]:
    """The files in the index folder that hold `text` in any encoding that is used there."""
    escaped = json.dumps(text).strip('"').encode()
    forms = (text.encode(), text.encode("utf-16-le"), text.encode("gb18030"), escaped)
    return [name for name, content in bytes_of(index).items() if any(form in content for form in forms)]
