"""Texts to vectors; the one owner of sentence-transformers, onnxruntime and the offline model's weights."""

from indexer.encoder.offline.encoder import OfflineEncoder
from indexer.encoder.offline.spans import Span
from indexer.encoder.offline.unpack import NAME as OFFLINE_MODEL
from indexer.encoder.offline.unpack import cache_folder, prepare
from indexer.encoder.protocol import Encoder, Vectors, load_encoder
from indexer.encoder.reranker import Reranker, load_reranker
from indexer.encoder.scale import Compared, Scale, Scales, measured_scales, note_of_scales, noted_scales

__all__ = [
    "OFFLINE_MODEL",
    "Compared",
    "Encoder",
    "OfflineEncoder",
    "Reranker",
    "Scale",
    "Scales",
    "Span",
    "Vectors",
    "cache_folder",
    "load_encoder",
    "load_reranker",
    "measured_scales",
    "note_of_scales",
    "noted_scales",
    "prepare",
]
