"""Where the passages of one state are in its table: by id, by speech, and by their place in a text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import PassageTable
from indexer.search.protocol import Place


class PassageRows:
    """The rows of `table`, whose passages ascend by id."""

    def __init__(self, table: PassageTable) -> None:
        self.table = table
        # The passages in the order of the texts, and where each ends, as one ascending number a passage.
        self._text_order = np.lexsort((table.ordinal, table.speech_no))
        self._ends = _text_keys(table.speech_no, table.end)[self._text_order]

    def held(self, passage_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For each of `passage_ids`: True if it is in the table."""
        return self._are_at(np.searchsorted(self.table.passage_id, passage_ids), passage_ids)

    def _are_at(self, rows: NDArray[np.intp], passage_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For each of `passage_ids`: True if it is in its one of `rows`, where it would be."""
        ids = self.table.passage_id
        if not len(ids):
            return np.zeros(len(passage_ids), dtype=np.bool_)
        held: NDArray[np.bool_] = ids[np.minimum(rows, len(ids) - 1)] == passage_ids
        return held

    def of_ids(self, passage_ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """The row of each passage, in their order; ids that are gone are left out."""
        rows = np.searchsorted(self.table.passage_id, passage_ids)
        return rows[self._are_at(rows, passage_ids)]

    def of_speeches(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The ids, ascending, of the passages of the speeches with these numbers."""
        wanted = np.zeros(int(self.table.speech_no.max(initial=0)) + 1, dtype=np.bool_)
        wanted[numbers[numbers < len(wanted)]] = True
        ids: NDArray[np.int64] = self.table.passage_id[wanted[self.table.speech_no]]
        return ids

    def count_of(self, numbers: NDArray[np.int64]) -> int:
        """The number of passages of the speeches with these numbers."""
        first = np.searchsorted(self._ends, _text_keys(numbers, np.zeros_like(numbers)))
        behind = np.searchsorted(self._ends, _text_keys(numbers + 1, np.zeros_like(numbers)))
        return int((behind - first).sum())

    def of_speech(self, speech_no: int) -> NDArray[np.intp]:
        """The rows of a speech's passages in the order of its text."""
        first, behind = np.searchsorted(self._ends, _text_keys(np.array([speech_no, speech_no + 1]), np.zeros(2, int)))
        return self._text_order[first:behind]

    def at(self, places: Sequence[Place]) -> NDArray[np.intp]:
        """The rows of the passages in which `places` begin; between two passages, of the next."""
        numbers = np.array([place.speech_no for place in places], dtype=np.int64)
        starts = np.array([place.start for place in places], dtype=np.int64)
        at = np.searchsorted(self._ends, _text_keys(numbers, starts), side="right")
        inside = at < len(self._ends)  # behind the last passage of the last speech there is none
        rows = self._text_order[at[inside]]
        begun: NDArray[np.intp] = rows[self.table.speech_no[rows] == numbers[inside]]
        return begun


def _text_keys(speech_numbers: NDArray[np.int64], positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers in the order of (speech number, position); a text is shorter than 2³² characters."""
    return (speech_numbers << 32) | positions
