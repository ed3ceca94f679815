"""Preparing the offline model: once, whole or not at all, however it is disturbed."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import EncoderError
from indexer.encoder import OfflineEncoder, cache_folder, load_encoder, prepare

ROOT = Path(__file__).parents[3]
PREPARE = "from indexer.encoder import prepare; print(prepare())"


def _start(cache: Path, code: str = PREPARE) -> subprocess.Popen[str]:
    environment = os.environ | {"TIFA_CACHE": str(cache)}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True
    )


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_call_touches_nothing(offline_folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = {path: path.stat().st_mtime_ns for path in offline_folder.rglob("*")}
    with caplog.at_level(logging.INFO, logger="indexer.encoder"):
        assert prepare() == offline_folder
    assert caplog.records == []
    assert {path: path.stat().st_mtime_ns for path in offline_folder.rglob("*")} == before


def test_two_at_once_make_one_model(offline_folder: Path, tmp_path: Path) -> None:
    both = [_start(tmp_path), _start(tmp_path)]
    outputs = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    (folder,) = tmp_path.iterdir()
    assert [out.strip() for out, _ in outputs] == [str(folder)] * 2
    assert _content(folder) == _content(offline_folder)


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
    process = _start(tmp_path, limit + PREPARE)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "EncoderError: The offline model cannot be written" in errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_killed_preparation_is_made_good(
    offline_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = _start(tmp_path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=300)
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".unfinished-")
    # As if it had happened long ago; one just begun may still be at work and is left alone.
    os.utime(left, (0, 0))
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path))
    folder = prepare()
    assert list(tmp_path.iterdir()) == [folder]
    assert _content(folder) == _content(offline_folder)


def test_a_damaged_folder_names_itself_and_the_remedy(offline_folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "model"
    shutil.copytree(offline_folder, damaged)
    model = damaged / "model.onnx"
    with model.open("r+b") as file:
        file.truncate(model.stat().st_size // 2)
    opened = OfflineEncoder.open(damaged)  # which model it is can be told without its network
    assert opened.fingerprint == OfflineEncoder.open(offline_folder).fingerprint
    with pytest.raises(EncoderError) as caught:
        opened.encode_queries(["甲"])
    assert caught.value.code == "encoder_folder_damaged"
    assert str(damaged) in str(caught.value)


def test_an_unusable_cache_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(EncoderError) as caught:
        prepare()
    assert caught.value.code == "encoder_cache_unwritable"


def test_the_cache_is_where_the_platform_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIFA_CACHE", raising=False)
    monkeypatch.setenv("HOME", "/home/writer")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_folder() == Path("/home/writer/.cache/tifa")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder() == Path("/home/writer/Library/Caches/tifa")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/users/writer/local")
    assert cache_folder() == Path("/users/writer/local/tifa")


def test_another_precision_than_the_index_has_is_refused(offline_encoder: OfflineEncoder) -> None:
    assert load_encoder(precision="int8-reduced").fingerprint == offline_encoder.fingerprint
    with pytest.raises(EncoderError) as caught:
        load_encoder(precision="fp32")
    assert caught.value.code == "encoder_precision"
