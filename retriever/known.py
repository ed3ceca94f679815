"""The facts of all speeches of one state, in columns: a question goes through what they say, and not through them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts, fold_plain
from corpus.language.places import PROVINCES, names_place, places_named
from indexer.speech_table import Column, SpeechTable

TELLING_PLACE = ("title", "occasion", "speaker", "office", "place", "folder")
"""The fields that tell where a speech is from."""

Mask: TypeAlias = NDArray[np.bool_]
"""True for some of the speeches of a state: shape (speeches,), in the order of `Known.numbers`."""

# Masks that are kept: of a million speeches each takes a megabyte.
_KEPT = 50
# From which share of dated speeches on a date in the words filters: where most have none, it would hide most.
_DATED = 0.5


@dataclass(frozen=True, slots=True)
class Days:
    """The dates of the speeches, in the order of `Known.numbers`, as `PartialDate.sort_key`; 0 for those not `dated`.

    `first` and `last` are the first and the last day that the date of a speech can be.
    """

    dated: Mask
    date: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


class Known(Mapping[int, SpeechFacts]):
    """The facts of the speeches of one state, by speech number; what is worked out of them is worked out once.

    The speeches must not change. Safe for several threads: what two of them work out at once is the same.
    """

    def __init__(self, speeches: Mapping[int, SpeechFacts]) -> None:
        self._speeches = speeches
        self._columns = dict(speeches.columns) if isinstance(speeches, SpeechTable) else {}
        self._folded: dict[str, tuple[str, ...]] = {}
        self._masks: OrderedDict[Hashable, Mask] = OrderedDict()

    def __getitem__(self, speech_no: int) -> SpeechFacts:
        return self._speeches[speech_no]

    def __iter__(self) -> Iterator[int]:
        return iter(self._speeches)

    def __len__(self) -> int:
        return len(self._speeches)

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of all speeches, ascending."""
        return np.array(sorted(self._speeches), dtype=np.int64)

    def stated(self, field: str) -> tuple[Any, ...]:
        """The values of a field of SpeechFacts, each once; None is among them where a speech has none."""
        return self._column(field).values

    def where(self, field: str, test: Callable[[Any], bool]) -> Mask:
        """The speeches for whose value of `field`, which may be None, `test` is true; it is asked once a value."""
        return self._where(field, [test(value) for value in self._column(field).values])

    def where_folded(self, field: str, test: Callable[[str], bool]) -> Mask:
        """The same by the folded text of each value, "" for None."""
        return self._where(field, [test(folded) for folded in self._folded_values(field)])

    def _folded_values(self, field: str) -> tuple[str, ...]:
        if field not in self._folded:
            self._folded[field] = tuple(fold_plain(str(value or "")) for value in self._column(field).values)
        return self._folded[field]

    def _where(self, field: str, passing: list[bool]) -> Mask:
        mask: Mask = np.array(passing, dtype=np.bool_)[self._column(field).places]
        return mask

    def kept(self, of: Hashable, work: Callable[[], Mask]) -> Mask:
        """The mask that `work` gives, kept for a while: a question asks for each filter several times."""
        mask = self._masks.pop(of, None)
        if mask is None:
            mask = work()
            mask.flags.writeable = False
        self._masks[of] = mask
        while len(self._masks) > _KEPT:
            self._masks.popitem(last=False)
        return mask

    def told(self, mask: Mask, *fields: str) -> Iterator[tuple[Any, ...]]:
        """The values of these fields that each speech of `mask` states, by number."""
        columns = [self._column(field) for field in fields]
        return zip(*([c.values[place] for place in c.places[mask].tolist()] for c in columns), strict=True)

    def _column(self, field: str) -> Column:
        column = self._columns.get(field)
        if column is None:
            stated = dict(self._speeches.items())
            column = self._columns[field] = Column.of([getattr(stated[n], field) for n in self.numbers.tolist()])
        return column

    @cached_property
    def days(self) -> Days:
        """The dates of all speeches."""
        column = self._column("date")
        keys = [(d.sort_key, d.first_day.sort_key, d.last_day.sort_key) if d else (0, 0, 0) for d in column.values]
        date, first, last = np.array(keys, dtype=np.int64).reshape(-1, 3)[column.places].T
        return Days(date > 0, date, first, last)

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The names and the offices of all speakers."""
        return frozenset(name for field in ("speaker", "office") for name in self.stated(field) if name)

    @cached_property
    def occasions(self) -> frozenset[str]:
        """All occasions."""
        return frozenset(occasion for occasion in self.stated("occasion") if occasion)

    @cached_property
    def places(self) -> frozenset[str]:
        """The folded names of the places that speeches tell, with and without their kind, beside the provinces."""
        stated = {fold_plain(place) for place in self.stated("place") if place}
        telling = {text for field in TELLING_PLACE for text in self._folded_values(field)}
        return frozenset(PROVINCES | stated | places_named(telling))

    @cached_property
    def provinces(self) -> frozenset[str]:
        """The provinces that speeches tell in a field that tells where they are from."""
        telling = "\n".join({text for field in TELLING_PLACE for text in self._folded_values(field)})
        return frozenset(province for province in PROVINCES if names_place(province)(telling))

    @cached_property
    def last_characters(self) -> frozenset[str]:
        """The last characters of all names, of people and of occasions."""
        return frozenset(name[-1] for name in (*self.speakers, *self.occasions))

    @cached_property
    def is_dated(self) -> bool:
        """True if so many speeches have a date that one in the words of a question may leave out the others."""
        dated = int(self.days.dated.sum())
        return dated > 0 and dated >= _DATED * len(self)

    @cached_property
    def offices_held(self) -> Mapping[str, frozenset[str]]:
        """The offices that speeches state of each speaker, by the name; who has none stated is left out."""
        held: dict[str, set[str]] = {}
        for speaker, office in set(self.told(np.ones(len(self), dtype=np.bool_), "speaker", "office")):
            if speaker and office:
                held.setdefault(speaker, set()).add(office)
        return {speaker: frozenset(offices) for speaker, offices in held.items()}
