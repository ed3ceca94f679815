"""One table: every set, every system, over the same index and the same vectors.

    python -m benchmarks.leaderboard [DIR]... [--model NAME] [--reranker NAME] [--cache FOLDER]

The sets are the golden questions over the bundled speeches and each DIR in BEIR's layout, of which the held-out half is
measured where there is one. txtai is a row where it is installed. The table is Markdown, as docs/retrieval.md has it.
The index of each DIR is kept in FOLDER, so that its passages are embedded once.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.beir import Question, read
from benchmarks.golden import Bench, bundled_index, read_questions
from benchmarks.measures import NAMES, Qrels, as_run, by_question, mean, paired_interval
from benchmarks.quality import OURS, RERANKED, holds_answer, index_in, marked_sentence
from benchmarks.systems import ask, dense, ids_of_answer, keyword, rank_fusion
from benchmarks.unanswerable import nothing_fits
from indexer.encoder import Encoder, Reranker, cache_folder, load_encoder, load_reranker
from retriever import Answer, Retriever
from retriever.opened import OpenedIndex

_LISTED = 100  # passages that a system is asked for
_ON_PAGE = 10  # of them, those that a page lists


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what was asked before it, which the other systems are asked together with it."""

    question: Question
    previous: str | None = None

    @property
    def query_id(self) -> str:
        """The id of the question."""
        return self.question.query_id

    @property
    def whole(self) -> str:
        """The text for a system that keeps no conversation."""
        return f"{self.previous} {self.question.text}" if self.previous else self.question.text


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """An index with questions, the relevant documents of each, and the documents that passages stand for."""

    name: str
    index: OpenedIndex
    questions: Sequence[Asked]
    qrels: Qrels
    documents: Callable[[Sequence[int]], list[str]]


class Found(NamedTuple):
    """The passages that a system finds, best first; how many are in sight, for ours folds some; our own answer."""

    passages: Sequence[int]
    shown: int
    answer: Answer | None = None


System = Callable[[Asked], Found]


