"""How much of each kind of trial: a little in every run of the tests, all of it where `make soak` asks for it.

SOAK=0.1 make soak   a tenth of it
"""

from __future__ import annotations

import os
from typing import Any

import pytest

SCALE = float(os.environ.get("SOAK", "1"))
SEED = int(os.environ.get("SOAK_SEED", "20"))


def amounts(little: int, all_of_it: int) -> list[Any]:
    """The parameters of a test that is run with `little`, and, marked as soak, with `all_of_it` times SCALE."""
    return [little, pytest.param(max(1, round(all_of_it * SCALE)), marks=pytest.mark.soak)]


def much(all_of_it: int) -> list[Any]:
    """The parameter of a test that is run by `make soak` alone; a short form of it is elsewhere."""
    return amounts(0, all_of_it)[1:]
