"""The keyword indexes of some of the speeches of a state, in memory: words are as rare there as among these alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.entries import Uncut, cut
from indexer.search.embedded.keywords import Entry, Lexical
from indexer.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PartKeywords:
    """The indexes of some speeches as wholes and of their passages."""

    passages: Lexical
    speeches: Lexical


def keywords_of(snapshot: Snapshot, numbers: NDArray[np.int64]) -> PartKeywords:
    """The indexes of the speeches with these `numbers`, as a build makes them of a library that holds no others."""
    passages: list[Entry] = []
    speeches: list[Entry] = []
    for *of_passages, own in _entries(snapshot, numbers):
        passages += of_passages
        speeches.append(own)
    return PartKeywords(Lexical.in_memory(passages), Lexical.in_memory(speeches))


def _entries(snapshot: Snapshot, numbers: NDArray[np.int64]) -> Iterator[list[Entry]]:
    for number in snapshot.as_read(numbers.tolist()):
        speech, passages = snapshot.speech(number)
        ids = snapshot.rows.table.passage_id[snapshot.rows.of_speech(number)].tolist()
        if ids:
            spans = [(passage.start, passage.end) for passage in passages]
            paths = [passage.heading_path for passage in passages]
            yield cut(Uncut(number, speech, ids, spans, paths), snapshot.segmenter)
