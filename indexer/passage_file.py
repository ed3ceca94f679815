"""The places of all passages of a state in a file that is mapped: to read a million rows of the catalog takes seconds.

The number of passages, then a column after the other: those of PassageTable and, last but one, 1 for each passage that
has a vector; last the signatures.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import PassageTable
from indexer.layout import written_by_rename
from indexer.likeness import MINIMA

_COLUMNS = len(fields(PassageTable)) - 1  # all but the signatures
_HEAD = 8  # bytes


def write_passages(path: Path, table: PassageTable, embedded: NDArray[np.int64]) -> None:
    """Write a table, and which of its passages have a vector, to `path`; who reads it meanwhile sees nothing of it.

    :raises OSError: if it cannot be written.
    """
    *columns, signature = (getattr(table, each.name) for each in fields(table))
    with written_by_rename(path) as file:
        file.write(len(signature).to_bytes(_HEAD, "little"))
        for column in (*columns, np.isin(table.passage_id, embedded)):
            file.write(np.ascontiguousarray(column, dtype="<i8").data)
        file.write(np.ascontiguousarray(signature, dtype="<u4").data)


def read_passages(path: Path) -> tuple[PassageTable, NDArray[np.int64]]:
    """The table that `write_passages` wrote, and the ids, ascending, of its passages that have a vector.

    :raises OSError: if the file cannot be read or is none of these.
    """
    with path.open("rb") as file:
        count = int.from_bytes(file.read(_HEAD), "little")
    if path.stat().st_size != _HEAD + count * (8 * (_COLUMNS + 1) + 4 * MINIMA):
        raise OSError(f"not a file of passages: {path}")
    if not count:  # nothing cannot be mapped
        return _table(np.zeros((_COLUMNS + 1, 0), dtype=np.int64), np.zeros((0, MINIMA), dtype=np.uint32))
    numbers = np.memmap(path, dtype="<i8", mode="r", offset=_HEAD, shape=(_COLUMNS + 1, count))
    signature = np.memmap(path, dtype="<u4", mode="r", offset=_HEAD + numbers.nbytes, shape=(count, MINIMA))
    return _table(np.asarray(numbers), np.asarray(signature))


def _table(numbers: NDArray[np.int64], signature: NDArray[np.uint32]) -> tuple[PassageTable, NDArray[np.int64]]:
    *columns, is_embedded = numbers
    names = (field.name for field in fields(PassageTable))
    table = PassageTable(**dict(zip(names, (*columns, signature), strict=True)))
    return table, table.passage_id[is_embedded == 1]
