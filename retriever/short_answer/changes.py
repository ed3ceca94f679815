"""The changes of a sentence that holds a wording, year by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from corpus import fold_plain
from indexer.snapshot import Snapshot
from retriever.phrasing.differences import differences
from retriever.short_answer.uses import Uses, slice_around
from retriever.types import MOST_CHANGES, Change, Slice

_ALIKE = 0.45  # likeness from which a sentence of another year is the same one in another wording
_OF_A_YEAR = 30  # sentences of a year that are compared
_TRIED = 40  # sentences that the others are compared with
_LONGEST = 200  # characters of a sentence; a longer one is no wording


@dataclass(frozen=True, slots=True)
class _Sentence:
    year: int
    folded: str
    slice: Slice


def changes(snapshot: Snapshot, uses: Uses) -> tuple[Change, ...]:
    """The sentence with the wording that most years have, as each has it, oldest first; empty for fewer than two years.

    Years in a row that read the same are one change. Of more than MOST_CHANGES those are kept that changed most.
    """
    sentences = _by_year(snapshot, uses)
    if len(sentences) < 2:
        return ()
    line = _most_like(sentences)
    merged: list[Change] = []
    for each in line:
        if merged and fold_plain(merged[-1].slice.text) == each.folded:
            merged[-1] = replace(merged[-1], last=each.year)
        else:
            merged.append(Change(each.year, each.year, each.slice))
    return _marked(_telling(merged)) if len(line) > 1 else ()


def _by_year(snapshot: Snapshot, uses: Uses) -> dict[int, list[_Sentence]]:
    """The first sentences with the wording of each year, each text once, ascending by year."""
    found: defaultdict[int, dict[str, _Sentence]] = defaultdict(dict)
    for place in uses.found:
        year = place.speech.year
        if year is None or len(found[year]) >= _OF_A_YEAR:
            continue
        around = slice_around(snapshot, place)
        folded = fold_plain(around.text)
        if len(around.text) <= _LONGEST and len(folded) > len(fold_plain(uses.wording)):
            found[year].setdefault(folded, _Sentence(year, folded, around))
    return {year: list(found[year].values()) for year in sorted(found) if found[year]}


def _most_like(sentences: Mapping[int, Sequence[_Sentence]]) -> list[_Sentence]:
    """A sentence for each year that has one alike, by year: those most like the one that most years have."""
    flat = [each for of_year in sentences.values() for each in of_year]
    tried = flat[:: max(1, -(-len(flat) // _TRIED))]
    likeness = cdist(
        [each.folded for each in tried], [each.folded for each in flat], scorer=Indel.normalized_similarity
    )
    years = np.array([each.year for each in flat])
    best = {year: np.where(years == year, likeness, 0).max(axis=1) for year in sentences}
    worth = sum(np.where(of_year >= _ALIKE, of_year, 0) for of_year in best.values())
    anchor = int(np.argmax(worth))
    taken = [int(np.argmax(np.where(years == year, likeness[anchor], -1))) for year in sentences]
    return [flat[place] for place in taken if likeness[anchor, place] >= _ALIKE]


def _telling(line: Sequence[Change]) -> list[Change]:
    """At most MOST_CHANGES of the changes, in their order: the first and the last, and those that differ most."""
    if len(line) <= MOST_CHANGES:
        return list(line)
    texts = [fold_plain(each.slice.text) for each in line]
    differ = {place: Indel.distance(texts[place - 1], texts[place]) for place in range(1, len(line) - 1)}
    kept = {0, len(line) - 1, *sorted(differ, key=lambda place: (-differ[place], place))[: MOST_CHANGES - 2]}
    return [line[place] for place in sorted(kept)]


def _marked(line: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, each compared with the one before."""
    marked = [replace(line[0], slice=replace(line[0].slice, marks=()))]
    for before, each in pairwise(line):
        text, other = each.slice.text, before.slice.text
        found = differences(other, text)
        new = tuple(one.b for one in found if one.kind in ("replaced", "inserted"))
        dropped = tuple(other[slice(*one.a)] for one in found if one.kind == "deleted")
        marked.append(replace(each, slice=replace(each.slice, marks=new), dropped=dropped))
    return tuple(marked)
