"""FAISS indexes in open files: FAISS by itself overlooks that its last bytes did not fit on the disk, and opens no path
on Windows that has other letters than ASCII.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import faiss

_AT_ONCE = 1 << 20  # bytes
_writer_to: Any = faiss.PyCallbackIOWriter  # type: ignore[attr-defined]
_reader_of: Any = faiss.PyCallbackIOReader  # type: ignore[attr-defined]


def read_index(file: BinaryIO) -> faiss.Index:
    """The index that begins where `file` is read next.

    :raises RuntimeError: if there is none.
    """
    index: faiss.Index = faiss.read_index(_reader_of(file.read, _AT_ONCE))
    return index


def write_index(index: faiss.Index, file: BinaryIO) -> None:
    """Write `index` to `file`.

    :raises OSError: if it cannot be written.
    """
    faiss.write_index(index, _writer_to(file.write, _AT_ONCE))
