"""How well questions are answered, on any set in BEIR's layout, beside the usual recipe in the same run.

    python -m benchmarks.quality DIR [--top-k 10] [--out FILE] [--without article|gold]

Each document becomes a Speech through the ordinary pipeline; a document's rank is that of its best passage.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.beir import Question, RetrievalSet, read
from benchmarks.measures import NAMES, as_run, by_question, mean, paired_interval
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
    options = parser.parse_args()
    found = read(options.folder)
    encoder = load_encoder()
    with temporary_index(found.documents, encoder) as index:
        if options.without:
            print_notes(found, index, encoder, options.without)
        else:
            _measure(found, index, encoder, options.top_k, options.out)
    return 0


@contextmanager
def temporary_index(documents: Sequence[dict[str, object]], encoder: Encoder) -> Iterator[Path]:
    """The folder of an index over `documents`, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tifa-quality-") as folder:
        corpus = Path(folder) / "corpus.jsonl"
        corpus.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in documents), encoding="utf-8")
        build([corpus], Path(folder) / "index", encoder=encoder)
        yield Path(folder) / "index"


def _measure(found: RetrievalSet, index: Path, encoder: Encoder, top_k: int, out: Path | None) -> None:
    engine = EmbeddedEngine.open(index)
    retriever = Retriever(engine, encoder)
    rankings: dict[str, Rankings] = {}
    for question in found.questions:
        rankings[question.query_id] = rank(engine, encoder, question.text, ask(retriever, question.text))
    documents = {system: {qid: _documents(engine, of.of[system]) for qid, of in rankings.items()} for system in SYSTEMS}
    for half, chosen in _halves(found.questions):
        print(f"\n{half}: {len(chosen)} questions")
        _print_table(found, documents, chosen)
        _print_sentences(chosen, {qid: of.answer for qid, of in rankings.items()})
    if out:
        lines = [_line(question, rankings[question.query_id].answer, top_k) for question in found.questions]
        out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _halves(questions: Sequence[Question]) -> Iterator[tuple[str, list[Question]]]:
    yield "held-out half", [question for question in questions if question.held_out]
    yield "tuning half", [question for question in questions if not question.held_out]
    yield "all", list(questions)


def _documents(engine: EmbeddedEngine, ranking: list[tuple[int, float]]) -> list[str]:
    """The documents of the passages, each at its best place."""
    fetched = engine.fetch([passage_id for passage_id, _ in ranking])
    return list(dict.fromkeys(item.speech.external_id or "" for item in fetched))


def _print_table(found: RetrievalSet, documents: dict[str, dict[str, list[str]]], chosen: list[Question]) -> None:
    qrels = {question.query_id: found.qrels.get(question.query_id, {}) for question in chosen}
    scores = {system: by_question(qrels, {qid: as_run(documents[system][qid]) for qid in qrels}) for system in SYSTEMS}
    print(f"{'':10}" + "".join(f"{name:>10}" for name in NAMES))
    for system in SYSTEMS:
        means = (mean([row[name] for row in scores[system].values()]) for name in NAMES)
        print(f"{system:10}" + "".join(f"{value:10.4f}" for value in means))
    ours, recipe = ([scores[system][qid]["nDCG@10"] for qid in qrels] for system in ("ours", "recipe"))
    difference, low, high = paired_interval(ours, recipe)
    print(f"ours − recipe, nDCG@10: {difference:+.4f} (95% interval {low:+.4f} to {high:+.4f})")


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
