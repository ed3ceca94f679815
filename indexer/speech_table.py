"""The facts of the speeches of a state: in columns, and of a speech as a value when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, ItemsView, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import PartialDate, SpeechFacts

# Who asks for so many speeches one by one goes through all of them: they are read at once.
_ONE_BY_ONE = 500
# Of so many that are read together none is kept.
_KEPT_TOGETHER = 5_000


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a field, each once, and the place of its own among them for each speech, by number."""

    values: tuple[Any, ...]
    places: NDArray[np.intp]

    @classmethod
    def of(cls, stated: Sequence[Any]) -> Column:
        """The column of what each speech states."""
        place_of: dict[Any, int] = {}
        places = [place_of.setdefault(value, len(place_of)) for value in stated]
        return cls(tuple(place_of), np.array(places, dtype=np.intp))

    def counts(self) -> dict[Any, int]:
        """The number of speeches that state each value."""
        return dict(zip(self.values, np.bincount(self.places, minlength=len(self.values)).tolist(), strict=True))

    def counts_among(self, rows: NDArray[np.intp]) -> dict[Any, int]:
        """The number of those of the speeches that state each value, by its first place; others are left out."""
        held, first, counts = np.unique(self.places[rows], return_index=True, return_counts=True)
        order = np.argsort(first)
        return {self.values[place]: n for place, n in zip(held[order].tolist(), counts[order].tolist(), strict=True)}

    def with_values(self, stated: Mapping[int, Any]) -> Column:
        """The column with other values at some places; what no speech states any more may still be among `values`."""
        if not stated:
            return self
        place_of = {value: place for place, value in enumerate(self.values)}
        places = self.places.copy()
        places[list(stated)] = [place_of.setdefault(value, len(place_of)) for value in stated.values()]
        return Column(tuple(place_of), places)

    def mapped(self, change: Callable[[Any], Any]) -> Column:
        """The column with `change` of each value in its place."""
        changed = Column.of([change(value) for value in self.values])
        return Column(changed.values, changed.places[self.places])

    def joined(self, stays: NDArray[np.bool_], other: Column) -> Column:
        """The column of the speeches that stay, then those of another."""
        place_of = {value: place for place, value in enumerate(self.values)}
        places = np.array([place_of.setdefault(value, len(place_of)) for value in other.values], dtype=np.intp)
        return Column(tuple(place_of), np.concatenate((self.places[stays], places[other.places])))

    def in_order(self, order: NDArray[np.intp]) -> Column:
        """The column of the speeches in another order; values are in that in which they come first."""
        places = self.places[order]
        first = np.full(len(self.values), len(places))
        first[places[::-1]] = np.arange(len(places))[::-1]  # of those of one value the first is put down last
        held = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(places))]
        place_of = np.zeros(len(self.values), dtype=np.intp)
        place_of[held] = np.arange(len(held))
        return Column(tuple(self.values[place] for place in held.tolist()), place_of[places])

    def among(self, rows: NDArray[np.intp]) -> Column:
        """The column of some of the speeches."""
        held, places = np.unique(self.places[rows], return_inverse=True)
        return Column(tuple(self.values[place] for place in held.tolist()), places)


COLUMNS = tuple("language root folder title speaker office date occasion place state origin".split())
"""The fields that whole libraries are gone through by; besides, the year."""


@dataclass(frozen=True, slots=True)
class SpeechColumns:
    """The texts of the fields COLUMNS that speeches state, by name; row i is the speech with the i-th of `numbers`,
    which ascend.
    """

    numbers: NDArray[np.int64]
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, stated: Mapping[int, Sequence[Any]]) -> SpeechColumns:
        """The columns of what each speech states, by number, ascending."""
        by_field = list(zip(*stated.values(), strict=True)) or [()] * len(COLUMNS)
        columns = {name: Column.of(texts) for name, texts in zip(COLUMNS, by_field, strict=True)}
        return cls(np.fromiter(stated, dtype=np.int64, count=len(stated)), columns)

    def stated(self, name: str, rows: NDArray[np.intp]) -> list[Any]:
        """The text or None of the field `name` that the speech of each of these rows states."""
        column = self.columns[name]
        return [column.values[place] for place in column.places[rows].tolist()]

    def with_changes(self, gone: Collection[int], stated: Mapping[int, Sequence[Any]]) -> SpeechColumns:
        """The columns without the speeches `gone`, and with what others state, by number."""
        new = SpeechColumns.of(stated)
        stays = np.isin(self.numbers, list(gone), invert=True)
        numbers = np.concatenate((self.numbers[stays], new.numbers))
        order = np.argsort(numbers, kind="stable")
        columns = {
            name: column.joined(stays, new.columns[name]).in_order(order) for name, column in self.columns.items()
        }
        return SpeechColumns(numbers[order], columns)

    def with_years(self) -> dict[str, Column]:
        """The columns with dates as such, and besides them the year."""
        dates = self.columns["date"].mapped(lambda text: PartialDate.parse(text) if text else None)
        return {**self.columns, "date": dates, "year": dates.mapped(lambda date: date.year if date else None)}


