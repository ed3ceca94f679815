"""Filters of a question: conditions on the metadata of speeches, and the speeches that pass them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import PartialDate, fold_plain
from corpus.errors import QueryError
from corpus.fields import FIELD, FIELDS
from corpus.language.dates import parse_date
from corpus.language.meetings import is_same_meeting
from corpus.language.offices import is_called, is_held, name_before_office
from corpus.language.spellings import keys_of
from corpus.metadata.stated import normal_name
from retriever.known import Known, Mask
from retriever.understanding.occasions import is_at
from retriever.understanding.places import of_place

_KNOWN_SHOWN = 8
_BETWEEN_VALUES = re.compile(r"[,，、;；]")
_CHOICES = frozenset(field.name for field in FIELDS if field.choices)
TIME = frozenset(("year", "years", "date_from", "date_to"))
"""The filters by date."""
EXCLUDING = {f"not_{name}": name for name in ("date", "speaker", "occasion", "place", "title")}
"""The filters that leave speeches out for what they say, each with the field that they look at."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on the speeches that may answer; None means any.

    Dates are YYYY, YYYY-MM or YYYY-MM-DD, both ends included. `title` matches as a folded substring; so do `occasion`,
    which may also be shortened (安全生产会议 for 全县安全生产工作会议) or of another year, and `speaker`, a name or an
    office in any spelling: 县长 is not 副县长. Of several speakers, occasions, places with commas between any will do.
    `years` are several years with commas between (2019,2023). Those in not_… leave out what they name, several with
    commas between (times as YYYY[-MM[-DD]] or A..B, speakers, occasions), and what does not say its own. `place`
    means the speeches whose title, occasion, office or folder names a place (四川 or 四川省), `not_place` all others.

    `folder` is a folder and all below it, with or without the name of its root in front; `language` is "zh" or "en".
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
    years: str | None = None
    not_date: str | None = None
    not_speaker: str | None = None
    not_occasion: str | None = None
    place: str | None = None
    not_place: str | None = None
    not_title: str | None = None


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
        _spans(name, given[name])
    chosen: dict[str, Any] = {name: _choice(name, given[name]) for name in given.keys() & _CHOICES}
    return replace(filters, date_from=written[0], date_to=written[1], **chosen)


def allowed(known: Known, filters: Filters) -> NDArray[np.int64] | None:
    """The numbers, ascending, of the speeches that pass every filter; None when there is no filter.

    :raises QueryError: if a value is one that no speech has, or a date is none.
    """
    mask = passing(known, filters)
    return None if mask is None else known.numbers[mask]


def passing(known: Known, filters: Filters) -> Mask | None:
    """The speeches that pass every filter, as a mask; None when there is no filter.

    :raises QueryError: if a value is one that no speech has, or a date is none.
    """
    masks = [
        known.kept((name, value), partial(_passing, name, value, known)) for name, value in set_filters(filters).items()
    ]
    return np.all(masks, axis=0) if masks else None


def set_filters(filters: Filters) -> dict[str, str | int]:
    """The filters that are set, by field name."""
    values = {field.name: getattr(filters, field.name) for field in fields(filters)}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _passing(name: str, value: str | int, known: Known) -> Mask:
    if name == "date_from":
        return _may_be_in(known, _date(value), None)
    if name == "date_to":
        return _may_be_in(known, None, _date(value))
    if name in EXCLUDING:
        return _not_excluded(name, str(value), known)
    mask = _with_value(name, value, known)
    if mask.any():
        return mask
    parts = _several(value) if name in ("speaker", "occasion", "place") else []
    if len(parts) > 1:
        return _any(known, [_passing(name, part, known) for part in parts])
    shown = {str(each) for each in known.stated("year" if name == "years" else name) if each}
    listed = sorted(shown, reverse=name in ("year", "years"))
    raise QueryError(
        f"filter_unknown_{'year' if name == 'years' else name}",
        value=value,
        known="、".join(listed[:_KNOWN_SHOWN]) or "—",
    )


def _with_value(name: str, value: str | int, known: Known) -> Mask:
    """The speeches that say what a filter of this name, not by first or last date, asks for."""
    if name == "speaker":
        return _by_speaker(str(value), known)
    if name == "occasion":
        return known.where("occasion", _at_occasion(str(value)))
    if name == "year":
        return known.where("year", lambda year: str(year) == str(value))
    if name == "years":
        return _any(known, [_may_be_in(known, *span) for span in _spans(name, value)])
    if name == "place":
        return of_place(str(value), known)
    if name == "folder":
        return _in_folder(normal_name(str(value)).strip("/"), known)
    if name in _CHOICES:
        choice = _choice(name, value)
        return known.where(name, lambda stated: stated is not None and str(stated) == choice)
    folded = fold_plain(str(value))
    return known.where_folded(name, lambda text: folded in text)


def _titled(value: str, known: Known) -> Mask:
    folded = fold_plain(value)
    return known.where_folded("title", lambda title: folded in title)


def _in_folder(wanted: str, known: Known) -> Mask:
    """The speeches in a folder or below it; where none is called so, the name of its root may be in front."""
    plain = known.where("folder", lambda folder: bool(wanted) and _lies_in(wanted)(folder))
    if plain.any():
        return plain
    found = [
        known.where("root", root.__eq__) & known.where("folder", _lies_in(wanted.removeprefix(name).strip("/")))
        for root in known.stated("root")
        if f"{wanted}/".startswith(f"{(name := normal_name(root))}/")
    ]
    return _any(known, found)


