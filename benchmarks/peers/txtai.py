"""txtai: dense and BM25 in one index, content stored, character pairs; all else as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from txtai import Embeddings

from benchmarks.scale.library import ADDED, Asked, Library, ReadyVectors


class Indexed:
    """See System."""

    faiss: ClassVar[dict[str, str]] = {}
    """txtai's settings for its vectors: by its own, more than 5,000 are searched approximately."""

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._folder = library, folder
        self._ready = ReadyVectors(library)
        self._embeddings: Embeddings

    @property
    def embedding(self) -> float:
        """See System."""
        return self._ready.seconds

    def build(self) -> None:
        """See System."""
        scoring = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"ngrams": 2}}
        vectors = {"method": "external", "transform": self._transform()}
        self._embeddings = Embeddings({**vectors, "content": True, "scoring": scoring, "faiss": self.faiss})
        self._embeddings.index(enumerate(self._library.texts()))
        self.keep()

    def open(self) -> None:
        """See System."""
        self._embeddings = Embeddings()
        self._embeddings.load(str(self._folder / "index"), config={"transform": self._transform()})

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        return len([found["text"] for found in self._embeddings.search(asked.text, limit)])

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        return [int(found["id"]) for found in self._embeddings.search(asked.text, limit, weights=1.0)]

    def phrase(self, wording: str) -> int:
        """See System."""
        return len(self._embeddings.search(f"select id from txtai where text like '%{wording}%'", self._library.size))

    def add(self) -> None:
        """See System."""
        begin = self._library.size
        self._embeddings.upsert(enumerate(self._library.texts(begin, begin + ADDED), begin))

    def remove(self) -> None:
        """See System."""
        self._embeddings.delete(range(self._library.size, self._library.size + ADDED))

    def keep(self) -> None:
        """See System."""
        self._embeddings.save(str(self._folder / "index"))

    def _transform(self) -> object:
        ready = self._ready

        def transform(texts: Sequence[str]) -> NDArray[np.float32]:
            return ready.of(texts)

        return transform  # txtai takes functions, and would call anything else without the texts
