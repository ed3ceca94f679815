"""The table of all systems, on a set of two documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.leaderboard import print_head, print_rows, set_of
from benchmarks.quality import index_in
from indexer.encoder import Encoder
from tests.conftest import PairEncoder

DOCUMENTS = {"茶": "山里的茶叶要统一分级。好茶才有好价钱。", "矿": "矿井的灯连着家庭。宁可停产也不冒险。"}
QUESTIONS = {"问茶": "茶叶怎样才有好价钱？", "问矿": "矿井里宁可停产也不做什么？"}
ANSWERS = {"问茶": "好茶", "问矿": "冒险"}


def test_every_system_has_a_row_of_figures(
    tmp_path: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    documents: list[dict[str, object]] = [
        {"_id": name, "title": name, "text": text} for name, text in DOCUMENTS.items()
    ]
    questions = [{"_id": name, "text": text, "answers": [ANSWERS[name]]} for name, text in QUESTIONS.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    rows = [f"问{name}\t{name}\t1" for name in DOCUMENTS]
    (tmp_path / "qrels.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *rows]), encoding="utf-8")
    print_head()
    print_rows(set_of(tmp_path, index_in(tmp_path / "kept", documents, encoder), encoder), encoder, None)
    head, _, *printed = (
        [cell.strip() for cell in row.split("|")[1:-1]] for row in capsys.readouterr().out.splitlines()
    )
    assert [row[1] for row in printed if row[1] != "txtai"] == ["keyword", "dense", "recipe", "ours"]
    assert all(len(row) == len(head) for row in printed)
    ours = printed[-1]
    assert ours[2:5] == ["1.0000 (1.000–1.000)", "1.0000", "1.0000"]
    assert float(ours[5]) > 0.5
    assert ours[6:9] == ["1.0000 (1.000–1.000)", "1.0000 (1.000–1.000)", "0.000"]
    assert float(ours[9]) > 0
    assert [row[10] for row in printed[:2]] == ["+0.0000 (+0.000 to +0.000)"] * 2
    assert ours[10] == ""


def test_an_index_that_is_kept_embeds_what_is_new_alone(tmp_path: Path) -> None:
    documents: list[dict[str, object]] = [{"_id": name, "text": text} for name, text in DOCUMENTS.items()]
    encoder = PairEncoder()
    assert index_in(tmp_path, documents[:1], encoder) == index_in(tmp_path, documents, encoder)
    assert [text for text in encoder.texts if text] == list(DOCUMENTS.values())
