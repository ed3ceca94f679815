"""The optional second stage: a model that reads a question and a passage together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_logger = logging.getLogger(__name__)


class Reranker(Protocol):
    """Says how well passages answer a question. Safe to use from several threads."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """One number for each passage, of any size: the higher, the better it answers."""
        ...


def load_reranker(name: str) -> Reranker:
    """The reranker `name`, a folder or hub name of a sentence-transformers CrossEncoder.

    A folder is read without a look at any hub.
    :raises EncoderError: if there is no such model, it cannot be loaded, or it does not give one score for a pair.
    """
    _logger.info("Loading the reranker %s", name)
    # Here and not above: the import takes seconds, and most do without a second stage.
    try:
        from sentence_transformers import CrossEncoder

        model = CrossEncoder(name, local_files_only=Path(name).is_dir())
    except (OSError, ValueError, RuntimeError, ImportError) as exc:
        raise EncoderError("reranker_unloadable", model=name, reason=exc) from exc
    if model.num_labels != 1 or not _is_trained(model):
        raise EncoderError("reranker_unfit", model=name)
    return _CrossEncoderReranker(model)


def _is_trained(model: CrossEncoder) -> bool:
    """False if the network was saved as something else, so that the library put a random last layer on it."""
    network = model.model
    return network is None or type(network).__name__ in (network.config.architectures or ())


class _CrossEncoderReranker:
    def __init__(self, model: CrossEncoder) -> None:
        self._model = model
        self._lock = threading.Lock()

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """See `Reranker`. The numbers are logits, which do not run together near the ends as probabilities do."""
        from torch.nn import Identity

        pairs = [(question, passage) for passage in passages]
        with self._lock:  # a tokenizer may not be used by two threads at a time
            found = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return np.asarray(found, dtype=np.float32).reshape(len(passages))
