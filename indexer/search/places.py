"""The exact places of a phrase: the speeches that hold it are looked up, the places found in their texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus import lookup_form, needs_reading
from indexer.search.protocol import Place, SearchEngine
from indexer.snapshot import Snapshot


def phrase_places(
    snapshot: Snapshot,
    search: SearchEngine,
    phrase: str,
    limit: int,
    *,
    after: tuple[int, int] | None = None,
    among: NDArray[np.int64] | None = None,
) -> list[Place]:
    """The places of `phrase` by (speech_no, start), at most `limit`, from behind `after` on.

    Overlapping places are counted once, from the left. `among` are the allowed speech numbers, None means all.
    """
    form = lookup_form(phrase).text
    places: list[Place] = []
    for number in search.phrase_speeches(phrase, among).tolist() if form else ():
        if after is None or number >= after[0]:
            found = places_of(form, number, snapshot)
            places += [place for place in found if after is None or (number, place.start) > after]
        if len(places) >= limit:
            break
    return places[:limit]


def places_of(form: str, speech_no: int, snapshot: Snapshot) -> list[Place]:
    """The places of a wording, in the lookup form, in a speech, in order; overlapping ones once, from the left."""
    return [Place(speech_no, *span) for span in snapshot.spans_of_wording(form, speech_no)]


def speeches_with(
    snapshot: Snapshot, search: SearchEngine, phrase: str, among: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """The numbers, ascending, of all speeches that hold `phrase`; `among` are those that may, None means all.

    Texts are read only where its characters alone do not tell, as for words and numbers (AI, 3.5%).
    """
    form = lookup_form(phrase).text
    numbers = search.phrase_speeches(phrase, among)
    if not needs_reading(form):
        return numbers
    holding = [number for number in numbers.tolist() if places_of(form, number, snapshot)]
    return np.array(holding, dtype=np.int64)
