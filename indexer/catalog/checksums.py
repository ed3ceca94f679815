"""Checksums of what an index keeps, against accidents: a flipped bit, a block that a drive lost. Not against intent."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from indexer.catalog.rows import PassageTable

CHECKED = {
    "speeches": ("speech_no", "speech_id", "root", "path", "fields", "text"),
    "passages": (
        *("passage_id", "speech_no", "ordinal", "start", '"end"', "paragraph"),
        *("heading_path", "signature", "embedding"),
    ),
    "embeddings": ("key", "vector", "sentences"),
    "wordings": ("number", "folded", "bands", "speeches", "centre"),
}
"""The columns of a table's rows that their checksum is of."""
_JOINED = "joined"


def row_checksum(*values: object) -> bytes:
    """The checksum of one row, given as the columns that count: 8 bytes. A text and its UTF-8 bytes give the same."""
    parts: list[bytes] = []
    for value in values:
        content = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        parts += b"%d:" % len(content), content
    return blake2b(b"".join(parts), digest_size=8).digest()


def rows_checksum(rows: Iterable[tuple[object, ...]]) -> str:
    """The checksum of many rows in their order, 8 hexadecimal digits: CRC-32, which costs the least."""
    crc = 0
    for row in rows:
        crc = zlib.crc32(repr(row).encode("utf-8", "surrogatepass"), crc)
    return f"{crc:08x}"


def joined_checksum(texts: Iterable[bytes]) -> str:
    """The checksum of many rows that were joined to texts. It is marked: versions before noted one of the rows."""
    crc = 0
    for text in texts:
        crc = zlib.crc32(text, crc)
    return f"{_JOINED} {crc:08x}"


def is_another(now: str | None, noted: str) -> bool:
    """True if a table's checksum `now` is another than was `noted`; what an older version noted tells of nothing."""
    is_older = now is not None and now.startswith(_JOINED) and not noted.startswith(_JOINED)
    return now != noted and not is_older


def passages_checksum(table: PassageTable, embedded: NDArray[np.int64]) -> str:
    """The checksum of all passages and of the ids of those that have an embedding, 8 hexadecimal digits."""
    crc = 0
    columns = (table.passage_id, table.speech_no, table.ordinal, table.start, table.end, table.paragraph)
    for column in (*columns, table.signature, embedded):
        crc = zlib.crc32(np.ascontiguousarray(column).data, crc)
    return f"{crc:08x}"
