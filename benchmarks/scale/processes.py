"""The memory of processes and the size of folders, and a process that is ended when it takes too much."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_MOST = 20e9
_LOOK = 0.5  # seconds between two looks at memory; one look in twenty is at the disk too, which takes longer


class Held(NamedTuple):
    """Bytes in memory: all of them, and those of no file, which cannot be given up and read again."""

    resident: int
    own: int


def held(pid: int) -> Held:
    """The memory of the process and of all that it started; nothing where the system does not tell."""
    each = [_held_alone(one) for one in _with_children(pid)]
    return Held(sum(one.resident for one in each), sum(one.own for one in each))


def _held_alone(pid: int) -> Held:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return Held(0, 0)
    kilobytes = {name: int(value) for name, value in re.findall(r"(VmRSS|RssAnon):\s+(\d+)", status)}
    return Held(kilobytes.get("VmRSS", 0) * 1024, kilobytes.get("RssAnon", 0) * 1024)


def _with_children(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, after = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")
        except OSError:
            continue
        parents.setdefault(int(after.split()[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def size_of(folder: Path) -> int:
    """The bytes of all files in `folder`, though some may go meanwhile."""
    size = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            size += 0 if path.is_dir() or path.is_symlink() else path.stat().st_size
    return size


class TooMuchError(Exception):
    """A process that was ended: for its time, its memory or its disk."""


def run_within(command: Sequence[str], minutes: float, folder: Path, cwd: Path) -> int:
    """The exit code of `command`, once it and all that it started have ended.

    :raises TooMuchError: if it took longer, or it or the files in `folder` more than 20 GB; it is ended then.
    """
    process = subprocess.Popen(command, cwd=cwd, start_new_session=True)
    started, looks = time.monotonic(), 0
    try:
        while (code := process.poll()) is None:
            time.sleep(_LOOK)
            looks += 1
            if time.monotonic() - started > minutes * 60:
                raise TooMuchError(f"not within {minutes:g} minutes")
            if held(process.pid).resident > _MOST or (looks % 20 == 0 and size_of(folder) > _MOST):
                raise TooMuchError("not within 20 GB")
        return code
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the process group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
