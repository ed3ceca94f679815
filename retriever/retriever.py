"""The Retriever: an opened index that answers questions with passages."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from corpus import fold_plain, same_script
from corpus.errors import IndexStateError, QueryError
from indexer.encoder import Encoder, Reranker
from indexer.snapshot import Snapshot
from retriever import browse
from retriever.next_questions import next_questions
from retriever.opened import OpenedIndex
from retriever.ranking import weights
from retriever.ranking.arranged import (
    arranged,
    by_date,
    in_date_order,
    newest_places,
    with_outlines,
    with_shown_by_date,
)
from retriever.ranking.candidates import Asked, Ranked, every_place, ranked
from retriever.ranking.closeness import is_close, is_close_across
from retriever.ranking.context import in_context
from retriever.ranking.fusion import background
from retriever.ranking.grouping import Group, groups
from retriever.ranking.hits import hits_of
from retriever.ranking.rerank import reranked
from retriever.ranking.verbatim import verbatim
from retriever.types import Answer, Filters, Note, Query
from retriever.understanding.filters import allowed
from retriever.understanding.query import Question, read_question, read_subject
from retriever.understanding.request import Request, Typed, read_request
from retriever.understanding.settings import read_settings

SORTS = ("relevance", "newest", "oldest")
MOST_HITS = 100


class Retriever:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, index: OpenedIndex) -> None:
        self._index = index
        self._opening = threading.Lock()
        self._older: WeakSet[Snapshot] = WeakSet()

    @classmethod
    def open(
        cls, index_dir: Path | str, *, encoder: Encoder | None = None, reranker: Reranker | None = None
    ) -> Retriever:
        """The retriever for the index in `index_dir`; the index's own encoder is loaded when it is first needed.

        With a `reranker` the best passages are put in its order, unless they go by date.
        :raises IndexStateError: if there is no index, it is damaged or was made by another version.
        """
        return cls(OpenedIndex.open(Path(index_dir), encoder=encoder, reranker=reranker))

    def close(self) -> None:
        """Close the index's files."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm_up(self) -> None:
        """Load the encoder and the dictionary now rather than at the first question."""
        index = self.newest()
        index.encoder.of(index.snapshot)
        index.snapshot.words.words("提法")

    @property
    def is_warm(self) -> bool:
        """Whether an encoder is there, so that a question need not wait for one."""
        return self._index.encoder.is_loaded

    def newest(self) -> OpenedIndex:
        """The index as it is published now. All of one answer, or of one table, is taken from one state of it.

        To open one takes a while: who asks meanwhile is answered from the state before.
        """
        if not self._index.snapshot.is_newest() and self._opening.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._opening.release()
        return self._index

    def release(self) -> None:
        """Hold nothing of older states of the index, so that a build can delete for good what is in them.

        From then on whoever asks is answered from the state that is published now.
        """
        with self._opening:
            self._follow()
            # Somebody may still hold a state of before, and it would read on from what is to be deleted.
            for snapshot in (*self._older, self._index.snapshot):
                snapshot.read_on()

    def _follow(self) -> None:
        """Go on with the newest state. The caller holds the lock `_opening`."""
        newest = self._index.newest()
        if newest is not self._index:
            self._older.add(self._index.snapshot)
            self._index = newest

    # --- asking ------------------------------------------------------------------------------------------------

    def ask(
        self,
        text: str,
        *,
        top_k: int = 10,
        offset: int = 0,
        filters: Filters | None = None,
        sort: str = "relevance",
        previous: Answer | None = None,
        understand: bool = True,
        ignore: Sequence[str] = (),
        today: date | None = None,
    ) -> Answer:
        """The passages that best answer `text`: at most `top_k` of them from place `offset` on.

        `text` may continue `previous` (那2022年呢). Its words may filter and order (去年, 县长, 最早), counted from
        `today`; those in `ignore`, as the chips of an earlier answer hold them, are not understood, and with
        `understand` false none are.

        :raises QueryError: if the question is blank or too long, or a filter, `sort` or a number is out of range.
        :raises IndexStateError: if the index is empty or was made with another model, or its settings are damaged.
        """
        read_question(text)
        _check_page(top_k, offset, sort)
        index = self.newest()
        speeches = index.snapshot.speeches()
        if not speeches:
            raise IndexStateError("index_empty", index=index.snapshot.index)
        typed = Typed(text, filters, sort, offset, previous, understand, ignore)
        request = read_request(typed, speeches, today or date.today(), read_settings(index.snapshot.index))
        if request.number is not None and previous is not None:
            return in_context(index.snapshot, previous, request)
        return self._answer(index, request, allowed(speeches, request.query.filters), top_k)

    def _answer(self, index: OpenedIndex, request: Request, among: NDArray[np.int64] | None, top_k: int) -> Answer:
        query, offset = request.query, request.offset
        if among is not None and not len(among):
            return Answer(query, (), 0, offset, Note("nothing_passes"), request.notes)
        asked = self._asked(index, read_question(query.subject))
        wording = _wording_ids(index, query, among)
        if query.mode == "wording" and not len(wording):
            query = replace(query, mode="passages")
        candidates = ranked(index, asked, among, wording)
        found = _groups(index.snapshot, candidates, query.sort, asked)
        if request.set_order != "relevance":
            found = by_date(found, newest=request.set_order == "newest")
        if index.reranker and query.mode == "passages" and query.sort == "relevance":
            found, candidates = reranked(found, candidates, asked.question.text, index.reranker)
        found = arranged(found, candidates.scores, query.mode, request.wished, frozenset(wording.tolist()))
        page = found[offset : offset + top_k]
        hits = hits_of(
            index.snapshot, page, offset, candidates, asked, (query.subject,) if query.mode == "wording" else ()
        )
        if query.mode == "outline":
            hits = with_outlines(index.snapshot, hits, page)
        at_end = request.goes_on and found and not page
        note = Note("nothing_more") if at_end else _note(index, asked, candidates, among)
        remarks = (*_order(request, found, candidates), *request.notes, *_missing(index, asked, candidates, among))
        return Answer(query, hits, len(found), offset, note, remarks, verbatim(index, query, among))

    def _asked(self, index: OpenedIndex, question: Question) -> Asked:
        vector = index.encoded(question.text)
        ids, sample = index.search.sample()
        ground = background(sample @ vector, index.snapshot.languages(ids))
        return Asked(question, read_subject(index, question.text), vector, ground)

    # --- looking around ----------------------------------------------------------------------------------------

    def speech(self, speech_id: str) -> browse.OpenSpeech:
        """A speech and its passages.

        :raises QueryError: if there is no such speech.
        """
        return browse.open_speech(self.newest().snapshot, speech_id)

    def facets(self) -> browse.Facets:
        """What the filters can be set to."""
        return browse.facets(self.newest().snapshot.speeches().values())

    def examples(self, count: int, language: str) -> tuple[str, ...]:
        """At most `count` questions in `language` that this corpus answers, made of its headings."""
        return browse.examples(self.newest().snapshot, count, language)

    def next_questions(self, answer: Answer, count: int) -> tuple[str, ...]:
        """At most `count` questions that lead on from `answer`, made of the headings near its hits."""
        return next_questions(self.newest().snapshot, answer, count)

    def status(self) -> browse.Status:
        """How much is in the index, and what is not."""
        return browse.status(self.newest().snapshot)


