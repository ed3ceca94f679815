"""The quality of answers on any set in BEIR's layout, beside the usual recipe in the same run.

    python -m benchmarks.quality DIR [--model NAME] [--reranker NAME] [--top-k 10] [--out FILE]
    python -m benchmarks.quality DIR [--reranker NAME] --script questions|corpus
    python -m benchmarks.quality DIR [--model NAME] --without article|gold

Each document becomes a Speech through the ordinary pipeline; a document's rank is that of its best passage.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.beir import Question, RetrievalSet, read
from benchmarks.measures import NAMES, Listed, as_run, by_question, mean, paired_interval, print_shown
from benchmarks.systems import SYSTEMS, ask, rank
from benchmarks.traditional import PARTS, in_traditional
from benchmarks.unanswerable import print_notes
from corpus import fold, sentences
from indexer.build import build
from indexer.encoder import Encoder, Reranker, load_encoder, load_reranker
from indexer.fetched import Fetched
from retriever import Answer, Hit, Retriever
from retriever.opened import OpenedIndex

OURS, RERANKED = "ours", "ours + reranker"
_LISTED = 10  # passages that the page lists
OTHERS = tuple(system for system in SYSTEMS if system != OURS)


def main() -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--top-k", type=int, default=10, help="hits a question in --out (default: %(default)s)")
    parser.add_argument("--out", type=Path, help="write one JSON line a question")
    parser.add_argument("--without", choices=("article", "gold"), help="how often it is noted that nothing fits")
    parser.add_argument("--script", choices=PARTS, help="also with this part in Traditional characters, and compared")
    parser.add_argument("--reranker", metavar="NAME", help="also with this CrossEncoder (a folder or a name) behind")
    parser.add_argument("--model", metavar="NAME", help="with this model's vectors in place of the offline one's")
    options = parser.parse_args()
    if options.script and (options.out or options.without):
        parser.error("--script goes with neither --out nor --without")
    if options.reranker and options.without:
        parser.error("--reranker does not go with --without: it changes no note")
    found = read(options.folder)
    encoder = load_encoder(options.model)
    reranker = load_reranker(options.reranker) if options.reranker else None
    if options.script:
        _compare_scripts(found, encoder, reranker, options.script)
        return 0
    with temporary_index(found.documents, encoder) as index:
        if options.without:
            print_notes(found, index, encoder, options.without)
        else:
            measured = _measure(found, index, encoder, reranker)
            _print(measured)
            if options.out:
                _write(measured, options.top_k, options.out)
    return 0


@contextmanager
def temporary_index(documents: Sequence[dict[str, object]], encoder: Encoder) -> Iterator[Path]:
    """The folder of an index over `documents`, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tifa-quality-") as folder:
        yield index_in(Path(folder), documents, encoder)


