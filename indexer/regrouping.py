"""Wordings grouped again after a change, to the groups of `indexer.grouping`, by looking only at what it touches.

A wording is a centre unless an earlier centre is like it. So when a wording comes, goes, moves in the order, becomes a
centre or ceases to be one, only wordings that it is like can change for it, and only such as come after it. These are
looked at again in their order, and so on from those that did change. (Incremental maintenance of a greedy maximal
independent set: Censor-Hillel, Haramaty and Karnin 2016, "Optimal dynamic distributed MIS".)
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import WordingTable
from indexer.grouping import Precedence, Wording, closeness, grouped, likeness, precedence
from indexer.minhash import agreeing_in_a_band

Texts = Callable[[Collection[int]], Mapping[int, str]]
"""Gives the folded texts of wordings, by their numbers."""

_LAST: Precedence = (1, 0, "")  # behind all that are said
_NONE = -1


def regrouped(table: WordingTable, speeches: NDArray[np.int64], texts: Texts) -> NDArray[np.int64]:
    """The number of the centre of each wording of `table`, 0 for those that no speech has now.

    `speeches` is the number of speeches that have each now; the table tells how many had, and how it was grouped then.
    """
    changed = np.flatnonzero(speeches != table.speeches)
    return _Regrouping(table, speeches, texts).after(changed.tolist()) if len(changed) else table.centre


def grouped_anew(table: WordingTable, speeches: NDArray[np.int64], texts: Texts) -> NDArray[np.int64]:
    """The same, whatever was grouped before."""
    said = np.flatnonzero(speeches)
    folded = texts(table.number[said].tolist())
    numbers = table.number[said].tolist()
    wordings = [
        Wording(folded[number], table.bands[row], int(speeches[row]))
        for row, number in zip(said.tolist(), numbers, strict=True)
    ]
    centres = np.zeros_like(table.number)
    centres[said] = table.number[said][grouped(wordings)]
    return centres


class _Regrouping:
    """One regrouping. Wordings go by their rows in the table."""

    def __init__(self, table: WordingTable, speeches: NDArray[np.int64], texts: Texts) -> None:
        self._number, self._before, self._now = table.number, table.speeches, speeches
        self._bands = np.asfortranarray(table.bands)  # it is gone through band by band
        self._read = texts
        self._folded: dict[int, str] = {}
        self._near: dict[int, NDArray[np.intp]] = {}
        self._centre = np.where(table.centre > 0, np.searchsorted(table.number, table.centre), _NONE)
        self._is_centre = table.centre == table.number
        self._due: list[tuple[Precedence, int]] = []
        self._seen: set[int] = set()

    def after(self, changed: list[int]) -> NDArray[np.int64]:
        """The numbers of all centres when the wordings `changed` are said in other numbers of speeches than before."""
        self._find_near(changed)
        overtaken = [other for row in changed if self._is_centre[row] for other in self._overtaken(row)]
        gone = [row for row in changed if not self._now[row]]
        lost = {row for row in gone if self._is_centre[row]}
        self._is_centre[gone] = False
        self._centre[gone] = _NONE
        self._put([row for row in changed if self._now[row]])
        self._put(overtaken)
        flipped = self._settled()
        gained = {row for row in flipped if self._is_centre[row]}
        self._assign(lost | (flipped - gained), sorted(gained))
        return np.where(self._centre >= 0, self._number[self._centre], 0)

    def _overtaken(self, row: int) -> list[int]:
        """The wordings like this centre that it was in front of and no longer is, or the other way round."""
        folded = self._text(row)
        before = precedence(folded, int(self._before[row]))
        now = precedence(folded, int(self._now[row])) if self._now[row] else _LAST
        return self._like(row, *sorted((before, now)))

    def _settled(self) -> set[int]:
        """The wordings that became centres or ceased to be."""
        flipped: set[int] = set()
        while self._due:
            place, row = heapq.heappop(self._due)
            near = self._near[row]
            earlier = (
                centre for centre in self._with_texts(near[self._is_centre[near]]) if self._place(centre) < place
            )
            is_centre = not any(likeness(self._folded[centre], self._folded[row]) for centre in earlier)
            if is_centre != self._is_centre[row]:
                self._is_centre[row] = is_centre
                flipped.add(row)
                self._put(self._like(row, place, _LAST))
        return flipped

    def _assign(self, lost: set[int], gained: Sequence[int]) -> None:
        """Let wordings whose centre is `lost` go to another, and others to one `gained` that they are more like."""
        others = (self._now > 0) & ~self._is_centre
        adrift = np.flatnonzero(others & ((self._centre == _NONE) | np.isin(self._centre, list(lost))))
        near = agreeing_in_a_band(self._bands, adrift, np.flatnonzero(self._is_centre))
        for row, centres in zip(self._with_texts(adrift), near.values(), strict=True):
            self._centre[row] = min(self._with_texts(centres), key=lambda centre: self._closeness(centre, row))
        others[adrift] = False
        for centre in gained:
            self._centre[centre] = centre
            rows = self._near[centre][others[self._near[centre]]]
            self._with_texts(self._centre[rows])
            for row in self._with_texts(rows):
                if self._closeness(centre, row) < self._closeness(int(self._centre[row]), row):
                    self._centre[row] = centre

    def _closeness(self, centre: int, row: int) -> tuple[float, str]:
        return closeness(self._folded[centre], self._folded[row])

    def _put(self, rows: Iterable[int]) -> None:
        """Let these wordings be looked at, each once: what can change it is in front of it, and so looked at before."""
        new = [row for row in dict.fromkeys(rows) if row not in self._seen]
        self._seen.update(new)
        self._find_near(new)
        for row in self._with_texts(np.array(new, dtype=np.intp)):
            heapq.heappush(self._due, (self._place(row), row))

    def _find_near(self, rows: Sequence[int]) -> None:
        """Find the wordings worth comparing with these, of all at once."""
        new = np.array([row for row in rows if row not in self._near], dtype=np.intp)
        if len(new):
            self._near |= agreeing_in_a_band(self._bands, new, np.arange(len(self._bands)))

    def _like(self, row: int, front: Precedence, behind: Precedence) -> list[int]:
        """The wordings between two places in the order that this one is like, as their centre."""
        folded, near = self._text(row), self._near[row]
        said = self._now[near]
        near = near[(said > 0) & (-said >= front[0]) & (-said <= behind[0])]
        between = [other for other in self._with_texts(near) if front < self._place(other) < behind]
        return [other for other in between if likeness(folded, self._folded[other])]

    def _place(self, row: int) -> Precedence:
        return precedence(self._folded[row], int(self._now[row]))

    def _text(self, row: int) -> str:
        self._with_texts(np.array([row]))
        return self._folded[row]

    def _with_texts(self, rows: NDArray[np.intp]) -> list[int]:
        """The same rows, of which the texts are in `_folded` now."""
        known: list[int] = rows.tolist()
        missing = {int(self._number[row]): row for row in known if row not in self._folded}
        if missing:
            self._folded |= {missing[number]: folded for number, folded in self._read(missing).items()}
        return known
