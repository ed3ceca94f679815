"""What is worked out once for each state of an index."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

from indexer.build import rebuild
from indexer.opening import open_snapshot
from indexer.snapshot import Snapshot, once
from tests.conftest import PairEncoder, build_with_pairs, write_speech


def library(folder: Path, index: Path) -> Snapshot:
    write_speech(folder / "闸.md", "闸门每天早晚各看一次。")
    build_with_pairs(folder, index)
    return open_snapshot(index)


def test_it_is_done_once_for_each_state_and_goes_with_it(tmp_path: Path, index: Path) -> None:
    done: list[int] = []

    class Result(list[int]):
        """A list that can be watched."""

    @once
    def speeches(snapshot: Snapshot) -> Result:
        done.append(snapshot.generation)
        return Result(snapshot.speeches())

    snapshot = library(tmp_path / "库", index)
    assert speeches(snapshot) is speeches(snapshot)
    assert (len(speeches(snapshot)), len(done)) == (1, 1)

    write_speech(tmp_path / "库" / "坝.md", "坝上要有人守夜。")
    rebuild(index, encoder=PairEncoder())
    newer = open_snapshot(snapshot.index)
    assert (len(speeches(newer)), len(speeches(snapshot)), len(done)) == (2, 1, 2)

    gone = weakref.ref(speeches(snapshot))
    snapshot.close()
    del snapshot
    gc.collect()
    assert gone() is None
    newer.close()


def test_the_last_few_options_are_kept(tmp_path: Path, index: Path) -> None:
    done: list[tuple[int, str]] = []

    @once
    def told(snapshot: Snapshot, number: int, *, word: str = "") -> str:
        done.append((number, word))
        return f"{word}{number}"

    with library(tmp_path / "库", index) as snapshot:
        assert [told(snapshot, 1), told(snapshot, 1, word="第"), told(snapshot, 1)] == ["1", "第1", "1"]
        assert done == [(1, ""), (1, "第")]
        for number in range(2, 9):
            told(snapshot, number)
        assert told(snapshot, 1) == "1"
        assert done.count((1, "")) == 1, "what is asked for stays"
        told(snapshot, 1, word="第")
        assert done.count((1, "第")) == 2, "what nobody asked for went"


def test_who_asks_meanwhile_waits_for_it(tmp_path: Path, index: Path) -> None:
    begun, may_end, done = threading.Event(), threading.Event(), []

    @once
    def slowly(snapshot: Snapshot) -> int:
        begun.set()
        assert may_end.wait(10)
        done.append(snapshot.generation)
        return len(done)

    with library(tmp_path / "库", index) as snapshot:
        found: list[int] = []
        threads = [threading.Thread(target=lambda: found.append(slowly(snapshot))) for _ in range(3)]
        threads[0].start()
        assert begun.wait(10)
        for thread in threads[1:]:
            thread.start()
        may_end.set()
        for thread in threads:
            thread.join(10)
        assert (found, len(done)) == ([1, 1, 1], 1)
