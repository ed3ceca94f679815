"""The speed and the memory of the program, beside plain sentence-transformers in the same run.

    python -m benchmarks.speed [--passages 480] [--rounds 3]

Machines differ and are busy with other things: look at the ratios. What is compared alternates, so that both meet the
same noise.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.clock import seconds
from benchmarks.recombined import material, write_corpus
from benchmarks.served import PROJECT, served
from benchmarks.torch_fp32 import plain_sentence_transformer
from corpus import Root, Sidecars, load, passages, scan
from indexer.build import build
from indexer.embed import embedding_input
from indexer.encoder import Encoder, load_encoder
from retriever import Retriever
from retriever.opened import OpenedIndex

SPEECHES = PROJECT / "corpus" / "speeches"
QUESTIONS = sorted((PROJECT / "tests" / "golden").glob("questions-*.jsonl"))
_SAMPLE = 96  # texts a round for the slower side, other ones in each
_COLD_STARTS = 5
_ASKED_WHILE_SERVING = 30


def main() -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, default=480, help="of a build (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of builds (default: %(default)s)")
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="tifa-speed-") as folder:
        work, encoder = Path(folder), load_encoder()
        index = work / "bundled"
        build([SPEECHES], index, encoder=encoder)
        _print_questions(index, encoder)
        _print_processes(index, work)
        _print_builds(work, encoder, options.passages, options.rounds)
    return 0


# --- a build ---------------------------------------------------------------------------------------------------


def _print_builds(work: Path, encoder: Encoder, count: int, rounds: int) -> None:
    made_of, model = material(SPEECHES), plain_sentence_transformer()
    print("\nBuild: passages/s, from files to a published index; the other side only embeds the same texts")
    for name, length in (("about 120 characters", 120), ("natural length", None)):
        corpus = write_corpus(work / name, made_of, count, length, seed=7)
        _print_build(name, corpus, work, encoder, model, rounds)


def _print_build(name: str, corpus: Path, work: Path, encoder: Encoder, model: Any, rounds: int) -> None:  # noqa: ANN401
    texts, typical = _inputs(corpus)
    model.encode_document(texts[:8])
    ours, plain = [], []
    for number in range(rounds):
        share = texts[number :: max(1, len(texts) // _SAMPLE)]
        plain.append(len(share) / seconds(model.encode_document, share, show_progress_bar=False))
        index = work / f"{name} {number}"
        ours.append(len(texts) / seconds(build, [corpus], index, encoder=encoder))
    ratios = [mine / other for mine, other in zip(ours, plain, strict=True)]
    print(f"  {name}: {len(texts)} passages, median {typical} characters, {rounds} rounds")
    print(f"    this program                         {median(ours):8.1f}")
    print(f"    sentence-transformers, torch fp32    {median(plain):8.1f}")
    print(f"    ratio                                {median(ratios):8.1f}   ({_listed(ratios, '.1f')})")


def _inputs(corpus: Path) -> tuple[list[str], int]:
    """The texts that the build embeds, titles included, and the median length of a passage without its title."""
    root = Root(corpus.name, corpus)
    sidecars = Sidecars(root)
    speeches = [speech for file in scan(root) for speech in load(root, file, sidecars).speeches]
    cut = [(speech.title, p.text) for speech in speeches for p in passages(speech.text, speech.speech_id)]
    return [embedding_input(title, text).text for title, text in cut], round(median(len(text) for _, text in cut))


# --- a question ------------------------------------------------------------------------------------------------


class Stopwatch:
    """The time spent in chosen methods of an object."""

    def __init__(self, watched: object, *methods: str) -> None:
        self.seconds = 0.0
        for method in methods:
            setattr(watched, method, self._timed(getattr(watched, method)))

    def _timed(self, method: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **named: object) -> object:
            started = time.perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - started

        return timed


def _print_questions(index: Path, encoder: Encoder) -> None:
    opened = OpenedIndex.open(index, encoder=encoder)
    search = ("dense", "similarities", "keyword", "rarity", "keyword_speeches", "phrase_speeches")
    encoding, searching = Stopwatch(encoder, "encode_queries"), Stopwatch(opened.search, *search)
    questions = _questions()
    _, count, _, _ = opened.snapshot.counts()
    rows = []
    with Retriever(opened) as retriever:
        for question in (*questions[:10], *questions):
            before = encoding.seconds, searching.seconds
            total = seconds(retriever.ask, question)
            parts = encoding.seconds - before[0], searching.seconds - before[1]
            rows.append((total, *parts, total - sum(parts)))
    del encoder.__dict__["encode_queries"]
    times = np.array(rows[10:]) * 1000  # the first ten warmed up
    print(f"\nA question: milliseconds, {len(times)} questions over the bundled speeches ({count} passages)")
    print(f"    {'':8}{'p50':>8}{'p95':>8}")
    for name, column in zip(("total", "encode", "search", "rest"), times.T, strict=True):
        print(f"    {name:8}{np.percentile(column, 50):8.1f}{np.percentile(column, 95):8.1f}")


def _questions() -> list[str]:
    return [json.loads(line)["text"] for file in QUESTIONS for line in file.read_text(encoding="utf-8").splitlines()]


# --- whole processes -------------------------------------------------------------------------------------------


def _print_processes(index: Path, work: Path) -> None:
    questions = _questions()
    asked = [("retriever", "ask", question, "--index", str(index)) for question in questions[:_COLD_STARTS]]
    runs = [_run(*command) for command in asked]
    built = _run("indexer", "build", "--corpus", str(SPEECHES), "--index", str(work / "process"))
    with served(index, SPEECHES) as app:
        app.get("/")
        for question in questions[:_ASKED_WHILE_SERVING]:
            app.ask(question)
        serving = app.seconds, _peak(app.process.pid)
    print("\nWhole processes over the bundled speeches: seconds, and peak memory in MB")
    print(f"    {'one question, python -m retriever ask':52}{median(s for s, _ in runs):6.1f}{_most(runs)}")
    print(f"    {'first build, python -m indexer build':52}{built[0]:6.1f}{_most([built])}")
    name = f"python app.py until it serves; then {_ASKED_WHILE_SERVING} questions"
    print(f"    {name:52}{serving[0]:6.1f}{_most([serving])}")


def _run(*command: str) -> tuple[float, int]:
    """Seconds and peak memory in bytes of `python -m` command."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, _peak(process.pid))
        time.sleep(0.01)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - started, peak


def _peak(pid: int) -> int:
    """The most memory, in bytes, that the process has held at once; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    held = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(held[0]) * 1024 if held else 0


def _most(runs: Sequence[tuple[float, int]]) -> str:
    most = max(peak for _, peak in runs)
    return f"{most / 1e6:8.0f}" if most else f"{'?':>8}"


def _listed(values: Sequence[float], form: str) -> str:
    return ", ".join(format(value, form) for value in values)


if __name__ == "__main__":
    sys.exit(main())
