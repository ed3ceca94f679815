"""Rebuilds in the background, each in a real process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.layout import UPLOADS, Layout
from indexer.library import changes
from indexer.rebuilds import Done, JobState, Rebuilds
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PROJECT, PYTHON, PairEncoder, build_with_pairs, found_texts, write_speech
from tests.corpus.test_reading import alive
from tests.indexer.library.conftest import holding

SECONDS = 60
BUILD = (
    "import sys; from pathlib import Path\n"
    "from indexer.build import rebuild; from indexer.rebuilds import in_background\n"
    "from tests.pair_encoder import PairEncoder\n"
    "index, encoder = Path(sys.argv[1]), PairEncoder(seconds=float(sys.argv[2]))\n"
    "sys.exit(in_background(lambda progress: rebuild(index, encoder=encoder, progress=progress)))"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "讲话"
    write_speech(folder / "a.md", "渡口要加一班夜船，船票照旧。", title="渡口")
    build_with_pairs(folder, tmp_path / "index")
    return folder


@contextmanager
def rebuilds(index: Path, release: Callable[[], None] = lambda: None, seconds: float = 0.0) -> Iterator[Rebuilds]:
    """Rebuilds with an encoder that takes `seconds` for a passage."""
    jobs = Rebuilds(index, release, command=[PYTHON, "-c", BUILD, str(index), str(seconds)])
    try:
        yield jobs
    finally:
        jobs.close()


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def _program_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program may be started in any folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))


def test_a_new_state_is_picked_up_without_a_restart(corpus: Path, index: Path) -> None:
    with Retriever.open(index, encoder=PairEncoder()) as retriever, rebuilds(index, retriever.release) as jobs:
        assert jobs.state == JobState()
        changes.store_upload(index, "集市.txt", "集市要分早晚两场，摊位按号进出。".encode())
        jobs.request()
        assert jobs.state.kind == "running"
        assert jobs.wait(SECONDS)
        assert (jobs.state.kind, jobs.state.failure) == ("idle", None)
        assert jobs.state.last is not None
        assert (jobs.state.last.changed, jobs.state.last.embedded) == (1, 1)
        assert "集市要分早晚两场，摊位按号进出。" in found_texts(retriever, "集市摊位")


def test_questions_are_answered_while_it_runs(corpus: Path, index: Path) -> None:
    for number in range(40):
        write_speech(corpus / f"{number}.md", f"第{number}号码头要换缆绳，旧缆绳当天收回。")
    with Retriever.open(index, encoder=PairEncoder()) as retriever, rebuilds(index, seconds=0.05) as jobs:
        jobs.request()
        until(lambda: jobs.state.stage == "read")
        assert len(found_texts(retriever, "夜船")) == 1
        assert jobs.state.kind == "running", "the answer did not wait for it"
        assert jobs.wait(SECONDS)
        assert len(found_texts(retriever, "缆绳")) > 1


def test_requests_during_a_rebuild_are_one_more_rebuild(corpus: Path, index: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    code = (
        "import sys, time; open(sys.argv[1], 'a').write('x'); time.sleep(0.3)\n"
        'print(\'{"finished": {"changed": 3, "removed": 1, "embedded": 0, "away": [], "purged": 0, "to_purge": 2}}\')'
    )
    jobs = Rebuilds(index, command=[PYTHON, "-c", code, str(runs)])
    jobs.request()
    until(runs.exists)
    for _ in range(5):
        jobs.request()
    assert jobs.wait(SECONDS)
    assert runs.read_text() == "xx"
    assert jobs.state.last == Done(changed=6, removed=2, embedded=0, away=(), purged=0, to_purge=2)
    jobs.request()
    assert jobs.wait(SECONDS)
    assert runs.read_text() == "xxx"
    assert jobs.state.last == Done(changed=3, removed=1, embedded=0, away=(), purged=0, to_purge=2)


def test_what_went_wrong_is_said_in_both_languages_and_the_next_time_may_go_well(corpus: Path, index: Path) -> None:
    edits = Layout(index).edits
    edits.write_text("{}\n", "utf-8")
    with rebuilds(index) as jobs:
        jobs.request()
        assert jobs.wait(SECONDS)
        assert jobs.state.kind == "failed"
        assert jobs.state.failure is not None
        assert "damaged in line 1" in jobs.state.failure["en"]
        assert "第 1 行已损坏" in jobs.state.failure["zh"]
        edits.unlink()
        jobs.request()
        assert jobs.wait(SECONDS)
        assert (jobs.state.kind, jobs.state.failure) == ("idle", None)


@pytest.mark.kill
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "exit code -9"),
        ("raise SystemExit('缆绳断了')", "缆绳断了"),
        ("print('no JSON')", "JSONDecodeError"),
    ],
)
def test_a_crash_is_reported(index: Path, code: str, reason: str) -> None:
    jobs = Rebuilds(index, command=[PYTHON, "-c", code])
    jobs.request()
    assert jobs.wait(SECONDS)
    assert jobs.state.kind == "failed"
    assert jobs.state.failure is not None
    assert reason in jobs.state.failure["en"]


def test_a_program_that_cannot_be_started_is_reported(index: Path) -> None:
    jobs = Rebuilds(index, command=["/nowhere/python"])
    jobs.request()
    assert jobs.wait(SECONDS)
    assert jobs.state.failure is not None
    assert "FileNotFoundError" in jobs.state.failure["en"]


@pytest.mark.kill
def test_a_rebuild_stops_with_the_program_and_is_gone_on_with(corpus: Path, index: Path) -> None:
    for number in range(40):
        write_speech(corpus / f"{number}.md", f"第{number}号码头要换缆绳。")
    with rebuilds(index, seconds=1.0) as jobs:
        jobs.request()
        until(lambda: jobs.state.stage == "read")
        pid = _pid(jobs)
        before = time.monotonic()
        jobs.close()
        assert time.monotonic() - before < 5, "it is not waited for until its end"
        assert jobs.state.kind == "idle"
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        jobs.request()
        assert jobs.state.kind == "idle", "no more requests are taken"
    assert build_with_pairs(corpus, index).embedded == 40
    assert verify(Layout(index)) == []


@pytest.mark.kill
def test_a_rebuild_that_is_killed_is_reported_and_gone_on_with(corpus: Path, index: Path) -> None:
    write_speech(corpus / "b.md", "码头要换缆绳。")
    with rebuilds(index, seconds=5.0) as jobs:
        jobs.request()
        until(lambda: jobs.state.stage == "read")
        os.kill(_pid(jobs), signal.SIGKILL)
        assert jobs.wait(SECONDS)
        assert jobs.state.kind == "failed"
    with rebuilds(index) as jobs:
        jobs.request()
        assert jobs.wait(SECONDS)
        assert jobs.state.kind == "idle"
    assert verify(Layout(index)) == []


def test_a_rebuild_waits_for_a_build_that_is_running(corpus: Path, index: Path) -> None:
    with rebuilds(index) as jobs, Layout(index).writer_lock().acquire():
        jobs.request()
        assert not jobs.wait(2)
    with rebuilds(index) as jobs:
        jobs.request()
        assert jobs.wait(SECONDS)
        assert jobs.state.kind == "idle"


def test_a_file_is_deleted_for_good_while_questions_are_answered(corpus: Path, index: Path) -> None:
    secret = "旧仓库的备用钥匙在老魏手里"
    with Retriever.open(index, encoder=PairEncoder()) as retriever, rebuilds(index, retriever.release) as jobs:
        name = changes.store_upload(index, "钥匙.txt", f"{secret}，不得外借。".encode())
        jobs.request()
        assert jobs.wait(SECONDS)
        assert any(secret in text for text in found_texts(retriever, "备用钥匙"))
        changes.remove(retriever.newest().snapshot, UPLOADS, name)
        changes.purge(retriever.newest().snapshot, UPLOADS, name)
        jobs.request()
        assert jobs.wait(SECONDS)
        assert jobs.state.last is not None
        assert (jobs.state.last.purged, jobs.state.last.to_purge) == (1, 0)
        assert holding(index, secret) == []
        assert len(found_texts(retriever, "夜船")) == 1


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no such priorities")
def test_it_gives_way_to_answers(corpus: Path, index: Path) -> None:
    write_speech(corpus / "b.md", "码头要换缆绳。")
    with rebuilds(index, seconds=5.0) as jobs:
        jobs.request()
        until(lambda: jobs.state.stage == "read")
        assert os.getpriority(os.PRIO_PROCESS, _pid(jobs)) > os.getpriority(os.PRIO_PROCESS, 0)


def test_the_command_line_rebuilds_with_the_offline_model(real_index: Path, tmp_path: Path) -> None:
    index = Path(shutil.copytree(real_index, tmp_path / "copied"))
    changes.store_upload(index, "集市.txt", "集市要分早晚两场。".encode())
    jobs = Rebuilds(index, command=[sys.executable, "-m", "indexer", "rebuild", "--background", "--index", str(index)])
    jobs.request()
    assert jobs.wait(SECONDS)
    assert jobs.state.last is not None
    assert (jobs.state.kind, jobs.state.last.changed, jobs.state.last.embedded) == ("idle", 1, 1)


def _pid(jobs: Rebuilds) -> int:
    process = jobs._process
    assert process is not None
    return process.pid


@pytest.mark.kill
def test_a_rebuild_ends_when_its_program_is_killed(corpus: Path, index: Path) -> None:
    for number in range(40):
        write_speech(corpus / f"{number}.md", f"第{number}号码头要换缆绳。")
    program = (
        "import sys, time; from pathlib import Path; from indexer.rebuilds import Rebuilds\n"
        f"command = [sys.executable, '-c', {BUILD!r}, sys.argv[1], '0.2']\n"
        "jobs = Rebuilds(Path(sys.argv[1]), lambda: None, command=command)\n"
        "jobs.request()\n"
        "while jobs.state.stage != 'read': time.sleep(0.01)\n"
        "print(jobs._process.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([PYTHON, "-c", program, index], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        rebuild = int(server.stdout.readline())
        server.kill()
    until(lambda: not alive(rebuild))
    assert build_with_pairs(corpus, index).embedded > 0, "it had not gone on to its end"
    assert verify(Layout(index)) == []
