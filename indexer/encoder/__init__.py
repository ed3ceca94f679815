"""Texts to vectors; the one owner of sentence-transformers, onnxruntime and the offline model's weights."""

from indexer.encoder.encoder import Encoder, OfflineEncoder, Vectors, load_encoder
from indexer.encoder.reranker import Reranker, load_reranker
from indexer.encoder.spans import Span
from indexer.encoder.unpack import cache_folder, prepare

__all__ = [
    "Encoder",
    "OfflineEncoder",
    "Reranker",
    "Span",
    "Vectors",
    "cache_folder",
    "load_encoder",
    "load_reranker",
    "prepare",
]
