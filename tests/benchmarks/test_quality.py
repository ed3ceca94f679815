"""The harness on a set of two documents: what it prints and writes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.beir import Question
from tests.cross_encoder import logits, write_cross_encoder

pytestmark = pytest.mark.model

DOCUMENTS = {"茶": "山里的茶叶要统一分级。好茶才有好价钱。", "矿": "矿井的灯连着家庭。宁可停产也不冒险。"}
QUESTIONS = {"问茶": "茶叶怎样才有好价钱？", "问矿": "矿井里宁可停产也不做什么？"}
RIGHT = {"问茶": "茶", "问矿": "矿"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set in BEIR's layout."""
    made = tmp_path / "set"
    made.mkdir()
    documents = [{"_id": name, "title": name, "text": text} for name, text in DOCUMENTS.items()]
    questions = [{"_id": name, "text": text} for name, text in QUESTIONS.items()]
    for name, lines in (("corpus", documents), ("queries", questions)):
        (made / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    rows = ["query-id\tcorpus-id\tscore", *(f"{question}\t{document}\t1" for question, document in RIGHT.items())]
    (made / "qrels.tsv").write_text("\n".join(rows), encoding="utf-8")
    return made


@pytest.fixture
def printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """The lines that the harness prints for the set with some options."""

    def run(*options: object) -> list[str]:
        monkeypatch.setattr("sys.argv", ["quality", str(folder), *map(str, options)])
        assert quality.main() == 0
        return capsys.readouterr().out.splitlines()

    return run


def row(lines: list[str], system: str) -> list[float]:
    """The last row of `system`: the one over all questions."""
    (*_, last) = (line for line in lines if re.match(rf"{re.escape(system)} +\d", line))
    return [float(number) for number in last.removeprefix(system).split()]


def test_a_reranker_adds_its_row_gain_and_cost(printed: Callable[..., list[str]], tmp_path: Path, folder: Path) -> None:
    model = write_cross_encoder(tmp_path / "model", [*DOCUMENTS.values(), *QUESTIONS.values()])
    lines = printed("--reranker", model, "--out", tmp_path / "out.jsonl")
    assert row(lines, "ours") == [1.0, 1.0, 1.0, 1.0]
    best = {}
    for name, question in QUESTIONS.items():
        said = dict(zip(DOCUMENTS, logits(model, question, list(DOCUMENTS.values())), strict=True))
        best[name] = max(said, key=said.__getitem__)
    first = sum(best[name] == RIGHT[name] for name in RIGHT) / 2
    ndcg = first + (1 - first) * 0.6309
    assert row(lines, "ours + reranker") == pytest.approx([ndcg, first + (1 - first) / 2, first, 1.0], abs=1e-4)
    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["query_id"]: line["hits"][0]["doc_id"] for line in written} == best
    assert any(line.startswith(f"ours + reranker − ours, nDCG@10: {ndcg - 1:+.4f}") for line in lines)
    cost = re.fullmatch(
        r"a question takes \(median\): ours ([\d.]+) ms, ours \+ reranker ([\d.]+) ms, ([\d.]+) times", lines[-1]
    )
    assert cost
    assert min(float(cost[1]), float(cost[2])) > 0  # on a busy machine either may have been held up


@pytest.mark.parametrize("part", ["questions", "corpus"])
def test_scripts_are_compared(part: str, printed: Callable[..., list[str]]) -> None:
    lines = printed("--script", part)
    assert [line for line in lines if line.startswith("===")] == [
        "=== as it is",
        f"=== {part} in Traditional characters",
    ]
    assert lines[-1] == (
        f"all: ours, {part} in Traditional characters − as it is, nDCG@10: +0.0000 (95% interval +0.0000 to +0.0000)"
    )


def test_without_a_reranker_nothing_is_said_of_one(printed: Callable[..., list[str]]) -> None:
    assert not [line for line in printed() if "reranker" in line or "median" in line]


def test_a_half_without_questions_has_no_table() -> None:
    questions = [Question(query_id, query_id) for query_id in ("问茶", "问矿", "a", "b", "c", "d")]
    both = [name for name, _ in quality._halves(questions)]
    assert both == ["held-out half", "tuning half", "all"]
    tuning = [question for question in questions if not question.held_out]
    assert list(quality._halves(tuning)) == [("tuning half", tuning), ("all", tuning)]
