"""The server of milvus-lite for one file: started by whoever needs it first, and ended with the last who does.

milvus-lite by itself lets one process open a file. Here a build and the pages share its server. It runs as long as
anybody holds a lock on the file beside the data, so each of them holds a shared one.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from filelock import FileLock

from corpus.errors import EngineError
from indexer.encoder import cache_folder

_STARTED_WITHIN = 20.0  # seconds
_held: dict[Path, int] = {}
"""The descriptors of the locks that this process holds as long as it runs, by the file of the data."""
_children: list[subprocess.Popen[bytes]] = []
_one_at_a_time = Lock()


def served(file: Path) -> str:
    """The address of the server of `file`, for pymilvus.

    :raises EngineError: if milvus-lite is not installed or does not start, or another program has opened the file.
    """
    place = cache_folder() / "milvus"
    place.mkdir(parents=True, exist_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    at = place / f"{blake2b(os.fsencode(file), digest_size=8).hexdigest()}.sock"  # the name of a socket must be short
    with _one_at_a_time, FileLock(at.with_suffix(".lock")):
        lock = file.with_name(f".{file.name}.lock")
        _hold(file, lock)
        if not _answers(at):
            at.unlink(missing_ok=True)
            _start(file, at, lock)
    return f"unix:{at}"


def _hold(file: Path, lock: Path) -> None:
    import fcntl  # there is neither on Windows, nor milvus-lite

    if file not in _held:
        held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.lockf(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as exc:
            os.close(held)
            raise EngineError("engine_file_held", file=file) from exc
        _held[file] = held


def _start(file: Path, at: Path, lock: Path) -> None:
    package = find_spec("milvus_lite")  # its Python, which asks for an old setuptools, is not needed
    if package is None or package.origin is None:
        raise EngineError("engine_not_installed", package="milvus-lite")
    programs = Path(package.origin).parent / "lib"
    child = subprocess.Popen(
        [programs / "milvus", file, f"unix:{at}", "ERROR", lock],
        env=os.environ | {"LD_LIBRARY_PATH": str(programs), "DYLD_LIBRARY_PATH": str(programs)},
        cwd=file.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the program, which ends first
    )
    _children[:] = [each for each in _children if each.poll() is None] + [child]
    until = time.monotonic() + _STARTED_WITHIN
    while not _answers(at):
        if child.poll() is not None or time.monotonic() > until:
            child.kill()
            raise EngineError("engine_file_unusable", file=file)
        time.sleep(0.02)


def _answers(at: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as trying:
        try:
            trying.connect(str(at))
        except OSError:
            return False
    return True
