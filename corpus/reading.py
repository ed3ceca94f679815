"""Files read in child processes, each within limits of time and memory, so that no file can harm or stop the program.

The libraries that take files apart are written in C and were not made for threads (two threads in pdfium corrupt the
heap), and a file of a few kilobytes can ask for hours or for all the memory. A child that passes a limit is killed, and
costs one file. Why it is a command of its own rather than multiprocessing: docs/decisions/0017-children.md.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

from corpus.cancelling import check_cancelled
from corpus.errors import ChildError, ReadError
from corpus.processes import child_environment, last_line
from corpus.readers import Reader, ReadFile, ReadWarning, Record, ocr, reader_for
from corpus.readers.common import MAX_BYTES
from corpus.readers.protocol import Coverage

AT_ONCE = min(4, os.cpu_count() or 1)
"""Children at the same time: what reads is computing, and each may take as much memory as its limit says."""
_COMMAND = (sys.executable, "-m", "corpus.reading_child")
_LIMITS_PROCESSOR = sys.platform != "win32"
_FILES_A_CHILD = 500
"""A child is replaced after so many: its limit of memory must not be used up by what libraries never give back."""
_SECONDS_TO_START = 120
_SECONDS_BETWEEN_LOOKS = 0.2
"""Between two looks, by whoever waits for a child, at whether anybody still waits for the file."""
_LONGEST_ANSWER = 20 * MAX_BYTES
_REMEMBERED = 1000

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file: seconds of processor time, seconds in all, and megabytes of memory.

    Processor time and memory are held by the system the child runs on, where it can (not on Windows; memory not on
    macOS). The seconds in all are many more than those of processor time, for on a busy machine they pass too.
    """

    processor_seconds: int
    seconds: int
    megabytes: int


# A yearbook of a thousand pages takes some 20 s; 50 MB of text, the largest file there may be, half a gigabyte.
FILE = Limits(60, 600, 1536)
"""For a file of the library: more than any sound one was measured to take."""
SCAN = Limits(1200, 7200, 3072)
"""For a file whose pages may have to be recognised, where that is installed: 4 to 6 s of processor time a page."""
_RECOGNISE = frozenset({"pdf", "image", "zip", "eml"})
"""Readers of files that may hold such pages; archives and letters hold other files."""
DRAFT = Limits(20, 120, 1536)
"""For a draft, which anybody can send and which is 60,000 characters at most."""

TRIED_ONCE = frozenset({"file_too_slow", "file_needs_memory", "reader_crashed"})
"""Codes of errors that the same file would cause again; `tried` among the particulars says of which content."""
FOR_NOW = frozenset({"file_unreadable", "reading_stopped"})
"""Codes of errors that pass with time: permissions and drives come back, and a busy machine has time again."""


def read_in_child(path: Path, limits: Limits | None = None) -> ReadFile:
    """The file at `path`, read by the reader for its suffix in a child process within `limits` (FILE, SCAN).

    What was tried and passed a limit is refused at once when it comes again. The child is ended when nobody waits for
    the file any more (`corpus.cancelling`).
    :raises ReadError: as the reader does, format_unknown, or because the child broke down or was killed.
    :raises ChildError: if no child can be started.
    """
    return _children().read(path, limits or limits_of(path))


def limits_of(path: Path) -> Limits:
    """The limits for the file at `path`, by what it is and not by how it is called."""
    reader = reader_for(path)
    return SCAN if reader and reader.name in _RECOGNISE and ocr.is_installed() else FILE


def remember(reports: Iterable[ReadWarning]) -> None:
    """Take over which contents were tried before, from the warnings of earlier reports."""
    _children().remember(reports)


@cache
def _children() -> Children:
    """The children of this process. They are kept, since starting one takes as long as reading ten files."""
    children = Children(AT_ONCE)
    atexit.register(children.close)
    return children


