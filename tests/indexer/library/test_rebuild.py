"""A rebuild takes the folders as they were given."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from tests.conftest import build_with_pairs, write_speech
from tests.indexer.library.conftest import built, speeches, state_of


def test_a_rebuild_takes_each_root_as_it_was_given(tmp_path: Path, index: Path) -> None:
    open_, marked = tmp_path / "公开", tmp_path / "涉密"
    for folder in (open_, marked):
        write_speech(folder / "a.txt", "机密★10年\n\n码头要换新缆绳。")
    build_with_pairs(open_, index)
    build_with_pairs(marked, index, allow_marked=True)
    before = state_of(index)
    assert [s.root for s in speeches(index).values()] == ["涉密"]
    built(index)
    assert state_of(index) == before


def test_a_root_that_is_away_is_left_as_it_is_and_reported(corpus: Path, index: Path, tmp_path: Path) -> None:
    other = write_speech(tmp_path / "别的" / "c.md", "集市要分早晚两场。").parent
    build_with_pairs([corpus, other], index)
    corpus.rename(tmp_path / "away")
    write_speech(other / "d.md", "渡船夜里也开。")
    report = built(index)
    assert (report.changed, report.removed, report.away) == (1, 0, (str(corpus),))
    assert len(speeches(index)) == 7


def test_without_an_index_there_is_nothing_to_rebuild(index: Path) -> None:
    with pytest.raises(IndexStateError) as raised:
        built(index)
    assert raised.value.code == "index_missing"
    assert not index.exists()
