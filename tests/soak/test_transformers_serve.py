"""写成一段 by `transformers serve`, with a tiny model of random weights that is made here: it writes nonsense."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from retriever.paragraph.given import NumberedPassage, messages
from retriever.paragraph.written import written_sentences
from ui.language_model import LanguageModel, LanguageModelError

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        not all(importlib.util.find_spec(package) for package in ("openai", "accelerate")),
        reason="TRANSFORMERS SERVE NOT TRIED: it needs what Tifa does not (pip install openai accelerate)",
    ),
]

TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
ENDED_WITHIN = 60


def write_model(folder: Path) -> None:
    """A Qwen2 of two thin layers with random weights, and a tokenizer of bytes."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    letters = {letter: number for number, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    bytes_ = Tokenizer(models.BPE(vocab={**letters, "<end>": len(letters)}, merges=[]))
    bytes_.pre_tokenizer, bytes_.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bytes_, eos_token="<end>", pad_token="<end>")
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    end = len(letters)
    config = Qwen2Config(
        vocab_size=end + 1,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        eos_token_id=end,
        bos_token_id=end,
        pad_token_id=end,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)


@contextmanager
def served(model: Path) -> Iterator[str]:
    """The address of `transformers serve` with the model in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(model), "--device", "cpu"]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    with subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)], env=environment) as server:
        try:
            until = time.monotonic() + 300
            while server.poll() is None and time.monotonic() < until:
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(timeout=ENDED_WITHIN)


def test_nonsense_from_a_real_server_is_either_sentences_or_an_error(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    asked = messages("闸门怎么看？", [NumberedPassage(1, "各站的闸门早晚各看一次。")])
    with served(tmp_path / "model") as url:
        try:
            text = anyio.run(LanguageModel.at(url, str(tmp_path / "model")).write, asked)
        except LanguageModelError as error:
            assert error.code == "llm_unusable"  # blanks, or without end
        else:
            assert all(each.text for each in written_sentences(text))
        with pytest.raises(LanguageModelError) as missing:
            anyio.run(LanguageModel.at(url, "another").write, asked)
        assert missing.value.code in ("llm_missing", "llm_refused")
    with pytest.raises(LanguageModelError) as down:
        anyio.run(LanguageModel.at(url, "model").write, asked)
    assert down.value.code == "llm_unreachable"
