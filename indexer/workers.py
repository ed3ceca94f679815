"""Work on many values spread over processes, its results in the order of the values.

The processes run a command of our own and not multiprocessing (docs/decisions/0017-children.md). No file of the library
is read there: they are given values of the program, and what they send back is taken as such.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Protocol, Self, TypeVar

from corpus.processes import child_environment

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Result = TypeVar("Result")

_COMMAND = (sys.executable, "-m", "indexer.working_child")
_PROCESSES = min(8, os.cpu_count() or 1)
_SECONDS_ALONE = 0.5
"""Seconds of work that are done here before there are processes: those take as long to start, on another core."""
_AT_ONCE = 8  # values that are sent together


class Spread(Protocol):
    """Gives the results of some work for each value, in their order: `map`, or `Workers.map`."""

    def __call__(self, work: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
        """The result of `work` for each of `items`, in their order."""
        ...


class Workers:
    """Processes for the work of one thread, started once it is too much for one. Closed at the end of a with-block."""

    def __init__(self, processes: int = _PROCESSES, seconds_alone: float = _SECONDS_ALONE) -> None:
        self._processes, self._left_alone, self._are_ready = processes, seconds_alone, False
        self._threads = ThreadPoolExecutor(processes)
        self._idle: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        while self._idle:
            _end(self._idle.pop())

    def map(self, work: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
        """The result of `work` for each of `items`, in their order; both can be pickled.

        What `work` raises is raised here. The items are taken in this thread, a few before they are needed.
        """
        items = iter(items)
        while self._processes == 1 or self._left_alone > 0:
            some = list(islice(items, _AT_ONCE))
            if not some:
                return
            begun = time.perf_counter()
            results = [work(item) for item in some]
            self._left_alone -= time.perf_counter() - begun
            yield from results
        ahead: deque[Future[list[Result]]] = deque()
        while some := list(islice(items, _AT_ONCE)):
            if self._are_ready or len(ahead) < self._processes:
                ahead.append(self._threads.submit(self._worked, work, some))
            else:  # the processes are still being started
                ahead.append(_worked_here(work, some))
            while len(ahead) > 2 * self._processes and (self._are_ready or ahead[0].done()):
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()

    def _worked(self, work: Callable[[Item], Result], items: list[Item]) -> list[Result]:
        """The results of an idle process, or a new one; where it breaks down, as for want of memory, those of this."""
        child: subprocess.Popen[bytes] | None = None
        try:
            with suppress(IndexError):  # none is idle, or another thread was quicker
                child = self._idle.pop()
            child = child or _started()
            answer = _asked(child, (work, items))
        except Exception as error:  # the answer may be an exception that cannot be made again from its pickle
            log.warning("A process of the build broke down; its work is done without it: %s", error)
            if child is not None:
                _end(child)
            self._are_ready = True  # or never will be
            return [work(item) for item in items]
        self._are_ready = True
        self._idle.append(child)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, list)
        return answer


def _worked_here(work: Callable[[Item], Result], items: list[Item]) -> Future[list[Result]]:
    """The results of this process, to be asked for in their turn."""
    done: Future[list[Result]] = Future()
    try:
        done.set_result([work(item) for item in items])
    except Exception as error:
        done.set_exception(error)
    return done


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _COMMAND, env=child_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def _asked(child: subprocess.Popen[bytes], request: object) -> object:
    assert child.stdin is not None and child.stdout is not None
    pickle.dump(request, child.stdin, pickle.HIGHEST_PROTOCOL)
    child.stdin.flush()
    answer: object = pickle.load(child.stdout)
    return answer


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError):
            pipe.close()  # type: ignore[union-attr] # both were asked for
