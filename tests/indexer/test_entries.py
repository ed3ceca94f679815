"""Texts are cut into terms when they are indexed: what is added elsewhere cuts nothing else again."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import entries
from indexer.layout import Layout
from indexer.verify import verify
from tests.conftest import build_with_pairs, write_speech
from tests.indexer.small_corpus import write_village


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the speeches that are cut."""
    titles: list[str] = []
    really = entries._cut_to_look_up

    def noted(uncut, **others):  # type: ignore[no-untyped-def]
        titles.append(uncut.speech.title)
        return really(uncut, **others)

    monkeypatch.setattr(entries, "_cut_to_look_up", noted)
    return titles


def test_only_what_is_new_is_cut(tmp_path: Path, index: Path, cut: list[str]) -> None:
    corpus = write_village(tmp_path / "讲话")
    build_with_pairs(corpus, index)
    assert cut == ["甲", "乙"]
    write_speech(corpus / "c.md", "灯杆上的名字每月核一次。", title="丙")
    build_with_pairs(corpus, index)
    assert cut == ["甲", "乙", "丙"]
    assert verify(Layout(index)) == []
