"""LangChain: its FAISS store and its BM25 retriever over character pairs, joined by its ensemble."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_community.vectorstores.utils import DistanceStrategy
from langchain_core.embeddings import Embeddings

from benchmarks.scale.fusion import character_pairs
from benchmarks.scale.library import ADDED, Asked, Library, ReadyVectors

_CANDIDATES = 100


class ReadyEmbeddings(Embeddings):
    """LangChain's embeddings, looked up."""

    def __init__(self, ready: ReadyVectors) -> None:
        self._ready = ready

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        return [vector.tolist() for vector in self._ready.of(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


class Indexed:
    """See System. BM25 keeps nothing on the disk and takes nothing up later: it is pickled, and made anew."""

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._folder = library, folder
        self._ready = ReadyVectors(library)
        self._store: FAISS
        self._words: BM25Retriever

    @property
    def embedding(self) -> float:
        """See System."""
        return self._ready.seconds

    def build(self) -> None:
        """See System."""
        texts = self._library.texts()
        numbers = [{"number": number} for number in range(len(texts))]
        self._store = FAISS.from_texts(
            texts,
            ReadyEmbeddings(self._ready),
            numbers,
            [str(number) for number in range(len(texts))],
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        )
        self._index_words(texts)
        self.keep()

    def open(self) -> None:
        """See System."""
        self._store = FAISS.load_local(
            str(self._folder / "faiss"),
            ReadyEmbeddings(self._ready),
            allow_dangerous_deserialization=True,
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        )
        with (self._folder / "words").open("rb") as file:
            self._words = pickle.load(file)

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        near = self._store.as_retriever(search_kwargs={"k": _CANDIDATES})
        joined = EnsembleRetriever(retrievers=[near, self._words], weights=[0.5, 0.5])
        return len(joined.invoke(asked.text)[:limit])

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        found = self._store.similarity_search_by_vector(asked.vector.tolist(), limit)
        return [each.metadata["number"] for each in found]

    def phrase(self, wording: str) -> None:
        """None: it has no search for a wording."""

    def add(self) -> None:
        """See System."""
        begin = self._library.size
        texts = self._library.texts(begin, begin + ADDED)
        numbers = range(begin, begin + ADDED)
        self._store.add_texts(texts, [{"number": number} for number in numbers], [str(number) for number in numbers])
        self._index_words(self._library.texts() + texts)

    def remove(self) -> None:
        """See System."""
        begin = self._library.size
        self._store.delete([str(number) for number in range(begin, begin + ADDED)])
        self._index_words(self._library.texts())

    def keep(self) -> None:
        """See System."""
        self._store.save_local(str(self._folder / "faiss"))
        with (self._folder / "words").open("wb") as file:
            pickle.dump(self._words, file)

    def _index_words(self, texts: list[str]) -> None:
        self._words = BM25Retriever.from_texts(texts, preprocess_func=character_pairs, k=_CANDIDATES)
