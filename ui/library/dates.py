"""Dates that were inferred and wait for a yes, in groups by what they were read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts
from indexer.library.listing import DateReason, Mask, date_reason
from ui.library.filters import bar, passing
from ui.library.request import LibraryRequest, next_part

AT_ONCE = 50
_CONTRADICTED = "contradicted"


class DateGroup(NamedTuple):
    """Speeches whose dates were read from the same kind of place (`origins` in the strings), `total` in all.

    `ids` are the fields of a form that says yes to those listed; none for dates that something contradicts, which are
    to be looked at one by one.
    """

    found_in: str
    total: int
    listed: Sequence[SpeechFacts]
    ids: Sequence[tuple[str, str]]


def count(library: LibraryRequest) -> int:
    """The number of speeches whose date waits for a yes."""
    return int(_waiting(library).sum())


def _waiting(library: LibraryRequest) -> Mask:
    return library.listing.inferred_dates & ~library.listing.removed


def waiting(library: LibraryRequest) -> NDArray[np.intp]:
    """The places in the listing of the speeches whose date waits for a yes, those read from the same kind of place
    together, the most first. Within such a group newest first.
    """
    places, columns = np.flatnonzero(_waiting(library)), library.listing.columns
    kinds, dates = columns["inferred_date"].mapped(lambda reason: reason and kind_of(reason)), columns["date"]
    counts = kinds.counts_among(places)
    rank = {kind: rank for rank, kind in enumerate(sorted(counts, key=lambda kind: (-counts[kind], kind)))}
    of_kinds = np.array([rank.get(kind, 0) for kind in kinds.values], dtype=np.int64)[kinds.places[places]]
    keys = np.array([date.sort_key if date else 0 for date in dates.values], dtype=np.int64)[dates.places[places]]
    ordered: NDArray[np.intp] = places[np.lexsort((-keys, of_kinds))]
    return ordered


def kind_of(reason: DateReason) -> str:
    """The kind of place that an inferred date was read from, or that another place contradicts it."""
    return _CONTRADICTED if reason.is_contradicted else reason.found_in


def found_in(speech: SpeechFacts) -> str:
    """The same of a speech whose date is inferred."""
    reason = date_reason(speech)
    return kind_of(reason) if reason else ""


def view(library: LibraryRequest) -> Mapping[str, object]:
    """The dates that wait in their groups, and the number of speeches without any, of those that pass the filters."""
    passed, listing = passing(library), library.listing
    places = waiting(library)
    found = places[passed[places]]
    shown = found[: max(AT_ONCE, library.request.number("shown"))]
    listed = [row.speech for row in listing.rows_at(shown)]
    counts = Counter(map(kind_of, listing.values("inferred_date", _waiting(library) & passed)))
    return {
        "bar": bar(library),
        "waiting": len(found),
        "groups": [
            DateGroup(name, counts[name], held, _ids(held) if name != _CONTRADICTED else ())
            for name, held in ((name, list(group)) for name, group in groupby(listed, key=found_in))
        ],
        "undated": int((listing.undated & passed).sum()),
        **next_part(library.request, len(listed), len(found), AT_ONCE),
    }


def _ids(speeches: Sequence[SpeechFacts]) -> list[tuple[str, str]]:
    return [("id", speech.speech_id) for speech in speeches]
