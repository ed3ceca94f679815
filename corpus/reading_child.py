"""The process that reads files for `corpus.reading`: a request a line on standard input, an answer a line.

    {"path": …, "processor_seconds": …, "megabytes": …}
    {"read": …} or {"code": …, "particulars": …}; at first {"ready": true}

JSON rather than pickles: a file that takes over a library here must not be able to run anything in the program.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from corpus.errors import ReadError
from corpus.readers import reader_for

if sys.platform != "win32":
    import resource


def main() -> None:
    """Answer requests until standard input ends, which it does with the program."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    requests: SimpleQueue[Mapping[str, Any]] = SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    answer: Mapping[str, object] = {"ready": True}
    while True:
        answers.write(_line(answer))
        answers.flush()
        answer = {}
        request = requests.get()
        answer = _read(Path(request["path"]), request["processor_seconds"], request["megabytes"])


def _receive(requests: SimpleQueue[Mapping[str, Any]]) -> None:
    """Pass requests on; end the process when the program ends, in the midst of a file too."""
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    os._exit(0)


def _read(path: Path, processor_seconds: int, megabytes: int) -> Mapping[str, object]:
    """The answer to a request."""
    reader = reader_for(path)
    assert reader is not None, "the program asks for what has a reader"
    try:
        _limit(processor_seconds, megabytes)
        return {"read": asdict(reader.read(path))}
    except ReadError as error:
        return {"code": error.code, "particulars": error.particulars}
    except MemoryError:
        return {"code": "file_needs_memory"}
    except Exception as exc:
        # Files come from anywhere and the libraries that take them apart can fail in any way; one such file must not
        # keep the others out. It is listed with its reason.
        reason = f"{type(exc).__name__}: {exc}"
        return {"code": "reader_failed", "particulars": {"path": str(path), "reason": reason}}


def _limit(processor_seconds: int, megabytes: int) -> None:
    """Let the system end this process when it takes more from now on; a system that does not know a limit has none."""
    if sys.platform == "win32":
        return
    used = int(time.process_time()) + 1
    for what, most in (
        (resource.RLIMIT_CPU, used + processor_seconds),
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _line(answer: Mapping[str, object]) -> bytes:
    try:
        written = json.dumps(answer, ensure_ascii=False, default=str)
        return written.encode("utf-8", "surrogatepass") + b"\n"
    except MemoryError:
        return b'{"code": "file_needs_memory"}\n'


if __name__ == "__main__":
    main()
