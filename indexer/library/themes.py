"""A map of themes for researchers: speeches as points of a plane, clusters of them, and the words that tell them apart.

The plane is that of the two directions in which the vectors differ most (principal components: Pearson 1901). Clusters
are those of k-means over the vectors themselves, not over the plane, which shows only a part. Their words are weighed
by class-based tf-idf (Grootendorst 2022, "BERTopic", arXiv:2203.05794).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import Speech
from indexer.engine import EmbeddedEngine
from indexer.vectors import clusters

KEYWORDS = 6
_FEWEST, _MOST = 2, 12
# Passages that speak for a theme, those nearest to its centre: cutting every text into words would take minutes.
_PASSAGES = 60
# Two Chinese characters or five letters and more: shorter words, most of them particles, and numbers name no theme.
_NAMES_A_THEME = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]{5,}")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Point:
    """A speech in the plane, and the place of its theme in the list."""

    speech: Speech
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


def theme_map(engine: EmbeddedEngine, themes: int | None = None) -> ThemeMap:
    """The map of the speeches that count and have vectors; about as many `themes` as given, or as fit their number."""
    ids, vectors = engine.vectors()
    of_passages = engine.speech_numbers(ids)
    counted = np.isin(of_passages, engine.versions.counted())
    ids, vectors, of_passages = ids[counted], vectors[counted], of_passages[counted]
    numbers, means = mean_by_speech(of_passages, vectors)
    if not len(numbers):
        return ThemeMap((), (), 0.0)
    assigned, centres = clusters(means, min(themes or default_themes(len(numbers)), len(numbers)))
    order = [cluster for cluster, _ in Counter(assigned.tolist()).most_common()]
    plane, shown = project(means)
    words = [_words(engine, ids[np.isin(of_passages, numbers[assigned == c])], centres[c]) for c in order]
    found = [
        Theme(tuple(keywords), int((assigned == c).sum()), *_middle(plane[assigned == c]))
        for c, keywords in zip(order, distinctive(words, KEYWORDS), strict=True)
    ]
    speeches = engine.speeches()
    points = [
        Point(speeches[number], float(x), float(y), order.index(cluster))
        for number, (x, y), cluster in zip(numbers.tolist(), plane, assigned.tolist(), strict=True)
    ]
    return ThemeMap(tuple(points), tuple(found), shown)


def default_themes(speeches: int) -> int:
    """How many themes to look for among so many speeches: the rule of thumb √(n/2), in bounds that can be taken in."""
    return max(1, min(_MOST, max(_FEWEST, round(math.sqrt(speeches / 2)))))


def mean_by_speech(numbers: NDArray[np.int64], vectors: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The speech numbers, ascending, and the mean of each one's `vectors`, L2-normalised; row i belongs to number i."""
    found, place, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    sums = np.zeros((len(found), vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, place, vectors)
    means = sums / counts[:, np.newaxis]
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return found, (means / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def project(vectors: Floats) -> tuple[Floats, float]:
    """The vectors in the plane of their first two principal components, shape (n, 2), and its share of the variance.

    Each axis points to where its largest component does, so that the same vectors give the same picture.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:2] * np.sign(axes[:2][np.arange(len(axes[:2])), np.abs(axes[:2]).argmax(axis=1)])[:, np.newaxis]
    plane = np.zeros((len(vectors), 2), dtype=np.float32)
    plane[:, : len(axes)] = centred @ axes.T
    variance = float((sizes**2).sum())
    return plane, float((sizes[:2] ** 2).sum()) / variance if variance else 0.0


def distinctive(words: Sequence[Mapping[str, int]], count: int) -> list[list[str]]:
    """At most `count` words of each class, the most distinctive first; `words` are how often each stands in a class.

    The weight of a word is √(its share of the class's words) · ln(1 + (A - f + ½) / (f + ½)): A is the average number
    of words of a class, f how often the word stands in all of them. That is class-based tf-idf with both of BERTopic's
    means against words that are frequent anywhere, the root and BM25's idf: without them 今年 and 一个 named themes.
    """
    everywhere: Counter[str] = Counter()
    for each in words:
        everywhere.update(each)
    average = everywhere.total() / len(words) if words else 0.0
    found = []
    for each in words:
        size = sum(each.values())
        weights = {
            word: math.sqrt(often / size) * math.log1p((average - everywhere[word] + 0.5) / (everywhere[word] + 0.5))
            for word, often in each.items()
            if everywhere[word] <= average
        }
        found.append(sorted(weights, key=lambda word: (-weights[word], word))[:count])
    return found


def map_object(found: ThemeMap) -> dict[str, Any]:
    """The map as JSON-ready values."""
    return {
        "shown": found.shown,
        "themes": [{"keywords": list(t.keywords), "speeches": t.speeches, "x": t.x, "y": t.y} for t in found.themes],
        "speeches": [
            {"speech_id": p.speech.speech_id, "title": p.speech.title, "x": p.x, "y": p.y, "theme": p.theme}
            for p in found.points
        ],
    }


def _words(engine: EmbeddedEngine, passage_ids: NDArray[np.int64], centre: Floats) -> Counter[str]:
    """How often each word that may name a theme stands in the passages nearest to its centre."""
    nearest = np.argsort(-engine.similarities(centre, passage_ids), kind="stable")[:_PASSAGES]
    found: Counter[str] = Counter()
    for fetched in engine.fetch(passage_ids[nearest].tolist()):
        found.update(word for word in engine.words.words(fetched.passage.text) if _NAMES_A_THEME.fullmatch(word))
    return found


def _middle(plane: Floats) -> tuple[float, float]:
    x, y = plane.mean(axis=0).tolist()
    return x, y
