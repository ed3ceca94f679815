"""Milvus Lite, the file on a laptop that speaks as a cluster does: its own BM25, cut by its analyzer for Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pymilvus import AnnSearchRequest, DataType, Function, FunctionType, MilvusClient, RRFRanker

from benchmarks.scale.library import ADDED, Asked, Library

_NAME = "passages"
_AT_ONCE = 5000
_CANDIDATES = 100
_MOST = 16_384  # of what one query may give


class Indexed:
    """See System."""

    embedding = 0.0

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._file = library, folder / "milvus.db"
        self._client: MilvusClient

    def build(self) -> None:
        """See System."""
        self._client = MilvusClient(str(self._file))
        schema = self._client.create_schema(auto_id=False)
        schema.add_field("number", DataType.INT64, is_primary=True)
        schema.add_field(
            "text", DataType.VARCHAR, max_length=4096, enable_analyzer=True, analyzer_params={"type": "chinese"}
        )
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=self._library.vectors.shape[1])
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(Function("bm25", FunctionType.BM25, ["text"], ["words"]))
        indexes = self._client.prepare_index_params()
        indexes.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
        self._client.create_collection(_NAME, schema=schema, index_params=indexes)
        self._insert(0, self._library.size)
        self._client.close()

    def open(self) -> None:
        """See System."""
        self._client = MilvusClient(str(self._file))
        self._client.load_collection(_NAME)

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        near = AnnSearchRequest([asked.vector.tolist()], "vector", {"metric_type": "IP"}, _CANDIDATES)
        words = AnnSearchRequest([asked.text], "words", {"metric_type": "BM25"}, _CANDIDATES)
        found = self._client.hybrid_search(_NAME, [near, words], RRFRanker(), limit, output_fields=["text"])
        return len(found[0])

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        found: Any = self._client.search(_NAME, [asked.vector.tolist()], limit=limit, anns_field="vector")
        return [hit["id"] for hit in found[0]]

    def phrase(self, wording: str) -> int:
        """See System."""
        found = self._client.query(_NAME, f'text like "%{wording}%"', output_fields=["number"], limit=_MOST)
        return len(found)

    def add(self) -> None:
        """See System."""
        self._insert(self._library.size, self._library.size + ADDED)

    def remove(self) -> None:
        """See System."""
        self._client.delete(_NAME, filter=f"number >= {self._library.size}")

    def keep(self) -> None:
        """See System."""

    def _insert(self, begin: int, end: int) -> None:
        texts = self._library.texts(begin, end)
        for at in range(begin, end, _AT_ONCE):
            rows = [
                {"number": number, "text": texts[number - begin], "vector": self._library.vectors[number].tolist()}
                for number in range(at, min(end, at + _AT_ONCE))
            ]
            self._client.insert(_NAME, rows)
