"""What tells whether something stored is still up to date: digests of all that it depends on."""

from __future__ import annotations

from hashlib import blake2b

from corpus import Speech
from indexer.catalog.codec import fields_of


def embedding_key(fingerprint: str, text: str) -> bytes:
    """The key under which the embedding of `text` by the model with `fingerprint` is stored: 16 bytes."""
    return blake2b(f"{fingerprint}\0{text}".encode(), digest_size=16).digest()


def speech_digest(speech: Speech, splitter_version: int, fingerprint: str) -> bytes:
    """A digest of all that a speech's passages and their embeddings depend on: 16 bytes."""
    content = f"{splitter_version}\0{fingerprint}\0{fields_of(speech)}\0{speech.text}"
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()