def _check_page(top_k: int, offset: int, sort: str) -> None:
    if not 1 <= top_k <= MOST_HITS:
        raise QueryError("top_k_invalid", value=top_k, limit=MOST_HITS)
    if offset < 0:
        raise QueryError("offset_invalid", value=offset)
    if sort not in SORTS:
        raise QueryError("sort_unknown", value=sort, known=", ".join(SORTS))


def _wording_ids(index: OpenedIndex, query: Query, among: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """The ids, ascending, of the passages in which a wording that is looked up begins: of the newest if many do."""
    if query.mode != "wording":
        return np.zeros(0, dtype=np.int64)
    return index.snapshot.passages_at(newest_places(index, query.subject, weights.CANDIDATES, among))


def _groups(snapshot: Snapshot, candidates: Ranked, sort: str, asked: Asked) -> list[Group]:
    """What is found, best first; where it goes by date, of each group the member shown that this order wants."""
    found = groups(snapshot.fetch(candidates.passage_ids.tolist()), snapshot.signatures(candidates.passage_ids))
    return found if sort == "relevance" else with_shown_by_date(found, asked.subject, newest=sort == "newest")


def _order(request: Request, found: Sequence[Group], candidates: Ranked) -> tuple[Note, ...]:
    """How far an order that the words wish goes: only what comes near the best is put by date."""
    if not request.wished or not found:
        return ()
    count = in_date_order(found, candidates.scores)
    return (Note(f"{request.wished}_in_library", (("count", count),)),)


def _note(index: OpenedIndex, asked: Asked, candidates: Ranked, among: NDArray[np.int64] | None) -> Note | None:
    """What must be said first of what was found. Behind filters nothing is said of the library as a whole."""
    filtered = "" if among is None else "_in_filters"
    if asked.question.phrases and not candidates.exact.any():
        elsewhere = 0 if among is None else len(every_place(index, asked.question.phrases, None))
        return Note("phrase_elsewhere", (("count", elsewhere),)) if elsewhere else Note("phrase_not_found")
    if not len(candidates.passage_ids):
        return Note(f"nothing_found{filtered}")
    if candidates.exact.any() or _close(index.snapshot, asked, candidates):
        return None
    return Note(f"no_close_match{filtered}")


def _missing(index: OpenedIndex, asked: Asked, candidates: Ranked, among: NDArray[np.int64] | None) -> tuple[Note, ...]:
    """A note that names the quoted phrases that stand nowhere while others do."""
    if len(asked.question.phrases) < 2 or not candidates.exact.any():
        return ()
    missing = [phrase for phrase in asked.question.phrases if not index.places(phrase, 1, among)]
    code = "phrases_missing" if among is None else "phrases_missing_in_filters"
    return (Note(code, (("phrases", "、".join(f"“{phrase}”" for phrase in missing)),)),) if missing else ()


def _close(snapshot: Snapshot, asked: Asked, candidates: Ranked) -> bool:
    best = snapshot.fetch(candidates.passage_ids[: weights.LOOKED_AT].tolist())
    if not same_script(asked.question.text, best[0].passage.text):
        return is_close_across(float(candidates.cosines.max()), asked.ground)
    coverage = max(asked.subject.coverage(fold_plain(item.passage.text)) for item in best)
    vectors = snapshot.sentence_vectors([item.passage_id for item in best]).values()
    cosine = max((float((sentences @ asked.vector).max(initial=-1.0)) for sentences in vectors), default=-1.0)
    return is_close(cosine, coverage, snapshot.meta("model") or "")
