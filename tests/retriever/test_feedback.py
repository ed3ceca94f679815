"""Verdicts of readers: kept, read, forgotten, and written as a retrieval set."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.beir import read
from corpus.errors import IndexStateError, QueryError
from indexer.layout import Layout
from indexer.purge import forget_feedback
from retriever import Retriever
from retriever.cli import main
from retriever.feedback import LONGEST_REMARK, MOST_BYTES, WITHDRAWN, Feedback, keep, read_feedback, write_set
from retriever.opened import OpenedIndex
from tests.conftest import PairEncoder


@pytest.fixture
def copied(pairs_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pairs_index, tmp_path / "copied"))


def feedback_on(index: Path, question: str, verdict: str, rank: int = 1, remark: str = "") -> Feedback:
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        passage = retriever.ask(question).hits[rank - 1].passage
    return Feedback(question, verdict, passage.speech_id, passage.start, passage.end, passage.text, remark)


def test_what_is_kept_is_read_in_order(copied: Path) -> None:
    first = feedback_on(copied, "办事大厅", "up", remark="正是\n这段")
    second = feedback_on(copied, "办事大厅", "down", rank=2)
    keep(copied, first)
    keep(copied, second)
    kept = read_feedback(copied)
    assert [(f.question, f.verdict, f.passage, f.remark) for f in kept] == [
        ("办事大厅", "up", first.passage, "正是\n这段"),
        ("办事大厅", "down", second.passage, ""),
    ]
    assert all(f.at.endswith("+00:00") for f in kept)


def test_no_feedback_is_none(copied: Path) -> None:
    assert read_feedback(copied) == []


@pytest.mark.parametrize(
    ("verdict", "remark", "code"),
    [("maybe", "", "verdict_unknown"), ("up", "长" * (LONGEST_REMARK + 1), "remark_too_long")],
)
def test_what_is_no_verdict_is_refused(copied: Path, verdict: str, remark: str, code: str) -> None:
    with pytest.raises(QueryError) as raised:
        keep(copied, Feedback("问", verdict, "s", 0, 1, "字", remark))
    assert raised.value.code == code
    assert read_feedback(copied) == []


def test_a_line_that_was_cut_off_costs_no_other(copied: Path) -> None:
    keep(copied, Feedback("一", "up", "s", 0, 1, "字"))
    with (copied / "feedback.jsonl").open("ab") as file:
        file.write('{"question": "二", "ver'.encode())
    assert [f.question for f in read_feedback(copied)] == ["一"]
    keep(copied, Feedback("三", "up", "s", 0, 1, "字"))
    assert [f.question for f in read_feedback(copied)] == ["一", "三"]


def test_a_damaged_line_is_told(copied: Path) -> None:
    (copied / "feedback.jsonl").write_text('{"question": 1}\n', encoding="utf-8")
    with pytest.raises(IndexStateError) as raised:
        read_feedback(copied)
    assert (raised.value.code, raised.value.particulars["line"]) == ("feedback_damaged", 1)


def test_speeches_are_forgotten(copied: Path) -> None:
    for speech in ("a", "b", "a"):
        keep(copied, Feedback("问", "up", speech, 0, 1, "字"))
    assert forget_feedback(Layout(copied), {"a", "c"}) == 2
    assert [f.speech_id for f in read_feedback(copied)] == ["b"]


def test_the_set_has_every_passage_and_the_last_verdicts(
    copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = feedback_on(copied, "办事大厅", "up"), feedback_on(copied, "办事大厅", "down", rank=2)
    taken_back = feedback_on(copied, "办事大厅", "up", rank=3), feedback_on(copied, "办事大厅", WITHDRAWN, rank=3)
    for feedback in (feedback_on(copied, "办事大厅", "down"), good, bad, *taken_back):
        keep(copied, feedback)
    keep(copied, Feedback("改过的", "up", good.speech_id, good.start, good.end, "不再是这样写的"))
    assert main(["feedback", str(tmp_path / "set"), "--index", str(copied)]) == 0
    assert "Wrote 1 judged questions" in capsys.readouterr().out
    written = read(tmp_path / "set")
    with OpenedIndex.open(copied) as opened:
        assert len(written.documents) == opened.snapshot.counts()[1]
    ((question_id, grades),) = written.qrels.items()
    assert [question.query_id for question in written.questions] == [question_id]
    texts = {document["_id"]: document["text"] for document in written.documents}
    assert {texts[document]: grade for document, grade in grades.items()} == {good.passage: 1, bad.passage: 0}


def test_lines_are_json_that_people_can_read(copied: Path) -> None:
    keep(copied, Feedback("防汛", "up", "s", 0, 1, "字"))
    (line,) = (copied / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert "防汛" in line
    assert json.loads(line)["verdict"] == "up"


def test_half_a_character_spoils_nothing(copied: Path, tmp_path: Path) -> None:
    keep(copied, replace(feedback_on(copied, "办事大厅", "up"), question="办事\ud800大厅", remark="好\udfff"))
    (kept,) = read_feedback(copied)
    assert (kept.question, kept.remark) == ("办事?大厅", "好?")
    with OpenedIndex.open(copied) as opened:
        assert write_set(opened.snapshot, tmp_path / "set") == 1


def test_what_is_kept_does_not_fill_the_disk(copied: Path) -> None:
    verdict = feedback_on(copied, "办事大厅", "up")
    with Layout(copied).feedback.open("wb") as file:
        file.seek(MOST_BYTES - 2)
        file.write(b"\n")  # takes no room on the disk
    keep(copied, verdict)
    with pytest.raises(IndexStateError, match="64 MB") as raised:
        keep(copied, verdict)
    assert raised.value.code == "feedback_full"
