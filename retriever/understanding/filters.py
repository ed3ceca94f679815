"""Filters applied to the metadata of speeches: those that pass, and those that only lack what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import PartialDate, SpeechFacts, fold_plain
from corpus.errors import QueryError
from corpus.fields import FIELD, FIELDS, text_of
from corpus.language.dates import parse_date
from corpus.language.offices import is_called, is_held, is_office
from retriever.types import Filters, Note
from retriever.understanding.occasions import is_at

_KNOWN_SHOWN = 8
_CHOICES = frozenset(field.name for field in FIELDS if field.choices)
TIME = frozenset(("year", "date_from", "date_to"))
"""The filters by date."""
_ALWAYS_STATED = "stated"  # what every speech has: a folder, a language, a title
_LACKING = {
    **dict.fromkeys(TIME, "undated"),
    **{name: f"no_{name}" for name in ("occasion", "origin", "state")},
}

Test = Callable[[SpeechFacts], bool]


def normal_filters(filters: Filters) -> Filters:
    """`filters` as they were set by people, with their dates and choices in the normal form.

    :raises QueryError: if a date is none, or the first is later than the last.
    """
    dates = filters.date_from, filters.date_to
    first, last = (_date(value) if value else None for value in dates)
    if first and last and first > last.last_day:
        raise QueryError("filter_dates_reversed", first=filters.date_from, last=filters.date_to)
    written = [str(date) if date else value for date, value in zip((first, last), dates, strict=True)]
    given = set_filters(filters)
    chosen: dict[str, Any] = {name: _choice(name, given[name]) for name in given.keys() & _CHOICES}
    return replace(filters, date_from=written[0], date_to=written[1], **chosen)


def allowed(speeches: Mapping[int, SpeechFacts], filters: Filters) -> NDArray[np.int64] | None:
    """The numbers, ascending, of the speeches that pass every filter; None when there is no filter.

    :raises QueryError: if a value is one that no speech has, or a date is none.
    """
    tests = [_test(name, value, speeches) for name, value in set_filters(filters).items()]
    if not tests:
        return None
    numbers = [number for number, speech in speeches.items() if all(test(speech) for test in tests)]
    return np.array(sorted(numbers), dtype=np.int64)


def set_filters(filters: Filters) -> dict[str, str | int]:
    """The filters that are set, by field name."""
    values = {field.name: getattr(filters, field.name) for field in fields(filters)}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _test(name: str, value: str | int, speeches: Mapping[int, SpeechFacts]) -> Test:
    if name == "date_from":
        earliest = _date(value)
        return lambda speech: speech.date is not None and speech.date.last_day >= earliest
    if name == "date_to":
        latest = _date(value).last_day
        return lambda speech: speech.date is not None and speech.date <= latest
    test = _speaker(str(value), speeches) if name == "speaker" else _TESTS.get(name, partial(_of_field, name))(value)
    if not any(map(test, speeches.values())):
        known = sorted(
            {shown for speech in speeches.values() for shown in _shown(name, speech)}, reverse=name == "year"
        )
        raise QueryError(f"filter_unknown_{name}", value=value, known="、".join(known[:_KNOWN_SHOWN]) or "—")
    return test


def _date(value: str | int) -> PartialDate:
    date = parse_date(str(value))
    if date is None:
        raise QueryError("filter_date", value=value)
    return date


def _year(value: str | int) -> Test:
    return lambda speech: str(speech.year) == str(value)


def _speaker(wanted: str, speeches: Mapping[int, SpeechFacts]) -> Test:
    """By the name, by the office, or by both: 李县长 is a speaker 李… whom any of his speeches calls 县长."""
    called = called_speakers(wanted, speeches)
    return lambda speech: (
        speech.speaker in called or any(is_held(wanted, known) for known in (speech.speaker, speech.office) if known)
    )


def called_speakers(wanted: str, speeches: Mapping[int, SpeechFacts]) -> set[str]:
    """The speakers whom `wanted` calls by a name and an office that one of their speeches states."""
    offices: dict[str, set[str]] = {}
    for speech in speeches.values():
        if speech.speaker and speech.office:
            offices.setdefault(speech.speaker, set()).add(speech.office)
    return {speaker for speaker, held in offices.items() if is_called(wanted, speaker, held)}


def _occasion(value: str | int) -> Test:
    wanted = str(value)
    return lambda speech: speech.occasion is not None and is_at(wanted, speech.occasion)


def _of_field(name: str, value: str | int) -> Test:
    """A choice by its normal form; of free text, a part of it."""
    if name in _CHOICES:
        wanted = _choice(name, value)
        return lambda speech: text_of(speech, name) == wanted
    folded = fold_plain(str(value))
    return lambda speech: folded in fold_plain(text_of(speech, name) or "")


def _choice(name: str, value: str | int) -> str:
    """The normal form of a choice, `value` itself where it is none."""
    return str(FIELD[name].read(str(value)) or value)


def _folder(value: str | int) -> Test:
    wanted = str(value).strip("/")
    return lambda speech: f"{speech.folder}/".startswith(f"{wanted}/")


_TESTS: dict[str, Callable[[str | int], Test]] = {"year": _year, "occasion": _occasion, "folder": _folder}
"""The filters that match in a way of their own."""


def _shown(name: str, speech: SpeechFacts) -> list[str]:
    value = speech.year if name == "year" else getattr(speech, name)
    return [str(value)] if value else []


# --- speeches that are left out for what they do not say -----------------------------------------------------------


def left_out(speeches: Mapping[int, SpeechFacts], filters: Filters) -> tuple[Note, ...]:
    """A note for each thing that `filters` ask for and that speeches do not say, with how many speeches these are.

    Only those that no filter leaves out for what they do say. A speech that lacks two things counts for both.

    :raises QueryError: if a filter has a value that no speech has.
    """
    names = _names_by_lack(speeches, filters)
    passing = {kind: _passing(speeches, filters, of_kind) for kind, of_kind in names.items()}
    silent = {kind: {number for number, one in speeches.items() if _lacks(one, kind)} - passing[kind] for kind in names}
    counts = {
        kind: len(silent[kind].intersection(*(passing[other] | silent[other] for other in names if other != kind)))
        for kind in names
    }
    return tuple(Note(f"{kind}_left_out", (("count", count),)) for kind, count in counts.items() if count)


def _names_by_lack(speeches: Mapping[int, SpeechFacts], filters: Filters) -> dict[str, list[str]]:
    """The names of the filters that are set, by what a speech may lack to pass them."""
    kinds: dict[str, list[str]] = {}
    for name, value in set_filters(filters).items():
        kind = _lacking_of_speaker(str(value), speeches) if name == "speaker" else _LACKING.get(name, _ALWAYS_STATED)
        kinds.setdefault(kind, []).append(name)
    return kinds


def _lacking_of_speaker(wanted: str, speeches: Mapping[int, SpeechFacts]) -> str:
    """The lack that leaves out a speech when `wanted` is asked for: no name if that is a name, else no office."""
    people = (one.speaker for one in speeches.values() if one.speaker and not is_office(one.speaker))
    by_name = called_speakers(wanted, speeches) or any(is_held(wanted, person) for person in people)
    return "no_name" if by_name else "no_office"


def _passing(speeches: Mapping[int, SpeechFacts], filters: Filters, names: list[str]) -> set[int]:
    """The numbers of the speeches that pass the filters of these names."""
    others = {field.name: None for field in fields(Filters) if field.name not in names}
    passing = allowed(speeches, replace(filters, **others))
    return set(speeches if passing is None else passing.tolist())


def _lacks(speech: SpeechFacts, kind: str) -> bool:
    """True if `speech` does not say what a filter of this kind asks for."""
    if kind == "undated":
        return speech.date is None
    if kind in ("no_occasion", "no_origin", "no_state"):
        return text_of(speech, kind.removeprefix("no_")) is None
    if kind == "no_name":
        return speech.speaker is None or is_office(speech.speaker)
    return kind == "no_office" and not speech.office and not (speech.speaker and is_office(speech.speaker))
