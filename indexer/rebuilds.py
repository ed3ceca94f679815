"""Rebuilding in the background: a process of its own, at low priority, one at a time, while questions are answered.

A process rather than a thread: building takes processor time that Python's threads would take from the answers, and
whatever goes wrong in it leaves the answers alone.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus.errors import IndexStateError, TifaError
from corpus.messages import LANGUAGES
from corpus.processes import child_environment, last_line
from indexer.build import BuildReport, Progress, Show

log = logging.getLogger(__name__)

# Of 19: a question that is asked meanwhile goes first. Linux gives 5 a quarter of a processor that others want all of,
# 10 a tenth. While four people asked without a pause, one new file took 14 s instead of 47, and the median answer 52 ms
# instead of 44 without any rebuild (docs/architecture.md).
_NICER = 5
# How long a build may take to end when it is told to, which it can at any moment.
_SECONDS_TO_END = 10
_SECONDS_TO_JUDGE = 5
_ENDS_WITH_INPUT = "TIFA_ENDS_WITH_INPUT"


@dataclass(frozen=True, slots=True)
class Done:
    """The result of the last finished rebuild; see `indexer.build.BuildReport`."""

    changed: int
    removed: int
    embedded: int
    away: tuple[str, ...]
    purged: int
    to_purge: int


@dataclass(frozen=True, slots=True)
class JobState:
    """The state of the background rebuild: `kind` is "idle", "running" or "failed".

    `stage`, `done` and `total` are those of `indexer.build.Progress`, "" and 0 before the first; `since` is when the
    stage began, in seconds of `time.monotonic`; `failure` is a sentence with its remedy by language; `last` is the
    result of the last finished rebuild, together with those that it followed at once.
    """

    kind: str = "idle"
    stage: str = ""
    done: int = 0
    total: int = 0
    since: float = 0.0
    failure: Mapping[str, str] | None = None
    last: Done | None = None

    @property
    def seconds_left(self) -> float | None:
        """The seconds that the stage will take if it goes on as it did; None as long as that can't be told."""
        passed = time.monotonic() - self.since
        if self.kind != "running" or not 0 < self.done < self.total or passed < _SECONDS_TO_JUDGE:
            return None
        return passed * (self.total - self.done) / self.done


