"""A running app.py, asked over HTTP as its own page asks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
BUILT = "passages embedded|已备好按意思查找"
"""In the line that app.py prints after its first build."""
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # what serves is on this machine


@dataclass(frozen=True, slots=True)
class Served:
    """The process, its address, and how many seconds it took from the start to the address."""

    process: subprocess.Popen[str]
    address: str
    seconds: float

    def get(self, path: str) -> str:
        """The body under `path`."""
        with _direct.open(self.address + path, timeout=60) as response:
            return str(response.read().decode("utf-8"))

    def ask(self, question: str) -> None:
        """Ask `question` and wait until all of its answer has come."""
        config = json.loads(self.get("/zh/config"))
        (asked,) = (
            dependency["id"]
            for dependency in config["dependencies"]
            if any(event == "ask" for _, event in dependency["targets"])
        )
        session, sent = uuid.uuid4().hex, {"question": question, "order": "relevance", "fields": {}}
        body = {"data": [None], "event_data": sent, "fn_index": asked, "session_hash": session}
        request = urllib.request.Request(
            f"{self.address}/zh/gradio_api/queue/join", json.dumps(body).encode(), {"content-type": "application/json"}
        )
        with _direct.open(request, timeout=60) as joined:
            joined.read()
        stream = self.get(f"/zh/gradio_api/queue/data?session_hash={session}")
        messages = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: ")]
        if not any(message["msg"] == "process_completed" and message["success"] for message in messages):
            raise RuntimeError(f"not answered: {question}")


@contextmanager
def served(index: Path, corpus: Path, *options: str) -> Iterator[Served]:
    """app.py with these `options` on a free port, once it is brought up to `corpus`; stopped afterwards."""
    command = [sys.executable, "app.py", "--port", "0", "--corpus", str(corpus), "--index", str(index), *options]
    started = time.perf_counter()
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        address = _said(process, r"http://[^/\s]+")
        seconds = time.perf_counter() - started
        _said(process, BUILT)
        yield Served(process, address, seconds)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _said(process: subprocess.Popen[str], pattern: str) -> str:
    """The part that fits `pattern` of the next line of app.py that has one."""
    for line in process.stdout or ():
        if found := re.search(pattern, line):
            return found[0]
    raise RuntimeError(f"app.py ended with {process.wait()} and said no {pattern}")
