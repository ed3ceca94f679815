"""The functions of the program, a module each: what each takes, what it gives, and how it is run and shown."""

from __future__ import annotations

from typing import Any

from retriever.operations import (
    ask,
    check,
    compare,
    contrast,
    enumerations,
    families,
    phrase,
    speech,
    speeches,
    timeline,
)
from retriever.operations.operation import Operation

OPERATIONS: tuple[Operation[Any, Any], ...] = (
    ask.OPERATION,
    phrase.OPERATION,
    timeline.OPERATION,
    contrast.OPERATION,
    families.OPERATION,
    check.OPERATION,
    enumerations.OPERATION,
    compare.OPERATION,
    speeches.OPERATION,
    speech.OPERATION,
)
"""All of them, in the order in which they are listed."""
