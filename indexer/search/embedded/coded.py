"""Many vectors: the nearest few thousand are found by their codes (`segment.py`), and these compared exactly.

They lie in several files, each written once. What is added goes into a file of its own, with the vectors of those
before it that are not much larger, so that adding a few writes a few; what is removed is passed over, and not written
again when its file is the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.id_sets import only_in
from indexer.search.embedded.segment import Segment, open_segment, write_segment

RECALLED = 20
"""Times as many passages are compared exactly as are asked for."""
LEAST = 2_000
"""Passages that are compared at least. Of the ten nearest of a million drawn ones 0.961 were found with 1,000, 0.987
with so many, 0.996 with twice as many; of 250,000 0.983, 0.993 and 0.998 (176 golden questions)."""
SCANNED = 20_000
"""Passages up to which all that filters leave are compared exactly, and the most that are found by their codes."""
_IN_CACHE = 256  # vectors that are read and compared at a time: three times as quick as all of them at once
_LARGER = 2  # times as many vectors as are written: from there on a file stays as it is
_SPREAD = 4  # times as many ids as vectors lie between the first and the last, or fewer, where rows are in a table
_GONE = 0.2  # share of a file's vectors from which it is written anew without those that are gone

Vectors32 = NDArray[np.float32]


class CodedVectors:
    """The vectors of several segments under their passage ids; similarity is the cosine, in [-1, 1].

    Of those that the segments hold only the ones under `ids` are there.
    """

    def __init__(self, segments: Sequence[Segment], ids: NDArray[np.int64]) -> None:
        self._segments = segments
        self._begins = np.cumsum([0, *(len(segment) for segment in segments)])
        held = np.concatenate([segment.ids for segment in segments]) if segments else np.zeros(0, dtype=np.int64)
        self._order = np.argsort(held, kind="stable")
        self._ascending = held[self._order]
        self._held = held
        self._row_of = _row_table(held)
        self._there = np.zeros(len(held), dtype=np.bool_)
        self._there[self._rows(ids)] = True
        self._count = int(self._there.sum())

    @classmethod
    def open(cls, paths: Sequence[Path], ids: NDArray[np.int64]) -> CodedVectors:
        """The vectors under `ids` of the segments at `paths`.

        :raises OSError: if a file can't be read or is no segment.
        """
        return cls([open_segment(path) for path in paths], ids)

    def __len__(self) -> int:
        return self._count

    @property
    def dimension(self) -> int:
        """The number of components of a vector."""
        return int(self._segments[0].exact.shape[1])

    def ids(self) -> NDArray[np.int64]:
        """The passage ids, ascending."""
        return self._ascending[self._there[self._order]]

    def selection(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The vectors under `ids`, as `search` takes them: the rows, ascending, of those that are there."""
        rows = np.sort(self._rows(ids))
        return rows[self._there[rows]]

    def search(
        self, query: Vectors32, limit: int, among: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], Vectors32]:
        """The ids and similarities of the at most `limit` passages nearest to `query`, shape (dimension,), best first.

        `among` is the `selection` of those that may be found; None means all.
        """
        rows = self._to_compare(query, max(LEAST, RECALLED * limit), among)
        ids, scores = self._held[rows], self._exactly(query, rows)
        best = np.flatnonzero(scores >= _least_of_best(scores, limit))
        order = best[np.lexsort((ids[best], -scores[best]))[:limit]]
        return ids[order], scores[order]

    def _to_compare(self, query: Vectors32, count: int, left: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """The rows to compare exactly with `query`: the `count` nearest by their codes, or all.

        They are among the rows that are `left`, None for those of all that are there.
        """
        size = self._count if left is None else len(left)
        if size <= max(count, SCANNED if size < len(self._held) else 0):
            return np.flatnonzero(self._there) if left is None else left
        allowed = self._there
        if left is not None:
            allowed = np.zeros_like(self._there)
            allowed[left] = True
        looked_at = count + min(count, len(self._held) - size)  # where few are left out, these may be the nearest
        while looked_at <= SCANNED:
            near = self._nearest(query, looked_at)
            near = near[allowed[near]][:count]
            if len(near) == count:
                return near
            # What filters leave is as near as the others, or lies apart from what is nearest of all.
            looked_at = max(2 * looked_at, looked_at * count // max(1, len(near)))
        return np.flatnonzero(allowed)

    def _nearest(self, query: Vectors32, count: int) -> NDArray[np.int64]:
        """The rows of the `count` vectors nearest to `query` as far as their codes tell, best first."""
        found = [segment.nearest(query, count) for segment in self._segments]
        rows = np.concatenate([rows + begin for (rows, _), begin in zip(found, self._begins, strict=False)])
        estimates = np.concatenate([estimates for _, estimates in found])
        return rows[np.lexsort((self._held[rows], -estimates))[:count]]

    def _exactly(self, query: Vectors32, rows: NDArray[np.int64]) -> Vectors32:
        """The similarity of `query` to the vector in each of `rows`."""
        scores = np.empty(len(rows), dtype=np.float32)
        for places, halves in self._read(rows):
            scores[places] = _times_2_to_minus_112(halves) @ (query * np.float32(2.0**112))
        return scores

    def _read(self, rows: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float16]]]:
        """The vectors in `rows`, some at a time, each with its place among them."""
        of_segment = np.searchsorted(self._begins, rows, side="right") - 1
        for number, (segment, begin) in enumerate(zip(self._segments, self._begins, strict=False)):
            mine = np.flatnonzero(of_segment == number)
            for first in range(0, len(mine), _IN_CACHE):
                some = mine[first : first + _IN_CACHE]
                yield some, segment.exact.take(rows[some] - begin, axis=0)  # twice as quick as by brackets

    def _rows(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each of `ids`, in their order; those that no segment holds are left out."""
        if not len(self._ascending):
            return np.zeros(0, dtype=np.int64)
        if self._row_of is not None:
            places = ids - self._ascending[0]
            inside = (places >= 0) & (places < len(self._row_of))
            found = self._row_of[places if inside.all() else places[inside]]
            held: NDArray[np.int64] = (found if (found >= 0).all() else found[found >= 0]).astype(np.int64)
            return held
        at = np.minimum(np.searchsorted(self._ascending, ids), len(self._ascending) - 1)
        rows: NDArray[np.int64] = self._order[at[self._ascending[at] == ids]]
        return rows

    def _rows_there(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each of `ids`, in their order.

        :raises KeyError: if there is no vector under one of them.
        """
        rows = self._rows(ids)
        if len(rows) < len(ids) or not self._there[rows].all():
            raise KeyError("no vector under one of the ids")
        return rows

    def holds(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For each of `ids`: True if there is a vector under it."""
        if not len(self._ascending):
            return np.zeros(len(ids), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self._ascending, ids), len(self._ascending) - 1)
        there: NDArray[np.bool_] = (self._ascending[at] == ids) & self._there[self._order[at]]
        return there

    def under(self, ids: NDArray[np.int64]) -> Vectors32:
        """The vector under each of `ids`, in their order, shape (len(ids), dimension).

        :raises KeyError: if there is no vector under one of them.
        """
        rows = self._rows_there(ids)
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        for places, read in self._read(rows):
            vectors[places] = read
        return vectors

    def sample(self, size: int, ids: NDArray[np.int64] | None = None) -> tuple[NDArray[np.int64], Vectors32]:
        """The ids, ascending, and the vectors, shape (n, dimension), of at most `size` passages from all over.

        Of those under ascending `ids`, None for all.
        """
        ids = self.ids() if ids is None else ids
        chosen = ids[np.linspace(0, len(ids) - 1, min(size, len(ids))).astype(np.int64)]
        return chosen, self.under(chosen)

    def similarities(self, query: Vectors32, ids: NDArray[np.int64]) -> Vectors32:
        """The similarity of `query` to the passage under each of `ids`, in their order.

        :raises KeyError: if there is no vector under one of them.
        """
        return self._exactly(query, self._rows_there(ids))


def _row_table(held: NDArray[np.int64]) -> NDArray[np.int32] | None:
    """The row of each id from the lowest of `held` on, -1 for none; None where they lie far apart, and it were large.

    Hundreds of thousands of ids are looked up in it in a fifth of the time of a search in those that ascend.
    """
    if not len(held) or int(held.max() - held.min()) > _SPREAD * len(held):
        return None
    row_of = np.full(int(held.max() - held.min()) + 1, -1, dtype=np.int32)
    row_of[held[::-1] - held.min()] = np.arange(len(held), dtype=np.int32)[::-1]
    return row_of


def _least_of_best(scores: Vectors32, count: int) -> float:
    """The lowest of the `count` highest of `scores`, or of all where they are fewer."""
    at = max(0, len(scores) - count)
    return float(np.partition(scores, at)[at]) if len(scores) else 0.0


def _times_2_to_minus_112(halves: NDArray[np.float16]) -> Vectors32:
    """The product of each of `halves`, none infinite, and 2⁻¹¹²: exact, in a fifth of the time of a conversion.

    The parts of a half are shifted to where those of a single are; exponents are counted from 15 there, from 127 here.
    """
    shifted = halves.view(np.int16).astype(np.int32)  # with its sign in all the upper bits
    shifted <<= 13
    shifted &= np.int32(-0x7000_2000)  # the sign, and what stands below the three upper bits of the exponent
    return shifted.view(np.float32)


# --- writing -----------------------------------------------------------------------------------------------------


def catch_up(
    before: Sequence[Path],
    path: Path,
    ids: NDArray[np.int64],
    centred: int,
    centre: Callable[[], Vectors32],
    vectors_of: Callable[[NDArray[np.int64]], Vectors32],
) -> list[Path]:
    """The files, `path` at most the only new one, that hold the vectors under ascending `ids`.

    `before` are those of the state before, `path` none of them; they are taken over as far as their codes have the
    centre that was chosen for `centred` vectors. Where none can be, `centre` gives it. `vectors_of` gives the vectors
    under ids.

    :raises OSError: if a file cannot be read or written.
    """
    found = sorted((each for each in map(open_segment, before) if each.centred == centred), key=len)
    kept, merged = list(found), list[Segment]()
    missing = only_in(ids, np.concatenate([np.zeros(0, dtype=np.int64), *(segment.ids for segment in found)]))
    written = len(missing)
    for segment in found:
        there = len(np.intersect1d(segment.ids, ids, assume_unique=True))
        if len(segment) - there > _GONE * len(segment) or (written and there < _LARGER * written):
            kept.remove(segment)
            merged.append(segment)
            written += there
    if not written:
        return [segment.path for segment in kept]
    held = CodedVectors(merged, ids)
    chosen = found[0].centre if found else centre()
    write_segment(
        path, np.union1d(missing, held.ids()), lambda some: _of_either(held, vectors_of, some), chosen, centred
    )
    return [*(segment.path for segment in kept), path]


def _of_either(
    held: CodedVectors, vectors_of: Callable[[NDArray[np.int64]], Vectors32], ids: NDArray[np.int64]
) -> Vectors32:
    """The vectors under `ids`, those that are `held` and the others."""
    is_held = held.holds(ids)
    parts = [held.under(ids[is_held])] if is_held.any() else []
    parts += [vectors_of(ids[~is_held])] if not is_held.all() else []
    vectors = np.empty((len(ids), parts[0].shape[1]), dtype=np.float32)
    vectors[np.concatenate((np.flatnonzero(is_held), np.flatnonzero(~is_held)))] = np.concatenate(parts)
    return vectors
