"""The time that a call takes."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds(work: Callable[..., object], *arguments: object, **named: object) -> float:
    """The seconds that `work` takes with its arguments."""
    started = time.perf_counter()
    work(*arguments, **named)
    return time.perf_counter() - started
