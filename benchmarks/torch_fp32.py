"""The offline model's own weights as the usual sentence-transformers pipeline in torch fp32: what others would run."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from indexer.encoder.offline.tokenizer import (
    BEGIN,
    END,
    MASK,
    PAD,
    UNKNOWN,
    build_tokenizer,
)
from indexer.encoder.offline.unpack import PROMPTS
from indexer.encoder.offline.weights import Shape, Weights, parse_weights, read_weights_file

_MARKS = {"pad_token": PAD, "cls_token": BEGIN, "sep_token": END, "unk_token": UNKNOWN, "mask_token": MASK}
# Where each tensor of a layer stands in a BertModel, by its name in the weights file.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_ENDS = {"w": "weight", "b": "bias"}


def plain_sentence_transformer() -> SentenceTransformer:
    """A SentenceTransformer of the installed weights, unpacked to fp32, with the model's prompts."""
    weights = parse_weights(read_weights_file(None))
    transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory(prefix="tifa-torch-") as folder:
        _save(weights, Path(folder))
        transformer = Transformer(folder, model_kwargs={"add_pooling_layer": False})
    modules = [transformer, Pooling(weights.shape.hidden, "mean"), Normalize()]
    return SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")


def _save(weights: Weights, folder: Path) -> None:
    model = BertModel(_config(weights.shape), add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(np.array(values)) for name, values in _state(weights).items()})
    model.save_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=build_tokenizer(weights), model_max_length=weights.shape.positions, **_MARKS
    )
    tokenizer.save_pretrained(folder)


def _config(shape: Shape) -> BertConfig:
    return BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=shape.positions,
        layer_norm_eps=shape.norm_epsilon,
        pad_token_id=1,
    )


def _state(weights: Weights) -> dict[str, NDArray[np.float32]]:
    hidden, floats = weights.shape.hidden, weights.floats
    state = {
        "embeddings.word_embeddings.weight": weights.blocks["emb.word"].dense(),
        "embeddings.position_embeddings.weight": floats["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": floats["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": floats["emb.ln.w"],
        "embeddings.LayerNorm.bias": floats["emb.ln.b"],
    }
    for layer in range(weights.shape.layers):
        for short, module in _LAYER.items():
            for letter, end in _ENDS.items():
                name = f"l{layer}.{short}.{letter}"
                values = weights.blocks[name].dense() if name in weights.blocks else floats[name]
                state[f"encoder.layer.{layer}.{module}.{end}"] = values
    return state