def index_in(folder: Path, documents: Sequence[dict[str, object]], encoder: Encoder) -> Path:
    """The folder of an index over `documents`, kept in `folder`: one from before is brought up to them."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus, index = folder / "corpus.jsonl", folder / "index"
    corpus.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in documents), encoding="utf-8")
    build([corpus], index, encoder=encoder)
    return index


def _compare_scripts(found: RetrievalSet, encoder: Encoder, reranker: Reranker | None, part: str) -> None:
    """The tables of `found` as it is and with `part` in Traditional characters, and what that changes."""
    both = []
    for name, each in (("as it is", found), (f"{part} in Traditional characters", in_traditional(found, part))):
        print(f"\n=== {name}")
        with temporary_index(each.documents, encoder) as index:
            both.append(_measure(each, index, encoder, reranker))
        _print(both[-1])
    print()
    for half, chosen in _halves(found.questions):
        as_is, converted = (_scores(each, OURS, chosen) for each in both)
        print(f"{half}: ours, {part} in Traditional characters − as it is, {_difference(converted, as_is)}")


@dataclass(frozen=True, slots=True)
class Measured:
    """A set with what each system finds in it: by system and question id.

    `documents` come best first. `answers` and `seconds`, what each of them took, are those of our systems alone.
    """

    found: RetrievalSet
    documents: dict[str, dict[str, list[str]]]
    answers: dict[str, dict[str, Answer | None]]
    seconds: dict[str, list[float]]


def _measure(found: RetrievalSet, index: Path, encoder: Encoder, reranker: Reranker | None) -> Measured:
    opened = OpenedIndex.open(index, encoder=encoder)
    retrievers = {OURS: Retriever(opened)}
    if reranker:
        retrievers[RERANKED] = Retriever(replace(opened, reranker=reranker))
    documents: dict[str, dict[str, list[str]]] = {name: {} for name in (*OTHERS, *retrievers)}
    answers: dict[str, dict[str, Answer | None]] = {name: {} for name in retrievers}
    seconds: dict[str, list[float]] = {name: [] for name in retrievers}
    for number, question in enumerate(found.questions):
        # Each goes first in turn: whoever comes second finds what the question needs in the processor's caches.
        for name in sorted(retrievers, reverse=number % 2 == 1):
            start = time.perf_counter()
            answer = ask(retrievers[name], question.text)
            seconds[name].append(time.perf_counter() - start)
            answers[name][question.query_id] = answer
            documents[name][question.query_id] = _documents(answer.hits if answer else ())
        rankings = rank(opened, encoder, question.text, None)
        for name in OTHERS:
            fetched = opened.snapshot.fetch([passage_id for passage_id, _ in rankings.of[name]])
            documents[name][question.query_id] = _documents(fetched)
    return Measured(found, documents, answers, seconds)


def _print(measured: Measured) -> None:
    for half, chosen in _halves(measured.found.questions):
        print(f"\n{half}: {len(chosen)} questions")
        _print_table(measured, chosen)
        _print_shown(measured, chosen)
        for name, answers in measured.answers.items():
            _print_sentences(name, chosen, answers)
    if RERANKED in measured.seconds:
        _print_cost(measured.seconds)


def _write(measured: Measured, top_k: int, out: Path) -> None:
    answers = measured.answers.get(RERANKED, measured.answers[OURS])
    lines = [_line(question, answers[question.query_id], top_k) for question in measured.found.questions]
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _halves(questions: Sequence[Question]) -> Iterator[tuple[str, list[Question]]]:
    """The halves of `questions` and all of them; a set may have been given with one half only."""
    held_out = [question for question in questions if question.held_out]
    tuning = [question for question in questions if not question.held_out]
    yield from ((name, half) for name, half in (("held-out half", held_out), ("tuning half", tuning)) if half)
    yield "all", list(questions)


def _documents(passages: Iterable[Hit | Fetched]) -> list[str]:
    """The documents of `passages`, each at its best place."""
    return list(dict.fromkeys(each.speech.external_id or "" for each in passages))


def _print_table(measured: Measured, chosen: Sequence[Question]) -> None:
    width = max(map(len, measured.documents)) + 2
    print(" " * width + "".join(f"{name:>10}" for name in NAMES))
    for system in measured.documents:
        rows = _by_question(measured, system, chosen)
        means = (mean([row[name] for row in rows]) for name in NAMES)
        print(f"{system:{width}}" + "".join(f"{value:10.4f}" for value in means))
    ours = _scores(measured, OURS, chosen)
    print(f"{OURS} − recipe, {_difference(ours, _scores(measured, 'recipe', chosen))}")
    if RERANKED in measured.documents:
        print(f"{RERANKED} − {OURS}, {_difference(_scores(measured, RERANKED, chosen), ours)}")


def _difference(these: Sequence[float], those: Sequence[float]) -> str:
    difference, low, high = paired_interval(these, those)
    return f"nDCG@10: {difference:+.4f} (95% interval {low:+.4f} to {high:+.4f})"


def _print_shown(measured: Measured, chosen: Sequence[Question]) -> None:
    listed = {}
    for question in chosen:
        answer = measured.answers[OURS][question.query_id]
        hits = answer.hits[:_LISTED] if answer else ()
        shown = _documents(hit for hit in hits if not hit.is_less_close)
        listed[question.query_id] = Listed(_documents(hits), len(shown))
    print_shown({question.query_id: measured.found.qrels.get(question.query_id, {}) for question in chosen}, listed)


def _print_cost(seconds: dict[str, list[float]]) -> None:
    plain, behind = (statistics.median(seconds[name]) * 1000 for name in (OURS, RERANKED))
    print(f"\na question takes (median): {OURS} {plain:.1f} ms, {RERANKED} {behind:.1f} ms, {behind / plain:.2f} times")


def _by_question(measured: Measured, system: str, chosen: Sequence[Question]) -> list[dict[str, float]]:
    """The measures of `system` for each of `chosen`, in that order."""
    qrels = {question.query_id: measured.found.qrels.get(question.query_id, {}) for question in chosen}
    scores = by_question(qrels, {qid: as_run(measured.documents[system][qid]) for qid in qrels})
    return [scores[qid] for qid in qrels]


def _scores(measured: Measured, system: str, chosen: Sequence[Question]) -> list[float]:
    return [row["nDCG@10"] for row in _by_question(measured, system, chosen)]


def _print_sentences(name: str, chosen: Sequence[Question], answers: dict[str, Answer | None]) -> None:
    """Print how often the highlighted sentence of the first hit holds an answer, and how often the short answer does.

    With the share of the passage that the one is, and the sentences and characters of the other where there is one.
    """
    asked = [(question, answers[question.query_id]) for question in chosen if question.answers]
    if not asked:
        return
    held, share = [], []
    for question, answer in asked:
        marked = marked_sentence(answer)
        held.append(holds_answer(question, marked))
        share.append(len(marked) / len(answer.hits[0].passage.text) if answer and answer.hits else 0.0)
    print(f"{name}: the highlighted sentence holds the answer: {mean(held):.4f}, at {mean(share):.3f} of the passage")
    short = [
        (question, [each.text for each in answer.short.slices]) for question, answer in asked if answer and answer.short
    ]
    if short:
        in_short = sum(holds_answer(question, "\n".join(texts)) for question, texts in short)
        print(
            f"{name}: the short answer holds the answer: {in_short / len(asked):.4f}; "
            f"given to {len(short) / len(asked):.4f} of the questions, "
            f"{mean([len(texts) for _, texts in short]):.2f} sentences, "
            f"{mean([len(''.join(texts)) for _, texts in short]):.0f} characters"
        )


def holds_answer(question: Question, text: str) -> float:
    """1 where `text` holds an answer to the question, else 0."""
    return float(any(fold(wanted).text in fold(text).text for wanted in question.answers))


def marked_sentence(answer: Answer | None) -> str:
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
