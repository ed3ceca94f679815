"""The vectors of the passages in a FAISS index, by passage id, in half precision: all inner products are worked out.

Half the bytes are read in half the time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.layout import written_by_rename
from indexer.search.embedded.faiss_files import read_index, write_index

# A search for one question is over before a second thread has started.
faiss.omp_set_num_threads(1)
_parameters: Any = faiss.SearchParameters
# Of several starts the best counts, since k-means finds only the best near its start.
_ROUNDS, _STARTS, _SEED = 25, 5, 2019


def clusters(vectors: NDArray[np.float32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The cluster, from 0, of each of `vectors`, shape (n, dimension), and the centres, shape (count, dimension).

    Spherical k-means (Dhillon and Modha 2001): vectors and centres have length 1. The same vectors in the same order
    give the same clusters; a cluster may be left without any.
    """
    means = faiss.Kmeans(
        vectors.shape[1],
        count,
        niter=_ROUNDS,
        nredo=_STARTS,
        seed=_SEED,
        spherical=True,
        min_points_per_centroid=1,  # or else it warns of few
        max_points_per_centroid=len(vectors),  # or else it looks at some of many only
    )
    means.train(np.ascontiguousarray(vectors))
    centres = np.asarray(means.centroids, dtype=np.float32)
    return (vectors @ centres.T).argmax(axis=1).astype(np.int64), centres


def _flat(dimension: int) -> faiss.Index:
    return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


class Vectors:
    """L2-normalised vectors under their passage ids; similarity is the cosine, in [-1, 1]."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexIDMap2(_flat(dimension))

    @classmethod
    def load(cls, path: Path) -> Vectors:
        """The vectors saved at `path`.

        :raises OSError: if the file can't be read or is none that this wrote.
        """
        vectors = cls.__new__(cls)
        try:
            with path.open("rb") as file:
                vectors._index = read_index(file)
        except RuntimeError as exc:
            raise OSError(f"not a FAISS file: {path}") from exc
        if not isinstance(faiss.downcast_index(vectors._index.index), faiss.IndexScalarQuantizer):
            raise OSError(f"not vectors in half precision: {path}")
        return vectors

    def save(self, path: Path) -> None:
        """Write the vectors to `path`; who reads it meanwhile sees the old file or the new one, never a part.

        :raises OSError: if they cannot be written.
        """
        with written_by_rename(path) as file:
            write_index(self._index, file)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The number of components of a vector."""
        return int(self._index.d)

    def ids(self) -> NDArray[np.int64]:
        """The passage ids, ascending."""
        return np.sort(faiss.vector_to_array(self._index.id_map))

    def add(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add `vectors`, shape (len(ids), dimension)."""
        if len(ids):  # FAISS rounds what lies between two halves otherwise on other processors
            halves = vectors.astype(np.float16).astype(np.float32)
            self._index.add_with_ids(np.ascontiguousarray(halves), np.ascontiguousarray(ids))

    def remove(self, ids: NDArray[np.int64]) -> None:
        """Remove the vectors under `ids`."""
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids))

    def selection(self, ids: NDArray[np.int64]) -> faiss.IDSelector:
        """The vectors under `ids`, as `search` takes them, from several threads at once too."""
        return faiss.IDSelectorBatch(ids)

    def search(
        self, query: NDArray[np.float32], limit: int, among: faiss.IDSelector | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids and similarities of the at most `limit` passages nearest to `query`, shape (dimension,), best first.

        `among` is the `selection` of those that may be found; None means all.
        """
        # Parameters of its own for each search: FAISS puts another selector into them while it searches.
        parameters = None if among is None else _parameters(sel=among)
        scores, ids = self._index.search(query[np.newaxis], limit, params=parameters)
        found = ids[0] >= 0  # FAISS fills up with -1
        return ids[0][found], scores[0][found]

    def sample(self, size: int, ids: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids, ascending, and the vectors, shape (n, dimension), of at most `size` passages from all over.

        Of those under ascending `ids`, None for all. The same ones in whatever order they were added.
        """
        ids = self.ids() if ids is None else ids
        if not len(ids):
            return ids, np.zeros((0, self.dimension), dtype=np.float32)
        chosen = ids[np.linspace(0, len(ids) - 1, min(size, len(ids))).astype(np.int64)]
        return chosen, self._index.reconstruct_batch(chosen)

    def all(self) -> NDArray[np.float32]:
        """All vectors, by id: shape (n, dimension)."""
        if not len(self):
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: NDArray[np.float32] = self._index.reconstruct_batch(self.ids())
        return vectors

    def similarities(self, query: NDArray[np.float32], ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The similarity of `query` to the passage under each of `ids`, in their order.

        :raises KeyError: if there is no vector under one of them.
        """
        if not len(ids):
            return np.zeros(0, dtype=np.float32)
        try:
            vectors: NDArray[np.float32] = self._index.reconstruct_batch(np.ascontiguousarray(ids))
        except RuntimeError as exc:
            raise KeyError("no vector under one of the ids") from exc
        return vectors @ query
