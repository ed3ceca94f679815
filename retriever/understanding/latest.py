"""Results that are kept for what they were last made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


def kept_for_latest(work: Callable[[Given], Result]) -> Callable[[Given], Result]:
    """`work`, done again only for another object than the last: what it is given must not change.

    So the speeches of one state of the index, which every question is read over, are gone through once.
    """
    latest: list[tuple[Given, Result]] = []

    @wraps(work)
    def kept(given: Given) -> Result:
        for before, result in latest:
            if before is given:
                return result
        result = work(given)
        latest[:] = [(given, result)]
        return result

    return kept
