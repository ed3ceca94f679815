"""`python -m retriever phrase`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from retriever.cli import main


def run(capsys: pytest.CaptureFixture[str], index: Path, *arguments: str) -> str:
    assert main(["phrase", *arguments, "--index", str(index)]) == 0
    return capsys.readouterr().out


def test_json_holds_every_place(capsys: pytest.CaptureFixture[str], pairs_index: Path) -> None:
    found = json.loads(run(capsys, pairs_index, "办事大厅", "--json"))
    assert (found["phrase"], found["total"], found["speeches"]) == ("办事大厅", 3, 3)
    assert [place["date"] for place in found["occurrences"]] == ["2020-03", "2018-03-05", "2017-03-02"]
    first = found["occurrences"][0]
    assert set(first) >= {"speech_id", "title", "speaker", "date", "source", "start", "end", "left", "match", "right"}
    assert (first["left"], first["match"], first["right"][:6]) == ("", "办事大厅", "要设立帮办席")
    assert found["scope"] == {"speeches": 7, "versions": 2, "unread": 0, "marked": 0}


def test_two_wordings_side_by_side(capsys: pytest.CaptureFixture[str], pairs_index: Path) -> None:
    found = json.loads(run(capsys, pairs_index, "办事大厅 | 耕地红线", "--json"))
    assert [each["total"] for each in found["phrases"]] == [3, 2]
    assert len(found["in_both"]) == 2


def test_speeches_that_hold_three_wordings(capsys: pytest.CaptureFixture[str], pairs_index: Path) -> None:
    found = json.loads(run(capsys, pairs_index, "办事大厅 | 耕地红线 | 巡河记录", "--json"))
    assert [each["total"] > 0 for each in found["phrases"]] == [True] * 3
    assert found["in_both"] == []


def test_a_pattern_tells_its_fillers(capsys: pytest.CaptureFixture[str], pairs_index: Path) -> None:
    found = json.loads(run(capsys, pairs_index, "统一…、统一", "--json"))
    assert [(each["fillers"], each["total"]) for each in found["fillings"]] == [(["分级"], 1)]
    assert found["occurrences"][0]["fillers"] == ["分级"]


def test_lines_and_what_was_looked_through(capsys: pytest.CaptureFixture[str], pairs_index: Path) -> None:
    out = run(capsys, pairs_index, "巡河记录")
    assert "“巡河记录”: 1 places in 1 speeches." in out
    assert "【巡河记录】当作交接班的凭据" in out
    assert "Other versions of the same speeches have 2 more, which are not counted." in out
    assert "This holds for the 7 speeches in the library." in out


def test_groups_have_a_heading(capsys: pytest.CaptureFixture[str], pairs_index: Path) -> None:
    out = run(capsys, pairs_index, "办事大厅", "--group", "year")
    assert [line for line in out.splitlines() if line.endswith("(1)")] == ["2020  (1)", "2018  (1)", "2017  (1)"]


@pytest.mark.parametrize("phrase", [" ", "＿", "……＿", "|", " | ｜", "＿|…"])
def test_a_blank_wording_is_an_error(capsys: pytest.CaptureFixture[str], pairs_index: Path, phrase: str) -> None:
    assert main(["phrase", phrase, "--index", str(pairs_index)]) == 1
    assert "The wording to look up is blank." in capsys.readouterr().err


def test_csv_holds_the_same_lines(capsys: pytest.CaptureFixture[str], pairs_index: Path, tmp_path: Path) -> None:
    run(capsys, pairs_index, "巡河记录", "--csv", str(tmp_path / "lines.csv"))
    with (tmp_path / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Wording"], row["After"][:3], row["Counted"][:3]) for row in rows] == [
        ("巡河记录", "当作交", "yes"),
        ("巡河记录", "当作交", "no "),
        ("巡河记录", "当作交", "no "),
    ]


@pytest.mark.parametrize(
    ("locale", "remedy"), [("zh_CN.UTF-8", "请检查文件夹是否存在"), ("C", "Check that its folder exists")]
)
def test_a_table_that_cannot_be_written_is_said_with_a_remedy(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    pairs_index: Path,
    tmp_path: Path,
    locale: str,
    remedy: str,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    target = tmp_path / "missing" / "places.csv"
    assert main(["phrase", "办事大厅", "--csv", str(target), "--index", str(pairs_index)]) == 1
    said = capsys.readouterr().err
    assert str(target) in said and remedy in said
