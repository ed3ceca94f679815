"""Readers and the understanding of questions stand whatever they are given; with atheris where it is installed."""

from __future__ import annotations

import subprocess

import pytest

from tests.conftest import PROJECT, PYTHON
from tests.soak import fuzz
from tests.soak.amounts import SCALE, SEED

KINDS = ["question", *sorted({suffix for suffix, _ in fuzz.samples()})]
RUNS = 2000


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_it_is_given_it_stands(kind: str) -> None:
    runs = max(10, round(RUNS * SCALE * (10 if kind == "question" else 1)))
    command = [PYTHON, "-m", "tests.soak.fuzz", kind, str(runs), str(SEED)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, errors="replace")
    print(f"\n{done.stdout.strip()}")
    assert done.returncode == 0, f"{done.stdout[-500:]}{done.stderr[-3000:]}"


def test_a_few_questions_damaged_at_random_are_understood(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(fuzz, "atheris", None)
    fuzz.fuzz("question", 100, SEED, tmp_path)
    fuzz.fuzz(".md", 20, SEED, tmp_path)
