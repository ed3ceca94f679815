"""The keyword indexes of some of the speeches of a state, in memory: words are as rare there as among these alone."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.entries import Uncut, cut
from indexer.search.embedded.keywords import Entry, Lexical
from indexer.snapshot import Snapshot

KEPT = 10_000
"""Passages whose terms are kept, about 20 MB: to cut them takes ten times as long as all else."""


@dataclass(frozen=True, slots=True)
class PartKeywords:
    """The indexes of some speeches as wholes and of their passages."""

    passages: Lexical
    speeches: Lexical


def keywords_of(snapshot: Snapshot, numbers: NDArray[np.int64]) -> PartKeywords:
    """The indexes of the speeches with these `numbers`, as a build makes them of a library that holds no others."""
    kept = snapshot.whole.once("cut speeches", _Kept)
    passages: list[Entry] = []
    speeches: list[Entry] = []
    for *of_passages, own in _entries(snapshot, numbers, kept):
        passages += of_passages
        speeches.append(own)
    return PartKeywords(Lexical.in_memory(passages), Lexical.in_memory(speeches))


class _Kept:
    """The entries of the speeches that were cut last, by number. Safe for several threads."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, list[Entry]] = OrderedDict()
        self._passages = 0
        self._lock = threading.Lock()

    def get(self, number: int) -> list[Entry] | None:
        """The entries of a speech, None where they are not kept."""
        with self._lock:
            if number in self._entries:
                self._entries.move_to_end(number)
            return self._entries.get(number)

    def put(self, number: int, entries: list[Entry]) -> None:
        """Keep the entries of a speech, and let go of those that nobody asked for for longest."""
        with self._lock:
            self._passages += len(entries) - len(self._entries.get(number, ()))
            self._entries[number] = entries
            while self._passages > KEPT:
                self._passages -= len(self._entries.popitem(last=False)[1])


def _entries(snapshot: Snapshot, numbers: NDArray[np.int64], kept: _Kept) -> Iterator[list[Entry]]:
    """For each speech that has passages their entries and, last, its own."""
    found = {number: kept.get(number) for number in numbers.tolist()}
    for number in snapshot.as_read([number for number, entries in found.items() if entries is None]):
        found[number] = _cut(snapshot, number)
        kept.put(number, found[number] or [])
    return (entries for entries in found.values() if entries)


def _cut(snapshot: Snapshot, number: int) -> list[Entry]:
    speech, passages = snapshot.speech(number)
    ids = snapshot.rows.table.passage_id[snapshot.rows.of_speech(number)].tolist()
    spans = [(passage.start, passage.end) for passage in passages]
    paths = [passage.heading_path for passage in passages]
    return cut(Uncut(number, speech, ids, spans, paths), snapshot.segmenter) if ids else []
