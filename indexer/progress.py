"""Progress of reading through the speeches, for whoever waits meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from corpus.cancelling import check_cancelled

Item = TypeVar("Item")


@dataclass(slots=True)
class Reading:
    """The number of speeches that are read, and of how many; 0 of 0 before the first time through them."""

    done: int = 0
    total: int = 0


_FOLLOWED: ContextVar[Reading | None] = ContextVar("followed", default=None)


@contextmanager
def following(reading: Reading) -> Iterator[None]:
    """Keep `reading` up to what is read through inside the block, in its thread."""
    token = _FOLLOWED.set(reading)
    try:
        yield
    finally:
        _FOLLOWED.reset(token)


def through(speeches: Sequence[Item]) -> Iterator[Item]:
    """The `speeches` one after the other, which whoever follows is told of; given up when nobody waits for them."""
    reading = _FOLLOWED.get() or Reading()
    reading.done, reading.total = 0, len(speeches)
    for speech in speeches:
        check_cancelled()
        yield speech
        reading.done += 1
