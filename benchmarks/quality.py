"""How well questions are answered, on any set in BEIR's layout, beside the usual recipe in the same run.

    python -m benchmarks.quality DIR [--top-k 10] [--out FILE] [--without article|gold] [--script questions|corpus]

Each document becomes a Speech through the ordinary pipeline; a document's rank is that of its best passage.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.beir import Question, RetrievalSet, read
from benchmarks.measures import NAMES, as_run, by_question, mean, paired_interval
from benchmarks.script import PARTS, in_traditional
from benchmarks.systems import SYSTEMS, Rankings, ask, rank
from benchmarks.unanswerable import print_notes
from corpus import fold, sentences
from indexer.build import build
from indexer.encoder import Encoder, load_encoder
from indexer.engine import EmbeddedEngine
from retriever import Answer, Retriever


def main() -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--top-k", type=int, default=10, help="hits a question in --out (default: %(default)s)")
    parser.add_argument("--out", type=Path, help="write one JSON line a question")
    parser.add_argument("--without", choices=("article", "gold"), help="how often it is noted that nothing fits")
    parser.add_argument("--script", choices=PARTS, help="also with this part in Traditional characters, and compared")
    options = parser.parse_args()
    if options.script and (options.out or options.without):
        parser.error("--script goes with neither --out nor --without")
    found = read(options.folder)
    encoder = load_encoder()
    if options.script:
        _compare_scripts(found, encoder, options.script)
        return 0
    with temporary_index(found.documents, encoder) as index:
        if options.without:
            print_notes(found, index, encoder, options.without)
        else:
            measured = _measure(found, index, encoder)
            _print(measured)
            if options.out:
                _write(measured, options.top_k, options.out)
    return 0


@contextmanager
def temporary_index(documents: Sequence[dict[str, object]], encoder: Encoder) -> Iterator[Path]:
    """The folder of an index over `documents`, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tifa-quality-") as folder:
        corpus = Path(folder) / "corpus.jsonl"
        corpus.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in documents), encoding="utf-8")
        build([corpus], Path(folder) / "index", encoder=encoder)
        yield Path(folder) / "index"


def _compare_scripts(found: RetrievalSet, encoder: Encoder, part: str) -> None:
    """The tables of `found` as it is and with `part` in Traditional characters, and what that changes."""
    both = []
    for name, each in (("as it is", found), (f"{part} in Traditional characters", in_traditional(found, part))):
        print(f"\n=== {name}")
        with temporary_index(each.documents, encoder) as index:
            both.append(_measure(each, index, encoder))
        _print(both[-1])
    print()
    for half, chosen in _halves(found.questions):
        as_is, converted = (_scores(each, "ours", chosen) for each in both)
        difference, low, high = paired_interval(converted, as_is)
        print(
            f"{half}: ours, {part} in Traditional characters − as it is, nDCG@10: "
            f"{difference:+.4f} (95% interval {low:+.4f} to {high:+.4f})"
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """A set with the documents that each system finds for each question, best first, and our answers."""

    found: RetrievalSet
    documents: dict[str, dict[str, list[str]]]
    answers: dict[str, Answer | None]


def _measure(found: RetrievalSet, index: Path, encoder: Encoder) -> Measured:
    engine = EmbeddedEngine.open(index)
    retriever = Retriever(engine, encoder)
    rankings: dict[str, Rankings] = {}
    for question in found.questions:
        rankings[question.query_id] = rank(engine, encoder, question.text, ask(retriever, question.text))
    documents = {system: {qid: _documents(engine, of.of[system]) for qid, of in rankings.items()} for system in SYSTEMS}
    return Measured(found, documents, {qid: of.answer for qid, of in rankings.items()})


def _print(measured: Measured) -> None:
    for half, chosen in _halves(measured.found.questions):
        print(f"\n{half}: {len(chosen)} questions")
        _print_table(measured, chosen)
        _print_sentences(chosen, measured.answers)


def _write(measured: Measured, top_k: int, out: Path) -> None:
    lines = [_line(question, measured.answers[question.query_id], top_k) for question in measured.found.questions]
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _halves(questions: Sequence[Question]) -> Iterator[tuple[str, list[Question]]]:
    yield "held-out half", [question for question in questions if question.held_out]
    yield "tuning half", [question for question in questions if not question.held_out]
    yield "all", list(questions)


def _documents(engine: EmbeddedEngine, ranking: list[tuple[int, float]]) -> list[str]:
    """The documents of the passages, each at its best place."""
    fetched = engine.fetch([passage_id for passage_id, _ in ranking])
    return list(dict.fromkeys(item.speech.external_id or "" for item in fetched))


def _print_table(measured: Measured, chosen: Sequence[Question]) -> None:
    print(f"{'':10}" + "".join(f"{name:>10}" for name in NAMES))
    for system in measured.documents:
        rows = _by_question(measured, system, chosen)
        means = (mean([row[name] for row in rows]) for name in NAMES)
        print(f"{system:10}" + "".join(f"{value:10.4f}" for value in means))
    ours, recipe = (_scores(measured, system, chosen) for system in ("ours", "recipe"))
    difference, low, high = paired_interval(ours, recipe)
    print(f"ours − recipe, nDCG@10: {difference:+.4f} (95% interval {low:+.4f} to {high:+.4f})")


def _by_question(measured: Measured, system: str, chosen: Sequence[Question]) -> list[dict[str, float]]:
    """The measures of `system` for each of `chosen`, in that order."""
    qrels = {question.query_id: measured.found.qrels.get(question.query_id, {}) for question in chosen}
    scores = by_question(qrels, {qid: as_run(measured.documents[system][qid]) for qid in qrels})
    return [scores[qid] for qid in qrels]


def _scores(measured: Measured, system: str, chosen: Sequence[Question]) -> list[float]:
    return [row["nDCG@10"] for row in _by_question(measured, system, chosen)]


def _print_sentences(chosen: list[Question], answers: dict[str, Answer | None]) -> None:
    """How often the one highlighted sentence of the first hit holds an answer, and how much of the passage it is."""
    asked = [(question, answers[question.query_id]) for question in chosen if question.answers]
    if not asked:
        return
    held, share = [], []
    for question, answer in asked:
        marked = _marked(answer)
        held.append(float(any(fold(wanted).text in fold(marked).text for wanted in question.answers)))
        share.append(len(marked) / len(answer.hits[0].passage.text) if answer and answer.hits else 0.0)
    print(f"the highlighted sentence holds the answer: {mean(held):.4f}, at {mean(share):.3f} of the passage")


def _marked(answer: Answer | None) -> str:
    """The text of the first hit's highlight if it is exactly one sentence, else ""."""
    if answer is None or not answer.hits or len(answer.hits[0].highlights) != 1:
        return ""
    hit = answer.hits[0]
    (start, end) = hit.highlights[0]
    return hit.passage.text[start:end] if (start, end) in sentences(hit.passage.text) else ""


def _line(question: Question, answer: Answer | None, top_k: int) -> dict[str, object]:
    hits = answer.hits[:top_k] if answer else ()
    return {
        "query_id": question.query_id,
        "hits": [
            {
                "doc_id": hit.speech.external_id,
                "score": hit.score,
                "highlight": " ".join(hit.passage.text[start:end] for start, end in hit.highlights),
            }
            for hit in hits
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
