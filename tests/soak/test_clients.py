"""Many clients at once while the library changes: no error, nothing mixed, and no memory lost."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
import uvicorn

from benchmarks.load import Waits, loaded, post, said
from retriever import Retriever
from tests.conftest import PROJECT, PYTHON, PairEncoder, build_with_pairs
from tests.soak.amounts import SEED, amounts
from tests.soak.meetings import QUESTIONS, is_of, write_meeting
from tests.ui.api_parts import built
from ui.server import address_of, bind
from ui.slow import ImpatientProtocol

BUILDS = (
    "import sys; from pathlib import Path; from tests.conftest import build_with_pairs\n"
    "for _ in sys.stdin: build_with_pairs(Path(sys.argv[1]), Path(sys.argv[2])); print('built', flush=True)"
)


@contextmanager
def serving(corpus: Path, index: Path) -> Iterator[str]:
    """The address of a server of an index of twenty speeches."""
    for number in range(20):
        write_meeting(corpus, number)
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, bind("127.0.0.1", 0) as bound:
        config = uvicorn.Config(built(retriever), http=ImpatientProtocol, log_level="error", loop="asyncio")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield address_of(bound)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def building(corpus: Path, index: Path, *, apart: bool) -> Iterator[Callable[[], object]]:
    """The function that builds, `apart` in a process of its own, as a server does it: else its memory would be both."""
    if not apart:
        yield partial(build_with_pairs, corpus, index)
        return
    command = [PYTHON, "-c", BUILDS, corpus, index]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as builds:
        assert builds.stdin is not None and builds.stdout is not None
        told, said = builds.stdin, builds.stdout

        def build() -> None:
            print(file=told, flush=True)
            assert said.readline() == "built\n"

        yield build


def changing(corpus: Path, index: Path, done: threading.Event, made: list[int], *, apart: bool) -> None:
    """Add and remove speeches, and build, until it is `done`."""
    chance = random.Random(SEED)
    with building(corpus, index, apart=apart) as build:
        while not done.wait(0.5):
            write_meeting(corpus, chance.randrange(40), len(made) + 1)
            (corpus / f"{chance.randrange(40):03}.md").unlink(missing_ok=True)
            build()
            made.append(1)


async def asking(address: str, number: int, until: float, found: Counter[str]) -> None:
    chance = random.Random(f"{SEED} {number}")
    while time.monotonic() < until or not found[f"client {number}"]:
        body = json.dumps({"question": chance.choice(QUESTIONS), "top_k": 10}).encode()
        status, headers, content = await post(address, "/api/ask", body, number)
        if "retry-after" in headers:
            found["refused"] += 1
            await asyncio.sleep(int(headers["retry-after"]))
            continue
        assert status == 200, content
        hits = json.loads(content)["hits"]
        assert all(is_of(hit["title"], hit["text"]) for hit in hits)
        found["answered"] += 1
        found[f"client {number}"] += 1
        await asyncio.sleep(chance.random() / 5)


def asked(address: str, clients: int, seconds: int) -> Counter[str]:
    """The numbers of answers and refusals that so many clients got in so many seconds."""
    found, until = Counter[str](), time.monotonic() + seconds

    async def together() -> None:
        await asyncio.gather(*(asking(address, number, until, found) for number in range(clients)))

    asyncio.run(together())
    return Counter(answered=found["answered"], refused=found["refused"])


def memory(over: threading.Event) -> list[tuple[float, float]]:
    """Minutes, and megabytes of this process, once a second until it is `over`; empty where they are not told."""
    found: list[tuple[float, float]] = []
    begun = time.monotonic()
    while Path("/proc/self/statm").exists() and not over.wait(1):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        found.append(((time.monotonic() - begun) / 60, pages * os.sysconf("SC_PAGE_SIZE") / 1e6))
    return found


@pytest.mark.parametrize("seconds", amounts(2, 300))
def test_nothing_is_mixed_while_the_library_changes(seconds: int, tmp_path: Path) -> None:
    apart = seconds > 2  # builds and clients in processes of their own, or their memory would be the server's
    clients = 50 if apart else 6
    corpus, index, done, made = tmp_path / "讲话", tmp_path / "index", threading.Event(), list[int]()
    with serving(corpus, index) as address, ThreadPoolExecutor(2) as threads:
        changes = threads.submit(changing, corpus, index, done, made, apart=apart)
        measuring = threads.submit(memory, done)
        try:
            if apart:
                with ProcessPoolExecutor(1, get_context("spawn")) as other:
                    found = other.submit(asked, address, clients, seconds).result()
            else:
                found = asked(address, clients, seconds)
        finally:
            done.set()
        changes.result()
        measured = measuring.result()
    print(f"\n{clients} clients, {seconds} s, {len(made)} changes:", dict(found))
    if len(measured) > 20:
        minutes, megabytes = np.array(measured[len(measured) // 5 :]).T
        slope = np.polyfit(minutes, megabytes, 1)[0]
        print(f"memory: {megabytes[0]:.0f} to {megabytes[-1]:.0f} MB, {slope:+.1f} MB a minute")
    assert made


@pytest.mark.parametrize("seconds", amounts(0, 60))
def test_more_clients_than_can_be_served_are_answered_or_told_when_to_come_again(seconds: int, tmp_path: Path) -> None:
    """No time is asserted: machines differ. `python -m benchmarks.load` measures, and fails above five seconds."""
    with serving(tmp_path / "讲话", tmp_path / "index") as address:
        clients = 240 if seconds else 40
        waits: Waits = asyncio.run(loaded(address, clients, seconds or 0.2, drafts=clients // 5))
    print(f"\n{clients} clients:\n{said(waits, seconds or 1)}")
    assert waits.errors == []
    assert len(waits.answers) + len(waits.refusals) >= clients
