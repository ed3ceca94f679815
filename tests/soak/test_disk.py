"""A full disk: the state before is served on, nothing is lost, and the next build with room goes on.

The disk is filled by a limit on the size of files (RLIMIT_FSIZE), since few people can mount a file system: writing
beyond it fails as on a full disk.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.errors import TifaError
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs
from tests.soak.amounts import amounts
from tests.soak.meetings import QUESTIONS, contents, write_meeting

resource = pytest.importorskip("resource", reason="no such limit on this system")


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may become larger than `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def state_of(index: Path) -> dict[str, str]:
    """The texts of the speeches that are served."""
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        asked = [retriever.ask(question, top_k=100).hits for question in QUESTIONS[::40]]
    return {hit.speech.path: hit.speech.text for hits in asked for hit in hits}


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("sizes", amounts(1, 12))
def test_a_build_without_room_leaves_the_state_before(sizes: int, tmp_path: Path) -> None:
    corpus, sound = tmp_path / "讲话", tmp_path / "sound"
    for number in range(10):
        write_meeting(corpus, number)
    build_with_pairs(corpus, sound)
    before = state_of(sound)
    for number in range(5, 40):
        write_meeting(corpus, number, 1)
    whole = tmp_path / "whole"
    build_with_pairs(corpus, whole)
    after, told = state_of(whole), {}
    largest = max(path.stat().st_size for path in whole.rglob("*") if path.is_file())
    for number in range(sizes):
        size = 4096 + largest * number // sizes
        index = tmp_path / f"{number}"
        shutil.copytree(sound, index)
        try:
            with largest_file(size):
                build_with_pairs(corpus, index)
        except (TifaError, OSError) as error:
            told[size] = getattr(error, "code", type(error).__name__)
            for path, text in state_of(index).items():
                assert text in (before.get(path), after.get(path)), f"{path}, {size} bytes: neither before nor after"
        build_with_pairs(corpus, index)
        assert contents(index) == contents(whole)
        assert state_of(index) == after
        shutil.rmtree(index)
    print(f"\nfull disk at {sizes} sizes: {told}")
    assert told, "it was never full"
