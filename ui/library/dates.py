"""Dates that were inferred and wait for a yes, in groups by what they were read from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from corpus import SpeechFacts
from indexer.library.listing import inferred_dates, undated
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


def waiting(library: LibraryRequest) -> list[SpeechFacts]:
    """The speeches whose date waits for a yes, those read from the same kind of place together, the most first.

    Within such a group newest first.
    """
    found = [each for each in inferred_dates(library.request.snapshot) if not library.log.is_out(each.root, each.path)]
    counts = Counter(map(found_in, found))
    return sorted(found, key=lambda speech: (-counts[found_in(speech)], found_in(speech), -speech.date_key))


def found_in(speech: SpeechFacts) -> str:
    """The kind of place that the inferred date of a speech was read from, or that another place contradicts it."""
    why = speech.inferred["date"]
    return _CONTRADICTED if why.against else why.found_in


def view(library: LibraryRequest) -> Mapping[str, object]:
    """The dates that wait in their groups, and the number of speeches without any, of those that pass the filters."""
    passed = passing(library)
    found = [speech for speech in waiting(library) if speech.speech_id in passed]
    listed = found[: max(AT_ONCE, library.request.number("shown"))]
    counts = Counter(map(found_in, found))
    return {
        "bar": bar(library),
        "waiting": len(found),
        "groups": [
            DateGroup(name, counts[name], held, _ids(held) if name != _CONTRADICTED else ())
            for name, held in ((name, list(group)) for name, group in groupby(listed, key=found_in))
        ],
        "undated": sum(speech.speech_id in passed for speech in undated(library.request.snapshot)),
        **next_part(library.request, len(listed), len(found), AT_ONCE),
    }


def _ids(speeches: Sequence[SpeechFacts]) -> list[tuple[str, str]]:
    return [("id", speech.speech_id) for speech in speeches]
