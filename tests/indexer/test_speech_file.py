from __future__ import annotations

from pathlib import Path

import pytest

from indexer import speech_file
from indexer.speech_file import read_speeches, write_speeches
from indexer.speech_table import COLUMNS, SpeechColumns


def columns(count: int) -> SpeechColumns:
    return SpeechColumns.of(
        {3 * i + 1: [None if i % 2 else f"{name}之{i // 2}\ud800" for name in COLUMNS] for i in range(count)}
    )


def told(speeches: SpeechColumns) -> object:
    of_columns = {name: (column.values, column.places.tolist()) for name, column in speeches.columns.items()}
    return speeches.numbers.tolist(), of_columns


@pytest.mark.parametrize("count", [0, 1, 6])
def test_what_is_written_is_read(tmp_path: Path, count: int) -> None:
    write_speeches(tmp_path / "s.bin", columns(count))
    assert told(read_speeches(tmp_path / "s.bin")) == told(columns(count))
    assert [path.name for path in tmp_path.iterdir()] == ["s.bin"]


@pytest.mark.parametrize("count", [0, 3])
def test_a_file_that_is_cut_off_or_has_other_columns_is_an_error(
    tmp_path: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.bin"
    write_speeches(path, columns(count))
    written = path.read_bytes()
    for end in (0, 8, 20, -1):
        path.write_bytes(written[:end])
        with pytest.raises(OSError, match="not a file of speeches"):
            read_speeches(path)
    path.write_bytes(written)
    monkeypatch.setattr(speech_file, "COLUMNS", (*COLUMNS[:-1], "another"))
    with pytest.raises(OSError, match="not a file of speeches"):
        read_speeches(path)
