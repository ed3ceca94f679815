"""Filters of a question: conditions on the metadata of speeches, and the speeches that pass them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import PartialDate, SpeechFacts, fold_plain
from corpus.errors import QueryError
from corpus.fields import FIELD, FIELDS, text_of
from corpus.language.dates import parse_date
from corpus.language.offices import is_called, is_held
from corpus.language.spellings import keys_of, meeting_key
from retriever.understanding.occasions import is_at

_KNOWN_SHOWN = 8
_CHOICES = frozenset(field.name for field in FIELDS if field.choices)
TIME = frozenset(("year", "date_from", "date_to"))
"""The filters by date."""

Test = Callable[[SpeechFacts], bool]


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on the speeches that may answer; None means any.

    Dates are YYYY, YYYY-MM or YYYY-MM-DD, both ends included. `title` matches as a folded substring; so do `occasion`,
    which may also be shortened (安全生产会议 for 全县安全生产工作会议) or of another year, and `speaker`, a name or an
    office in any spelling: 县长 is not 副县长. `folder` is a folder and all below it; `language` is "zh" or "en".
    `origin` says whose speech it is, `state` how final its text: the choices of these fields in corpus.fields, or words
    for them (上级, 送审稿).

    Any other field of a speech can be a filter too: free text matches as a folded substring, choices as they are.
    """

    year: int | None = None
    date_from: str | None = None
    date_to: str | None = None
    speaker: str | None = None
    occasion: str | None = None
    title: str | None = None
    folder: str | None = None
    language: str | None = None
    origin: str | None = None
    state: str | None = None


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
    """By the name, by the office, in any spelling, or by both: 李县长 is a 李… whom any of his speeches calls 县长."""
    called = called_speakers(wanted, speeches)
    said = {known for speech in speeches.values() for known in (speech.speaker, speech.office) if known}
    keys = keys_of({wanted, *said}, "speaker")
    meant = {known for known in said if keys[known] == keys[wanted] or is_held(wanted, known)}
    return lambda speech: speech.speaker in called or speech.speaker in meant or speech.office in meant


def called_speakers(wanted: str, speeches: Mapping[int, SpeechFacts]) -> set[str]:
    """The speakers whom `wanted` calls by a name and an office that one of their speeches states."""
    offices: dict[str, set[str]] = {}
    for speech in speeches.values():
        if speech.speaker and speech.office:
            offices.setdefault(speech.speaker, set()).add(speech.office)
    return {speaker for speaker, held in offices.items() if is_called(wanted, speaker, held)}


def _occasion(value: str | int) -> Test:
    wanted = str(value)
    key = meeting_key(wanted)
    return lambda speech: (
        speech.occasion is not None and (is_at(wanted, speech.occasion) or meeting_key(speech.occasion) == key)
    )


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
