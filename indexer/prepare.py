"""A Speech made ready for the catalog: its passages, and the text that stands for each of them in the embedding."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Passage, Span, Speech, fold_plain, passages, same_script, sentences
from indexer.catalog import NewPassage, embedding_key
from indexer.likeness import signature


@dataclass(frozen=True, slots=True)
class EmbeddingInput:
    """What the encoder reads for a passage, and the spans of the passage's sentences in it."""

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
