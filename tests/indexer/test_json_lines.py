"""Files of JSON lines: what a crash may cost, and several writers."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexStateError
from indexer.json_lines import append_lines, read_lines, rewrite_lines
from tests.conftest import PROJECT, PYTHON

ENTRIES = [{"n": n, "题目": "停水通知" * n} for n in range(1, 5)]


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    assert read_lines(path, "edits_damaged") == []
    append_lines(path, ENTRIES[:3])
    append_lines(path, ENTRIES[3:])
    assert read_lines(path, "edits_damaged") == ENTRIES


@given(cut=st.integers(min_value=0))
def test_a_cut_costs_no_line_that_was_whole(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "lines.jsonl"
    append_lines(path, ENTRIES)
    written = path.read_bytes()
    left = written[: cut % (len(written) + 1)]
    path.write_bytes(left)
    whole = [line for line in ENTRIES if json.dumps(line, ensure_ascii=False).encode() in left]
    assert read_lines(path, "edits_damaged") == whole
    append_lines(path, [{"n": 9}])
    assert read_lines(path, "edits_damaged") == [*whole, {"n": 9}]


@pytest.mark.parametrize("line", ["{", "[1]", "null", '"a"', "\udcff"])
def test_a_line_that_is_no_object_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(f'{{"n": 1}}\n{line}\n{{"n": 3}}\n'.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexStateError) as raised:
        read_lines(path, "edits_damaged")
    assert (raised.value.code, raised.value.particulars["line"]) == ("edits_damaged", 2)


def test_lines_are_taken_out_and_what_a_killed_rewriting_left_too(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    append_lines(path, ENTRIES)
    (tmp_path / "lines.jsonl.123.part").write_text("停水通知", "utf-8")
    assert rewrite_lines(path, "edits_damaged", lambda lines: [line for line in lines if line["n"] % 2]) == (4, 2)
    assert read_lines(path, "edits_damaged") == ENTRIES[::2]
    assert list(tmp_path.glob("*.part")) == []


def test_several_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: append_lines(path, [{"n": n}, {"n": -n}]), range(1, 41)))
    read = [line["n"] for line in read_lines(path, "edits_damaged")]
    assert sorted(read) == sorted([*range(1, 41), *range(-40, 0)])
    assert all(second == -first for first, second in zip(read[::2], read[1::2], strict=True))


@pytest.mark.kill
def test_a_writer_that_is_killed_leaves_every_line_that_it_had_finished(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    code = (
        "import sys; from pathlib import Path; from indexer.json_lines import append_lines\n"
        "for n in range(10**6): append_lines(Path(sys.argv[1]), [{'n': n, 'text': '停水' * 500}]); print(n, flush=True)"
    )
    for _ in range(3):
        writer = subprocess.Popen([PYTHON, "-c", code, path], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(20):
            assert writer.stdout.readline()
        time.sleep(0.001)
        writer.kill()
        finished = [line for line in writer.stdout.read().split("\n") if line]
        assert writer.wait() == -signal.SIGKILL
        writer.stdout.close()
        read = [line["n"] for line in read_lines(path, "edits_damaged")]
        last = int(finished[-1]) if finished else 19
        assert read[-1] in (last, last + 1), "all that was said to be written, and at most the next"
        append_lines(path, [{"n": "behind"}])
    assert [line["n"] for line in read_lines(path, "edits_damaged")].count("behind") == 3
