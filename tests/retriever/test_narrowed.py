"""An index narrowed by filters counts what an index of the speeches that pass them counts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import QueryError
from retriever import Filters
from retriever.cli import main
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations import OPERATIONS
from retriever.operations.filtered import Filtered
from retriever.phrasing.timeline import counted_speeches
from tests.conftest import answered, build_with_pairs, write_speech

WATER = "村里的水窖要一口一口查到，谁查的谁签字。"
CORPUS: dict[str, tuple[dict[str, str], str]] = {
    "水利/2019.md": ({"speaker": "甲县长", "date": "2019-04-02"}, f"{WATER}\n\n“两张单子”（派工单、验收单）要留底。"),
    "水利/2020.md": ({"speaker": "乙县长", "date": "2020-04-03"}, f"{WATER}水窖盖子要上锁。"),
    "水利/灌区/2021.md": (
        {"speaker": "甲县长", "date": "2021-04-05"},
        f"{WATER.replace('谁查', '哪个查')}\n\n“两张单子”（派工单、工资单）要对账。",
    ),
    "教育/2021.md": ({"speaker": "丙局长", "date": "2021-09-01"}, "学校的水窖也要查到。“两张单子”也管学校。"),
    "无名.md": ({}, f"{WATER}水窖边上要立牌子。"),
}
ASKED: dict[str, dict[str, Any]] = {
    "phrase": {"phrase": "水窖 | 查到"},
    "timeline": {"phrases": ["水窖"]},
    "families": {"text": "水窖要一口一口查到"},
    "enumerations": {},
    "check": {"draft": WATER + "学校的水窖也要查到，不留死角。"},
}


def write(folder: Path, names: list[str]) -> Path:
    for name in names:
        metadata, text = CORPUS[name]
        write_speech(folder / "稿" / name, f"\n{text}\n", title=f"在{Path(name).stem}年会上的讲话", **metadata)
    return folder / "稿"


@pytest.fixture(scope="module")
def wells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    work = tmp_path_factory.mktemp("wells")
    build_with_pairs(write(work, list(CORPUS)), work / "index")
    with OpenedIndex.open(work / "index") as opened:
        yield opened


@pytest.fixture(scope="module")
def wells_of_one_speaker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedIndex]:
    work = tmp_path_factory.mktemp("wells_of_one")
    build_with_pairs(
        write(work, [name for name, (told, _) in CORPUS.items() if "甲" in told.get("speaker", "")]), work / "index"
    )
    with OpenedIndex.open(work / "index") as opened:
        yield opened


def facts(value: Any) -> Any:
    """The value without what differs from one index to another: where its files lie, and what filters left out."""
    if isinstance(value, dict):
        return {
            name: facts(each)
            for name, each in value.items()
            if name not in ("source", "speech_id", "left_out", "in_both")
        }
    return [facts(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("operation", ASKED)
def test_what_is_counted_is_what_an_index_of_these_speeches_counts(
    wells: OpenedIndex, wells_of_one_speaker: OpenedIndex, operation: str
) -> None:
    by = {"said_by" if operation == "check" else "speaker": "甲县长"}
    assert facts(answered(wells, operation, **ASKED[operation], **by)) == facts(
        answered(wells_of_one_speaker, operation, **ASKED[operation])
    )
    assert facts(answered(wells, operation, **ASKED[operation])) != facts(
        answered(wells_of_one_speaker, operation, **ASKED[operation])
    )


def test_every_operation_on_wordings_takes_every_filter(wells: OpenedIndex) -> None:
    for operation in OPERATIONS:
        if operation.name in ASKED:
            assert issubclass(operation.request, Filtered)
            options = {each.alias or name for name, each in operation.request.model_fields.items()}
            assert {"from", "to", "years", "occasion", "folder", "state", "origin"} <= options
            for by in ({"folder": "水利"}, {"from": "2020", "to": "2021"}, {"folder": "稿/水利/灌区"}):
                assert answered(wells, operation.name, **ASKED[operation.name], **by)


def test_two_sides_are_of_the_speeches_that_pass(wells: OpenedIndex, wells_of_one_speaker: OpenedIndex) -> None:
    asked = {"first": "2019", "second": "2020-2021", "phrases": ["水窖"]}
    of_one = answered(wells_of_one_speaker, "contrast", **asked)
    assert [each["speeches"] for each in of_one["sides"]] == [1, 1]
    assert facts(answered(wells, "contrast", **asked, speaker="甲县长")) == facts(of_one)


def test_what_filters_leave_out_for_want_of_a_date_is_said(
    wells: OpenedIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answered(wells, "phrase", phrase="水窖", **{"from": "2020"})
    assert (found["total"], found["speeches"], found["scope"]["speeches"]) == (4, 3, 3)
    assert found["scope"]["left_out"] == {"undated_left_out": 1}
    assert "left_out" not in answered(wells, "phrase", phrase="水窖")["scope"]
    assert main(["phrase", "水窖", "--from", "2020", "--index", str(wells.snapshot.index)]) == 0
    assert "the 3 speeches that pass the filters. Speeches without a date are left out: 1." in capsys.readouterr().out


def test_several_speakers_and_a_value_that_nobody_has(wells: OpenedIndex) -> None:
    assert answered(wells, "phrase", phrase="水窖", speaker="甲县长、丙局长")["speeches"] == 3
    with pytest.raises(QueryError):
        narrowed(wells, Filters(speaker="没有这个人"))
    assert answered(wells, "timeline", phrases=["水窖"], speaker="丙局长", year=2019)["wordings"][0]["total"] == 0


def test_a_draft_counts_where_the_filters_leave_out_the_final_text(tmp_path: Path) -> None:
    for state, text in (("送审稿", "水窖盖子要上锁。"), ("定稿", "水窖盖子要上两把锁。")):
        name = f"在管水会上的讲话（{state}）"
        write_speech(
            tmp_path / "稿" / f"{name}.md",
            f"\n{WATER * 4}{text}“三把锁”要换新的。\n",
            title=name,
            state=state,
            date="2022-01-02",
        )
    build_with_pairs(tmp_path / "稿", tmp_path / "index")
    with OpenedIndex.open(tmp_path / "index") as opened:
        assert answered(opened, "phrase", phrase="要上锁")["total"] == 0
        assert answered(opened, "phrase", phrase="要上锁", state="submitted_draft")["total"] == 1
        assert [
            each["occurrences"]
            for each in answered(opened, "enumerations", phrase="三把锁", state="submitted_draft")["enumerations"]
        ] == [1]


def test_what_is_worked_out_for_filters_is_kept_and_the_state_can_go(wells: OpenedIndex, tmp_path: Path) -> None:
    first, again = (narrowed(wells, Filters(folder="水利")).snapshot for _ in range(2))
    assert counted_speeches(first) is counted_speeches(again)
    assert first.families is again.families
    shutil.copytree(wells.snapshot.index, tmp_path / "index")
    part = narrowed(OpenedIndex.open(tmp_path / "index"), Filters(folder="水利")).snapshot
    assert part.reports()  # the catalog is open as long as a part of it is in use


def test_a_draft_of_a_speaker_is_compared_with_others_alone(
    wells: OpenedIndex, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "draft.txt").write_text(WATER, encoding="utf-8")
    index = ["--index", str(wells.snapshot.index), "--json"]
    asked = ["check", str(tmp_path / "draft.txt"), "--speaker", "甲县长", "--said-by", "乙县长", "--to", "2020"]
    assert main([*asked, *index]) == 0
    (sentence,) = json.loads(capsys.readouterr().out)
    assert [source["date"] for source in sentence["sources"]] == ["2020-04-03"]
    assert sentence["sources"][0]["same_speaker"] is False
