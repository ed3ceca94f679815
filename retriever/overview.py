"""The library as a whole: the values that filters can be set to, and how much there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from corpus import reading_order
from corpus.fields import FIELD
from indexer.snapshot import Snapshot
from indexer.speech_table import SpeechTable
from retriever.filters import EXCLUDING, Filters

Facets = Mapping[str, tuple[str | int, ...]]
"""The values that filters can be set to, by the name of the filter; those that people type are not among them."""

_TYPED = ("date_from", "date_to", "title", "years", *EXCLUDING)


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of an index: speeches, passages, characters; files not read or marked; speeches without a date."""

    speeches: int
    passages: int
    characters: int
    pending: int
    not_read: int
    marked: int
    undated: int


def facets(speeches: SpeechTable) -> Facets:
    """The values that occur among `speeches`: years newest first, choices in their order, the others by their sound."""
    names = [field.name for field in fields(Filters) if field.name not in _TYPED]
    return {name: _in_order(name, set(speeches.columns[name].values) - {None, ""}) for name in names}


def _in_order(name: str, values: set[Any]) -> tuple[str | int, ...]:
    if name == "year":
        return tuple(sorted(values, reverse=True))
    if name in FIELD and FIELD[name].choices:
        return tuple(choice for choice in FIELD[name].choices if choice in values)
    return tuple(sorted(values, key=reading_order))


def status(snapshot: Snapshot) -> Status:
    """The state of the index of `snapshot`."""
    speeches, passages, characters, pending = snapshot.counts()
    reports = snapshot.reports()
    return Status(
        speeches=speeches,
        passages=passages,
        characters=characters,
        pending=pending,
        not_read=sum(report.status == "not_read" for report in reports),
        marked=sum(report.status == "marked" for report in reports),
        undated=snapshot.speeches().columns["date"].counts().get(None, 0),
    )
