"""A retrieval set in BEIR's layout: corpus.jsonl, queries.jsonl (with optional answers) and qrels.tsv in one folder."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def held_out(query_id: str) -> bool:
    """True for the half that nothing may be tuned on: sha1 of the id is odd."""
    return hashlib.sha1(query_id.encode()).digest()[-1] % 2 == 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the set; `answers` are pieces of text that a sentence which answers it holds."""

    query_id: str
    text: str
    answers: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """See `held_out`."""
        return held_out(self.query_id)


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """The documents as read, the questions, and for each question the grade of each relevant document."""

    folder: Path
    documents: tuple[dict[str, Any], ...]
    questions: tuple[Question, ...]
    qrels: dict[str, dict[str, int]] = field(default_factory=dict)


def read(folder: Path) -> RetrievalSet:
    """The set in `folder`."""
    qrels: dict[str, dict[str, int]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            qrels.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    questions = [
        Question(line["_id"], line["text"], tuple(line.get("answers", ()))) for line in _lines(folder / "queries.jsonl")
    ]
    return RetrievalSet(folder, tuple(_lines(folder / "corpus.jsonl")), tuple(questions), qrels)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
