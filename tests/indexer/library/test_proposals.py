"""Versions that are proposed until a person has settled them, or has stated what would be asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus import Inference, PartialDate, Speech, fold_plain
from indexer.layout import UPLOADS
from indexer.library import changes
from indexer.library.version_proposals import Proposal, find_proposals, is_stated, proposals
from indexer.likeness import signature
from indexer.opening import open_snapshot
from indexer.versions import Decision, find_versions
from tests.conftest import build_with_pairs, write_speech

DAM = "水库大坝要一日三巡，汛期加密到一日五巡，巡查记录当天签字，隐患当天上报，任何人不得迟报瞒报。"


def speech(number: int, text: str = "", **known: Any) -> Speech:
    values = {"title": f"第{number}次讲话", "path": f"{number}.md", "folder": "", **known}
    values["date"] = PartialDate.parse(known.get("date", ""))
    return Speech(speech_id=f"s{number}", root="库", source="", text=text, language="zh", **values)


def proposed(speeches: list[Speech], *decisions: Decision) -> list[tuple[list[str], bool]]:
    numbered = dict(enumerate(speeches, 1))
    signatures = {number: signature(fold_plain(each.text)) for number, each in numbered.items()}
    named = {member for decision in decisions for member in decision.members}
    found: tuple[Proposal, ...] = find_proposals(
        lambda numbers: {number: numbered[number] for number in numbers},
        signatures,
        find_versions(numbered, signatures, decisions),
        decisions,
        {number: each for number, each in numbered.items() if each.speech_id in named},
    )
    assert all(0.7 <= proposal.likeness <= 1 for proposal in found)
    return [([member.speech_id for member in each.members], each.counts_once) for each in found]


def test_versions_are_proposed_until_they_are_settled() -> None:
    drafts = [
        speech(1, DAM, title="防汛讲话（送审稿）", state="submitted_draft"),
        speech(2, DAM, title="防汛讲话", state="final"),
        speech(3, "渡口要加一班夜船，船票照旧，老人孩子先上。", title="防汛讲话"),
    ]
    assert proposed(drafts) == [(["s2", "s1"], True)]
    assert proposed(drafts, Decision(("s1", "s2"), "together", "s2")) == []
    assert proposed(drafts, Decision(("s1", "s2"), "apart")) == []
    assert proposed(drafts, Decision(("s1", "s2"), "apart"), Decision(("s1", "s2"), "open")) == [(["s2", "s1"], True)]


def test_near_copies_under_other_titles_are_asked_about_and_count_meanwhile() -> None:
    copies = [speech(1, DAM, title="防汛讲话"), speech(2, DAM, title="另一个名字"), speech(3, "渡口要加一班夜船。")]
    assert proposed(copies) == [(["s1", "s2"], False)]
    assert proposed(copies, Decision(("s1", "s2"), "apart")) == []
    assert proposed(copies, Decision(("s1", "s2"), "together")) == []


def test_of_near_copies_the_upload_comes_last_unless_its_state_says_otherwise() -> None:
    copied, first = replace(speech(1, DAM, title="防汛讲话"), root=UPLOADS), speech(2, DAM, title="另一个名字")
    assert proposed([copied, first]) == [(["s2", "s1"], False)]
    assert proposed([replace(copied, state="final"), first]) == [(["s1", "s2"], False)]


def test_what_was_said_of_a_version_is_not_asked_again_of_another() -> None:
    dam = {"title": "防汛讲话", "date": "2021-06"}
    copies = [
        speech(1, DAM, state="submitted_draft", **dam),
        speech(2, DAM, state="final", **dam),
        speech(3, DAM, title="另一个名字"),
    ]
    assert proposed(copies) == [(["s2", "s1"], True), (["s2", "s3"], False)]
    apart = Decision(("s1", "s3"), "apart")
    assert proposed(copies, Decision(("s1", "s2"), "together"), apart) == []
    assert proposed(copies, apart) == [(["s2", "s1"], True)]


GUESSED = {"state": Inference("file_name", "（定稿）"), "date": Inference("text_head", "2021年")}


@pytest.mark.parametrize(
    ("members", "stated"),
    [
        ([{"state": "final"}, {"state": "submitted_draft"}], True),
        ([{"state": "final"}, {"state": "submitted_draft", "title": "防汛讲话（送审稿）"}], True),
        ([{"state": "final"}, {"state": "submitted_draft", "title": "另一个名字"}], False),
        ([{"state": "final"}, {"state": "final"}], False),
        ([{"state": "final"}, {}], False),
        ([{"state": "final"}, {"state": "submitted_draft"}, {"state": "final"}], False),
        ([{"state": "final", "inferred": GUESSED}, {"state": "submitted_draft"}], False),
        ([{"date": "2021-06-01"}, {"date": "2022"}], True),
        ([{"date": "2021-06-01"}, {"date": "2021-07-01"}], False),
        ([{"date": "2021-06-01"}, {"date": "2022", "inferred": GUESSED}], False),
    ],
)
def test_what_was_stated_is_not_asked(members: list[dict[str, Any]], stated: bool) -> None:
    speeches = [speech(number, DAM, **{"title": "防汛讲话", **known}) for number, known in enumerate(members)]
    assert is_stated(speeches) == stated


@pytest.mark.parametrize("where", ["metadata.csv", "page"])
def test_a_statement_answers_the_question(tmp_path: Path, index: Path, where: str) -> None:
    for name in ("防汛讲话（送审稿）.md", "防汛讲话（定稿）.md"):
        write_speech(tmp_path / "c" / name, f"同志们：\n\n{DAM}\n")
    if where == "metadata.csv":
        rows = "文件,状态\n防汛讲话（送审稿）.md,送审稿\n防汛讲话（定稿）.md,定稿\n"
        (tmp_path / "c" / "metadata.csv").write_text(rows, "utf-8")
    build_with_pairs(tmp_path / "c", index)
    with open_snapshot(index) as snapshot:
        ids = {speech.path[5:8]: speech.speech_id for speech in snapshot.speeches().values()}
        if where == "page":
            assert [len(each.members) for each in proposals(snapshot)] == [2]
            changes.edit_speeches(snapshot, [ids["送审稿"]], {"state": "送审稿"})
            assert [len(each.members) for each in proposals(snapshot)] == [2], "of the other nothing was said"
            changes.edit_speeches(snapshot, [ids["定稿）"]], {"state": "定稿"})
        assert proposals(snapshot) == ()
        assert len(snapshot.versions.groups) == 2, "they count once, as was stated"
