"""Long work given up when nobody waits for it any more: whoever asks says how that is found out, the work looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CHECK: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


@contextmanager
def cancelled_by(check: Callable[[], None]) -> Iterator[None]:
    """Let `check_cancelled` call `check`, which raises once the work of this block is to be given up.

    The check of a block around this one holds inside as well.
    """
    outer = _CHECK.get()

    def both() -> None:
        if outer is not None:
            outer()
        check()

    token = _CHECK.set(both)
    try:
        yield
    finally:
        _CHECK.reset(token)


def check_cancelled() -> None:
    """Nothing as long as somebody waits for this work, else what the `check` of `cancelled_by` raises."""
    check = _CHECK.get()
    if check is not None:
        check()
