"""Passages ready for the catalog, the texts that stand for them in the embedding, and the embeddings it still lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corpus import Passage, Span, Speech, fold_plain, passages, same_script, sentences
from indexer.catalog import Catalog, Embedding, NewPassage, embedding_key
from indexer.encoder import Encoder
from indexer.likeness import signature

# Two seconds' work or so: what a power cut may cost.
BATCH = 256


@dataclass(frozen=True, slots=True)
class EmbeddingInput:
    """The text that the encoder reads for a passage, and the spans of the passage's sentences in it."""

    text: str
    sentences: tuple[Span, ...]


def embedding_text(title: str, text: str) -> str:
    """The passage `text` under the title of its speech: a passage alone often does not say what it is about.

    The title is embedded and never shown. One in another script than the passage misleads the model and is left out.
    (Measured in docs/retrieval.md.)
    """
    return f"{title}\n{text}" if title and same_script(title, text) else text


def embedding_input(title: str, text: str) -> EmbeddingInput:
    """`embedding_text`, and where the sentences of `text` stand in it."""
    whole = embedding_text(title, text)
    shift = len(whole) - len(text)
    return EmbeddingInput(whole, tuple(Span(start + shift, end + shift) for start, end in sentences(text)))


def new_passages(speech: Speech, fingerprint: str) -> list[NewPassage]:
    """The passages of `speech` in order, ready to be stored; `fingerprint` is that of their encoder."""
    return [
        NewPassage(p, signature(fold_plain(p.text)), _key(speech, p, fingerprint))
        for p in passages(speech.text, speech.speech_id)
    ]


def _key(speech: Speech, passage: Passage, fingerprint: str) -> bytes:
    return embedding_key(fingerprint, embedding_text(speech.title, passage.text))


def embed_pending(catalog: Catalog, encoder: Encoder, progress: Callable[[int, int], None]) -> int:
    """The number of embeddings made and stored; `progress(done, total)` is called after each batch."""
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
