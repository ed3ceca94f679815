"""Filters of a question: conditions on the metadata of speeches, and the speeches that pass them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import PartialDate, SpeechFacts, fold_plain
from corpus.errors import QueryError
from corpus.fields import FIELD, FIELDS, text_of
from corpus.language.dates import parse_date
from corpus.language.meetings import is_same_meeting
from corpus.language.offices import is_called, is_held, name_before_office
from corpus.language.spellings import keys_of
from retriever.understanding.occasions import is_at

_KNOWN_SHOWN = 8
_BETWEEN_VALUES = re.compile(r"[,，、;；]")
_CHOICES = frozenset(field.name for field in FIELDS if field.choices)
TIME = frozenset(("year", "years", "date_from", "date_to"))
"""The filters by date."""
EXCLUDING = {"not_date": "date", "not_speaker": "speaker", "not_occasion": "occasion"}
"""The filters that leave speeches out for what they say, each with the field that they look at."""

Test = Callable[[SpeechFacts], bool]


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on the speeches that may answer; None means any.

    Dates are YYYY, YYYY-MM or YYYY-MM-DD, both ends included. `title` matches as a folded substring; so do `occasion`,
    which may also be shortened (安全生产会议 for 全县安全生产工作会议) or of another year, and `speaker`, a name or an
    office in any spelling: 县长 is not 副县长. Of several speakers or occasions with commas between any one will do.
    `years` are several years with commas between (2019,2023). Those in not_… leave out what they name, several with
    commas between (times as YYYY[-MM[-DD]] or A..B, speakers, occasions), and what does not say its own.

    `folder` is a folder and all below it; `language` is "zh" or "en". `origin` says whose speech it is, `state`
    how final its text: the choices of these fields in corpus.fields, or words for them (上级, 送审稿).

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
    years: str | None = None
    not_date: str | None = None
    not_speaker: str | None = None
    not_occasion: str | None = None


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
    for name in given.keys() & {"years", "not_date"}:
        _among(name, given[name])
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
    if name in EXCLUDING:
        return _excluding(name, str(value), speeches)
    test = _speaker(str(value), speeches) if name == "speaker" else _TESTS.get(name, partial(_of_field, name))(value)
    if not any(map(test, speeches.values())):
        parts = _several(value) if name in ("speaker", "occasion") else []
        if len(parts) > 1:
            tests = [_test(name, part, speeches) for part in parts]
            return lambda speech: any(each(speech) for each in tests)
        known = sorted(
            {shown for speech in speeches.values() for shown in _shown(name, speech)}, reverse=name in ("year", "years")
        )
        raise QueryError(
            f"filter_unknown_{'year' if name == 'years' else name}",
            value=value,
            known="、".join(known[:_KNOWN_SHOWN]) or "—",
        )
    return test


def _excluding(name: str, value: str, speeches: Mapping[int, SpeechFacts]) -> Test:
    """True for speeches that say something else. No value is wrong, for what is left out need not be there."""
    if name == "not_date":
        spans = [_span(part) for part in _several(value)]
        return lambda speech: speech.date is not None and not any(_is_within(speech.date, *span) for span in spans)
    if name == "not_speaker":
        people = [_speaker(each, speeches) for each in _several(value)]
        return lambda speech: bool(speech.speaker or speech.office) and not any(by(speech) for by in people)
    occasions = [_occasion(each) for each in _several(value)]
    return lambda speech: speech.occasion is not None and not any(at(speech) for at in occasions)


def _is_within(date: PartialDate, first: PartialDate | None, last: PartialDate | None) -> bool:
    """True if all that `date` can be lies between `first` and `last`: a speech of 2019 need not be one of July 2019."""
    return (first is None or date.first_day >= first.first_day) and (last is None or date.last_day <= last.last_day)


def _several(value: str | int) -> list[str]:
    return [part.strip() for part in _BETWEEN_VALUES.split(str(value)) if part.strip()]


def _among(name: str, value: str | int) -> Test:
    """True for speeches of one of the times with commas between: years, dates, and for not_date ranges A..B."""
    spans = [_span(part) for part in _several(value)]
    if not spans or (name == "years" and any(first != last or first.month for first, last in spans if first)):
        raise QueryError("filter_date", value=value)

    def test(speech: SpeechFacts) -> bool:
        date = speech.date
        return date is not None and any(
            (first is None or date.last_day >= first) and (last is None or date <= last.last_day)
            for first, last in spans
        )

    return test


def _span(written: str) -> tuple[PartialDate | None, PartialDate | None]:
    first, is_range, last = written.partition("..")
    if not is_range:
        return _date(first), _date(first)
    return _date(first) if first else None, _date(last) if last else None


def _date(value: str | int) -> PartialDate:
    date = parse_date(str(value))
    if date is None:
        raise QueryError("filter_date", value=value)
    return date


def _year(value: str | int) -> Test:
    return lambda speech: str(speech.year) == str(value)


def _speaker(wanted: str, speeches: Mapping[int, SpeechFacts]) -> Test:
    """By the name, by the office, in any spelling, or by both: 李县长 is a 李… whom any of his speeches calls 县长.

    By the office also those who hold it by another speech, where a speech states no office, or one that they held at
    the same time (总书记 and 国家主席).
    """
    called = called_speakers(wanted, speeches)
    said = {known for speech in speeches.values() for known in (speech.speaker, speech.office) if known}
    # A name that no speech has is no place in front of an office: 王建国县长 is not just any 县长.
    name = name_before_office(wanted)
    is_unknown = name is not None and not any(name in known for known in said)
    keys = keys_of({wanted, *said}, "speaker")
    meant = {known for known in said if (keys[known] == keys[wanted] and not is_unknown) or is_held(wanted, known)}
    held = _times_in_office(meant, speeches)

    def test(speech: SpeechFacts) -> bool:
        if speech.speaker in called or speech.speaker in meant or speech.office in meant:
            return True
        dates = held.get(speech.speaker or "")
        if dates is None or not speech.office:
            return dates is not None
        return speech.date is not None and bool(dates) and min(dates) <= speech.date <= max(dates)

    return test


def _times_in_office(offices: Collection[str], speeches: Mapping[int, SpeechFacts]) -> dict[str, list[PartialDate]]:
    """The dates of the speeches that state one of the spellings of an office, by who holds it; [] without dates."""
    held: dict[str, list[PartialDate]] = {}
    for speech in speeches.values():
        if speech.speaker and speech.office in offices:
            held.setdefault(speech.speaker, []).extend([speech.date] if speech.date else [])
    return held


def called_speakers(wanted: str, speeches: Mapping[int, SpeechFacts]) -> set[str]:
    """The speakers whom `wanted` calls by a name and an office that one of their speeches states."""
    offices: dict[str, set[str]] = {}
    for speech in speeches.values():
        if speech.speaker and speech.office:
            offices.setdefault(speech.speaker, set()).add(speech.office)
    return {speaker for speaker, held in offices.items() if is_called(wanted, speaker, held)}


def _occasion(value: str | int) -> Test:
    wanted = str(value)
    return lambda speech: (
        speech.occasion is not None and (is_at(wanted, speech.occasion) or is_same_meeting(wanted, speech.occasion))
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


_TESTS: dict[str, Callable[[str | int], Test]] = {
    **{"year": _year, "occasion": _occasion, "folder": _folder},
    "years": partial(_among, "years"),
}
"""The filters that match in a way of their own."""


def _shown(name: str, speech: SpeechFacts) -> list[str]:
    value = speech.year if name in ("year", "years") else getattr(speech, name)
    return [str(value)] if value else []