def main() -> int:
    """Print the table; 0 always, for it measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.leaderboard", description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="*", metavar="DIR")
    parser.add_argument("--model", metavar="NAME", help="with this model's vectors in place of the offline one's")
    parser.add_argument("--reranker", metavar="NAME", help="also with this CrossEncoder (a folder or a name) behind")
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", default=cache_folder() / "benchmarks", help="default: %(default)s"
    )
    options = parser.parse_args()
    encoder = load_encoder(options.model)
    reranker = load_reranker(options.reranker) if options.reranker else None
    print_head()
    with _golden(encoder) as found:
        print_rows(found, encoder, reranker)
    for folder in options.folders:
        kept = options.cache / encoder.fingerprint.replace("/", "-") / folder.name
        print_rows(set_of(folder, index_in(kept, read(folder).documents, encoder), encoder), encoder, reranker)
    return 0


@contextmanager
def _golden(encoder: Encoder) -> Iterator[QuestionSet]:
    with bundled_index(encoder) as index:
        yield golden_set(index, encoder)


def golden_set(index: Path, encoder: Encoder) -> QuestionSet:
    """The golden questions that have an answer, over the bundled speeches in `index`."""
    bench = Bench(index, encoder)
    questions = [question for question in read_questions() if question.gold]
    return QuestionSet(
        "golden",
        bench.index,
        [Asked(Question(question.query_id, question.text), question.previous) for question in questions],
        {question.query_id: bench.qrels(question) for question in questions},
        lambda passages: list(dict.fromkeys(bench.unit_of[passage] for passage in passages)),
    )


def set_of(folder: Path, index: Path, encoder: Encoder) -> QuestionSet:
    """The held-out half of the set in `folder`, or all of it where it has none, over its documents in `index`."""
    found, opened = read(folder), OpenedIndex.open(index, encoder=encoder)
    questions = [question for question in found.questions if question.held_out] or found.questions
    return QuestionSet(
        folder.name,
        opened,
        [Asked(question) for question in questions],
        {question.query_id: found.qrels[question.query_id] for question in questions},
        lambda passages: list(
            dict.fromkeys(item.speech.external_id or "" for item in opened.snapshot.fetch(list(passages)))
        ),
    )


def systems(of: OpenedIndex, encoder: Encoder, reranker: Reranker | None) -> dict[str, System]:
    """The systems by name, each over the passages and vectors of one index."""
    found: dict[str, System] = {
        "keyword": lambda asked: _all_shown(keyword(of, asked.whole)),
        "dense": lambda asked: _all_shown(dense(of, encoder, asked.whole)),
        "recipe": lambda asked: _all_shown(rank_fusion([keyword(of, asked.whole), dense(of, encoder, asked.whole)])),
    }
    if find_spec("txtai"):
        from benchmarks.peers.txtai_answers import TxtaiAnswers

        txtai = TxtaiAnswers(of, encoder)
        found["txtai"] = lambda asked: Found(txtai.passages(asked.whole, _LISTED), _ON_PAGE)
    found[OURS] = _ours(of)
    if reranker:
        found[RERANKED] = _ours(replace(of, reranker=reranker))
    return found


def _all_shown(ranking: Sequence[tuple[int, float]]) -> Found:
    return Found([passage for passage, _ in ranking], _ON_PAGE)


def _ours(of: OpenedIndex) -> System:
    retriever = Retriever(of)

    def found(asked: Asked) -> Found:
        before = ask(retriever, asked.previous) if asked.previous else None
        answer = ask(retriever, asked.question.text, before)
        shown = sum(not hit.is_less_close for hit in answer.hits[:_ON_PAGE]) if answer else 0
        return Found([passage for passage, _ in ids_of_answer(of.snapshot, answer)], shown, answer)

    return found


COLUMNS = (
    "set",
    "system",
    "nDCG@10 (95% interval)",
    "MRR@10",
    "R@1",
    "shown that is relevant",
    "highlighted sentence holds the answer",
    "short answer holds it",
    "said wrongly that nothing fits",
    "ms a question",
    "ours − it, nDCG@10 (95% interval)",
)


def print_head() -> None:
    """Print the head of the table."""
    print(f"{_row(COLUMNS)}\n|{'---|' * len(COLUMNS)}", flush=True)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def print_rows(of: QuestionSet, encoder: Encoder, reranker: Reranker | None) -> None:
    """Print a row for each system: means over the questions, the median of what a question takes, and how far ours is
    ahead.
    """
    asked = systems(of.index, encoder, reranker)
    found: dict[str, dict[str, Found]] = {name: {} for name in asked}
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    for number, question in enumerate(of.questions):
        # Each goes first in turn: whoever comes later finds what the question needs in the processor's caches.
        names = list(asked)
        first = number % len(names)
        for name in names[first:] + names[:first]:
            start = time.perf_counter()
            found[name][question.query_id] = asked[name](question)
            seconds[name].append(time.perf_counter() - start)
    measured = {name: _measured(of, each) for name, each in found.items()}
    for name, each in found.items():
        ahead = "" if name == OURS else _ahead(measured[OURS][0], measured[name][0])
        figures = (*_figures(of, each, measured[name]), _milliseconds(seconds[name]), ahead)
        print(_row((f"{of.name}, {len(of.questions)}", name, *figures)), flush=True)


def _measured(of: QuestionSet, found: Mapping[str, Found]) -> list[list[float]]:
    """Each of the measures, by their NAMES, for each question."""
    run = {query_id: as_run(of.documents(each.passages)) for query_id, each in found.items()}
    rows = by_question(of.qrels, run)
    return [[rows[query_id][name] for query_id in of.qrels] for name in NAMES]


def _figures(of: QuestionSet, found: Mapping[str, Found], measured: Sequence[Sequence[float]]) -> list[str]:
    ndcg, mrr, first, _ = measured
    shown = [
        _relevant(of.qrels[query_id], of.documents(each.passages[: each.shown])) for query_id, each in found.items()
    ]
    of_answers = _figures_of_answers(of, {query_id: each.answer for query_id, each in found.items()})
    return [_with_interval(ndcg), f"{mean(mrr):.4f}", f"{mean(first):.4f}", f"{mean(shown):.3f}", *of_answers]


def _figures_of_answers(of: QuestionSet, answers: Mapping[str, Answer | None]) -> list[str]:
    """The shares of questions whose answer is in the highlighted sentence and in the short answer, and of wrong notes.

    Empty where a system gives no more than passages, or nobody noted what the answer is.
    """
    if not any(answers.values()):
        return ["", "", ""]
    asked = [(each.question, answers[each.query_id]) for each in of.questions if each.question.answers]
    marked = [holds_answer(question, marked_sentence(answer)) for question, answer in asked]
    short = [holds_answer(question, _short_answer(answer)) for question, answer in asked]
    noted = [answer is None or nothing_fits(answer) for answer in answers.values()]
    return [*(_with_interval(values) if values else "" for values in (marked, short)), f"{mean(noted):.3f}"]


def _short_answer(answer: Answer | None) -> str:
    return "\n".join(each.text for each in answer.short.slices) if answer and answer.short else ""


def _with_interval(values: Sequence[float]) -> str:
    value, low, high = paired_interval(values, [0.0] * len(values))
    return f"{value:.4f} ({low:.3f}–{high:.3f})"


def _ahead(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The mean of ours − theirs with its interval, signed."""
    difference, low, high = paired_interval(ours, theirs)
    return f"{difference:+.4f} ({low:+.3f} to {high:+.3f})"


def _relevant(relevant: Mapping[str, int], shown: Sequence[str]) -> float:
    """The share of `shown` that is relevant."""
    return sum(document in relevant for document in shown) / len(shown) if shown else 0.0


def _milliseconds(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f}"


if __name__ == "__main__":
    sys.exit(main())
