"""The time of every page and function on a folder of speeches: cold, the first view after a change, and warm.

    python -m benchmarks.pages FOLDER [--keep DIR] [--only WORD]

The folder is copied without its last speech and indexed with the offline model. Before each page something in the
catalog changes and is published, so that nothing of the state before serves: the first view opens the new state, as it
does for whoever comes first after a build; then comes the median of the next views. Beside the milliseconds stand those
of the processor, for on a busy machine only these tell anything. Last come builds in new processes, with nothing to do
and with the speech that was left out: the difference is what one new speech costs. `--keep` keeps copy and index in
DIR, or uses those that are there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from starlette.testclient import TestClient

from benchmarks.library import Asked, every_page
from benchmarks.served import PROJECT
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.publish import publish
from indexer.search.terms import segmenter_of
from retriever import Retriever
from ui.router import application

_VIEWS = 5
_READ = (".txt", ".md", ".docx", ".html", ".pdf")


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
        print(f"{'milliseconds':44}{'cold':>9}{'of CPU':>9}{'warm':>9}{'of CPU':>9}")
        _built("build of all but one", work)
        _measure(work / "index", options.only)
        _built("build with nothing to do", work)
        shutil.copy2(held_back, work / "speeches")
        _built("build with one new speech", work)
    return 0


def _copy(folder: Path, copy: Path) -> Path:
    """The last speech of `folder`; all others are in `copy` now."""
    *others, last = sorted(path for path in folder.iterdir() if path.suffix in _READ)
    copy.mkdir(parents=True, exist_ok=True)
    for path in others:
        shutil.copy2(path, copy)
    (copy / last.name).unlink(missing_ok=True)
    return last


def _built(name: str, work: Path) -> None:
    """Build in a new process and print its time."""
    command = [sys.executable, "-m", "indexer", "build", "--corpus", str(work / "speeches")]
    before, started = os.times(), time.perf_counter()
    subprocess.run([*command, "--index", str(work / "index")], cwd=PROJECT, check=True, capture_output=True)
    taken, after = time.perf_counter() - started, os.times()
    of_processor = after.children_user + after.children_system - before.children_user - before.children_system
    _print(name, taken, of_processor)


def _measure(index: Path, only: str) -> None:
    with Retriever.open(index) as retriever, TestClient(application(retriever)) as client:
        retriever.warm_up()
        pages = [each for each in every_page(lambda path: client.get(path).content) if only in each.name]
        periods = _halves(client)
        for asked in pages:
            _change(index)
            _measure_one(client, replace(asked, path=periods) if "two periods" in asked.name else asked)


def _halves(client: TestClient) -> str:
    """The address that compares the first half of the years with the second."""
    listed = [client.get(f"/api/speeches?limit=40&sort={order}").json()["speeches"] for order in ("oldest", "newest")]
    years = [int(each["date"][:4]) for speeches in listed for each in speeches if each["date"]]
    first, last = min(years), max(years)
    middle = (first + last) // 2
    return "/zh/wording/years?" + urlencode({"first": f"{first}-{middle}", "second": f"{middle + 1}-{last}"})


def _change(index: Path) -> None:
    """Publish a new state, of which nothing is known yet in any process."""
    layout = Layout(index)
    with layout.writer_lock(), Catalog.open_for_writing(layout.catalog) as catalog:
        with catalog.change():
            catalog.set_meta("benchmark", str(catalog.generation))
        publish(layout, catalog, segmenter_of(layout))


def _measure_one(client: TestClient, asked: Asked) -> None:
    (cold, cold_cpu), *warm = [_taken(lambda: _fetch(client, asked)) for _ in range(_VIEWS + 1)]
    _print(asked.name, cold, cold_cpu, median(taken for taken, _ in warm), median(cpu for _, cpu in warm))


def _fetch(client: TestClient, asked: Asked) -> None:
    if asked.body is None:
        answer = client.get(asked.path)
    else:
        answer = client.post(asked.path, content=asked.body.encode("utf-8"), headers={"content-type": asked.kind})
    answer.raise_for_status()


def _taken(work: Callable[[], None]) -> tuple[float, float]:
    """The seconds that `work` takes, and those of the processor, of all threads."""
    started, before = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - before


def _print(name: str, *seconds: float) -> None:
    print(f"{name:44}" + "".join(f"{1000 * each:9.0f}" for each in seconds), flush=True)


if __name__ == "__main__":
    sys.exit(main())
