"""A file of vectors that never changes: their ids, the vectors in half precision, and a bit for each component.

The bits are RaBitQ (Gao and Long 2024, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for
Approximate Nearest Neighbor Search"): the signs of what a vector has beside a centre, and two numbers by which its
cosine with a question is estimated. The code of a vector depends on it and on the centre alone, so it is the same in
whatever file it lies. There are no clusters: questions lie beside the passages, and what is nearest to one is in
clusters all over.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.layout import written_by_rename
from indexer.search.embedded.faiss_files import read_index, write_index

_AT_ONCE = 1 << 14  # vectors that are written at a time
# A mark, the dimension, the number of vectors, and the number of the centre (see `Segment.centred`).
_HEAD = struct.Struct("<8sQQQ")
_MARK = b"tifa-seg"
_ID_BYTES, _HALF_BYTES = 8, 2
_index_of: Any = faiss.IndexRaBitQFastScan


class Segment:
    """The vectors of one file: `ids` ascending, `exact` of shape (n, dimension) on the disk, their codes in memory.

    `centred` says for how many vectors the centre of the codes was chosen.
    """

    def __init__(
        self, path: Path, ids: NDArray[np.int64], exact: NDArray[np.float16], codes: faiss.Index, centred: int
    ) -> None:
        self.path, self.ids, self.exact, self.centred = path, ids, exact, centred
        self._codes: Any = codes

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def centre(self) -> NDArray[np.float32]:
        """The centre of the codes, shape (dimension,)."""
        centre: NDArray[np.float32] = faiss.vector_to_array(self._codes.center)
        return centre

    def nearest(self, query: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows of the `count` vectors nearest to `query` as far as the codes tell, and their estimates."""
        estimates, rows = self._codes.search(query[np.newaxis], min(count, len(self)))
        found = rows[0] >= 0  # FAISS fills up with -1
        return rows[0][found], estimates[0][found]


def open_segment(path: Path) -> Segment:
    """The segment at `path`.

    :raises OSError: if it can't be read or is none.
    """
    try:
        with path.open("rb") as file:
            mark, dimension, count, centred = _HEAD.unpack(file.read(_HEAD.size))
            of_each = _ID_BYTES + _HALF_BYTES * dimension
            if mark != _MARK or _HEAD.size + count * of_each > path.stat().st_size:  # a damaged count asks for any room
                raise OSError(f"not a file of vectors: {path}")
            ids = np.fromfile(file, dtype="<i8", count=count)
            begin = file.tell()
            exact = np.asarray(np.memmap(path, dtype="<f2", mode="r", offset=begin, shape=(count, dimension)))
            file.seek(begin + exact.nbytes)
            codes = read_index(file)
    except (RuntimeError, ValueError, struct.error) as exc:
        raise OSError(f"not a file of vectors: {path}") from exc
    if not len(ids) == codes.ntotal == count:
        raise OSError(f"not a file of vectors: {path}")
    return Segment(path, ids, exact, codes, centred)


def is_segment(path: Path) -> bool:
    """True if the file at `path` is of this kind.

    :raises OSError: if it can't be read.
    """
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def write_segment(
    path: Path,
    ids: NDArray[np.int64],
    vectors_of: Callable[[NDArray[np.int64]], NDArray[np.floating[Any]]],
    centre: NDArray[np.float32],
    centred: int,
) -> None:
    """Write the vectors that `vectors_of` gives, shape (n, dimension), of ascending `ids`, some of these at a time.

    Who reads `path` meanwhile sees nothing of it.

    :raises OSError: if they cannot be written.
    """
    codes: Any = _index_of(len(centre), faiss.METRIC_INNER_PRODUCT)
    codes.train(np.ascontiguousarray(centre[np.newaxis], dtype=np.float32))
    with written_by_rename(path) as file:
        file.write(_HEAD.pack(_MARK, len(centre), len(ids), centred))
        file.write(ids.astype("<i8").tobytes())
        for first in range(0, len(ids), _AT_ONCE):
            halved = vectors_of(ids[first : first + _AT_ONCE]).astype("<f2")
            file.write(halved.tobytes())
            codes.add(halved.astype(np.float32))  # of what is kept, so that what is written again gets the same
        write_index(codes, file)
