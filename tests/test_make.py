"""What `make run` comes to: it installs once, prints its address, answers there, and the next start changes nothing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tomllib
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

import app
from benchmarks.served import BUILT
from indexer.build import build
from indexer.encoder import Encoder
from indexer.layout import Layout
from indexer.published import read_published
from tests.conftest import PROJECT, PYTHON, build_with_pairs, write_speech

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with one speech."""
    corpus = tmp_path / "讲话"
    write_speech(
        corpus / "渡口.md", "摆渡船每晚八点收班，末班船要等齐了人才开，船工和乘客互相数一遍人头。", title="渡口安全"
    )
    return corpus


@pytest.mark.served
def test_the_address_answers_and_the_next_start_embeds_nothing(small: Path, index: Path, encoder: Encoder) -> None:
    build([small], index, encoder=encoder)
    # A vector that no model makes: it is still there as long as nobody embeds the passage again.
    marked = bytes(384 * 4)
    assert in_catalog(index, "UPDATE embeddings SET vector = ? RETURNING length(vector)", marked) == [(len(marked),)]
    assert "<title>Tifa" in start_visit_and_stop(small, index)
    assert in_catalog(index, "SELECT vector FROM embeddings") == [(marked,)]


def test_the_next_build_publishes_nothing_anew(small: Path, index: Path) -> None:
    build_with_pairs(small, index)
    before = read_published(Layout(index))
    build_with_pairs(small, index)
    assert read_published(Layout(index)) == before


def start_visit_and_stop(corpus: Path, index: Path) -> str:
    """The page that app.py serves at the address that it prints, before it has built anything; it ends in good order
    when interrupted after that.
    """
    command = [PYTHON, "app.py", "--port", "0", "--corpus", str(corpus), "--index", str(index)]
    server = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = next((found[0] for line in server.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line))), None)
    try:
        assert address, "it ended without an address"
        request = urllib.request.Request(address, headers={"accept-language": "en"})
        here = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with here.open(request, timeout=300) as response:
            assert response.status == 200
            page = str(response.read().decode("utf-8"))
        assert any(re.search(BUILT, line) for line in server.stdout)
        return page
    finally:
        server.send_signal(signal.SIGINT)
        _, told = server.communicate(timeout=300)
        errors = [line for line in told.splitlines() if line.strip() and "%|" not in line]  # but for progress bars
        assert (server.returncode, errors) == (0, [])


def in_catalog(index: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """The rows that `statement` gives."""
    with closing(sqlite3.connect(Layout(index).catalog)) as db, db:
        return db.execute(statement, values).fetchall()


def test_a_taken_port_is_one_line_and_costs_no_build(
    small: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert app.main(["--port", port, "--corpus", str(small), "--index", str(index)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert port in told.err
    assert not index.exists()


@needs_make
def test_make_installs_only_what_has_changed(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(PROJECT / name, tmp_path)
        os.utime(tmp_path / name, (1_000, 1_000))
    assert "pip install" in planned(tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "installed").touch()
    assert planned(tmp_path).splitlines() == [".venv/bin/python app.py"]
    os.utime(tmp_path / "requirements.txt")
    os.utime(tmp_path / ".venv" / "installed", (2_000, 2_000))
    assert "pip install" in planned(tmp_path)


@needs_make
def test_torch_comes_from_the_index_that_has_its_cpu_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(PROJECT / name, tmp_path)
    assert "--index-url" not in planned(tmp_path)
    monkeypatch.setenv("TORCH_INDEX", "https://packages.example/cpu")
    first, rest = (line for line in planned(tmp_path).splitlines() if "pip install" in line)
    (torch,) = re.findall("^torch==.*$", (PROJECT / "requirements.txt").read_text("utf-8"), flags=re.M)
    assert first.endswith(f'--no-deps --index-url "https://packages.example/cpu" "{torch}"')
    assert rest.endswith("-r requirements.txt")


PYTEST = ".venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder"
LINT = [".venv/bin/ruff format --check .", ".venv/bin/ruff check .", ".venv/bin/mypy"]
TARGETS = {
    "run": [".venv/bin/python app.py"],
    "lint": LINT,
    "format": [".venv/bin/ruff check --fix .", ".venv/bin/ruff format ."],
    "test-quick": [f"{PYTEST} -m 'not (bundle or browser or kill or model or served or soak)'"],
    "test": [
        *LINT[:2],
        "sh tests/browser/install.sh",
        f"nice {LINT[2]} & types=$!; {PYTEST} ; tests=$?; wait $types && exit $tests",
    ],
    "soak": ['.venv/bin/pytest -m "bundle or soak" -s'],
    "bundle": ["sh bundle/make.sh"],
    "benchmark": [".venv/bin/python -m benchmarks.speed"],
    "screenshots": [".venv/bin/python -m tests.browser.screenshots docs/screenshots"],
    "clean": ["rm -rf .venv dist"],
}


@needs_make
@pytest.mark.parametrize("target", TARGETS)
def test_each_target_does_what_its_head_says(target: str, tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(PROJECT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for stamp in ("installed", "installed-dev"):
        (tmp_path / ".venv" / stamp).touch()
    assert planned(tmp_path, target).splitlines() == TARGETS[target]


def test_each_target_and_each_slow_kind_is_told_of() -> None:
    head, _, rest = (PROJECT / "Makefile").read_text(encoding="utf-8").partition("\n\n")
    told = set(re.findall(r"^# make (\S+)", head, re.MULTILINE))
    assert told <= TARGETS.keys()
    assert TARGETS.keys() - told == {"benchmark", "screenshots", "clean"}
    assert set(re.search(r"^\.PHONY: (.*)$", rest, re.MULTILINE)[1].split()) == set(TARGETS)
    markers = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    slow = {each.partition(":")[0] for each in markers["markers"]}
    assert slow == set(re.findall(r"\w+", re.search(r"-m 'not \((.*)\)'", rest)[1])) - {"or"}


def planned(folder: Path, target: str = "run") -> str:
    """What `make` would do in `folder` for `target`."""
    # Make tells the makes below it how it was called; this one stands for a make that a person types.
    typed = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    command = ["make", "-n", target, "ARGS="]
    done = subprocess.run(command, cwd=folder, env=typed, capture_output=True, text=True, check=True)
    return "\n".join(line.strip() for line in done.stdout.splitlines())
