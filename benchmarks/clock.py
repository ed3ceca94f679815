"""How long something takes."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds(work: Callable[..., object], *arguments: object, **named: object) -> float:
    """How long `work` takes with its arguments."""
    started = time.perf_counter()
    work(*arguments, **named)
    return time.perf_counter() - started