class Rebuilds:
    """Rebuilds of one index. Safe for several threads."""

    def __init__(
        self,
        index: Path,
        release: Callable[[], None] = lambda: None,
        command: Sequence[str | Path] | None = None,
        *,
        first: Sequence[str | Path] | None = None,
        told: Callable[[JobState], None] = lambda _: None,
    ) -> None:
        """Rebuild the index in the folder `index` with `command`, which writes the lines of `python -m indexer rebuild
        --background`; the first time with `first`, which writes the same.

        `release` is called whenever a new state is published: whoever reads the index moves on to it. `told` is called
        with the state whenever nothing is running any more.
        """
        self._command = [*(command or (sys.executable, "-m", "indexer", "rebuild", "--background", "--index", index))]
        self._first = first
        self._release, self._told = release, told
        self._changed = threading.Condition()
        self._state = JobState()
        self._again = self._closed = False
        self._so_far: Done | None = None  # what was done since nothing was running
        self._process: subprocess.Popen[str] | None = None

    @property
    def state(self) -> JobState:
        """The current state."""
        with self._changed:
            return self._state

    def request(self) -> None:
        """Rebuild now or, if a rebuild is running, once more after it: it may have looked at the files already."""
        with self._changed:
            if self._closed:
                return
            if self._state.kind == "running":
                self._again = True
                return
            self._so_far = None
            self._state = replace(self._state, kind="running", stage="", done=0, total=0, failure=None)
            threading.Thread(target=self._work, name="rebuild", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """True if all that was requested is over, within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._state.kind != "running", seconds)

    def close(self) -> None:
        """Stop a rebuild that is running, and take no more requests. The next build goes on where it was."""
        with self._changed:
            self._closed, self._again = True, False
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
        self.wait(_SECONDS_TO_END)

    def _work(self) -> None:
        while True:
            try:
                failure = self._run()
            except Exception as exc:  # it must not look as if the rebuild went on for ever
                log.exception("the rebuild could not be run")
                failure = _crash("-", f"{type(exc).__name__}: {exc}")
            with self._changed:
                if self._again:
                    self._again = False
                    self._state = replace(self._state, stage="", done=0, total=0)
                    continue
                failed = failure is not None and not self._closed
                self._state = JobState("failed" if failed else "idle", failure=failure, last=self._state.last)
                if not self._closed:
                    self._told(self._state)
                self._changed.notify_all()
                return

    def _run(self) -> Mapping[str, str] | None:
        """Why the rebuild failed, None if it did not."""
        with tempfile.TemporaryFile() as errors:
            with self._changed:
                if self._closed:
                    return None
                command, self._first = self._first or self._command, None
                process = self._process = subprocess.Popen(
                    command,
                    env=child_environment() | {_ENDS_WITH_INPUT: "1"},
                    stdin=subprocess.PIPE,  # it ends with this process, also when that is killed
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                    encoding="utf-8",
                )
            with process:
                failure = self._follow(process)
            with self._changed:
                self._process = None
            self._release()
            if failure is None and process.returncode != 0:
                failure = _crash(process.returncode, last_line(errors))
            if failure is not None and not self._closed:
                log.error("a rebuild in the background failed: %s", failure["en"])
            return failure

    def _follow(self, process: subprocess.Popen[str]) -> Mapping[str, str] | None:
        """Take in what the process says until it ends: why it failed, None if it said no such thing."""
        assert process.stdout is not None
        failure: Mapping[str, str] | None = None
        for line in process.stdout:
            said = json.loads(line)
            if "failed" in said:
                failure = said["failed"]
            elif "finished" in said:
                self._finished(said["finished"])
            else:
                self._progressed(said)
        return failure

    def _progressed(self, said: Mapping[str, Any]) -> None:
        with self._changed:
            since = self._state.since if said["stage"] == self._state.stage else time.monotonic()
            self._state = replace(self._state, **said, since=since)
        if said["stage"] == "purge":
            self._release()

    def _finished(self, said: Mapping[str, Any]) -> None:
        done = Done(**{**said, "away": tuple(said["away"])})
        with self._changed:
            self._so_far = _together(self._so_far, done)
            self._state = replace(self._state, last=self._so_far)


def _together(before: Done | None, done: Done) -> Done:
    """The sum of two rebuilds in a row: people who asked during the first must not be told that nothing was done."""
    if before is None:
        return done
    sums = {name: getattr(before, name) + getattr(done, name) for name in ("changed", "removed", "embedded", "purged")}
    return replace(done, **sums)


def _crash(exit_code: object, reason: str) -> dict[str, str]:
    error = IndexStateError("rebuild_crashed", exit_code=exit_code, reason=reason)
    return {language: error.message(language) for language in LANGUAGES}


# --- in the process that rebuilds --------------------------------------------------------------------------------


def in_background(work: Callable[[Show], BuildReport]) -> int:
    """The exit code of a build at low priority: 0 done, 1 an error that was said.

    Writes one JSON object a line: {"stage", "done", "total"} while it goes on; at the end {"finished": …} or
    {"failed": {language: sentence}}.
    """
    if hasattr(os, "nice"):
        os.nice(_NICER)
    if _ENDS_WITH_INPUT in os.environ:
        threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        report = work(_print_progress)
    except (TifaError, OSError) as error:
        _print_json({"failed": {each: _sentence(error, each) for each in LANGUAGES}})
        return 1
    reported = ("changed", "removed", "embedded", "away", "purged", "to_purge")
    _print_json({"finished": {name: getattr(report, name) for name in reported}})
    return 0


def _end_with_input() -> None:
    """End this process when the program that started it has ended; a build may be killed at any moment."""
    while os.read(0, 1024):  # not sys.stdin, whose lock this thread would hold when the interpreter ends
        pass
    os._exit(1)


def _sentence(error: TifaError | OSError, language: str) -> str:
    return error.message(language) if isinstance(error, TifaError) else str(error)


def _print_progress(progress: Progress) -> None:
    _print_json(asdict(progress))


def _print_json(values: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()
