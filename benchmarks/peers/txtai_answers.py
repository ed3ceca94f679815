"""txtai over the passages and vectors of an index: dense and BM25 over pairs of characters, joined as it does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from txtai import Embeddings

from indexer.encoder import Encoder
from retriever.opened import OpenedIndex


class TxtaiAnswers:
    """The passages of `index` in txtai, asked by `encoder`."""

    def __init__(self, index: OpenedIndex, encoder: Encoder) -> None:
        ids, vectors = index.snapshot.vectors()
        texts = [item.passage.text for item in index.snapshot.fetch(ids.tolist())]
        ready = dict(zip(texts, vectors, strict=True))

        def transform(wanted: Sequence[str]) -> NDArray[np.float32]:
            asked = [text for text in wanted if text not in ready]
            new = dict(zip(asked, encoder.encode_queries(asked), strict=True)) if asked else {}
            return np.array([ready[text] if text in ready else new[text] for text in wanted], dtype=np.float32)

        scoring = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"ngrams": 2}}
        self._embeddings = Embeddings({"method": "external", "transform": transform, "scoring": scoring})
        self._embeddings.index(zip(ids.tolist(), texts, strict=True))

    def passages(self, text: str, limit: int) -> list[int]:
        """The ids of the passages that it finds for `text`, best first."""
        return [int(passage_id) for passage_id, _ in self._embeddings.search(text, limit)]
