"""Folders of real speeches whose truth is known; they lie beside the checkout and are no part of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDERS = "TIFA_REAL_SPEECHES"
_CHECKOUT = Path(__file__).parents[2]


def real_folder(name: str) -> Path:
    """The folder `name` of real speeches, below TIFA_REAL_SPEECHES or in shared beside the checkout; else a skip."""
    above = [Path(os.environ[FOLDERS])] if os.environ.get(FOLDERS) else [each / "shared" for each in _CHECKOUT.parents]
    for folder in above:
        if (folder / name / "meta.jsonl").is_file():
            return folder / name
    pytest.skip(f"no real speeches: no {name} with a meta.jsonl in {FOLDERS} or in shared beside the checkout")
