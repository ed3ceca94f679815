"""The quality of answers to our golden questions over the bundled speeches, beside the usual recipe in the same run.

    python -m benchmarks.golden [--kind KIND]... [--pool FILE]

A question's gold is quoted text: a passage that holds more than half of a quotation is relevant, with its grade. What
says the same (versions of one speech, repeated paragraphs) counts once for every system, as it does on the page. A
follow-up is asked of the other systems together with the question before it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.beir import held_out
from benchmarks.measures import NAMES, Listed, as_run, by_question, mean, paired_interval, print_shown
from benchmarks.systems import SYSTEMS, Ranking, ask, rank
from corpus import SpeechFacts
from indexer.build import build
from indexer.encoder import Encoder, load_encoder
from retriever import Retriever
from retriever.opened import OpenedIndex
from retriever.ranking.grouping import groups

SPEECHES = Path("corpus/speeches")
QUESTIONS = Path("tests/golden")
_POOLED = 10
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of a speech, and how well it answers: 2 answers, 1 helps."""

    path: str
    text: str
    grade: int


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question as people ask it, what was asked before it, and where the answers stand."""

    query_id: str
    kind: str
    text: str
    previous: str | None
    gold: tuple[Quote, ...]


def read_questions(folder: Path = QUESTIONS) -> list[GoldenQuestion]:
    """The questions of every questions*.jsonl in `folder`, with the judgments of the pools added to their gold."""
    judged: dict[str, list[Quote]] = {}
    for line in _lines(folder, "judgments*.jsonl"):
        judged.setdefault(line["_id"], []).append(_quote(line))
    return [
        GoldenQuestion(
            line["_id"],
            line["kind"],
            line["text"],
            line.get("previous"),
            (*map(_quote, line["gold"]), *judged.get(line["_id"], ())),
        )
        for line in _lines(folder, "questions*.jsonl")
    ]


def _lines(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _quote(line: dict[str, Any]) -> Quote:
    return Quote(line["path"], line["quote"], line["grade"])


def name_of(speech: SpeechFacts) -> str:
    """The name of a speech in the gold: its path, with `#_id` in a file of several."""
    return f"{speech.path}#{speech.external_id}" if speech.external_id else speech.path


class Found(NamedTuple):
    """The findings for a question: the passages of each system, our note, and how many of our first ten are shown."""

    of: dict[str, Ranking]
    note: str | None
    shown: int


class Bench:
    """The bundled speeches indexed, each passage known by its unit: all that say the same are one."""

    def __init__(self, index: Path, encoder: Encoder) -> None:
        self.index = OpenedIndex.open(index, encoder=encoder)
        self.retriever = Retriever(self.index)
        self.encoder = encoder
        snapshot = self.index.snapshot
        ids = snapshot.passage_ids()
        self._fetched = snapshot.fetch(ids.tolist())
        self.unit_of: dict[int, str] = {}
        for group in groups(self._fetched, snapshot.signatures(ids), snapshot.version_keys(ids).__getitem__):
            for member in (group.shown, *group.others):
                self.unit_of[member.passage_id] = str(group.shown.passage_id)

    def qrels(self, question: GoldenQuestion) -> dict[str, int]:
        """The grade of each relevant unit."""
        grades: dict[str, int] = {}
        for quote in question.gold:
            for item in self._fetched:
                if name_of(item.speech) == quote.path and _holds(
                    item.speech.text, item.passage.start, item.passage.end, quote
                ):
                    unit = self.unit_of[item.passage_id]
                    grades[unit] = max(quote.grade, grades.get(unit, 0))
        return grades

    def rankings(self, question: GoldenQuestion) -> Found:
        """The passages of each system, and what ours says of its own."""
        before = ask(self.retriever, question.previous) if question.previous else None
        answer = ask(self.retriever, question.text, before)
        text = f"{question.previous} {question.text}" if question.previous else question.text
        ranked = rank(self.index, self.encoder, text, answer)
        shown = sum(not hit.is_less_close for hit in answer.hits[:_LISTED]) if answer else 0
        return Found(ranked.of, answer.note.code if answer and answer.note else None, shown)

    def units(self, ranking: Ranking) -> list[str]:
        """The units of a ranking, each at its best place."""
        return list(dict.fromkeys(self.unit_of[passage_id] for passage_id, _ in ranking))

    def listed(self, found: Found) -> Listed:
        """The units of our first ten passages."""
        first = found.of["ours"][:_LISTED]
        return Listed(self.units(first), len(self.units(first[: found.shown])))


def _holds(text: str, start: int, end: int, quote: Quote) -> bool:
    at = text.find(quote.text)
    return at >= 0 and min(end, at + len(quote.text)) - max(start, at) > len(quote.text) / 2


@contextmanager
def bundled_index(encoder: Encoder) -> Iterator[Path]:
    """The folder of an index over the bundled speeches, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tifa-golden-") as folder:
        build([SPEECHES], Path(folder), encoder=encoder)
        yield Path(folder)


