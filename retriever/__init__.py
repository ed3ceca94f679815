"""Questions in, passages with their sources out."""

from retriever.browse import Facets, OpenSpeech, Status
from retriever.retriever import Retriever
from retriever.types import Answer, Chip, Filters, Hit, Note, Query

__all__ = ["Answer", "Chip", "Facets", "Filters", "Hit", "Note", "OpenSpeech", "Query", "Retriever", "Status"]
