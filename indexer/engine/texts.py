"""Texts and headings at hand: read from the catalog when first asked for; those of the speeches asked for last stay."""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus import Folded, Speech, fold
from corpus.errors import IndexStateError
from indexer.catalog import Catalog

# Ten million characters with their folded text and the way back are about 100 MB: 2,000 speeches of 5,000 characters.
_CHARACTERS_AT_HAND = 10_000_000
_HEADINGS_AT_HAND = 2000  # speeches


@dataclass(frozen=True, slots=True)
class Text:
    """A speech and its folded text, which are looked at again and again."""

    speech: Speech
    folded: Folded


# Closures over the catalog rather than methods: a cache of methods and its owner would hold each other, and with them
# the texts of a state that nobody reads any more.


def texts_at_hand(catalog: Catalog, lock: AbstractContextManager[object], index: Path) -> Callable[[int], Text]:
    """A function that gives the speech with a number; it reads `catalog` under `lock`.

    The function raises IndexStateError if there is no such speech in the index folder `index`.
    """
    held: OrderedDict[int, Text] = OrderedDict()
    characters, turn = 0, threading.Lock()

    def text(speech_no: int) -> Text:
        nonlocal characters
        with turn:
            if speech_no in held:
                held.move_to_end(speech_no)
                return held[speech_no]
        with lock:
            speech = catalog.speech(speech_no)
        if speech is None:
            raise IndexStateError("index_damaged", index=index, reason=f"speech {speech_no}")
        folded = fold(speech.text)
        found = Text(speech, Folded(folded.text, array("I", folded.offsets)))  # a list takes nine times the room
        with turn:
            if speech_no not in held:
                held[speech_no] = found
                characters += len(speech.text)
            while characters > _CHARACTERS_AT_HAND and len(held) > 1:
                characters -= len(held.popitem(last=False)[1].speech.text)
        return found

    return text


def heading_paths_at_hand(
    catalog: Catalog, lock: AbstractContextManager[object]
) -> Callable[[int], list[tuple[str, ...]]]:
    """A function that gives the heading paths of a speech's passages, by ordinal; it reads `catalog` under `lock`."""

    @lru_cache(maxsize=_HEADINGS_AT_HAND)
    def heading_paths(speech_no: int) -> list[tuple[str, ...]]:
        with lock:
            return catalog.heading_paths(speech_no)

    return heading_paths