class Children:
    """Child processes that read files, started when they are needed. Safe for several threads."""

    def __init__(self, at_once: int) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._tried: dict[str, ReadError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children; files that are being read count as stopped. Later ones get a new child."""
        with self._lock:
            idle, self._idle = self._idle, []
            for child in self._busy:
                child.stop()
        for child in idle:
            child.close()

    def remember(self, warnings: Iterable[ReadWarning]) -> None:
        """Take over which contents were tried before."""
        with self._lock:
            for warning in warnings:
                if warning.code in TRIED_ONCE and "tried" in warning.particulars:
                    error = ReadError(warning.code, **warning.particulars)
                    self._tried[str(warning.particulars["tried"])] = error
            for oldest in [*islice(self._tried, max(0, len(self._tried) - _REMEMBERED))]:
                del self._tried[oldest]

    def read(self, path: Path, limits: Limits) -> ReadFile:
        """As `read_in_child`."""
        reader = reader_for(path)
        if reader is None:
            raise ReadError("format_unknown", path=str(path), suffix=path.suffix.lower())
        self._refuse_tried(path, reader)
        with self._turn():
            child = self._taken()
            try:
                return child.read(path, limits)
            except ReadError as error:
                if error.code not in TRIED_ONCE:
                    raise
                known = ReadError(error.code, **error.particulars, tried=_tried(path, reader))
                self.remember([ReadWarning(known.code, known.particulars)])
                raise known from error
            finally:
                self._back(child)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        while not self._turns.acquire(timeout=_SECONDS_BETWEEN_LOOKS):
            check_cancelled()
        try:
            yield
        finally:
            self._turns.release()

    def _refuse_tried(self, path: Path, reader: Reader) -> None:
        if self._tried and path.is_file() and (known := self._tried.get(_tried(path, reader))):
            raise ReadError(known.code, **{**known.particulars, "path": str(path)})

    def _taken(self) -> _Child:
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is None or not child.is_fit:
            if child is not None:
                child.close()
            child = _Child()
        with self._lock:
            self._busy.add(child)
        return child

    def _back(self, child: _Child) -> None:
        with self._lock:
            self._busy.discard(child)
            if child.is_fit:
                self._idle.append(child)
                return
        child.close()


class _Child:
    """One child process, for one thread at a time."""

    def __init__(self) -> None:
        self._left = _FILES_A_CHILD
        self._stopped = self._late = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        try:
            self._process = subprocess.Popen(
                _COMMAND,
                env=child_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,  # what it starts ends with it
            )
        except OSError as exc:
            self._errors.close()
            raise ChildError("reading_no_child", reason=str(exc)) from exc
        if not self._answer(None, _SECONDS_TO_START):
            reason = last_line(self._errors)
            self.close()
            raise ChildError("reading_no_child", reason=reason)

    @property
    def is_fit(self) -> bool:
        """True if it can read another file."""
        return self._left > 0 and not self._late and self._process.poll() is None

    def stop(self) -> None:
        """Kill it, and what it started."""
        self._stopped = True
        self._kill()

    def close(self) -> None:
        """Kill it and let go of it."""
        self.stop()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr] # both were asked for

    def read(self, path: Path, limits: Limits) -> ReadFile:
        """The file at `path`; the child is no longer fit if it passed a limit.

        :raises ReadError: as `read_in_child`.
        """
        self._left -= 1
        processor_seconds, megabytes = limits.processor_seconds, limits.megabytes
        request = {"path": str(path.absolute()), "processor_seconds": processor_seconds, "megabytes": megabytes}
        answer = self._answer(request, limits.seconds)
        if not answer:
            raise self._why(path, limits)
        if answer.get("code") == "file_needs_memory":
            self._left = 0
            raise ReadError("file_needs_memory", path=str(path), limit=limits.megabytes)
        if "code" in answer:
            raise ReadError(answer["code"], **{**answer["particulars"], "path": str(path)})
        return _read_file(answer["read"])

    def _answer(self, request: Mapping[str, object] | None, seconds: int) -> Mapping[str, Any]:
        """The child's answer to `request`; its first one, if there is none; nothing if it ended or took too long."""
        said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._exchange, args=(request, said), daemon=True).start()
        try:
            line = self._waited_for(said, seconds)
        except BaseException:  # nobody waits for it any more
            self.stop()
            said.get()
            raise
        if line.endswith(b"\n"):
            answer: Mapping[str, Any] = json.loads(line.decode("utf-8", "surrogatepass"))
            return answer
        self._kill()
        return {}

    def _exchange(self, request: Mapping[str, object] | None, said: queue.SimpleQueue[bytes]) -> None:
        """Send `request`, if there is one, and put the line that comes, b"" if the child has ended, into `said`."""
        assert self._process.stdin is not None and self._process.stdout is not None
        line = b""
        try:
            if request is not None:
                self._process.stdin.write(json.dumps(request).encode() + b"\n")
                self._process.stdin.flush()
            line = self._process.stdout.readline(_LONGEST_ANSWER)
        except OSError:  # it has ended
            pass
        finally:
            said.put(line)

    def _waited_for(self, said: queue.SimpleQueue[bytes], seconds: int) -> bytes:
        """The line that is put into `said`; the child is killed, and then it is b"", when it takes too long.

        What `check_cancelled` raises comes through.
        """
        late = time.monotonic() + seconds
        while True:
            with suppress(queue.Empty):
                return said.get(timeout=_SECONDS_BETWEEN_LOOKS)
            check_cancelled()
            if time.monotonic() > late and not self._late:
                self._late = True
                self._kill()

    def _why(self, path: Path, limits: Limits) -> ReadError:
        """The reason why there was no answer."""
        ended = self._process.wait()
        if self._late and not _LIMITS_PROCESSOR:
            return ReadError("file_too_slow", path=str(path), seconds=limits.seconds)
        if self._late or self._stopped or -ended in (signal.SIGTERM, signal.SIGINT, _signal("SIGKILL")):
            return ReadError("reading_stopped", path=str(path), seconds=limits.seconds)
        if -ended == _signal("SIGXCPU"):
            return ReadError("file_too_slow", path=str(path), seconds=limits.processor_seconds)
        with suppress(ValueError):
            return ReadError("reader_crashed", path=str(path), reason=signal.Signals(-ended).name)
        return ReadError("reader_crashed", path=str(path), reason=ended)

    def _kill(self) -> None:
        with suppress(OSError):  # it has ended already
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)