def main() -> int:
    """Print the tables; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.golden", description=__doc__.split("\n")[0])
    parser.add_argument("--kind", action="append", help="only questions of this kind")
    parser.add_argument("--pool", type=Path, help="write the passages that want judging, a JSON line a question")
    options = parser.parse_args()
    encoder = load_encoder()
    questions = [q for q in read_questions() if not options.kind or q.kind in options.kind]
    with bundled_index(encoder) as index:
        bench = Bench(index, encoder)
        found = {question.query_id: bench.rankings(question) for question in questions}
        if options.pool:
            _write_pool(options.pool, bench, questions, {qid: each.of for qid, each in found.items()})
        _print(bench, questions, found)
    return 0


def _print(bench: Bench, questions: Sequence[GoldenQuestion], found: dict[str, Found]) -> None:
    answerable = [question for question in questions if question.gold]
    qrels = {question.query_id: bench.qrels(question) for question in answerable}
    lost = [qid for qid, grades in qrels.items() if not grades]
    if lost:
        print(f"gold that is in no passage: {', '.join(lost)}")
    scores = {
        system: by_question(qrels, {qid: as_run(bench.units(found[qid].of[system])) for qid in qrels})
        for system in SYSTEMS
    }
    kinds = Counter(question.kind for question in answerable)
    for name in ("all", *kinds):
        chosen = [q.query_id for q in answerable if name in ("all", q.kind)]
        print(f"\n{name}: {len(chosen)} questions\n{'':10}" + "".join(f"{measure:>10}" for measure in NAMES))
        for system in SYSTEMS:
            means = (mean([scores[system][qid][measure] for qid in chosen]) for measure in NAMES)
            print(f"{system:10}" + "".join(f"{value:10.4f}" for value in means))
        ours, recipe = ([scores[system][qid]["nDCG@10"] for qid in chosen] for system in ("ours", "recipe"))
        difference, low, high = paired_interval(ours, recipe)
        print(f"ours − recipe, nDCG@10: {difference:+.4f} (95% interval {low:+.4f} to {high:+.4f})")
    print()
    for half in ("held-out half", "tuning half", "all"):
        chosen = [qid for qid in qrels if half == "all" or held_out(qid) == (half == "held-out half")]
        print(f"{half}, ", end="")
        print_shown({qid: qrels[qid] for qid in chosen}, {qid: bench.listed(found[qid]) for qid in chosen})
    noted = {
        question.query_id: (found[question.query_id].note or "").startswith("no_close_match") for question in questions
    }
    empty = [q.query_id for q in questions if not q.gold]
    print(f"\nnoted as no close match: {sum(noted[q] for q in empty)} of {len(empty)} that the corpus cannot answer,")
    print(f"{sum(noted[q] for q in qrels)} of {len(qrels)} that it can:")
    by_kind = Counter(question.kind for question in answerable if noted[question.query_id])
    print(", ".join(f"{by_kind[kind]} of {count} {kind}" for kind, count in kinds.items()))


def _write_pool(
    path: Path, bench: Bench, questions: Sequence[GoldenQuestion], rankings: dict[str, dict[str, Ranking]]
) -> None:
    """The top passages of all systems together that no gold covers, for a person to grade."""
    with path.open("w", encoding="utf-8") as file:
        for question in questions:
            covered = bench.qrels(question)
            pooled = {p: None for ranking in rankings[question.query_id].values() for p, _ in ranking[:_POOLED]}
            items = [
                item
                for item in bench.index.snapshot.fetch(list(pooled))
                if bench.unit_of[item.passage_id] not in covered
            ]
            line = {
                "_id": question.query_id,
                "previous": question.previous,
                "text": question.text,
                "gold": [quote.text for quote in question.gold],
                "pool": [{"path": name_of(item.speech), "text": item.passage.text} for item in items],
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
