"""Everything after the install works with the network cut: nothing even tries to reach another machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from indexer.encoder import Encoder
from tests.conftest import PROJECT, PYTHON, write_library

# Written as sitecustomize, so that it watches a command from its first import on.
WATCH = """
import os
import sys


def watch(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        outside = not isinstance(address, (str, bytes)) and address[0] not in ("127.0.0.1", "::1", "localhost")
    elif event == "socket.getaddrinfo":
        address, outside = arguments[0], arguments[0] not in (None, "", "127.0.0.1", "::1", "localhost")
    else:
        return
    if outside:
        with open(os.environ["TIFA_TEST_CALLS"], "a") as calls:
            calls.write(f"{event} {address}\\n")


sys.addaudithook(watch)
"""


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """An environment whose Python notes every call to another machine; nothing in it asks a library to stay offline."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_OFFLINE")}
    environment.pop("HF_HUB_DISABLE_TELEMETRY", None)
    return {
        **environment,
        "PYTHONPATH": str(tmp_path / "site"),
        "TIFA_TEST_CALLS": str(tmp_path / "calls"),
        "LC_ALL": "C.UTF-8",
    }


def without_network() -> list[str]:
    """The words that start a command in a network namespace of its own, without any network; none where it can't be."""
    unshare = shutil.which("unshare")
    if unshare:
        words = [unshare, "--user", "--map-root-user", "--net"]
        if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
            return words
    return []


def run(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*without_network(), PYTHON, *map(str, arguments)]
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_watch_sees_a_call(watched: dict[str, str]) -> None:
    code = "import socket; s = socket.socket(); s.settimeout(0.2); s.connect(('192.0.2.1', 9))"
    assert run(watched, "-c", code).returncode == 1
    assert Path(watched["TIFA_TEST_CALLS"]).read_text() == "socket.connect ('192.0.2.1', 9)\n"


def test_building_and_asking_need_no_network(watched: dict[str, str], tmp_path: Path, encoder: Encoder) -> None:
    """Cut off where that is possible, watched in any case. `encoder` sees to it that the offline model is prepared."""
    index = tmp_path / "index"
    built = run(watched, "-m", "indexer", "build", "--corpus", write_library(tmp_path / "c"), "--index", index)
    assert (built.returncode, "Traceback" in built.stderr) == (0, False), built.stderr
    asked = run(watched, "-m", "retriever", "ask", "办事大厅怎么改？", "--index", index, "--json")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert any("办事大厅" in hit["text"] for hit in json.loads(asked.stdout)["hits"])
    calls = Path(watched["TIFA_TEST_CALLS"])
    assert not calls.exists(), calls.read_text()


@pytest.mark.model
def test_the_offline_model_is_prepared_without_network(watched: dict[str, str], tmp_path: Path) -> None:
    done = run({**watched, "TIFA_CACHE": str(tmp_path / "cache")}, "-m", "indexer", "encoder")
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).parent == tmp_path / "cache"
    assert not Path(watched["TIFA_TEST_CALLS"]).exists()
