"""The response times of the phrasing workbench, on a million characters of varied speeches.

    python -m benchmarks.phrasing [--characters 1000000] [--draft]

Occurrences are timed with all that a page needs to show them: every place found and counted, versions apart, and the
first fifty lines. Families are timed as the stage of a build, at a quarter, a half and the whole of the size; the share
of each size beside the one before tells whether the time grows with the size alone. `--draft` compares a draft of 5,000
characters with 1,000 speeches of 5,000.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.clock import seconds
from benchmarks.families import print_lookups, stage_seconds
from benchmarks.recombined import material
from benchmarks.served import PROJECT
from benchmarks.slotted import write_slotted_corpus
from indexer.build import build
from indexer.snapshot import Snapshot
from retriever.opened import OpenedIndex
from retriever.phrasing.occurrences import by_date, lines
from retriever.phrasing.phrase import look_up

SPEECHES = PROJECT / "corpus" / "speeches"
_IN_A_SPEECH = 5_000
_PHRASES = 400
_SHOWN = 50
_SEED = 11


class NoEncoder:
    """An Encoder that embeds nothing: wordings are found without vectors, so their making would only be waited for."""

    name = "none"
    dimension = 1
    precision = "fp32"
    fingerprint = "none/1"

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Ones, shape (len(texts), 1)."""
        return np.ones((len(texts), 1), dtype=np.float32)

    encode_passages = encode_queries

    def encode_passages_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Ones."""
        return self.encode_queries(texts), [np.ones((len(each), 1), dtype=np.float32) for each in spans]


def main() -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phrasing", description=__doc__.split("\n")[0])
    parser.add_argument("--characters", type=int, default=1_000_000, help="of the corpus (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tifa-phrasing-") as folder:
        work = Path(folder)
        index = _print_sizes(work, options.characters)
        _print_occurrences(index)
        print_lookups(index)
    return 0


def _print_sizes(work: Path, characters: int) -> Path:
    """The largest of three indexes, after printing what each took to build."""
    made_of = material(SPEECHES)
    index = work
    for part in (4, 2, 1):
        corpus = write_slotted_corpus(
            work / f"corpus{part}", made_of, characters // part // _IN_A_SPEECH, _IN_A_SPEECH, 3
        )
        index = work / f"index{part}"
        taken = seconds(build, [corpus], index, encoder=NoEncoder())
        families = stage_seconds(index)
        print(
            f"{characters // part:>9,} characters: built without vectors in {taken:.1f} s;"
            f" families in {families:.1f} s, {families * 1e6 * part / characters:.1f} s a million characters"
        )
    return index


def _print_occurrences(index: Path) -> None:
    opened = OpenedIndex.open(index)
    phrases = _phrases(opened.snapshot)
    for phrase in phrases[:20]:  # the texts are read from the disk once
        look_up(opened, phrase)
    print(f"\n{len(phrases)} wordings of 2 to 12 characters, each in the corpus at least once")
    taken = [seconds(_shown, opened, phrase) * 1000 for phrase in phrases]
    p50, p95 = np.percentile(taken, [50, 95])
    places = [len(look_up(opened, phrase).found.counted) for phrase in phrases]
    print(f"places: median {int(np.median(places))}, most {max(places)}")
    print(f"every place, and the first {_SHOWN} lines: p50 {p50:.1f} ms, p95 {p95:.1f} ms, longest {max(taken):.1f} ms")
    opened.close()


def _shown(index: OpenedIndex, phrase: str) -> None:
    lines(index.snapshot, by_date(look_up(index, phrase).found.counted, newest=True)[:_SHOWN])


def _phrases(snapshot: Snapshot) -> list[str]:
    """Wordings cut from anywhere in the texts: frequent ones come as often as they stand there."""
    chance = random.Random(_SEED)
    numbers = sorted(snapshot.speeches())
    texts = [snapshot.with_text(number).text for number in chance.sample(numbers, min(40, len(numbers)))]
    found: list[str] = []
    while len(found) < _PHRASES:
        text, length = chance.choice(texts), chance.randint(2, 12)
        start = chance.randrange(len(text) - length)
        if text[start : start + length].strip():
            found.append(text[start : start + length])
    return found


if __name__ == "__main__":
    sys.exit(main())
