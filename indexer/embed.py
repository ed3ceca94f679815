"""The embeddings that the catalog still lacks, made batch by batch, each batch safe on disk before the next."""

from __future__ import annotations

from collections.abc import Callable

from indexer.catalog import Catalog, Embedding
from indexer.encoder import Encoder
from indexer.prepare import embedding_input

# Two seconds' work or so: what a power cut may cost.
BATCH = 256


def embed_pending(catalog: Catalog, encoder: Encoder, progress: Callable[[int, int], None]) -> int:
    """How many embeddings were made and stored; `progress(done, total)` is called after each batch."""
    pending = catalog.passages_to_embed()
    for begin in range(0, len(pending), BATCH):
        batch = pending[begin : begin + BATCH]
        speeches = {number: catalog.speech(number) for number in {number for _, number, _, _ in batch}}
        inputs = [
            embedding_input(speech.title, speech.text[start:end])
            for _, number, start, end in batch
            if (speech := speeches[number]) is not None
        ]
        vectors, sentences = encoder.encode_passages_with_spans(
            [item.text for item in inputs], [item.sentences for item in inputs]
        )
        made = [Embedding(vector, spans) for vector, spans in zip(vectors, sentences, strict=True)]
        with catalog.change():
            catalog.put_embeddings(zip((key for key, *_ in batch), made, strict=True))
        progress(begin + len(batch), len(pending))
    return len(pending)
