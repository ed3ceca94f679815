"""The systems that are measured, and what each of them must do.

Their modules are imported by name, each in a process of its own: a peer that is not installed is missed by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from benchmarks.scale.library import Asked, Library

OWN = ("tifa", "yardstick")
PEERS = ("txtai", "txtai-flat", "lancedb", "milvus-lite", "langchain", "llamaindex", "chroma")
PACKAGES = {
    "yardstick": ("faiss-cpu", "tantivy"),
    "txtai": ("txtai",),
    "txtai-flat": ("txtai",),
    "lancedb": ("lancedb",),
    "milvus-lite": ("milvus-lite", "pymilvus"),
    "langchain": ("langchain-classic", "langchain-community"),
    "llamaindex": ("llama-index-core", "llama-index-retrievers-bm25"),
    "chroma": ("chromadb",),
}
"""Of each system those whose versions matter."""
INSTALL = {
    "txtai": "pip install txtai",
    "txtai-flat": "pip install txtai",
    "lancedb": "pip install lancedb",
    "milvus-lite": "pip install milvus-lite==2.5.1 pymilvus==2.5.11 'setuptools<81'",
    "langchain": "pip install langchain-classic langchain-community rank-bm25",
    "llamaindex": "pip install llama-index-core llama-index-vector-stores-faiss llama-index-retrievers-bm25",
    "chroma": "pip install chromadb",
}
"""The line that installs a peer."""


class System(Protocol):
    """A library in one system: built by one process, opened and asked by another. Passages go by their numbers."""

    @property
    def embedding(self) -> float:
        """The seconds that were spent on looking up vectors."""
        ...

    def build(self) -> None:
        """Index the passages of the library, so that another process can open what was made."""
        ...

    def open(self) -> None:
        """Open what was built, to be asked."""
        ...

    def hybrid(self, asked: Asked, limit: int) -> int:
        """The number of passages, with their texts, that answer best by words and meaning; at most `limit`."""
        ...

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """The passages nearest in meaning, best first."""
        ...

    def phrase(self, wording: str) -> int | None:
        """The number of places of a wording, all of them, or of passages that hold it; None where that is not asked."""
        ...

    def add(self) -> None:
        """Add the passages that are to be added, so that they are found."""
        ...

    def remove(self) -> None:
        """Remove them again."""
        ...

    def keep(self) -> None:
        """Bring to the disk what was added or removed, where that is not done yet."""
        ...


def system(name: str, library: Library, folder: Path) -> System:
    """The system of that name, which keeps its files in `folder`.

    :raises ImportError: if it is not installed.
    """
    package = "benchmarks.scale" if name in OWN else "benchmarks.peers"
    made: System = import_module(f"{package}.{name.replace('-', '_')}").Indexed(library, folder)
    return made
