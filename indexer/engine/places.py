"""Places in speeches, and the places of a phrase in one of them."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Folded, span_in_original


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a speech, such as one exact occurrence of a phrase: `speech.text[start:end]`."""

    speech_no: int
    start: int
    end: int


def places_of(phrase: str, speech_no: int, folded: Folded) -> list[Place]:
    """Where `phrase`, itself folded and not empty, stands in a folded speech, in order.

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
