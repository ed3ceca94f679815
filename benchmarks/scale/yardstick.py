"""The yardstick: a flat FAISS index and a tantivy index of character pairs, joined by their ranks, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import tantivy

from benchmarks.scale.fusion import character_pairs, joined_by_rank
from benchmarks.scale.library import ADDED, Asked, Library

_CANDIDATES = 100
_HEAP_BYTES = 256_000_000


class Indexed:
    """See System."""

    embedding = 0.0

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._folder = library, folder
        self._vectors: Any
        self._index: tantivy.Index
        self._schema = _schema()

    def build(self) -> None:
        """See System."""
        self._vectors = faiss.IndexIDMap2(faiss.IndexFlatIP(self._library.vectors.shape[1]))
        (self._folder / "words").mkdir()
        self._index = tantivy.Index(self._schema, path=str(self._folder / "words"))
        self._write(0, self._library.size)
        self.keep()

    def open(self) -> None:
        """See System."""
        self._vectors = faiss.read_index(str(self._folder / "vectors.faiss"))
        self._index = tantivy.Index.open(str(self._folder / "words"))

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        wanted = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "pairs", pair))
                for pair in dict.fromkeys(character_pairs(asked.text))
            ]
        )
        searcher = self._index.searcher()
        hits = searcher.search(wanted, limit=_CANDIDATES, count=False).hits
        by_words = _numbers(searcher, hits)
        best = joined_by_rank([self.dense(asked, _CANDIDATES), by_words])[:limit]
        return len([self._text(number) for number in best])

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        found: list[int] = self._vectors.search(asked.vector[np.newaxis], limit)[1][0].tolist()
        return found

    def phrase(self, wording: str) -> int:
        """See System."""
        searcher = self._index.searcher()
        query = tantivy.Query.phrase_query(self._schema, "characters", list(wording))
        hits = searcher.search(tantivy.Query.const_score_query(query, 1.0), limit=self._library.size, count=False).hits
        return len(_numbers(searcher, hits))

    def add(self) -> None:
        """See System."""
        self._write(self._library.size, self._library.size + ADDED)

    def remove(self) -> None:
        """See System."""
        gone = list(range(self._library.size, self._library.size + ADDED))
        self._vectors.remove_ids(np.array(gone))
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        writer.delete_documents_by_query(tantivy.Query.term_set_query(self._schema, "number", gone))
        self._commit(writer)

    def keep(self) -> None:
        """See System."""
        faiss.write_index(self._vectors, str(self._folder / "vectors.faiss"))

    def _write(self, begin: int, end: int) -> None:
        self._vectors.add_with_ids(np.ascontiguousarray(self._library.vectors[begin:end]), np.arange(begin, end))
        writer = self._index.writer(heap_size=_HEAP_BYTES)
        for number, text in enumerate(self._library.texts(begin, end), begin):
            document = tantivy.Document()
            document.add_unsigned("number", number)
            document.add_text("text", text)
            document.add_text("pairs", " ".join(character_pairs(text)))
            document.add_text("characters", " ".join(text))
            writer.add_document(document)
        self._commit(writer)

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def _text(self, number: int) -> str:
        searcher = self._index.searcher()
        query = tantivy.Query.term_query(self._schema, "number", number)
        ((_, address),) = searcher.search(query, limit=1, count=False).hits
        return str(searcher.doc(address)["text"][0])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    builder.add_text_field("text", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("characters", tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _numbers(searcher: tantivy.Searcher, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[int]:
    if not hits:
        return []
    return [int(number or 0) for number in searcher.fast_field_values("number", [address for _, address in hits])]
