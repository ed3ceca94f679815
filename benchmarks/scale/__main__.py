"""Tifa and its peers over the same passages with the same vectors, from ten thousand to a million.

    python -m benchmarks.scale [--passages 10000 100000 1000000] [--peers txtai lancedb milvus-lite langchain
                               llamaindex chroma] [--only SYSTEM ...] [--results FILE] [--keep DIR]

Beside Tifa always the yardstick, flat FAISS with tantivy; peers when they are named. Each is built by a process of its
own and asked in another, all one after the other. Figures go to the file of results as they come, and
the tables are printed from it: parts that were run one by one make one table. See docs/scale.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.clock import seconds
from benchmarks.scale.library import Library
from benchmarks.scale.making import make_library
from benchmarks.scale.measuring import FIGURES, MEASURED, NOT_INSTALLED, Figures
from benchmarks.scale.processes import TooMuchError, run_within
from benchmarks.scale.system import INSTALL, OWN, PEERS
from benchmarks.scale.table import table

_PROJECT = Path(__file__).parents[2]
_RESULTS = Path("var") / "scale.json"
_OWN_MINUTES = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, nargs="*", default=[10_000], help="sizes; none prints what is there")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=[], help="measured as well")
    parser.add_argument("--only", nargs="+", choices=(*OWN, *PEERS), help="the only ones that are measured")
    parser.add_argument("--minutes", type=float, default=10, help="for a peer to build in, and to answer (default: 10)")
    parser.add_argument("--results", type=Path, default=_RESULTS, help="where figures are added (default: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where libraries stay, and are used if they are there")
    options = parser.parse_args(arguments)
    print(f"{_machine()}\n", flush=True)
    systems = options.only or [*OWN, *options.peers]
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory(prefix="tifa-scale-") as folder:
        for passages in options.passages:
            library = _library(Path(folder) / str(passages), passages)
            for name in systems:
                _add(options.results, passages, name, _figures(name, library, options.minutes))
            if not options.keep:
                shutil.rmtree(library.folder)
    print(f"\n{tables(_read(options.results))}")
    return 0


def tables(results: dict[str, dict[str, Figures]]) -> str:
    """The tables of all results, small libraries first, systems in their order."""
    order = (*OWN, *PEERS)
    return "\n".join(
        table(int(size), {name: results[size][name] for name in order if name in results[size]})
        for size in sorted(results, key=int)
    )


def _library(folder: Path, passages: int) -> Library:
    done = folder / "done"
    if not done.is_file():
        took = seconds(make_library, folder, passages)
        done.touch()
        print(f"{passages:,} passages drawn in {took:.0f} s", flush=True)
    return Library(folder)


def _figures(name: str, library: Library, minutes: float) -> Figures:
    """All figures of a system; with the reason where some are missing."""
    figures = Figures(measured=date.today().isoformat())
    folder = library.folder / f"of-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for phase in MEASURED:
        started = time.monotonic()
        failed = _run(phase, name, library, folder, _OWN_MINUTES if name in OWN else minutes)
        figures |= _written(folder)
        print(f"  {name}: {phase} in {time.monotonic() - started:.0f} s {failed}", flush=True)
        if failed:
            figures["failed"] = failed
            break
    shutil.rmtree(folder)
    return figures


def _run(phase: str, name: str, library: Library, folder: Path, minutes: float) -> str:
    """Why the process that measures did not end well, "" if it did."""
    command = [sys.executable, "-m", "benchmarks.scale.measuring", phase, name, str(library.folder), str(folder)]
    try:
        code = run_within(command, minutes, folder, _PROJECT)
    except TooMuchError as exc:
        return f"{exc} ({phase})"
    if code == NOT_INSTALLED:
        return f"not installed ({INSTALL[name]})"
    return f"ended with {code} ({phase})" if code else ""


def _written(folder: Path) -> Figures:
    try:
        written: Figures = json.loads((folder / FIGURES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Figures()
    return written


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _add(path: Path, passages: int, name: str, figures: Figures) -> None:
    results = _read(path)
    results.setdefault(str(passages), {})[name] = figures
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1), encoding="utf-8")


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}, {date.today()}"
    )


if __name__ == "__main__":
    sys.exit(main())
