"""The offline model at work: its tokenizer and its network, one text a run.

Nothing here needs torch, so a question can be answered a second after the start. One network serves all threads: `run`
of an onnxruntime session may be called concurrently, each call computes on its caller's thread, and the weights are in
memory once.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from corpus.errors import EncoderError

CONFIG_FILE = "encoder.json"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MODEL_INPUT = "input_ids"

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration in the model's folder. `prompts` are put before a "query" and before a "document"."""

    name: str
    dimension: int
    max_seq_length: int
    precision: str
    fingerprint: str
    prompts: dict[str, str]


class OnnxNetwork:
    """Texts to contextual token vectors. Calls from several threads are safe.

    Tokenizer and network are loaded for the first text: to know which model it is, as a build that finds nothing to
    embed does, takes neither. Each method raises EncoderError if they cannot be.
    """

    def __init__(self, folder: Path) -> None:
        """:raises EncoderError: if `folder` is not a model folder."""
        self._folder = folder
        self._loading = threading.Lock()
        self._loaded: tuple[Tokenizer, onnxruntime.InferenceSession] | None = None
        try:
            self.config = Config(**json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as exc:
            raise _damaged(folder, exc) from exc

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, which cuts at `max_seq_length`."""
        return self._parts()[0]

    def tokens(self, text: str) -> Encoding:
        """The tokens of `text`, prompt included by the caller, cut at `max_seq_length`."""
        return self.tokenizer.encode(text)

    def token_vectors(self, ids: list[int]) -> NDArray[np.float32]:
        """One vector for each token, in context, float32 (len(ids), dimension)."""
        (vectors,) = self._parts()[1].run(None, {MODEL_INPUT: np.array([ids], dtype=np.int64)})
        result: NDArray[np.float32] = vectors[0]
        return result

    def each(self, work: Callable[[_In], _Out], items: Iterable[_In]) -> list[_Out]:
        """`work` of each item, in the order of `items`, on all cores."""
        listed = list(items)
        if len(listed) < 2:
            return [work(item) for item in listed]
        return list(self._pool.map(work, listed))

    def _parts(self) -> tuple[Tokenizer, onnxruntime.InferenceSession]:
        with self._loading:
            if self._loaded is None:
                try:
                    tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER_FILE))
                    self._loaded = tokenizer, open_session(self._folder / MODEL_FILE)
                except Exception as exc:  # both libraries raise bare Exception and many kinds of their own
                    raise _damaged(self._folder, exc) from exc
            return self._loaded

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_cores(), thread_name_prefix="encoder")


def _damaged(folder: Path, reason: Exception) -> EncoderError:
    return EncoderError("encoder_folder_damaged", folder=folder, reason=reason)


def open_session(model: Path) -> onnxruntime.InferenceSession:
    """The network in the file `model`, which computes in the thread that runs it."""
    onnxruntime.disable_telemetry_events()  # which the Windows build would otherwise record
    options = onnxruntime.SessionOptions()
    # One thread a run: how work is divided among threads would show in the last bits, and texts fill the cores anyway.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    # Texts differ in length, so a memory plan for each length would only pile up.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """The cores that this process may use, which in a container can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
