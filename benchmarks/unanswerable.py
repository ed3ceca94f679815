"""The share of questions with the note "no close match", where it should be noted and where not."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.beir import Question, RetrievalSet
from benchmarks.measures import mean
from benchmarks.systems import ask
from indexer.catalog import Catalog
from indexer.encoder import Encoder
from indexer.layout import Layout
from retriever import Answer, Retriever
from retriever.opened import OpenedIndex

NOTE = "no_close_match"


def print_notes(found: RetrievalSet, index: Path, encoder: Encoder, what: str) -> None:
    """Ask every question twice: of the whole set, and of the set without the `article` or the `gold` document of each.

    The documents of one title are an article. The set is really indexed without them, so that no count knows of them.
    """
    false_notes = _noted(found.questions, index, encoder)
    titles = {line["_id"]: str(line.get("title", "")) for line in found.documents}
    removals: dict[frozenset[str], list[Question]] = defaultdict(list)
    for question in found.questions:
        gold = set(found.qrels.get(question.query_id, {}))
        gone = {doc for doc in titles if titles[doc] in {titles[g] for g in gold}} if what == "article" else gold
        removals[frozenset(gone)].append(question)
    notes: dict[str, bool] = {}
    for number, (removed, questions) in enumerate(removals.items()):
        smaller = _without(index, removed, index.with_name(f"without-{number}"))
        notes.update(_noted(questions, smaller, encoder))
        shutil.rmtree(smaller)
    for half in (True, False):
        chosen = [question.query_id for question in found.questions if question.held_out == half]
        print(
            f"{'held-out half' if half else 'tuning half'}: {len(chosen)} questions; "
            f"noted with the {what} removed {mean([notes[qid] for qid in chosen]):.4f}, "
            f"false notes {mean([false_notes[qid] for qid in chosen]):.4f}"
        )


def _noted(questions: Sequence[Question], index: Path, encoder: Encoder) -> dict[str, bool]:
    retriever = Retriever(OpenedIndex.open(index, encoder=encoder))
    answers = {question.query_id: ask(retriever, question.text) for question in questions}
    retriever.close()
    return {qid: answer is None or nothing_fits(answer) for qid, answer in answers.items()}


def nothing_fits(answer: Answer) -> bool:
    """True if the answer begins with the note that nothing comes close."""
    return answer.note is not None and answer.note.code == NOTE


def _without(index: Path, gone: frozenset[str], copy: Path) -> Path:
    """A copy of the index in the folder `copy` without the documents `gone`."""
    copy.mkdir()
    shutil.copy(Layout(index).catalog, Layout(copy).catalog)
    with Catalog.open_for_writing(Layout(copy).catalog) as catalog, catalog.change():
        for speech in catalog.speeches().values():
            if speech.external_id in gone:
                catalog.remove_speech(speech.speech_id)
    return copy
