"""Any sentence-transformers model as an Encoder: a local folder, or a hub name where there is a network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling

from corpus.errors import EncoderError
from indexer.encoder.offline.spans import Span, span_vectors, unit

Vectors = NDArray[np.float32]

_SAMPLES_PER_TENSOR = 64


class AnyModelEncoder:
    """A SentenceTransformer with its own prompts (none if it has none), dimension and longest input."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self._model = model
        self.name = name
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.precision = str(model.dtype).removeprefix("torch.")
        self.fingerprint = f"{name}/{_digest(model)}/{self.precision}"

    @classmethod
    def load(cls, name: str) -> AnyModelEncoder:
        """The encoder of the model `name`; a folder is read without a look at any hub.

        :raises EncoderError: if there is no such model or it cannot be loaded.
        """
        try:
            return cls(name, SentenceTransformer(name, local_files_only=Path(name).is_dir()))
        except (OSError, ValueError, RuntimeError, ImportError) as exc:
            raise EncoderError("encoder_model_unloadable", model=name, reason=exc) from exc

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._rows(self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._rows(self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False))

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """See `Encoder`. A model that does not average its tokens gets each span as a text of its own."""
        if not self._averages_tokens():
            pieces = [text[start:end] for text, of_text in zip(texts, spans, strict=True) for start, end in of_text]
            bounds = np.cumsum([len(of_text) for of_text in spans])[:-1]
            return self.encode_passages(texts), np.split(self.encode_passages(pieces), bounds) if texts else []
        features: Any = self._model.encode_document(list(texts), output_value=None, show_progress_bar=False)
        passages = [unit(item["sentence_embedding"].float().cpu().numpy()) for item in features]
        works = zip(texts, features, spans, strict=True)
        return self._rows(passages), [self._span_vectors(text, item, of_text) for text, item, of_text in works]

    def _span_vectors(self, text: str, features: dict[str, Any], spans: Sequence[Span]) -> Vectors:
        prompt = self._document_prompt()
        encoded = self._model.tokenizer(
            prompt + text, return_offsets_mapping=True, truncation=True, max_length=self._model.max_seq_length
        )
        tokens = features["token_embeddings"][features["attention_mask"].bool()].float().cpu().numpy()
        return span_vectors(tokens, encoded["offset_mapping"], spans, len(prompt))

    def _averages_tokens(self) -> bool:
        """True if a passage's vector is the mean of its tokens, so that a span's may be too."""
        poolings = [module for module in self._model if isinstance(module, Pooling)]
        return (
            [pooling.pooling_mode for pooling in poolings] == ["mean"]
            and poolings[0].embedding_dimension == self.dimension
            and bool(getattr(self._model.tokenizer, "is_fast", False))
        )

    def _document_prompt(self) -> str:
        """The prompt that the library's encode_document chooses."""
        prompts = self._model.prompts
        choices = ("document", "passage", "corpus", self._model.default_prompt_name or "")
        return next((prompts[name] or "" for name in choices if name in prompts), "")

    def _rows(self, vectors: Any) -> Vectors:  # noqa: ANN401 - the library's array or list
        return np.asarray(vectors, dtype=np.float32).reshape(-1, self.dimension)


def _digest(model: SentenceTransformer) -> str:
    """A short hash of the prompts, the longest input, and each tensor's name, shape and a sample of its values.

    A sample, since a billion weights would take longer to hash than to load; training moves all of them.
    """
    digest = hashlib.sha256(repr((sorted(model.prompts.items()), model.max_seq_length)).encode())
    for name, tensor in model.state_dict().items():
        flat = tensor.detach().flatten()
        sample = flat[:: max(1, flat.numel() // _SAMPLES_PER_TENSOR)].double().cpu().numpy()
        digest.update(repr((name, tuple(tensor.shape))).encode() + sample.tobytes())
    return digest.hexdigest()[:12]
