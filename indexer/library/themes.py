"""A map of themes for researchers: speeches as points of a plane, clusters of them, and the words that tell them apart.

The plane is that of the two directions in which the vectors differ most (principal components: Pearson 1901). Clusters
are those of k-means over the vectors themselves, not over the plane, which shows only a part.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import SpeechFacts
from indexer.library.keywords import PassageWords, keywords, naming
from indexer.search.embedded.vectors import clusters
from indexer.snapshot import Snapshot, once

KEYWORDS = 6
_FEWEST, _MOST = 2, 12
# Passages that speak for a theme, those nearest to its centre: cutting every text into words would take minutes.
_PASSAGES = 60

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Point:
    """A speech in the plane, and the place of its theme in the list."""

    speech: SpeechFacts
    x: float
    y: float
    theme: int


@dataclass(frozen=True, slots=True)
class Theme:
    """A cluster of speeches: its most distinctive words, best first, how many speeches, and its middle in the plane."""

    keywords: tuple[str, ...]
    speeches: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """Points by speech number, and themes, the largest first; `shown` is the share of the differences in the plane."""

    points: tuple[Point, ...]
    themes: tuple[Theme, ...]
    shown: float


@once
def theme_map(snapshot: Snapshot, themes: int | None = None) -> ThemeMap:
    """The map of the speeches that count and have vectors; about as many `themes` as given, or as fit their number."""
    ids, vectors = snapshot.vectors()
    of_passages = snapshot.speech_numbers(ids)
    counted = np.isin(of_passages, snapshot.versions.counted())
    ids, vectors, of_passages = ids[counted], vectors[counted], of_passages[counted]
    numbers, means = mean_by_speech(of_passages, vectors)
    if not len(numbers):
        return ThemeMap((), (), 0.0)
    assigned, centres = clusters(means, min(themes or default_themes(len(numbers)), len(numbers)))
    order = [cluster for cluster, _ in Counter(assigned.tolist()).most_common()]
    plane, shown = project(means)
    spoken = [
        passage
        for theme, cluster in enumerate(order)
        for of_theme in [np.isin(of_passages, numbers[assigned == cluster])]
        for passage in _spoken(snapshot, theme, ids[of_theme], vectors[of_theme] @ centres[cluster])
    ]
    named = keywords(spoken, len(order), KEYWORDS)
    found = [
        Theme(tuple(words), int((assigned == c).sum()), *_middle(plane[assigned == c]))
        for c, words in zip(order, named, strict=True)
    ]
    speeches = snapshot.speeches()
    points = [
        Point(speeches[number], float(x), float(y), order.index(cluster))
        for number, (x, y), cluster in zip(numbers.tolist(), plane, assigned.tolist(), strict=True)
    ]
    return ThemeMap(tuple(points), tuple(found), shown)


def default_themes(speeches: int) -> int:
    """The number of themes to look for among so many speeches: the rule of thumb √(n/2), in bounds for a reader."""
    return max(1, min(_MOST, max(_FEWEST, round(math.sqrt(speeches / 2)))))


def mean_by_speech(numbers: NDArray[np.int64], vectors: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The speech numbers, ascending, and the mean of each one's `vectors`, L2-normalised; row i belongs to number i."""
    found, place, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    if not len(found):
        return found, np.zeros((0, vectors.shape[1]), dtype=np.float32)
    begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
    sums = np.add.reduceat(vectors[np.argsort(place, kind="stable")], begins, dtype=np.float64)
    means = sums / counts[:, np.newaxis]
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return found, (means / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def project(vectors: Floats) -> tuple[Floats, float]:
    """The vectors in the plane of their first two principal components, shape (n, 2), and its share of the variance.

    Each axis points to where its largest component does, so that the same vectors give the same picture.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    axes = _first_axes(centred)
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, np.newaxis]
    plane = np.zeros((len(vectors), 2), dtype=np.float32)
    plane[:, : len(axes)] = centred @ axes.T
    variance = float((centred**2).sum())
    return plane, float(((centred @ axes.T) ** 2).sum()) / variance if variance else 0.0


def _first_axes(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two directions, at most, in which the rows of `centred` differ most: unit vectors, shape (2, dimension).

    By the eigenvectors of the smaller of the two products with itself, which are found far sooner than the singular
    values of all.
    """
    if len(centred) >= centred.shape[1]:
        columns = np.linalg.eigh(centred.T @ centred)[1]  # ascending
        return np.ascontiguousarray(columns.T[::-1][:2])
    axes = np.linalg.eigh(centred @ centred.T)[1].T[::-1][:2] @ centred
    lengths = np.linalg.norm(axes, axis=1, keepdims=True)
    found: NDArray[np.float64] = axes / np.where(lengths > 1e-9, lengths, np.inf)
    return found


def _spoken(snapshot: Snapshot, theme: int, passage_ids: NDArray[np.int64], cosines: Floats) -> Iterator[PassageWords]:
    """The passages of a theme that are nearest to its centre, and its speeches' titles as one more passage each.

    `cosines` are those of the centre and each passage.
    """
    speeches = snapshot.speeches()

    def spoken(speech_no: int, text: str) -> PassageWords:
        return PassageWords(theme, speech_no, speeches[speech_no].language, naming(snapshot.segmenter.words(text)))

    nearest = passage_ids[np.argsort(-cosines, kind="stable")[:_PASSAGES]]
    numbers = snapshot.speech_numbers(nearest).tolist()
    for number, fetched in zip(numbers, snapshot.fetch(nearest.tolist()), strict=True):
        yield spoken(number, fetched.passage.text)
    for number in np.unique(snapshot.speech_numbers(passage_ids)).tolist():
        yield spoken(number, speeches[number].title)


def _middle(plane: Floats) -> tuple[float, float]:
    x, y = plane.mean(axis=0).tolist()
    return x, y
