"""Drawn passages and their vectors: block by block, each block the same whoever draws it and however many there are.

A passage is two to four sentences of the bundled speeches, most with other numbers, places and items
(`benchmarks.slotted`). Its vector lies about where the encoder would put it: at the mean of the vectors of its
sentences, and beside it by what the model makes of their company. Neighbours are therefore at the distances of real
ones, and an approximate search misses what it would miss among those.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.recombined import Material
from benchmarks.scale.library import PLANTED
from benchmarks.slotted import Slots, slots_of, varied
from corpus.text.sentences import reading_size

BLOCK = 5000
"""Passages in a block."""

_LEAST, _MOST = 18, 55
"""The size of a sentence as readers see it, and its characters: two are a passage, and not joined with the next one as
too short whatever numbers they are given; four are not cut again."""
_SENTENCES = (2, 4)
_SEED = 14
_BESIDE = 0.25
"""The length of the noise. With it 2,000 drawn passages are about as far from each other and from the golden questions
as the model puts the same texts, and IVF and HNSW find about the same share of the nearest (docs/scale.md)."""


@dataclass(frozen=True, slots=True)
class Source:
    """The sentences that passages are drawn from, and what their slots may be changed for."""

    sentences: tuple[str, ...]
    slots: Slots


@dataclass(frozen=True, slots=True)
class Block:
    """Drawn passages in order: their texts, and the numbers of the sentences of each."""

    texts: list[str]
    sentences: list[tuple[int, ...]]


def source_of(made_of: Material) -> Source:
    """The sentences that end as sentences do, and so are no headings; each once, in order."""
    fitting = (text for text in made_of.sentences if reading_size(text) >= _LEAST and len(text) <= _MOST)
    whole = (text for text in fitting if text.endswith("。"))
    return Source(tuple(dict.fromkeys(whole)), slots_of(made_of))


def drawn_block(source: Source, number: int, size: int = BLOCK) -> Block:
    """The first `size` passages of block `number`."""
    chance = random.Random(f"{_SEED} {number}")
    block = Block([], [])
    for _ in range(size):
        chosen = tuple(chance.choices(range(len(source.sentences)), k=chance.randint(*_SENTENCES)))
        block.texts.append("".join(varied(source.sentences[each], source.slots, chance) for each in chosen))
        block.sentences.append(chosen)
    return block


def planted(at: int, passages: int, places: int) -> str:
    """The wording that passage `at` of so many ends with, "" for most: each of PLANTED is given to `places` of them."""
    turns = places * len(PLANTED)
    turn, next_turn = at * turns // passages, (at + 1) * turns // passages
    return PLANTED[turn % len(PLANTED)] if next_turn > turn else ""


def spread_of(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The matrix, shape (dimension, dimension), that makes of white noise noise spread as `vectors`, about of length 1.

    A model uses some directions much more than others: noise that used all alike would be nobody's neighbour.
    """
    centred = vectors - vectors.mean(axis=0)
    _, values, directions = np.linalg.svd(centred, full_matrices=False)
    spread: NDArray[np.float32] = directions * (values / np.sqrt((values**2).sum()))[:, None]
    return spread


def drawn_vectors(
    sentences: Sequence[tuple[int, ...]], vectors: NDArray[np.float32], spread: NDArray[np.float32], number: int
) -> NDArray[np.float32]:
    """The vectors, of length 1, of the first passages of block `number`; `vectors` are those of the sentences."""
    noise = np.random.default_rng((_SEED, number)).standard_normal((BLOCK, len(spread)), dtype=np.float32)
    means = np.stack([vectors[list(each)].mean(axis=0) for each in sentences])
    drawn = means + _BESIDE * (noise[: len(sentences)] @ spread)
    unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit.astype(np.float32)
