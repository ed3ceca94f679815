"""Tifa: the drawn speeches and the bundled ones, read from files as anybody's are."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.golden import SPEECHES
from benchmarks.scale.library import LISTED, Asked, Library, ReadyVectors, unchanged
from indexer.build import build, rebuild
from indexer.encoder import OFFLINE_MODEL
from retriever import Answer, Filters, Retriever


class ReadyEncoder:
    """An Encoder that looks the vectors of passages up, and has that of the question that is asked."""

    name = OFFLINE_MODEL  # whose vectors these are, so that the scale of their cosines is known
    dimension = 384
    precision = "fp32"
    fingerprint = "ready/1"

    def __init__(self, ready: ReadyVectors) -> None:
        self._ready = ready
        self.asked: NDArray[np.float32]

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Encoder. A question without the words that were understood as filters has the vector of all of it."""
        return np.repeat(self.asked[None], len(texts), 0)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Encoder. Titles are left out: nothing was drawn by them.

        :raises ValueError: if a passage is none of the library's: then other systems were given other ones.
        """
        vectors = self._ready.of_passages([text.partition("\n")[2] or text for text in texts])
        untitled = np.flatnonzero(~vectors.any(axis=1)).tolist()
        if untitled:
            vectors[untitled] = self._ready.of_passages([texts[at] for at in untitled])
            if not vectors.any(axis=1).all():
                raise ValueError("a passage that is none of the library's")
        return vectors

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """See Encoder. Each span has the vector of its text."""
        vectors = self.encode_passages(texts)
        return vectors, [np.repeat(vector[None], len(each), 0) for vector, each in zip(vectors, spans, strict=True)]


class Indexed:
    """See System."""

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._index = library, folder / "index"
        self._ready = ReadyVectors(library)
        self._encoder = ReadyEncoder(self._ready)
        self._retriever: Retriever

    @property
    def embedding(self) -> float:
        """See System."""
        return self._ready.seconds

    def build(self) -> None:
        """See System."""
        (self._library.corpus / self._library.addition.name).unlink(missing_ok=True)
        build([SPEECHES, self._library.corpus], self._index, encoder=self._encoder)

    def open(self) -> None:
        """See System."""
        self._retriever = Retriever.open(self._index, encoder=self._encoder)

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        return len(self._ask(asked, self._retriever, limit).hits)

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        index = self._retriever.newest()
        ids, _ = index.search.dense(np.asarray(asked.vector), limit)
        return [self._ready.number_of(item.passage.text) for item in index.snapshot.fetch(ids.tolist())]

    def phrase(self, wording: str) -> int:
        """See System."""
        (places,) = self._retriever.phrase(wording).wordings
        return len(places.lines) + len(places.in_other_versions)

    def add(self) -> None:
        """See System."""
        shutil.copy(self._library.addition, self._library.corpus)
        rebuild(self._index, encoder=self._encoder)

    def remove(self) -> None:
        """See System."""
        (self._library.corpus / self._library.addition.name).unlink()
        rebuild(self._index, encoder=self._encoder)

    def keep(self) -> None:
        """Nothing: a build that has ended is on the disk."""

    def golden_unchanged(self, alone: Path) -> tuple[float, float, float]:
        """The shares of golden questions answered alike, see `unchanged`.

        Asked of the bundled speeches inside the library, and of the same speeches in an index of their own in `alone`.
        :raises ValueError: if the library was cut into other passages than those that the others were given.
        """
        _, passages, *_ = self._retriever.newest().snapshot.counts()
        if passages != self._library.size:
            raise ValueError(f"{passages} passages instead of {self._library.size}")
        build([SPEECHES], alone, encoder=self._encoder)
        questions, among = self._library.questions(), Filters(folder=SPEECHES.name)
        inside = [_places(self._ask(asked, self._retriever, LISTED, among)) for asked in questions]
        with Retriever.open(alone, encoder=self._encoder) as retriever:
            outside = [_places(self._ask(asked, retriever, LISTED)) for asked in questions]
        return unchanged(inside, outside)

    def _ask(self, asked: Asked, retriever: Retriever, limit: int, filters: Filters | None = None) -> Answer:
        self._encoder.asked = asked.vector
        return retriever.ask(asked.text, top_k=limit, filters=filters)


def _places(answer: Answer) -> list[tuple[str, int]]:
    return [(hit.passage.speech_id, hit.passage.start) for hit in answer.hits]
