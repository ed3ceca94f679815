"""The collection of an index: its name, its fields, and how they are searched."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from indexer.search.embedded.keywords import Entry, stems
from indexer.search.milvus.address import Address
from indexer.search.milvus.client import Server

VERSION = 1
"""Raised whenever the fields, or what is written into them, change: collections are then made anew."""

FIELDS = ("words", "pairs", "head_words", "head_pairs")
"""The texts that are searched by BM25, each as `sparse` says; the same as those of the local keyword index.

A server that does not score words has none of them.
"""
_TO_MAKE = 60  # seconds
_LONGEST = 65_535  # bytes of a VARCHAR


def sparse(field: str) -> str:
    """The field of what the server makes of a text for BM25."""
    return f"{field}_bm25"


def own_prefix(address: Address, index: Path, key: str) -> str:
    """The beginning of the names of all collections of the index with `key` in the folder `index`, and of no copy."""
    return f"{address.name}_{_digest(str(index.absolute()), key)}_"


def prefix_of(own: str, *made_of: str) -> str:
    """The beginning of the names of those collections of an index that are `made_of` the same."""
    return f"{own}{_digest(str(VERSION), *made_of)}_"


def make(server: Server, name: str, dimension: int) -> None:
    """Make an empty collection, unless there is one, and all that it takes to search it."""
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("passage_id", DataType.INT64, is_primary=True)
    schema.add_field("speech_no", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
    for field in FIELDS if server.scores_words(seconds=_TO_MAKE) else ():
        # The texts are cut already, into words that standard tokenizers would cut again (3.5, covid-19).
        analyzer = {"tokenizer": "whitespace"}
        schema.add_field(field, DataType.VARCHAR, max_length=_LONGEST, enable_analyzer=True, analyzer_params=analyzer)
        schema.add_field(sparse(field), DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(_bm25_of(field))
        indexes.add_index(
            sparse(field),
            index_type="SPARSE_INVERTED_INDEX",
            metric_type="BM25",
            params={"bm25_k1": 1.2, "bm25_b": 0.75},
        )
    if not server.ask("has_collection", name, seconds=_TO_MAKE):
        server.ask("create_collection", name, schema=schema, seconds=_TO_MAKE)
    server.ask("create_index", name, indexes, sync=False, seconds=_TO_MAKE)
    server.ask("load_collection", name, seconds=_TO_MAKE)


def _bm25_of(field: str) -> Any:  # noqa: ANN401 - a Function of pymilvus, whose early versions have none
    from pymilvus import Function, FunctionType

    return Function(f"{field}_of", FunctionType.BM25, [field], [sparse(field)])


def row(entry: Entry, vector: Sequence[float], *, with_words: bool) -> dict[str, Any]:
    """The row of a passage."""
    place = {"passage_id": entry.entry_id, "speech_no": entry.speech_no, "vector": vector}
    if not with_words:
        return place
    texts = (_stemmed(entry.words), entry.pairs, _stemmed(entry.head_words), entry.head_pairs)
    fields = {field: _shortened(text) for field, text in zip(FIELDS, texts, strict=True)}
    return place | fields


def _stemmed(words: str) -> str:
    return " ".join(stems(words.split(" ")))


def _shortened(text: str) -> str:
    """Terms parted by blanks; of those of an endless passage as many as a field takes."""
    written = text.encode("utf-8", "replace")
    return text if len(written) <= _LONGEST else written[:_LONGEST].rpartition(b" ")[0].decode("utf-8", "replace")


def _digest(*parts: str) -> str:
    return blake2b(os.fsencode("\n".join(parts)), digest_size=4).hexdigest()