class SpeechTable(Mapping[int, SpeechFacts]):
    """The facts of speeches by number, ascending; `columns` are those that whole libraries are gone through by.

    `read` gives the facts of speeches by number, of all where it is given None. Safe for several threads.
    """

    def __init__(
        self,
        numbers: NDArray[np.int64],
        columns: Mapping[str, Column],
        read: Callable[[Sequence[int] | None], dict[int, SpeechFacts]],
    ) -> None:
        self.numbers, self.columns, self._read = numbers, columns, read
        self._kept: dict[int, SpeechFacts] = {}
        self._one_by_one = 0
        self._keeps_all = False
        self._whole = self

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[int]:
        return iter(self.numbers.tolist())

    def __contains__(self, number: object) -> bool:
        return isinstance(number, (int, np.integer)) and self.row(int(number)) is not None

    def __getitem__(self, number: int) -> SpeechFacts:
        whole = self._whole
        if not (self is whole and number in whole._kept) and number not in self:
            raise KeyError(number)
        if number not in whole._kept:
            if whole._one_by_one >= _ONE_BY_ONE:
                whole._all()
            else:
                whole._one_by_one += 1
                whole._kept.update(whole._read([number]))
        return whole._kept[number]

    def read(self, numbers: Collection[int]) -> dict[int, SpeechFacts]:
        """The facts of the speeches with these numbers, by number: those still unread are read at once.

        They are kept as those asked for one by one, unless they are many: who takes a whole library takes it once.
        """
        whole = self._whole
        missing = [number for number in numbers if number not in whole._kept]
        found = whole._read(missing) if missing else {}
        if len(found) < _KEPT_TOGETHER and not whole._keeps_all:
            whole._kept.update(found)
        return {number: found[number] if number in found else whole._kept[number] for number in numbers}

    def values(self) -> ValuesView[SpeechFacts]:
        """The facts of each speech."""
        return self._all().values()

    def items(self) -> ItemsView[int, SpeechFacts]:
        """The number and the facts of each speech."""
        return self._all().items()

    def _all(self) -> dict[int, SpeechFacts]:
        whole = self._whole
        if not whole._keeps_all:  # though each may have been asked for: they were kept in another order
            whole._kept = whole._read(None)
            whole._keeps_all = True
        return whole._kept if self is whole else {number: whole._kept[number] for number in self}

    def row(self, number: int) -> int | None:
        """The row of a speech in the columns, None if there is none."""
        row = int(np.searchsorted(self.numbers, number))
        return row if row < len(self.numbers) and self.numbers[row] == number else None

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.intp]:
        """The row of each of these speeches in the columns, in their order."""
        return np.searchsorted(self.numbers, numbers)

    def told(self, numbers: NDArray[np.int64], *names: str) -> Iterator[tuple[Any, ...]]:
        """The values in the columns with these `names` of each of these speeches, in their order."""
        rows, columns = self.rows(numbers), [self.columns[name] for name in names]
        return zip(*([c.values[place] for place in c.places[rows].tolist()] for c in columns), strict=True)

    def within(self, numbers: NDArray[np.int64]) -> SpeechTable:
        """The table as though it held only the speeches with these `numbers`, ascending."""
        rows = self.rows(numbers)
        part = SpeechTable(numbers, {name: column.among(rows) for name, column in self.columns.items()}, self._read)
        part._whole = self._whole
        return part
