"""Speeches that filters leave out only because they do not say what is asked for: no date, no office, no occasion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from corpus import SpeechFacts
from corpus.language.offices import is_held, is_office
from retriever.filters import TIME, Filters, allowed, called_speakers, set_filters
from retriever.types import Note


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
    return tuple(Note(_code(kind), (("count", count),)) for kind, count in counts.items() if count)


def _code(kind: str) -> str:
    return "undated_left_out" if kind == "date" else f"no_{kind}_left_out"


def _names_by_lack(speeches: Mapping[int, SpeechFacts], filters: Filters) -> dict[str, list[str]]:
    """The names of the filters that are set, by what a speech may lack to pass them: a field, or a speaker's name."""
    kinds: dict[str, list[str]] = {}
    for name, value in set_filters(filters).items():
        kind = "date" if name in TIME else _lacking_of_speaker(str(value), speeches) if name == "speaker" else name
        kinds.setdefault(kind, []).append(name)
    return kinds


def _lacking_of_speaker(wanted: str, speeches: Mapping[int, SpeechFacts]) -> str:
    """The lack that leaves out a speech when `wanted` is asked for: no name if that is a name, else no office."""
    people = (one.speaker for one in speeches.values() if one.speaker and not is_office(one.speaker))
    by_name = called_speakers(wanted, speeches) or any(is_held(wanted, person) for person in people)
    return "name" if by_name else "office"


def _passing(speeches: Mapping[int, SpeechFacts], filters: Filters, names: list[str]) -> set[int]:
    """The numbers of the speeches that pass the filters of these names."""
    others = {field.name: None for field in fields(Filters) if field.name not in names}
    passing = allowed(speeches, replace(filters, **others))
    return set(speeches if passing is None else passing.tolist())


def _lacks(speech: SpeechFacts, kind: str) -> bool:
    """True if `speech` does not say what a filter of this kind asks for."""
    if kind == "name":
        return speech.speaker is None or is_office(speech.speaker)
    if kind == "office":
        return not speech.office and not (speech.speaker and is_office(speech.speaker))
    return getattr(speech, kind) is None