def _signal(name: str) -> int:
    """The number of a signal, 0 on a system that does not have it."""
    return getattr(signal, name, 0)


def _tried(path: Path, reader: Reader) -> str:
    """A text that is the same exactly for the same content and the same version of its reader."""
    with path.open("rb") as file:
        digest = blake2b(file.read(MAX_BYTES), digest_size=16).hexdigest()
    return f"{reader.name} {reader.version} {digest}"


def _read_file(answer: Mapping[str, Any]) -> ReadFile:
    """The ReadFile that the child made plain with `dataclasses.asdict`."""
    return ReadFile(
        **{
            **answer,
            "records": tuple(Record(**record) for record in answer["records"]),
            "warnings": tuple(ReadWarning(**warning) for warning in answer["warnings"]),
            "coverage": Coverage(**answer["coverage"]) if answer["coverage"] else None,
        }
    )


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """The result of `work` for each item, in their order; as many are worked on ahead as children can read at once."""
    ahead: list[Future[Result]] = []
    with ThreadPoolExecutor(AT_ONCE) as threads:
        try:
            for item in items:
                ahead.append(threads.submit(work, item))
                if len(ahead) > 2 * AT_ONCE:
                    yield ahead.pop(0).result()
            while ahead:
                yield ahead.pop(0).result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            _children().close()
            raise
