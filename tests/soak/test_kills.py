"""Killed at any moment, a build goes on where it was, and an upload that was acknowledged is there."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from indexer.layout import Layout
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PROJECT, PYTHON, PairEncoder, build_with_pairs
from tests.soak.amounts import SEED, much
from tests.soak.meetings import QUESTIONS, answers, contents, write_meeting

BUILD = (
    "import sys; from pathlib import Path; from indexer.build import build\n"
    "from tests.pair_encoder import PairEncoder\n"
    "print('begun', flush=True)\n"
    "build([Path(sys.argv[1])], Path(sys.argv[2]), encoder=PairEncoder(seconds=0.002))"
)
UPLOADS = (
    "import sys; from pathlib import Path; from indexer.library.changes import store_upload\n"
    "print('begun', flush=True)\n"
    "for number in range(10_000):\n"
    "    text = f'第{number}号上传：汛期到了，请大家把险段再查一遍，把{sys.argv[2]}号沙袋备足。'\n"
    "    print(store_upload(Path(sys.argv[1]), f'{sys.argv[2]}-{number}.txt', text.encode()), flush=True)"
)
SERVE = (
    "import sys; from pathlib import Path\n"
    "from retriever import Retriever\n"
    "from tests.pair_encoder import PairEncoder\n"
    "from ui.access.rights import Public\n"
    "from ui.server import Reached, bind, serve\n"
    "with Retriever.open(Path(sys.argv[1]), encoder=PairEncoder()) as retriever, bind('127.0.0.1', 0) as address:\n"
    "    serve(retriever, address, ready=lambda url: print('begun', flush=True), reached=Reached(Public()))"
)
pytestmark = [pytest.mark.kill, pytest.mark.soak]


def killed_after(seconds: float, code: str, *arguments: object) -> list[str]:
    """The lines that a program says until it is killed, so many seconds after it began."""
    command = [PYTHON, "-c", code, *map(str, arguments)]
    program = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == "begun\n"
        time.sleep(seconds)
        program.send_signal(signal.SIGKILL)
        return [line.rstrip("\n") for line in program.stdout if line.endswith("\n")]


@pytest.mark.parametrize("kills", much(17))
def test_builds(kills: int, tmp_path: Path) -> None:
    chance, corpus, index = random.Random(SEED), tmp_path / "讲话", tmp_path / "index"
    for kill in range(kills):
        for number in range(kill, kill + 20):
            write_meeting(corpus, number, kill)
        killed_after(chance.uniform(0, 2), BUILD, corpus, index)
    build_with_pairs(corpus, index)
    build_with_pairs(corpus, tmp_path / "fresh")
    print(f"\nbuilds killed: {kills}")
    assert contents(index) == contents(tmp_path / "fresh")


@pytest.mark.parametrize("kills", much(17))
def test_uploads(kills: int, tmp_path: Path) -> None:
    chance, corpus, index = random.Random(SEED), tmp_path / "讲话", tmp_path / "index"
    write_meeting(corpus, 1)
    build_with_pairs(corpus, index)
    acknowledged = []
    for kill in range(kills):
        acknowledged += killed_after(chance.uniform(0, 3), UPLOADS, index, kill)
    uploads = Layout(index).uploads
    assert all((uploads / name).read_text("utf-8").startswith("第") for name in acknowledged)
    report = build_with_pairs(corpus, index)
    print(f"\nuploads killed: {kills}; acknowledged and there: {len(acknowledged)}; taken in: {report.changed}")
    assert verify(Layout(index)) == []
    assert {path.suffix for path in uploads.iterdir() if not path.name.startswith(".")} <= {".txt"}
    assert report.changed >= len(acknowledged)


@pytest.mark.parametrize("kills", much(16))
def test_servers(kills: int, tmp_path: Path) -> None:
    chance, corpus, index = random.Random(SEED), tmp_path / "讲话", tmp_path / "index"
    for number in range(10):
        write_meeting(corpus, number)
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        before = answers(retriever, QUESTIONS[::40])
    for _ in range(kills):
        killed_after(chance.uniform(0, 1), SERVE, index)
    assert verify(Layout(index)) == []
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        assert answers(retriever, QUESTIONS[::40]) == before
    print(f"\nservers killed: {kills}")
