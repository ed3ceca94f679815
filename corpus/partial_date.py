"""Dates as far as they are known: a year, a month of a year, or a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, total_ordering
from typing import Literal

_NORMAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_KNOWN = 10_000  # texts whose date is kept: those of a large corpus are read again and again


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date, of which day and month may be unknown; str() gives YYYY, YYYY-MM or YYYY-MM-DD.

    Dates are in the order of their texts: a year before its months, a month before its days.

    :raises ValueError: if there is no such date.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError(f"a day without a month: {self.year}, {self.day}")
        if self.year > 9999:
            raise ValueError(f"no year of four digits: {self.year}")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    @lru_cache(maxsize=_KNOWN)
    def parse(cls, text: str) -> PartialDate | None:
        """The date whose text is YYYY, YYYY-MM or YYYY-MM-DD; None for any other text and for impossible dates."""
        match = _NORMAL.fullmatch(text)
        if match is None:
            return None
        year, month, day = (None if part is None else int(part) for part in match.groups())
        try:
            return cls(year or 0, month, day)
        except ValueError:
            return None

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The date of a day."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """The smallest part that is known."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    @property
    def sort_key(self) -> int:
        """A number, 1 or more, in the order of the dates: much faster to sort by than the dates themselves."""
        return self.year * 10_000 + (self.month or 0) * 100 + (self.day or 0)

    @property
    def first_day(self) -> PartialDate:
        """The first day that it can be."""
        return PartialDate(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> PartialDate:
        """The last day that it can be."""
        month = self.month or 12
        return PartialDate(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def covers(self, other: PartialDate) -> bool:
        """True if `other` is the same date or lies within it: 2019 covers 2019-07-09."""
        mine, others = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return all(part is None or part == its for part, its in zip(mine, others, strict=True))

    def shifted(self, by: int) -> PartialDate:
        """The year, the month or the day, whichever it is, that comes `by` later; earlier where `by` is below 0."""
        if self.month is None:
            return PartialDate(self.year + by)
        if self.day is None:
            year, month = divmod(self.year * 12 + self.month - 1 + by, 12)
            return PartialDate(year, month + 1)
        return PartialDate.of(date(self.year, self.month, self.day) + timedelta(days=by))

    def __str__(self) -> str:
        written = f"{self.year:04}"
        for part in (self.month, self.day):
            written += "" if part is None else f"-{part:02}"
        return written

    def __lt__(self, other: object) -> bool:
        return self.sort_key < other.sort_key if isinstance(other, PartialDate) else NotImplemented
