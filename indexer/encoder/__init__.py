"""Texts to vectors; the one owner of sentence-transformers, onnxruntime and the offline model's weights."""

from indexer.encoder.offline.encoder import OfflineEncoder
from indexer.encoder.offline.spans import Span
from indexer.encoder.offline.unpack import cache_folder, prepare
from indexer.encoder.protocol import Encoder, Vectors, load_encoder
from indexer.encoder.reranker import Reranker, load_reranker

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
