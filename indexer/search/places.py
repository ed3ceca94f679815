"""The exact places of a phrase: the speeches that hold it are looked up, the places found in their texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corpus import Folded, fold_plain, span_in_original
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
    folded = fold_plain(phrase)
    places: list[Place] = []
    for number in search.phrase_speeches(folded, among).tolist():
        if after is None or number >= after[0]:
            found = places_of(folded, number, snapshot.folded(number))
            places += [place for place in found if after is None or (number, place.start) > after]
        if len(places) >= limit:
            break
    return places[:limit]


def places_of(phrase: str, speech_no: int, folded: Folded) -> list[Place]:
    """The places where `phrase`, itself folded and not empty, stands in a folded speech, in order.

    Overlapping places are counted once, from the left.
    """
    text, offsets = folded
    places = []
    at = text.find(phrase)
    while at >= 0:
        start, end = span_in_original(offsets, at, at + len(phrase))
        places.append(Place(speech_no, start, end))
        at = text.find(phrase, at + len(phrase))
    return places
