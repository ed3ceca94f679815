"""Passages ready for the catalog, the texts that stand for them in the embedding, and the embeddings it still lacks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus import Passage, Span, Speech, fold_plain, passages, same_script, sentences
from indexer.catalog import Catalog, Embedding, NewPassage, embedding_key, new_passage
from indexer.encoder import Encoder, Vectors
from indexer.likeness import signatures

# Two seconds' work or so: what a power cut may cost.
BATCH = 256
_SECONDS_APART, _STORED_AT_ONCE = 0.5, 4096
"""Vectors made within so long are stored together: keys are digests, so that each few lie in as many pages."""
_CHARACTERS = 10_000_000
"""About so many characters of texts are kept while their passages are embedded: the longest first, so in any order."""


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
    cut = passages(speech.text, speech.speech_id)
    signed = signatures([fold_plain(p.text) for p in cut])
    return [new_passage(p, signed[i], _key(speech, p, fingerprint)) for i, p in enumerate(cut)]


def _key(speech: Speech, passage: Passage, fingerprint: str) -> bytes:
    return embedding_key(fingerprint, embedding_text(speech.title, passage.text))


# --- what is missing ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages that an encoder reads in one call: the keys of their embeddings, and their inputs."""

    keys: Sequence[bytes]
    inputs: Sequence[EmbeddingInput]


Encoded = tuple[Vectors, list[Vectors]]
"""The vectors of a batch and of the sentences of each passage in it, as `encode_passages_with_spans` gives them."""
Encode = Callable[[Iterable[Batch]], Iterator[tuple[Batch, Encoded]]]
"""Each of the batches with its vectors, in any order; batches are taken from the iterable as they are needed."""
EncodeWith = Callable[[Encoder], Encode]
"""Where encoding is done, in this process or on a cluster, with an encoder like the given one."""


def encoded(batch: Batch, encoder: Encoder) -> Encoded:
    """The vectors of `batch`, which for many models hang on what else is in it."""
    return encoder.encode_passages_with_spans(
        [each.text for each in batch.inputs], [each.sentences for each in batch.inputs]
    )


def encoded_here(encoder: Encoder) -> Encode:
    """An `Encode` that embeds one batch after the other, in this process."""
    return lambda batches: ((batch, encoded(batch, encoder)) for batch in batches)


def embed_pending(catalog: Catalog, encode: Encode, progress: Callable[[int, int], None]) -> int:
    """The number of embeddings made and stored; `progress(done, total)` is called whenever some were stored."""
    pending, done, stored_at = catalog.passages_to_embed(), 0, time.monotonic()
    made: list[tuple[bytes, Embedding]] = []
    for batch, (vectors, of_sentences) in encode(_batches(catalog, pending)):
        made += zip(batch.keys, map(Embedding, vectors, of_sentences), strict=True)
        is_enough = len(made) >= _STORED_AT_ONCE or done + len(made) == len(pending)
        if is_enough or time.monotonic() - stored_at >= _SECONDS_APART:
            with catalog.change():
                catalog.put_embeddings(made)
            done, made = done + len(made), []
            progress(done, len(pending))
            stored_at = time.monotonic()
    return done


def _batches(catalog: Catalog, pending: Sequence[tuple[bytes, int, int, int]]) -> Iterator[Batch]:
    speeches: dict[int, Speech] = {}
    for begin in range(0, len(pending), BATCH):
        part = pending[begin : begin + BATCH]
        missing = {number for _, number, _, _ in part} - speeches.keys()
        if sum(len(each.text) for each in speeches.values()) > _CHARACTERS:
            speeches, missing = {}, missing | {number for _, number, _, _ in part}
        speeches |= catalog.with_texts(list(missing))
        inputs = [
            embedding_input(speeches[number].title, speeches[number].text[start:end]) for _, number, start, end in part
        ]
        yield Batch([key for key, *_ in part], inputs)
