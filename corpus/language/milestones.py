"""Dates that offices count from: five-year plans, congresses and plenums of the Party, events with a name.

The dates stand in milestones.toml.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from corpus.partial_date import PartialDate

_DATA = tomllib.loads(Path(__file__).with_name("milestones.toml").read_text(encoding="utf-8"))
# The plans of 1953 to 1980 followed each other with three years between the second and the third.
_EARLY_PLANS = {1: 1953, 2: 1958, 3: 1966, 4: 1971, 5: 1976}

EVENTS: dict[str, PartialDate] = {
    name: date
    for day, names in _DATA["events"].items()
    if (date := PartialDate.parse(day)) is not None
    for name in names.split()
}
"""The day or month of each event, by every name that it has."""
ENGLISH_EVENTS: dict[str, PartialDate] = {
    name: date for day, name in _DATA["english_events"].items() if (date := PartialDate.parse(day)) is not None
}
"""The same by a regular expression of its English names."""


def five_year_plan(number: int) -> tuple[PartialDate, PartialDate] | None:
    """The first and the last year of the five-year plan of this number, None if there is none: 14 is 2021 to 2025."""
    first = _EARLY_PLANS.get(number, 1981 + 5 * (number - 6))
    return (PartialDate(first), PartialDate(first + 4)) if 1 <= number <= 20 else None


def congress(number: int) -> tuple[PartialDate, PartialDate] | None:
    """The first and the last day of the national congress of the Party of this number, None for one not held yet."""
    return _days(_DATA["congresses"].get(str(number)))


def plenum(committee: int, number: int) -> tuple[PartialDate, PartialDate] | None:
    """The first and the last day of a plenum (19, 4: 十九届四中全会), None for one that is not listed."""
    held = _DATA["plenums"].get(str(committee), [])
    return _days(held[number - 1]) if 0 < number <= len(held) else None


def peoples_congress(number: int) -> tuple[PartialDate, PartialDate | None] | None:
    """The first day of the National People's Congress of this number, and the last before the next; else None."""
    first, after = (_DATA["peoples_congresses"].get(str(each)) for each in (number, number + 1))
    if first is None:
        return None
    began, ended = PartialDate.parse(first), PartialDate.parse(after) if after else None
    return (began, ended.shifted(-1) if ended else None) if began else None


def _days(written: list[str] | None) -> tuple[PartialDate, PartialDate] | None:
    if not written:
        return None
    first, last = PartialDate.parse(written[0]), PartialDate.parse(written[-1])
    return (first, last) if first and last else None
