"""Two compared speeches in sections, and in them what was dropped beside what is new on the same theme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus import Span, Speech
from indexer.search.protocol import Place
from indexer.snapshot import Snapshot
from retriever.phrasing.compare import ComparedParagraph, Comparison, Kind
from retriever.phrasing.skeletons import Heading, headings

Vector: TypeAlias = NDArray[np.float32]

SAME_THEME = 0.35
"""Cosine, without the mean, from which on a dropped and a new paragraph speak of the same theme: of 25 such pairs of
two reports, read one by one, two did not; below it most did not."""

_SHORTEST = 12  # characters of a paragraph that has a theme


@dataclass(frozen=True, slots=True)
class PairedParagraphs:
    """One paragraph of the comparison; or two on the same theme, the one that was dropped and the new one."""

    paragraphs: tuple[ComparedParagraph, ...]

    @property
    def is_in_one(self) -> bool:
        """True if what stands here is in one of the speeches alone, or in each by itself."""
        return self.paragraphs[0].kind in ("new", "dropped")


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs of both speeches between two headings of the second; `title` is the upper one, "" for none."""

    title: str
    rows: tuple[PairedParagraphs, ...]

    def count(self, kind: Kind) -> int:
        """The number of its paragraphs of a kind."""
        return sum(each.kind == kind for row in self.rows for each in row.paragraphs)


def in_sections(snapshot: Snapshot, found: Comparison) -> list[Section]:
    """The paragraphs of a comparison by the headings of the second speech, those of its two highest levels.

    What was dropped stands beside what is new on the same theme, else where it stood in the first speech, so with the
    section that has its neighbours.
    """
    titles = {each.span.start: each.text for each in _upper(headings(found.b.text))}
    sections: list[tuple[str, list[PairedParagraphs]]] = [("", [])]
    for row in _paired(snapshot, found):
        last = row.paragraphs[-1]
        if last.b and last.b.start in titles and not last.moved:
            sections.append((titles[last.b.start], []))
        sections[-1][1].append(row)
    return [Section(title, tuple(rows)) for title, rows in sections if rows]


def _upper(found: Sequence[Heading]) -> list[Heading]:
    """The headings of the two highest levels that there are."""
    levels = sorted({each.level for each in found})[:2]
    return [each for each in found if each.level in levels]


def _paired(snapshot: Snapshot, found: Comparison) -> Iterator[PairedParagraphs]:
    """The paragraphs in their order, each new one with the dropped one that is on the same theme."""
    held = found.paragraphs
    dropped_of = _same_themes(
        _themes(snapshot, found.a, {place: each.a for place, each in enumerate(held) if each.a and not each.b}),
        _themes(snapshot, found.b, {place: each.b for place, each in enumerate(held) if each.b and not each.a}),
    )
    taken = set(dropped_of.values())
    for place, each in enumerate(held):
        if place not in taken:
            yield PairedParagraphs((held[dropped_of[place]], each) if place in dropped_of else (each,))


def _same_themes(dropped: Mapping[int, Vector], new: Mapping[int, Vector]) -> dict[int, int]:
    """For each new paragraph that has one the dropped one on its theme, the nearest pairs first, each once.

    The vectors of a model may all lie in one direction, so the mean is taken from them (Mu and Viswanath 2018).
    """
    if not dropped or not new:
        return {}
    vectors = np.stack([*dropped.values(), *new.values()])
    vectors = vectors - vectors.mean(axis=0)
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    near = vectors[: len(dropped)] @ vectors[len(dropped) :].T
    keys_dropped, keys_new = list(dropped), list(new)
    found: dict[int, int] = {}
    while near.max() >= SAME_THEME:
        i, j = divmod(int(near.argmax()), near.shape[1])
        found[keys_new[j]] = keys_dropped[i]
        near[i, :] = near[:, j] = -1
    return found


def _themes(snapshot: Snapshot, speech: Speech, spans: Mapping[int, Span]) -> dict[int, Vector]:
    """For each paragraph that is long enough the vector of the passage that begins it, if it has one, under its key."""
    number = snapshot.number_of(speech.speech_id)
    passages = {
        key: int(snapshot.passages_at([Place(number, *span)])[0])
        for key, span in spans.items()
        if number is not None and span.end - span.start >= _SHORTEST
    }
    vectors = snapshot.passage_vectors(list(passages.values()))
    return {key: vectors[passage] for key, passage in passages.items() if passage in vectors}
