"""The worth of each kind of evidence: the answers with all of it, and with one kind after the other left out.

    python -m benchmarks.ablation [DIR]...

Printed is nDCG@10 over the tuning half of the golden questions (without follow-ups) and of each set in BEIR's layout.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.beir import held_out, read
from benchmarks.golden import Bench, bundled_index, read_questions
from benchmarks.measures import as_run, by_question, mean
from benchmarks.quality import temporary_index
from benchmarks.systems import ask, ids_of_answer
from indexer import embed
from indexer.encoder import Encoder, load_encoder
from retriever import Retriever
from retriever.opened import OpenedIndex
from retriever.ranking import weights


@dataclass(frozen=True, slots=True)
class Variant:
    """Values put in place of the modules' own, as one variant; `embeds` if passages are embedded anew for it."""

    name: str
    instead: Mapping[tuple[Any, str], object]
    embeds: bool = False


VARIANTS = (
    Variant("all of it", {}),
    Variant("the keyword side always votes", {(weights, "NO_VOTE"): -2.0, (weights, "FULL_VOTE"): -1.0}),
    Variant("no keyword side", {(weights, "NO_VOTE"): 2.0, (weights, "FULL_VOTE"): 3.0}),
    Variant("no character pairs", {(weights, "BOOSTS"): replace(weights.BOOSTS, pairs=0.0, head_pairs=0.0)}),
    Variant("no words", {(weights, "BOOSTS"): replace(weights.BOOSTS, words=0.0, head_words=0.0)}),
    Variant("no title and headings", {(weights, "BOOSTS"): replace(weights.BOOSTS, head_words=0.0, head_pairs=0.0)}),
    Variant("no whole speech", {(weights, "FUSION"): replace(weights.FUSION, speech=0.0)}),
    Variant("no best sentence", {(weights, "BEST_SENTENCE"): 0.0}),
    Variant("best sentence by meaning alone", {(weights, "WORDS_BESIDE"): 0.0, (weights, "KIND_BESIDE"): 0.0}),
    Variant("no language set back", {(weights, "BELIEVED_HALF"): math.inf}),
    Variant("no title embedded", {(embed, "embedding_text"): lambda _title, text: text}, embeds=True),
)


def main() -> int:
    """Print the table; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="*", metavar="DIR")
    options = parser.parse_args()
    encoder = load_encoder()
    names = ["golden", *(folder.name for folder in options.folders)]
    print(f"{'':32}" + "".join(f"{name:>14}" for name in names))
    with ExitStack() as stack:
        indexes = _indexes(stack, options.folders, encoder)
        for variant in VARIANTS:
            with _in_place(variant), ExitStack() as anew:
                used = _indexes(anew, options.folders, encoder) if variant.embeds else indexes
                _print_row(variant.name, used, options.folders, encoder, understand=True)
        _print_row("no filters in the words", indexes, options.folders, encoder, understand=False)
    return 0


def _indexes(stack: ExitStack, folders: Sequence[Path], encoder: Encoder) -> list[Path]:
    sets = [stack.enter_context(temporary_index(read(folder).documents, encoder)) for folder in folders]
    return [stack.enter_context(bundled_index(encoder)), *sets]


@contextmanager
def _in_place(variant: Variant) -> Iterator[None]:
    with ExitStack() as stack:
        for (module, name), value in variant.instead.items():
            stack.enter_context(patch.object(module, name, value))
        yield


def _print_row(name: str, indexes: Sequence[Path], folders: Sequence[Path], encoder: Encoder, understand: bool) -> None:
    figures = [_golden(indexes[0], encoder, understand)]
    figures += [_set(folder, index, encoder, understand) for folder, index in zip(folders, indexes[1:], strict=True)]
    print(f"{name:32}" + "".join(f"{figure:14.4f}" for figure in figures), flush=True)


def _golden(index: Path, encoder: Encoder, understand: bool) -> float:
    bench = Bench(index, encoder)
    chosen = [q for q in read_questions() if q.gold and q.kind != "followup" and not held_out(q.query_id)]
    run = {
        q.query_id: as_run(
            bench.units(ids_of_answer(bench.index.snapshot, ask(bench.retriever, q.text, understand=understand)))
        )
        for q in chosen
    }
    return _ndcg({q.query_id: bench.qrels(q) for q in chosen}, run)


def _set(folder: Path, index: Path, encoder: Encoder, understand: bool) -> float:
    found, retriever = read(folder), Retriever(OpenedIndex.open(index, encoder=encoder))
    chosen = [q for q in found.questions if not q.held_out]
    run = {}
    for question in chosen:
        answer = ask(retriever, question.text, understand=understand)
        documents = dict.fromkeys(hit.speech.external_id or "" for hit in answer.hits) if answer else {}
        run[question.query_id] = as_run(list(documents))
    return _ndcg({q.query_id: found.qrels[q.query_id] for q in chosen}, run)


def _ndcg(qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> float:
    return mean([row["nDCG@10"] for row in by_question(qrels, run).values()])


if __name__ == "__main__":
    sys.exit(main())
