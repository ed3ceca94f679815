"""An index that nothing was written to since it was found sound is opened without reading it through."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from indexer import opening
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.opening import open_index
from indexer.published import read_published
from indexer.sound import is_as_noted
from tests.conftest import build_with_pairs, write_speech


@pytest.fixture
def built(pairs_index: Path, tmp_path: Path) -> Path:
    """A copy of the index of the library, as it was left."""
    index = Path(shutil.copytree(pairs_index, tmp_path / "index"))
    open_index(index)[0].close()
    return index


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch) -> list[Layout]:
    """The indexes that were read through."""
    looked: list[Layout] = []
    refuse = opening.refuse_damaged
    monkeypatch.setattr(
        opening, "refuse_damaged", lambda layout, catalog: (looked.append(layout), refuse(layout, catalog))
    )
    return looked


def opened(index: Path) -> None:
    open_index(index)[0].close()


def test_what_was_found_sound_is_not_read_through_again(built: Path, looked_through: list[Layout]) -> None:
    opened(built)
    assert looked_through == []


@pytest.mark.parametrize("name", ["catalog.sqlite", "published.json", "vectors"])
def test_what_was_written_to_is_read_through(built: Path, looked_through: list[Layout], name: str) -> None:
    published = read_published(Layout(built))
    assert published is not None
    path = built / (published.vectors if name == "vectors" else name)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    opened(built)
    opened(built)
    assert len(looked_through) == 1


def test_a_note_that_says_nothing_is_no_note(built: Path) -> None:
    for content in (b"", b"null", b"[]", b"{}", b"\xff"):
        (built / "sound.json").write_bytes(content)
        assert not is_as_noted(Layout(built))


def test_a_log_that_is_not_empty_is_looked_at(built: Path) -> None:
    assert is_as_noted(Layout(built))
    (built / "catalog.sqlite-wal").write_bytes(b"something that was not taken over")
    assert not is_as_noted(Layout(built))


def test_a_build_leaves_a_sound_index(tmp_path: Path, index: Path) -> None:
    write_speech(tmp_path / "c" / "a.md", "渡口的旧船要修好再用。", title="甲")
    build_with_pairs(tmp_path / "c", index)
    assert is_as_noted(Layout(index))


def test_a_build_goes_on_from_what_was_published_while_others_read(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone_on: list[int] = []
    take = Catalog.go_on_from
    monkeypatch.setattr(
        Catalog,
        "go_on_from",
        lambda self, table, embedded, speeches: (gone_on.append(len(embedded)), take(self, table, embedded, speeches)),
    )
    for number, text in enumerate(("渡口的旧船要修好再用。", "水渠年前要清一遍。", "粮仓的门上两把锁。")):
        write_speech(tmp_path / "c" / f"{number}.md", text, title=f"例会{number}")
        build_with_pairs(tmp_path / "c", index)
        if not number:
            snapshot, _ = open_index(index)
            snapshot.speeches()
    assert gone_on == [1, 2]
    snapshot.close()
