from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from indexer.catalog import PassageTable
from indexer.likeness import MINIMA
from indexer.passage_file import read_passages, write_passages


def table(count: int) -> PassageTable:
    numbers = np.random.default_rng(7).integers(0, 2**40, (6, count))
    ids = np.arange(count, dtype=np.int64) * 2
    return PassageTable(ids, *numbers[1:], np.arange(count * MINIMA, dtype=np.uint32).reshape(count, MINIMA))


@pytest.mark.parametrize("count", [0, 1, 5])
def test_what_is_written_is_read(tmp_path: Path, count: int) -> None:
    embedded = np.array([0, 4, 100], dtype=np.int64)
    write_passages(tmp_path / "p.bin", table(count), embedded)
    read, with_vector = read_passages(tmp_path / "p.bin")
    assert [column.tolist() for column in astuple(read)] == [column.tolist() for column in astuple(table(count))]
    assert with_vector.tolist() == [each for each in (0, 4) if each in table(count).passage_id]
    assert [path.name for path in tmp_path.iterdir()] == ["p.bin"]


def test_a_file_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    write_passages(tmp_path / "p.bin", table(3), np.zeros(0, dtype=np.int64))
    for end in (0, 8, 100, -1):
        (tmp_path / "cut.bin").write_bytes((tmp_path / "p.bin").read_bytes()[:end])
        if end:
            with pytest.raises(OSError, match="not a file of passages"):
                read_passages(tmp_path / "cut.bin")
