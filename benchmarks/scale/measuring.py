"""The figures of a system: of the process that builds, and of another that opens what was built and is asked.

Run as a program it measures one of the two, and writes each figure to `figures.json` as soon as it is there.
"""

from __future__ import annotations

import json
import os
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TypedDict

import numpy as np

from benchmarks.clock import seconds
from benchmarks.scale.library import ADDED, LISTED, PLANTED, Asked, Library
from benchmarks.scale.processes import held, size_of
from benchmarks.scale.system import PACKAGES, System, system

NOT_INSTALLED = 3
"""The exit code where the system is not there."""
FIGURES = "figures.json"

_WARM = 10
_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


class Figures(TypedDict, total=False):
    """Figures of one system and one library: what it cannot do, or did not come to, is not there.

    Times are in seconds, those of questions and wordings in milliseconds; sizes are in bytes.
    """

    version: str
    measured: str
    failed: str
    build: float
    disk: int
    texts: int
    load: float
    memory: int
    memory_own: int
    memory_imports: int
    hybrid: list[float]
    phrase: float
    phrases_missed: int
    everywhere: float
    places: int
    recall: float
    add: float
    add_kept: float
    remove: float
    remove_kept: float
    golden: list[float]


def built(name: str, library: Library, folder: Path) -> Iterator[Figures]:
    """The time to build apart from embedding, and the size of what was built."""
    made = system(name, library, folder)
    took = seconds(made.build) - made.embedding
    texts = library.all_texts.stat().st_size
    yield Figures(version=_version(name), build=took, disk=size_of(folder), texts=texts)


def served(name: str, library: Library, folder: Path) -> Iterator[Figures]:
    """The figures of a process that is asked, as they come: each time what was measured since."""
    questions = library.questions()
    opened = system(name, library, folder)
    imports = held(os.getpid()).resident
    yield Figures(memory_imports=imports, load=seconds(_open, opened, questions[0]))
    for asked in questions[-_WARM:]:
        opened.hybrid(asked, LISTED)
    times = [_milliseconds(partial(opened.hybrid, asked, LISTED)) for asked in questions]
    yield Figures(hybrid=[float(np.percentile(times, share)) for share in (50, 95, 99)])
    yield from _phrases(opened, library)
    resident, own = held(os.getpid())
    yield Figures(memory=resident, memory_own=own)
    found = [library.recall(number, opened.dense(asked, LISTED)) for number, asked in enumerate(questions)]
    yield Figures(recall=float(np.mean(found)))
    yield from _changes(opened, library)
    if hasattr(opened, "golden_unchanged"):
        yield Figures(golden=list(opened.golden_unchanged(folder / "alone")))


def _open(opened: System, asked: Asked) -> None:
    opened.open()
    opened.hybrid(asked, LISTED)


def _phrases(opened: System, library: Library) -> Iterator[Figures]:
    if opened.phrase(PLANTED[0][:4]) is None:
        return
    wordings = library.phrases()
    missed = sum(not opened.phrase(wording) for wording in wordings[:_WARM])
    times = [_milliseconds(partial(opened.phrase, wording)) for wording in wordings[_WARM:]]
    yield Figures(phrase=float(np.percentile(times, 95)), phrases_missed=missed)
    times = [_milliseconds(partial(opened.phrase, wording)) for wording in PLANTED]
    yield Figures(everywhere=median(times), places=opened.phrase(PLANTED[0]) or 0)


def _changes(opened: System, library: Library) -> Iterator[Figures]:
    """The times until a hundred passages more are found, and until they are no longer."""
    number = library.size + ADDED // 2
    (text,) = library.texts(number, number + 1)
    asked = Asked(text, library.vectors[number])
    add = _seconds_until(opened.add, lambda: number in opened.dense(asked, LISTED))
    yield Figures(add=add, add_kept=seconds(opened.keep))
    remove = _seconds_until(opened.remove, lambda: number not in opened.dense(asked, LISTED))
    yield Figures(remove=remove, remove_kept=seconds(opened.keep))


def _seconds_until(change: Callable[[], None], is_seen: Callable[[], bool]) -> float:
    started = time.perf_counter()
    change()
    if not is_seen():
        raise ValueError("a change that is not seen")
    return time.perf_counter() - started


def _milliseconds(work: Callable[[], object]) -> float:
    return seconds(work) * 1000


def _version(name: str) -> str:
    """The version of the system, or of what it is made of."""
    if name == "tifa":
        return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    return ", ".join(f"{package} {version(package)}" for package in PACKAGES[name])


MEASURED = {"build": built, "serve": served}


def main(phase: str, name: str, library: str, folder: str) -> int:
    """Measure one phase of one system in this process."""
    os.environ.setdefault("RUST_LOG", "error")  # LanceDB would warn at every search of how later versions will differ
    figures = Figures()
    try:
        for more in MEASURED[phase](name, Library(Path(library)), Path(folder)):
            figures |= more
            (Path(folder) / FIGURES).write_text(json.dumps(figures), encoding="utf-8")
    except ModuleNotFoundError as exc:
        print(f"  {exc}", file=sys.stderr)
        return NOT_INSTALLED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
