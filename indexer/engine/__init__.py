"""What the retriever asks of an index, and the engine that answers it from one folder on this machine."""

from indexer.engine.embedded import EmbeddedEngine
from indexer.engine.once import once_per_state
from indexer.engine.places import Place
from indexer.engine.protocol import Fetched, SearchEngine

__all__ = ["EmbeddedEngine", "Fetched", "Place", "SearchEngine", "once_per_state"]
