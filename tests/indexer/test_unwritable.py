"""An index on a disk that is full or may only be read: it is served as it is, and what is said of it is true."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from indexer.build import rebuild
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.verify import verify
from retriever.feedback import Feedback, keep
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.indexer.small_corpus import open_with_pairs, write_village

QUESTION = "燕麦地和老塘"
DISK = 4_000_000  # bytes
ROOM = (0, 30_000, 120_000, 400_000)  # bytes left for a build, from none to nearly enough


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("a full and a read-only disk were NOT tested: nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def answer(index: Path) -> list[tuple[str, float]]:
    with open_with_pairs(index) as retriever:
        return [(hit.passage.text, hit.score) for hit in retriever.ask(QUESTION).hits]


def test_an_index_on_a_read_only_disk_is_served(tmp_path: Path, disk: Path) -> None:
    corpus, index = write_village(tmp_path / "讲话"), disk / "index"
    build_with_pairs(corpus, index)
    expected = answer(index)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert answer(index) == expected
    assert verify(Layout(index)) == []
    for change in (
        lambda: rebuild(index, encoder=PairEncoder()),
        lambda: keep(index, Feedback("问", "up", "a", 0, 1, "")),
    ):
        with pytest.raises(IndexStateError) as caught:
            change()
        assert caught.value.code == "index_unwritable"
    assert answer(index) == expected


@pytest.mark.parametrize("left_behind", [("*-shm",), ()])
def test_changes_that_are_left_in_the_log_are_served_or_named(
    tmp_path: Path, disk: Path, left_behind: tuple[str, ...]
) -> None:
    """As of a folder that was copied while it was written, to where nothing can be."""
    index, copied = tmp_path / "index", disk / "index"
    build_with_pairs(write_village(tmp_path / "讲话"), index)
    expected = answer(index)
    with Catalog.open_for_writing(index / "catalog.sqlite") as catalog:
        with catalog.change():
            catalog.set_meta("remark", "later")
        shutil.copytree(index, copied, ignore=shutil.ignore_patterns(*left_behind))
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    if not left_behind:
        assert answer(copied) == expected
        return
    with pytest.raises(IndexStateError) as caught:
        answer(copied)
    assert caught.value.code == "index_log_left"
    shutil.copytree(copied, tmp_path / "there")
    rebuild(tmp_path / "there", encoder=PairEncoder())  # as the sentence says
    assert not (tmp_path / "there" / "catalog.sqlite-wal").exists()
    assert answer(tmp_path / "there") == expected


def test_a_damaged_index_on_a_read_only_disk_is_not_served(tmp_path: Path, disk: Path) -> None:
    corpus, index = write_village(tmp_path / "讲话"), disk / "index"
    build_with_pairs(corpus, index)
    (term,) = (index / "lexical").rglob("passages/*.term")
    content = bytearray(term.read_bytes())
    content[len(content) // 2] ^= 1
    term.write_bytes(content)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(IndexStateError) as caught:
        answer(index)
    assert caught.value.code == "index_damaged"
    assert term.name in caught.value.message("en")


def test_on_a_full_disk_the_state_before_serves_and_a_later_build_goes_on(tmp_path: Path, disk: Path) -> None:
    corpus, index = write_village(tmp_path / "讲话"), disk / "index"
    build_with_pairs(corpus, index)
    before = answer(index)
    write_speech(corpus / "c.md", "村口的老塘年底再验一次收，燕麦地一并看过。" * 40, title="丙", date="2024-01-02")
    build_with_pairs(corpus, tmp_path / "fresh")
    after, full = answer(tmp_path / "fresh"), 0
    for room in ROOM:
        stone = disk / "stone"
        stone.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - room)))
        try:
            build_with_pairs(corpus, index)
        except IndexStateError as error:
            assert error.code == "index_full"
            assert "Make room" in error.message("en")
            full += 1
        assert answer(index) in (before, after)
        stone.unlink()
    assert full
    build_with_pairs(corpus, index)
    assert answer(index) == after
    assert verify(Layout(index)) == []
