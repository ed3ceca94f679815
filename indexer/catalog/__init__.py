"""The catalog: one SQLite file that holds every speech, its passages and their embeddings; all else is derived from it.

A change is one transaction and raises the generation by one. Passage ids are never used twice and a passage never
changes: an altered speech gets new passages. So whatever is derived from the catalog is up to date exactly when it
holds the same passage ids.
"""

from indexer.catalog.checksums import is_another
from indexer.catalog.connection import index_errors, row_errors
from indexer.catalog.damage import DamagedRows, salvage
from indexer.catalog.queries import Catalog
from indexer.catalog.rows import (
    Embedding,
    FamilyMember,
    NewPassage,
    PassageTable,
    RecurringSentence,
    Stated,
    WordingTable,
    embedding_key,
    new_passage,
    signature_bytes,
    speech_digest,
    speech_of,
)

__all__ = [
    "Catalog",
    "DamagedRows",
    "Embedding",
    "FamilyMember",
    "NewPassage",
    "PassageTable",
    "RecurringSentence",
    "Stated",
    "WordingTable",
    "embedding_key",
    "index_errors",
    "is_another",
    "new_passage",
    "row_errors",
    "salvage",
    "signature_bytes",
    "speech_digest",
    "speech_of",
]
