"""Chroma on one machine: its HNSW, and texts that contain a wording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import chromadb
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings

from benchmarks.scale.library import ADDED, Asked, Library

_NAME = "passages"
_AT_ONCE = 5000


class Indexed:
    """See System. It ranks by no words: hybrid is dense here, as its page says."""

    embedding = 0.0

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._folder = library, folder
        self._passages: Collection

    def build(self) -> None:
        """See System."""
        self._passages = self._client().create_collection(
            _NAME, configuration={"hnsw": {"space": "ip"}}, embedding_function=None
        )
        self._insert(0, self._library.size)

    def open(self) -> None:
        """See System."""
        self._passages = self._client().get_collection(_NAME, embedding_function=None)

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        found = self._passages.query([asked.vector], n_results=limit, include=["documents"])
        return len((found["documents"] or [[]])[0])

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        return [int(each) for each in self._passages.query([asked.vector], n_results=limit, include=[])["ids"][0]]

    def phrase(self, wording: str) -> int:
        """See System."""
        return len(self._passages.get(where_document={"$contains": wording}, include=[])["ids"])

    def add(self) -> None:
        """See System."""
        self._insert(self._library.size, self._library.size + ADDED)

    def remove(self) -> None:
        """See System."""
        self._passages.delete([str(self._library.size + at) for at in range(ADDED)])

    def keep(self) -> None:
        """See System."""

    def _client(self) -> chromadb.api.ClientAPI:
        return chromadb.PersistentClient(str(self._folder / "chroma"), Settings(anonymized_telemetry=False))

    def _insert(self, begin: int, end: int) -> None:
        texts = self._library.texts(begin, end)
        for at in range(begin, end, _AT_ONCE):
            to = min(end, at + _AT_ONCE)
            ids = [str(number) for number in range(at, to)]
            self._passages.add(ids, self._library.vectors[at:to], documents=texts[at - begin : to - begin])
