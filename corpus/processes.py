"""Child processes of the program: the environment that they start in, and the reason that one left when it failed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

PROGRAM = Path(__file__).parent.parent
"""The folder of the program."""


def child_environment() -> dict[str, str]:
    """The environment in which a child finds the packages of the program from any folder, and writes UTF-8."""
    path = os.pathsep.join(filter(None, (str(PROGRAM), os.environ.get("PYTHONPATH"))))
    return os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"}


def last_line(errors: IO[bytes]) -> str:
    """The last line that is not blank of a child's standard error, kept in the file `errors`; "-" if there is none."""
    errors.seek(0)
    lines = [line for line in errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "-"
