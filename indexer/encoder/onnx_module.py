"""The offline model's network as a module of sentence-transformers, which its folder names in modules.json."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from indexer.encoder.offline.runtime import CONFIG_FILE, MODEL_FILE, TOKENIZER_FILE, OnnxNetwork


def as_sentence_transformer(folder: Path) -> SentenceTransformer:
    """The prepared model folder as a SentenceTransformer, without a look at any hub.

    :raises EncoderError: if the folder is not whole.
    """
    # The code that modules.json names is this module.
    return SentenceTransformer(str(folder), device="cpu", trust_remote_code=True, local_files_only=True)


class OnnxTransformer(InputModule):
    """Texts to token vectors over onnxruntime, one text a run."""

    def __init__(self, folder: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._folder = folder
        self._network = OnnxNetwork(folder)
        self.tokenizer = self._network.tokenizer
        self.max_seq_length = self._network.config.max_seq_length

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> Self:  # noqa: ANN401 - the library's signature
        """The module of a local model folder."""
        return cls(Path(model_name_or_path))

    def save(self, output_path: str, *_: Any, **__: Any) -> None:  # noqa: ANN401 - the library's signature
        """Copies the network, its tokenizer and its description to `output_path`."""
        for name in (CONFIG_FILE, MODEL_FILE, TOKENIZER_FILE):
            shutil.copyfile(self._folder / name, Path(output_path) / name)

    def get_embedding_dimension(self) -> int:
        """The length of a token vector."""
        return self._network.config.dimension

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:  # type: ignore[override]  # noqa: ANN401
        """Token ids and attention mask, (texts, longest), padded with zeros at the end."""
        ids = [torch.tensor(self._network.tokens((prompt or "") + text).ids) for text in inputs]
        pad = torch.nn.utils.rnn.pad_sequence
        masks = [torch.ones_like(row) for row in ids]
        return {"input_ids": pad(ids, batch_first=True), "attention_mask": pad(masks, batch_first=True)}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's signature
        """`features` with token_embeddings, float32 (texts, longest, dimension), zeros where there is padding."""
        ids, lengths = features["input_ids"], features["attention_mask"].sum(dim=1).tolist()
        rows = [row[:length].tolist() for row, length in zip(ids, lengths, strict=True)]
        vectors = self._network.each(self._network.token_vectors, rows)
        padded = np.zeros((*ids.shape, self.get_embedding_dimension()), dtype=np.float32)
        for place, of_text in zip(padded, vectors, strict=True):
            place[: len(of_text)] = of_text
        return features | {"token_embeddings": torch.from_numpy(padded)}
