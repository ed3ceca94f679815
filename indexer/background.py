"""A rebuild as `indexer.jobs` runs it: at low priority, and what it does as one JSON object a line.

{"stage", "done", "total"} while it goes on; at the end {"finished": …} or {"failed": {language: sentence}}.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from corpus.errors import TifaError
from corpus.messages import LANGUAGES
from indexer.build import Progress, rebuild
from indexer.encoder import Encoder

# Of 19: a question that is asked meanwhile goes first. Linux gives 5 a quarter of a processor that others want all of,
# 10 a tenth. While four people asked without a pause, one new file took 14 s instead of 47, and the median answer 52 ms
# instead of 44 without any rebuild (docs/architecture.md).
_NICER = 5


def rebuild_in_background(index: Path, encoder: Encoder | None = None) -> int:
    """The exit code: 0 done, 1 an error that was told; `encoder` is given by tests."""
    if hasattr(os, "nice"):
        os.nice(_NICER)
    try:
        report = rebuild(index, encoder=encoder, progress=_progressed)
    except (TifaError, OSError) as error:
        _tell({"failed": {each: _sentence(error, each) for each in LANGUAGES}})
        return 1
    told = ("changed", "removed", "embedded", "away", "purged", "to_purge")
    _tell({"finished": {name: getattr(report, name) for name in told}})
    return 0


def _sentence(error: TifaError | OSError, language: str) -> str:
    return error.message(language) if isinstance(error, TifaError) else str(error)


def _progressed(progress: Progress) -> None:
    _tell(asdict(progress))


def _tell(values: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()
