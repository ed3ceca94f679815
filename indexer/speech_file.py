"""The columns of the speeches of a state in a file: to read the metadata of 200,000 speeches from the catalog takes
seconds.

The number of speeches and the length of what comes last, then the numbers of the speeches, then for each column the
place of each speech's value; last the names of the columns and their values, in JSON.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

from indexer.layout import written_by_rename
from indexer.speech_table import COLUMNS, Column, SpeechColumns

_HEAD = struct.Struct("<QQ")
_NUMBER, _PLACE = np.dtype("<i8"), np.dtype("<u4")


def write_speeches(path: Path, speeches: SpeechColumns) -> None:
    """Write columns to `path`; who reads it meanwhile sees nothing of it.

    :raises OSError: if it cannot be written.
    """
    values = [speeches.columns[name].values for name in COLUMNS]
    told = json.dumps([COLUMNS, values], ensure_ascii=False).encode("utf-8", "surrogatepass")
    with written_by_rename(path) as file:
        file.write(_HEAD.pack(len(speeches.numbers), len(told)))
        file.write(speeches.numbers.astype(_NUMBER).tobytes())
        for name in COLUMNS:
            file.write(speeches.columns[name].places.astype(_PLACE).tobytes())
        file.write(told)


def read_speeches(path: Path) -> SpeechColumns:
    """The columns that `write_speeches` wrote.

    :raises OSError: if the file cannot be read, is none of these, or has other columns.
    """
    written = path.read_bytes()
    count, length = _HEAD.unpack_from(written.ljust(_HEAD.size, b"\0"))
    places = _HEAD.size + count * _NUMBER.itemsize
    end = places + len(COLUMNS) * count * _PLACE.itemsize
    names, values = (
        json.loads(written[end:].decode("utf-8", "surrogatepass")) if len(written) == end + length else ((), ())
    )
    if tuple(names) != COLUMNS:
        raise OSError(f"not a file of speeches with these columns: {path}")
    numbers = np.frombuffer(written, _NUMBER, count, _HEAD.size).astype(np.int64)
    of_columns = (
        np.frombuffer(written, _PLACE, len(COLUMNS) * count, places).reshape(len(COLUMNS), count).astype(np.intp)
    )
    columns = (Column(tuple(each), its) for each, its in zip(values, of_columns, strict=True))
    return SpeechColumns(numbers, dict(zip(COLUMNS, columns, strict=True)))
