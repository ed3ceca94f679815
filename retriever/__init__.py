"""Questions in, passages with their sources out."""

from retriever.filters import Filters
from retriever.operations.speech import OpenSpeech
from retriever.overview import Facets, Status
from retriever.retriever import Retriever
from retriever.types import Answer, Chip, Hit, Note, Query

__all__ = ["Answer", "Chip", "Facets", "Filters", "Hit", "Note", "OpenSpeech", "Query", "Retriever", "Status"]
