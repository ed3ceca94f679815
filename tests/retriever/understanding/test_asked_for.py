"""The kind of answer that a question asks for, and the wording that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from retriever.understanding.asked_for import asked_for, wording_asked_about

_ROWS = [
    [*line.split("\t"), "", ""][:3]
    for line in Path(__file__).with_name("asked_for.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("question", "kind", "wording"), _ROWS)
def test_the_kind_and_the_wording(question: str, kind: str, wording: str) -> None:
    assert asked_for(question) == (kind or None)
    if kind:
        assert wording_asked_about(question) == (wording or None)
