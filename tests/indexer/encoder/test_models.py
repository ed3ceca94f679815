"""The model folder through sentence-transformers, and other models through the Encoder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from corpus.errors import EncoderError
from indexer.encoder import OfflineEncoder, load_encoder
from indexer.encoder.onnx_module import as_sentence_transformer
from indexer.encoder.sentence_transformers import AnyModelEncoder

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[3]
TEXTS = ["安全生产重于泰山。", "We meet again. 我们再次相聚，共商发展大计。", ""]
SPANS = [[(0, 4), (4, 9)], [(0, 14), (14, 29)], []]


@pytest.fixture(scope="module")
def offline_model(offline_folder: Path) -> SentenceTransformer:
    return as_sentence_transformer(offline_folder)


def test_the_folder_is_a_sentence_transformer(
    offline_model: SentenceTransformer, offline_encoder: OfflineEncoder
) -> None:
    assert offline_model.get_embedding_dimension() == 384
    assert offline_model.max_seq_length == 512
    assert offline_model.prompts == {"query": "query: ", "document": "passage: "}
    np.testing.assert_allclose(
        offline_model.encode_query(TEXTS), offline_encoder.encode_queries(TEXTS), rtol=0, atol=1e-6
    )
    np.testing.assert_allclose(
        offline_model.encode_document(TEXTS), offline_encoder.encode_passages(TEXTS), rtol=0, atol=1e-6
    )


def test_the_folder_survives_being_saved(offline_model: SentenceTransformer, tmp_path: Path) -> None:
    offline_model.save(str(tmp_path / "saved"))
    again = as_sentence_transformer(tmp_path / "saved")
    assert again.encode_query(TEXTS).tobytes() == offline_model.encode_query(TEXTS).tobytes()


def test_a_question_needs_no_torch(offline_folder: Path) -> None:
    code = "import sys; from indexer.encoder import load_encoder; load_encoder().encode_queries(['甲']); "
    code += "print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def _small_tokenizer() -> Tokenizer:
    """One token for each character, between the marks of a BERT."""
    characters = sorted(set("".join(TEXTS) + "search: text: "))
    marks = ["<pad>", "<s>", "</s>", "<unk>"]
    tokenizer = Tokenizer(Unigram([(piece, -1.0) for piece in marks + characters], unk_id=3))
    tokenizer.add_special_tokens(marks)
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    return tokenizer


def _small_model(folder: Path, pooling: str, prompts: dict[str, str]) -> SentenceTransformer:
    """A two-layer model with random but fixed weights."""
    torch.manual_seed(7)
    raw = _small_tokenizer()
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=raw.get_vocab_size(), max_position_embeddings=64, **shape)).save_pretrained(folder)
    tokens = {"pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=raw, model_max_length=64, **tokens).save_pretrained(folder)
    transformer = Transformer(str(folder))
    model = SentenceTransformer(modules=[transformer, Pooling(32, pooling)], prompts=prompts, device="cpu")
    model.save(str(folder / "model"))
    return model


@pytest.mark.parametrize("prompts", [{}, {"query": "search: ", "document": "text: "}])
def test_another_model_brings_its_own_prompts_and_dimension(tmp_path: Path, prompts: dict[str, str]) -> None:
    model = _small_model(tmp_path, "mean", prompts)
    encoder = load_encoder(str(tmp_path / "model"))
    assert (encoder.dimension, encoder.precision, encoder.name) == (32, "float32", str(tmp_path / "model"))
    query = model.encode([prompts.get("query", "") + TEXTS[0]], normalize_embeddings=True)
    passage = model.encode([prompts.get("document", "") + TEXTS[0]], normalize_embeddings=True)
    np.testing.assert_allclose(encoder.encode_queries(TEXTS[:1]), query, rtol=0, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_passages(TEXTS[:1]), passage, rtol=0, atol=1e-6)
    assert encoder.encode_queries([]).shape == (0, 32)


def test_a_model_that_averages_tokens_gives_spans_in_context(tmp_path: Path) -> None:
    prompt = "text: "
    model = _small_model(tmp_path, "mean", {"document": prompt})
    encoder = load_encoder(str(tmp_path / "model"))
    passages, spans = encoder.encode_passages_with_spans(TEXTS, SPANS)
    np.testing.assert_allclose(passages, encoder.encode_passages(TEXTS), rtol=0, atol=1e-6)
    tokens = model.encode(prompt + TEXTS[1], output_value="token_embeddings").numpy()
    places = [
        end - len(prompt)
        for _, end in model.tokenizer(prompt + TEXTS[1], return_offsets_mapping=True)["offset_mapping"]
    ]
    for (start, end), vector in zip(SPANS[1], spans[1], strict=True):
        mean = np.mean([row for row, last in zip(tokens, places, strict=True) if start < last <= end], axis=0)
        np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), rtol=0, atol=1e-6)
    assert [len(of_text) for of_text in spans] == [2, 2, 0]


def test_a_model_that_does_not_gives_spans_as_texts(tmp_path: Path) -> None:
    _small_model(tmp_path, "cls", {})
    encoder = load_encoder(str(tmp_path / "model"))
    _, spans = encoder.encode_passages_with_spans(TEXTS, SPANS)
    np.testing.assert_allclose(spans[1], encoder.encode_passages([TEXTS[1][:14], TEXTS[1][14:]]), rtol=0, atol=1e-6)
    assert [of_text.shape for of_text in spans] == [(2, 32), (2, 32), (0, 32)]


def test_fingerprints_tell_models_apart(tmp_path: Path) -> None:
    model = _small_model(tmp_path, "mean", {})
    before = AnyModelEncoder("small", model).fingerprint
    assert AnyModelEncoder("small", SentenceTransformer(str(tmp_path / "model"))).fingerprint == before
    with torch.no_grad():
        next(model.parameters()).mul_(1.01)
    assert AnyModelEncoder("small", model).fingerprint != before


def test_a_folder_that_is_no_model_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "no such thing"}))
    with pytest.raises(EncoderError) as caught:
        load_encoder(str(tmp_path))
    assert caught.value.code == "encoder_model_unloadable"
    assert str(tmp_path) in str(caught.value)
