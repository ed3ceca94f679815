"""The cost of a rebuild in the background to those who ask meanwhile, and the memory it takes.

    python -m benchmarks.background [--speeches 400] [--added 60]

Machines differ: look at the ratio. The same questions are asked before, during and after the rebuild.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.clock import seconds
from benchmarks.recombined import PARAGRAPHS, material, write_corpus
from benchmarks.served import PROJECT
from indexer.build import build
from indexer.encoder import load_encoder
from indexer.library import changes
from indexer.rebuilds import Rebuilds
from retriever import Retriever

SPEECHES = PROJECT / "corpus" / "speeches"
QUESTIONS = sorted((PROJECT / "tests" / "golden").glob("questions-*.jsonl"))
_ASKED = 60
_ASKERS = 4
_LONGEST = 3600


def main() -> int:
    """Print the figures; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.background", description=__doc__.split("\n")[0])
    parser.add_argument("--speeches", type=int, default=400, help="in the index (default: %(default)s)")
    parser.add_argument("--added", type=int, default=60, help="by the rebuild (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tifa-background-") as folder:
        _measure(Path(folder), options.speeches, options.added)
    return 0


def _measure(work: Path, speeches: int, added: int) -> None:
    made_of, encoder, index = material(SPEECHES), load_encoder(), work / "index"
    corpus = write_corpus(work / "corpus", made_of, speeches * PARAGRAPHS, None, seed=1)
    build([corpus], index, encoder=encoder)
    write_corpus(corpus / "added", made_of, added * PARAGRAPHS, None, seed=2)
    with Retriever.open(index, encoder=encoder) as retriever:
        jobs, questions = Rebuilds(index, retriever.release), itertools.cycle(_questions())
        retriever.warm_up()
        list(_asked(retriever, questions, _ASKED))
        before = list(_asked(retriever, questions, _ASKED))
        started = time.perf_counter()
        jobs.request()
        during: list[float] = []
        while jobs.state.kind == "running":
            during += _asked(retriever, questions, 1)
        took = time.perf_counter() - started
        after = list(_asked(retriever, questions, _ASKED))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"{speeches} speeches, {added} added: {took:.1f} s, peak memory of the rebuild {peak / 1024:.0f} MB")
        for name, times in (("before", before), ("during", during), ("after", after)):
            p50, p95 = np.percentile(times, (50, 95)) * 1000
            print(f"  {name:7} {len(times):5} questions: p50 {p50:6.1f} ms, p95 {p95:6.1f} ms")
        print(f"  during / before: {np.median(during) / np.median(before):.1f}")
        _measure_one_file(retriever, jobs, corpus)
        _measure_purge(retriever, jobs)


def _measure_one_file(retriever: Retriever, jobs: Rebuilds, corpus: Path) -> None:
    """Print the time that a single new file takes while nobody asks, and while several ask without a pause."""
    questions = _questions()

    def without_a_pause(over: threading.Event, first: int) -> list[float]:
        asked = itertools.cycle(questions[first:] + questions[:first])
        times: list[float] = []
        while not over.is_set():
            times += _asked(retriever, asked, 1)
        return times

    for askers in (0, 1, _ASKERS):
        (corpus / f"one-{askers}.md").write_text(f"渡口从今天起加开夜船{askers}班。\n", encoding="utf-8")
        over = threading.Event()
        with ThreadPoolExecutor(askers + 1) as pool:
            asking = [pool.submit(without_a_pause, over, number) for number in range(askers)]
            took = seconds(_rebuilt, jobs)
            over.set()
            times = [each for one in asking for each in one.result()]
        said = f"questions: p50 {np.median(times) * 1000:.1f} ms" if times else ""
        print(f"  one new file, {askers} asking without a pause: {took:.1f} s {said}")


def _measure_purge(retriever: Retriever, jobs: Rebuilds) -> None:
    opened = retriever.newest()
    speech = next(iter(opened.snapshot.speeches().values()))
    changes.remove(opened.snapshot, speech.root, speech.path)
    print(f"  a removal takes effect after {seconds(_rebuilt, jobs):.1f} s")
    changes.purge(opened.snapshot, speech.root, speech.path)
    del opened
    print(f"  a deletion for good after {seconds(_rebuilt, jobs):.1f} s ({jobs.state.last})")


def _rebuilt(jobs: Rebuilds) -> None:
    jobs.request()
    jobs.wait(_LONGEST)


def _questions() -> list[str]:
    lines = (line for path in QUESTIONS for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(line)["text"] for line in lines]


def _asked(retriever: Retriever, questions: Iterator[str], count: int) -> Iterator[float]:
    for _ in range(count):
        yield seconds(retriever.ask, next(questions))


if __name__ == "__main__":
    raise SystemExit(main())