def _lies_in(wanted: str) -> Callable[[str], bool]:
    return lambda folder: not wanted or f"{normal_name(folder)}/".startswith(f"{wanted}/")


def _not_excluded(name: str, value: str, known: Known) -> Mask:
    """The speeches that say something else. No value is wrong, for what is left out need not be there."""
    if name == "not_date":
        spans = [_span(part) for part in _several(value)]
        return known.days.dated & ~_any(known, [_is_within(known, *span) for span in spans])
    if name == "not_speaker":
        said = known.where("speaker", bool) | known.where("office", bool)
        for each in _several(value):
            said &= ~_by_speaker(each, known)
        return said
    if name == "not_place":
        return ~_any(known, [of_place(each, known) for each in _several(value)])
    if name == "not_title":
        return ~_any(known, [_titled(each, known) for each in _several(value)])
    occasions = [_at_occasion(each) for each in _several(value)]
    return known.where("occasion", lambda held: held is not None and not any(at(held) for at in occasions))


def _any(known: Known, masks: Sequence[Mask]) -> Mask:
    """The speeches of any of `masks`."""
    found = np.zeros(len(known), dtype=np.bool_)
    for mask in masks:
        found |= mask
    return found


def _may_be_in(known: Known, first: PartialDate | None, last: PartialDate | None) -> Mask:
    """The speeches whose date can lie between `first` and `last`: one of 2019 may be one of July 2019."""
    days = known.days
    return (
        days.dated
        & (first is None or days.last >= first.sort_key)
        & (last is None or days.date <= last.last_day.sort_key)
    )


def _is_within(known: Known, first: PartialDate | None, last: PartialDate | None) -> Mask:
    """The speeches whose date, whatever day it is, lies between `first` and `last`."""
    days = known.days
    return (
        days.dated
        & (first is None or days.first >= first.first_day.sort_key)
        & (last is None or days.last <= last.last_day.sort_key)
    )


def _several(value: str | int) -> list[str]:
    return [part.strip() for part in _BETWEEN_VALUES.split(str(value)) if part.strip()]


def _spans(name: str, value: str | int) -> list[tuple[PartialDate | None, PartialDate | None]]:
    """The times with commas between: years, dates, and for not_date ranges A..B."""
    spans = [_span(part) for part in _several(value)]
    if not spans or (name == "years" and any(first != last or first.month for first, last in spans if first)):
        raise QueryError("filter_date", value=value)
    return spans


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


def _by_speaker(wanted: str, known: Known) -> Mask:
    """By the name, by the office, in any spelling, or by both: 李县长 is a 李… whom any of his speeches calls 县长.

    By the office also those who hold it by another speech, where a speech states no office, or one that they held at
    the same time (总书记 and 国家主席).
    """
    called = called_speakers(wanted, known)
    # A name that no speech has is no place in front of an office: 王建国县长 is not just any 县长.
    name = name_before_office(wanted)
    is_unknown = name is not None and not any(name in said for said in known.speakers)
    keys = keys_of({wanted, *known.speakers}, "speaker")
    meant = {
        said for said in known.speakers if (keys[said] == keys[wanted] and not is_unknown) or is_held(wanted, said)
    }
    by = known.where("speaker", lambda speaker: speaker in called or speaker in meant)
    stated = known.where("office", meant.__contains__)
    held = _times_in_office(known.told(stated, "speaker", "date"))
    of_holder = known.where("speaker", lambda speaker: (speaker or "") in held) & ~by & ~stated
    then = np.zeros_like(of_holder)
    told = known.told(of_holder, "speaker", "office", "date")
    then[of_holder] = [_held_then(office, date, held[speaker or ""]) for speaker, office, date in told]
    return by | stated | then


def _held_then(office: str | None, date: PartialDate | None, dates: Sequence[PartialDate]) -> bool:
    """True if a speech is of a time when its speaker held an office, `dates` being those of speeches that state it.

    `office` and `date` are those that the speech itself states.
    """
    if not office:
        return True
    return date is not None and bool(dates) and min(dates) <= date <= max(dates)


def _times_in_office(stating: Iterable[tuple[str | None, PartialDate | None]]) -> dict[str, list[PartialDate]]:
    """The first and the last date of the speeches `stating` an office, by who holds it; [] without dates.

    Of each speech its speaker and its date are given.
    """
    held: dict[str, list[PartialDate]] = {}
    for speaker, date in set(stating):
        if speaker:
            dates = [*held.get(speaker, ()), *([date] if date else [])]
            held[speaker] = [min(dates), max(dates)] if dates else []
    return held


def called_speakers(wanted: str, known: Known) -> set[str]:
    """The speakers whom `wanted` calls by a name and an office that one of their speeches states."""
    return {speaker for speaker, offices in known.offices_held.items() if is_called(wanted, speaker, offices)}


def _at_occasion(wanted: str) -> Callable[[str | None], bool]:
    return lambda held: held is not None and (is_at(wanted, held) or is_same_meeting(wanted, held))


def _choice(name: str, value: str | int) -> str:
    """The normal form of a choice, `value` itself where it is none."""
    return str(FIELD[name].read(str(value)) or value)
