"""LlamaIndex: its FAISS store and its BM25 retriever over character pairs, joined by its fusion retriever."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s
import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import QueryBundle, TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissMapVectorStore

from benchmarks.scale.library import ADDED, Asked, Library

_CANDIDATES = 100
_PAIRS = r"(?=(\w\w))"


class NoEmbedding(BaseEmbedding):
    """LlamaIndex's embeddings, of which none is wanted: passages and questions come with theirs."""

    def _get_text_embedding(self, text: str) -> list[float]:
        raise NotImplementedError

    def _get_query_embedding(self, query: str) -> list[float]:
        raise NotImplementedError

    async def _aget_query_embedding(self, query: str) -> list[float]:
        raise NotImplementedError


class Indexed:
    """See System. BM25 takes nothing up later: it is made anew."""

    embedding = 0.0

    def __init__(self, library: Library, folder: Path) -> None:
        self._library, self._folder = library, folder
        self._index: VectorStoreIndex
        self._words: BM25Retriever

    def build(self) -> None:
        """See System."""
        flat = faiss.IndexIDMap2(faiss.IndexFlatIP(self._library.vectors.shape[1]))
        context = StorageContext.from_defaults(vector_store=FaissMapVectorStore(flat))
        nodes = self._nodes(0, self._library.size)
        self._index = VectorStoreIndex(nodes, storage_context=context, embed_model=NoEmbedding())
        self._index_words(nodes)
        self.keep()

    def open(self) -> None:
        """See System."""
        folder = str(self._folder / "index")
        store = FaissMapVectorStore.from_persist_dir(folder)
        context = StorageContext.from_defaults(vector_store=store, persist_dir=folder)
        self._index = load_index_from_storage(context, embed_model=NoEmbedding())
        words = bm25s.BM25.load(str(self._folder / "words"), load_corpus=True, show_progress=False)
        self._words = BM25Retriever(
            existing_bm25=words, similarity_top_k=_CANDIDATES, skip_stemming=True, token_pattern=_PAIRS
        )

    def hybrid(self, asked: Asked, limit: int) -> int:
        """See System."""
        near = self._index.as_retriever(similarity_top_k=_CANDIDATES)
        joined = QueryFusionRetriever(
            [near, self._words],
            llm=MockLLM(),
            mode="reciprocal_rerank",
            similarity_top_k=limit,
            num_queries=1,
            use_async=False,
        )
        return len([each.node.get_content() for each in joined.retrieve(_bundle(asked))])

    def dense(self, asked: Asked, limit: int) -> Sequence[int]:
        """See System."""
        found = self._index.as_retriever(similarity_top_k=limit).retrieve(_bundle(asked))
        return [int(each.node.node_id) for each in found]

    def phrase(self, wording: str) -> None:
        """None: it has no search for a wording."""

    def add(self) -> None:
        """See System."""
        self._index.insert_nodes(self._nodes(self._library.size, self._library.size + ADDED))
        self._index_words(self._nodes(0, self._library.size + ADDED))

    def remove(self) -> None:
        """See System."""
        begin = self._library.size
        self._index.delete_nodes([str(number) for number in range(begin, begin + ADDED)], delete_from_docstore=True)
        self._index_words(self._nodes(0, begin))

    def keep(self) -> None:
        """See System."""
        self._index.storage_context.persist(str(self._folder / "index"))
        self._words.persist(str(self._folder / "words"), show_progress=False)

    def _nodes(self, begin: int, end: int) -> list[TextNode]:
        return [
            TextNode(id_=str(number), text=text, embedding=self._library.vectors[number].tolist())
            for number, text in enumerate(self._library.texts(begin, end), begin)
        ]

    def _index_words(self, nodes: list[TextNode]) -> None:
        self._words = BM25Retriever(
            nodes=nodes, language="zh", similarity_top_k=_CANDIDATES, skip_stemming=True, token_pattern=_PAIRS
        )


def _bundle(asked: Asked) -> QueryBundle:
    return QueryBundle(asked.text, embedding=asked.vector.tolist())
