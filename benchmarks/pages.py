"""The time of every page and function on a folder of speeches: cold, in a new process after a change, and warm.

    python -m benchmarks.pages FOLDER [--keep DIR] [--only WORD]

The folder is copied without its last speech and indexed with the offline model. Then each page is asked of a process of
its own: the first view since the index was opened, then the median of the next ones; beside the seconds those of the
processor, for a busy machine tells only these. Last come a build with nothing to do and one that takes in the speech
that was left out: the difference is what one new speech costs. `--keep` keeps copy and index in DIR, or uses those that
are there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.library import Asked, answered, every_page
from benchmarks.served import PROJECT, Served, served

_VIEWS = 5


def main() -> int:
    """Print the table; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="of speeches")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where copy and index stay")
    parser.add_argument("--only", default="", metavar="WORD", help="pages with this word in their name")
    options = parser.parse_args()
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory(prefix="tifa-pages-") as folder:
        work = Path(folder)
        held_back = _copy(options.folder, work / "speeches")
        _print("", "cold s", "of it CPU", "warm ms", "of it CPU")
        _built("build of all but one", work)
        _measure(work, options.only)
        _built("build with nothing to do", work)
        shutil.copy2(held_back, work / "speeches")
        _built("build with one new speech", work)
        (work / "speeches" / held_back.name).unlink()
        _built("build without it again", work)
    return 0


def _copy(folder: Path, copy: Path) -> Path:
    """The last speech of `folder`; all others are in `copy` now."""
    *others, last = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".md", ".docx", ".html"))
    copy.mkdir(parents=True, exist_ok=True)
    for path in others:
        shutil.copy2(path, copy)
    (copy / last.name).unlink(missing_ok=True)
    return last


def _built(name: str, work: Path) -> None:
    """Build in a new process and print its time."""
    command = [sys.executable, "-m", "indexer", "build", "--corpus", str(work / "speeches")]
    before, started = _of_children(), time.perf_counter()
    subprocess.run([*command, "--index", str(work / "index")], cwd=PROJECT, check=True, capture_output=True)
    _print(name, f"{time.perf_counter() - started:.2f}", f"{_of_children() - before:.2f}")


def _of_children() -> float:
    """Seconds of the processor of the processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _measure(work: Path, only: str) -> None:
    with served(work / "index", work / "speeches") as app:
        asked = [each for each in every_page(app.address.removeprefix("http://")) if only in each.name]
        first, last = _years(app)
    middle = (first + last) // 2
    halves = urlencode({"first": f"{first}-{middle}", "second": f"{middle + 1}-{last}"})
    for each in asked:
        if "two periods" in each.name:
            each = Asked(each.name, f"/zh/timeline?{halves}")
        _measure_one(work, each)


def _years(app: Served) -> tuple[int, int]:
    """The first and the last year that a speech is of."""
    listed = [json.loads(app.get(f"/api/speeches?limit=40&sort={order}"))["speeches"] for order in ("oldest", "newest")]
    years = [int(each["date"][:4]) for speeches in listed for each in speeches if each["date"]]
    return min(years), max(years)


def _measure_one(work: Path, asked: Asked) -> None:
    with served(work / "index", work / "speeches") as app:
        host = app.address.removeprefix("http://")
        taken = []
        for _ in range(_VIEWS + 1):
            before = _of_process(app.process.pid)
            milliseconds, _ = answered(host, asked)
            taken.append((milliseconds, 1000 * (_of_process(app.process.pid) - before)))
    (cold, cold_cpu), *warm = taken
    warm_all, warm_cpu = (median(column) for column in zip(*warm, strict=True))
    _print(asked.name, f"{cold / 1000:.2f}", f"{cold_cpu / 1000:.2f}", f"{warm_all:.0f}", f"{warm_cpu:.0f}")


def _of_process(pid: int) -> float:
    """Seconds of the processor that a running process has used; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _print(name: str, *cells: str) -> None:
    print(f"{name:44}" + "".join(f"{cell:>11}" for cell in cells), flush=True)


if __name__ == "__main__":
    sys.exit(main())
