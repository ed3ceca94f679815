"""A tiny CrossEncoder with random but fixed weights, and what it says without sentence-transformers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.processors import TemplateProcessing
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    PreTrainedTokenizerFast,
)

_MARKS = ["<pad>", "<s>", "</s>", "<unk>"]
_LONGEST = 128


def write_cross_encoder(folder: Path, texts: Iterable[str], labels: int = 1, *, head: bool = True) -> Path:
    """Write a one-layer model that knows each character of `texts`; without `head` it is a bare BERT."""
    torch.manual_seed(11)
    tokenizer = Tokenizer(Unigram([(piece, -1.0) for piece in _MARKS + sorted(set("".join(texts)))], unk_id=3))
    tokenizer.add_special_tokens(_MARKS)
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        max_position_embeddings=_LONGEST,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.5,
        num_labels=labels,
    )
    (BertForSequenceClassification if head else BertModel)(config).save_pretrained(folder)
    tokens = {"pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=_LONGEST, **tokens).save_pretrained(folder)
    return folder


def logits(folder: Path, question: str, passages: Sequence[str]) -> list[float]:
    """What the model in `folder` says of each passage, one at a time."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        return [
            model(**tokenizer(question, passage, truncation=True, return_tensors="pt")).logits.item()
            for passage in passages
        ]
