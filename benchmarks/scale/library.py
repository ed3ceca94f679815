"""The library that every system is given: passages, their vectors, questions, and how near their answers are.

It is made by `making.py`, and read here with no part of this program: the memory of a peer is its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ADDED = 100
"""Passages that are added later: they have the numbers after those of the library."""
LISTED = 10
PLANTED = (
    "桥头的石碑要一个字一个字地描清楚。",
    "晒谷场边的水缸每天傍晚都要挑满。",
    "渡船的缆绳换下来以后不准再拿去用。",
)
"""Wordings that stand in 10,000 places each, or in a tenth of the passages: three, so that none is looked up twice."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its vector, shape (dimension,)."""

    text: str
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Library:
    """The files in `folder`. Passages go by their numbers, from 0: those of the bundled speeches, then drawn ones."""

    folder: Path

    @property
    def corpus(self) -> Path:
        """The folder of the drawn speeches, files of JSON lines."""
        return self.folder / "drawn"

    @property
    def addition(self) -> Path:
        """The file of the speeches that are added later."""
        return self.folder / "added.jsonl"

    @property
    def all_texts(self) -> Path:
        """The file of the texts of all passages, a line each."""
        return self.folder / "texts.txt"

    @property
    def size(self) -> int:
        """The number of passages, without those that are added later."""
        return len(self.vectors) - ADDED

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The vectors, of length 1, of all passages and of those that are added later; read when they are looked at."""
        vectors: NDArray[np.float32] = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return vectors

    def texts(self, begin: int = 0, end: int | None = None) -> list[str]:
        """The texts of the passages from `begin` to `end`, None for all that are there before any is added."""
        with self.all_texts.open(encoding="utf-8") as file:
            return [line.rstrip("\n") for line in islice(file, begin, self.size if end is None else end)]

    def questions(self) -> list[Asked]:
        """The golden questions, with their vectors."""
        texts = json.loads((self.folder / "questions.json").read_text(encoding="utf-8"))
        return [Asked(*each) for each in zip(texts, np.load(self.folder / "questions.npy"), strict=True)]

    def phrases(self) -> list[str]:
        """Wordings that stand in one place or in a few."""
        found: list[str] = json.loads((self.folder / "phrases.json").read_text(encoding="utf-8"))
        return found

    def recall(self, number: int, found: Sequence[int]) -> float:
        """The share of the ten passages nearest to question `number` that are among `found`, in [0, 1].

        A system that knows passages by their texts gives several with one text the same number: each of them counts.
        """
        question = np.load(self.folder / "questions.npy", mmap_mode="r")[number]
        tenth = float(np.load(self.folder / "tenth.npy", mmap_mode="r")[number])
        return recall(np.asarray(self.vectors[np.asarray(found, dtype=np.int64)] @ question), tenth)


def recall(cosines: NDArray[np.float32], tenth: float) -> float:
    """The share of the ten nearest that was found, by the cosines of what was: equal ones stand for one another."""
    return min(LISTED, int((cosines >= tenth - 1e-5).sum())) / LISTED


def unchanged(inside: Sequence[Sequence[object]], outside: Sequence[Sequence[object]]) -> tuple[float, float, float]:
    """The shares of answers that begin alike, of those that are alike, and of what is in the one and in the other."""
    pairs = list(zip(inside, outside, strict=True))
    first = sum(a[:1] == b[:1] for a, b in pairs)
    same = sum(a == b for a, b in pairs)
    shared = sum(len(set(a) & set(b)) / max(len(a), len(b), 1) if a or b else 1.0 for a, b in pairs)
    return first / len(pairs), same / len(pairs), shared / len(pairs)


def one_line(text: str) -> str:
    """The text as it stands in the file of all texts."""
    return text.replace("\n", " ")


def digest(text: str) -> int:
    """A number of 64 bits that stands for `text`."""
    return int.from_bytes(blake2b(one_line(text).encode("utf-8"), digest_size=8).digest(), "big")


class ReadyVectors:
    """The vectors of passages and questions by their texts, and the seconds that it took to look them up."""

    def __init__(self, library: Library) -> None:
        self.seconds = 0.0
        self._library = library
        self._questions = {asked.text: asked.vector for asked in library.questions()}

    def of_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of questions, shape (len(texts), dimension)."""
        return np.stack([self._questions[text] for text in texts])

    def of_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of passages, shape (len(texts), dimension); that of another text is 0."""
        started = time.perf_counter()
        numbers = np.array([self.number_of(text) for text in texts])
        vectors = np.asarray(self._library.vectors[numbers])
        vectors[numbers < 0] = 0
        self.seconds += time.perf_counter() - started
        return vectors

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of either, for a system that does not tell one from the other."""
        return self.of_questions(texts) if texts[0] in self._questions else self.of_passages(texts)

    def number_of(self, text: str) -> int:
        """The number of the passage `text`, of several the first; -1 if there is none."""
        digests, order = self._by_digest
        wanted = np.uint64(digest(text))
        at = int(np.searchsorted(digests, wanted))
        return int(order[at]) if at < len(digests) and digests[at] == wanted else -1

    @cached_property
    def _by_digest(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        digests = np.load(self._library.folder / "digests.npy")
        order = np.argsort(digests, kind="stable")
        return digests[order], order
