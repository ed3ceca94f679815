"""Dates that were inferred and wait for a yes, each with what it was read from."""

from __future__ import annotations

from collections.abc import Mapping

from corpus import SpeechFacts
from indexer.library.listing import inferred_dates, undated
from ui.library.request import LibraryRequest, next_part

AT_ONCE = 50


def waiting(library: LibraryRequest) -> list[SpeechFacts]:
    """The speeches whose date waits for a yes, newest first."""
    found = (each for each in inferred_dates(library.request.snapshot) if not library.log.is_out(each.root, each.path))
    return sorted(found, key=lambda speech: speech.date_key, reverse=True)


def view(library: LibraryRequest) -> Mapping[str, object]:
    """The dates that wait, and the number of speeches without any."""
    found = waiting(library)
    listed = found[: max(AT_ONCE, library.request.number("shown"))]
    return {
        "waiting": len(found),
        "listed": listed,
        "ids": [("id", speech.speech_id) for speech in listed],
        "undated": len(undated(library.request.snapshot)),
        **next_part(library.request, len(listed), len(found), AT_ONCE),
    }
