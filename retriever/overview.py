"""The library as a whole: the values that filters can be set to, and how much there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus import SpeechFacts, reading_order
from corpus.fields import FIELDS, Field, text_of
from indexer.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that the filters can be set to: years newest first, the others in their own order.

    `chosen` holds, by the name of the field, those of the fields that have few (see corpus.fields), in their order.
    """

    years: tuple[int, ...]
    speakers: tuple[str, ...]
    occasions: tuple[str, ...]
    folders: tuple[str, ...]
    languages: tuple[str, ...]
    chosen: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Status:
    """How much is in the index: speeches, passages, characters; files not read or marked; speeches without a date."""

    speeches: int
    passages: int
    characters: int
    pending: int
    not_read: int
    marked: int
    undated: int


def facets(speeches: Iterable[SpeechFacts]) -> Facets:
    """The values that occur among `speeches`."""
    known = list(speeches)
    return Facets(
        years=tuple(sorted({s.year for s in known if s.year is not None}, reverse=True)),
        speakers=_values(s.speaker for s in known),
        occasions=_values(s.occasion for s in known),
        folders=_values(s.folder for s in known),
        languages=_values(s.language for s in known),
        chosen={field.name: _chosen(field, known) for field in FIELDS if field.choices},
    )


def _chosen(field: Field, speeches: Iterable[SpeechFacts]) -> tuple[str, ...]:
    held = {text_of(speech, field.name) for speech in speeches}
    return tuple(choice for choice in field.choices if choice in held)


def _values(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}, key=reading_order))


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
        undated=sum(speech.date is None for speech in snapshot.speeches().values()),
    )
