"""LanceDB: BM25 over character pairs and an HNSW of scalar-quantised vectors, joined by rank as it does by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import lancedb
import pyarrow as pa

from benchmarks.scale.library import ADDED, Asked, Library

_AT_ONCE = 10_000


class Indexed:
    """See System."""

    embedding = 0.0

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._folder = library, folder
        self._table: lancedb.table.Table

    def build(self) -> None:
        """See System."""
        schema = pa.schema(
            [
                pa.field("number", pa.int64()),
                pa.field("text", pa.string()),
                pa.field("vector", pa.list_(pa.float32(), self._library.vectors.shape[1])),
            ]
        )
        rows = self._rows(0, self._library.size)
        self._table = lancedb.connect(self._folder).create_table("passages", rows, schema=schema)
        self._table.create_index(metric="cosine", vector_column_name="vector", index_type="IVF_HNSW_SQ")
        self._table.create_fts_index(
            "text",
            base_tokenizer="ngram",
            ngram_min_length=2,
            ngram_max_length=2,
            stem=False,
            remove_stop_words=False,
            with_position=False,
        )

    def open(self) -> None:
        """See System."""
        self._table = lancedb.connect(self._folder).open_table("passages")

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        query = self._table.search(query_type="hybrid").vector(asked.vector).text(asked.text)
        return len(query.limit(limit).select(["number", "text"]).to_list())

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        query = self._table.search(asked.vector, vector_column_name="vector").limit(limit)
        return [row["number"] for row in query.select(["number", "_distance"]).to_list()]

    def phrase(self, wording: str) -> int:
        """See System."""
        found = self._table.search().where(f"text LIKE '%{wording}%'").select(["number"]).limit(self._library.size)
        return len(found.to_arrow())

    def add(self) -> None:
        """See System."""
        self._table.add(next(self._rows(self._library.size, self._library.size + ADDED)))

    def remove(self) -> None:
        """See System."""
        self._table.delete(f"number >= {self._library.size}")

    def keep(self) -> None:
        """See System: bring the indexes up to what was changed."""
        self._table.optimize()

    def _rows(self, begin: int, end: int) -> Iterator[pa.RecordBatch]:
        width = self._library.vectors.shape[1]
        texts = self._library.texts(begin, end)
        for at in range(begin, end, _AT_ONCE):
            to = min(end, at + _AT_ONCE)
            vectors = pa.FixedSizeListArray.from_arrays(pa.array(self._library.vectors[at:to].ravel()), width)
            numbers, held = pa.array(range(at, to)), pa.array(texts[at - begin : to - begin])
            yield pa.RecordBatch.from_arrays([numbers, held, vectors], names=["number", "text", "vector"])
