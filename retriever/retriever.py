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
from indexer.encoder import Encoder, Reranker, load_encoder
from indexer.engine import EmbeddedEngine
from retriever import browse
from retriever.next_questions import next_questions
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

    def __init__(
        self, engine: EmbeddedEngine, encoder: Encoder | None = None, reranker: Reranker | None = None
    ) -> None:
        self._engine = engine
        self._encoder = encoder
        self._loads = encoder is None  # and again when an index is published that another model made
        self._reranker = reranker
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._older: WeakSet[EmbeddedEngine] = WeakSet()

    @classmethod
    def open(
        cls, index_dir: Path | str, *, encoder: Encoder | None = None, reranker: Reranker | None = None
    ) -> Retriever:
        """The retriever for the index in `index_dir`; the index's own encoder is loaded when it is first needed.

        With a `reranker` the best passages are put in its order, unless they go by date.
        :raises IndexStateError: if there is no index, it is damaged or was made by another version.
        """
        return cls(EmbeddedEngine.open(Path(index_dir)), encoder, reranker)

    def close(self) -> None:
        """Let go of the index's files."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm_up(self) -> None:
        """Load the encoder and the dictionary now rather than at the first question."""
        engine = self.newest()
        self._encoder_for(engine)
        engine.words.words("提法")

    @property
    def is_warm(self) -> bool:
        """Whether an encoder is there, so that a question need not wait for one."""
        return self._encoder is not None

    def newest(self) -> EmbeddedEngine:
        """The engine for what is published now. All of one answer, or of one table, is taken from one engine.

        To open one takes a while: who asks meanwhile is answered from the state before.
        """
        if not self._engine.is_newest() and self._opening.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._opening.release()
        return self._engine

    def let_go(self) -> None:
        """Hold nothing of older states of the index, so that a build can delete for good what is in them.

        From then on whoever asks is answered from the state that is published now.
        """
        with self._opening:
            self._follow()
            # Somebody may still hold an engine of before, and it would read on from what is to be deleted.
            for engine in (*self._older, self._engine):
                engine.let_go()

    def _follow(self) -> None:
        """Go on with the newest state. The caller holds the lock `_opening`."""
        newest = self._engine.newest()
        if newest is not self._engine:
            self._older.add(self._engine)
            self._engine = newest

    def _encoder_for(self, engine: EmbeddedEngine) -> Encoder:
        with self._lock:
            if self._encoder is None or (self._loads and self._encoder.fingerprint != engine.meta("fingerprint")):
                self._encoder = load_encoder(engine.meta("model"), precision=engine.meta("precision"))
            if self._encoder.fingerprint != engine.meta("fingerprint"):
                raise IndexStateError(
                    "index_model", index=engine.index, model=engine.meta("model"), given=self._encoder.name
                )
            return self._encoder

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
        engine = self.newest()
        speeches = engine.speeches()
        if not speeches:
            raise IndexStateError("index_empty", index=engine.index)
        typed = Typed(text, filters, sort, offset, previous, understand, ignore)
        request = read_request(typed, speeches, today or date.today(), read_settings(engine.index))
        if request.number is not None and previous is not None:
            return in_context(engine, previous, request)
        return self._answer(engine, request, allowed(speeches, request.query.filters), top_k)

    def _answer(self, engine: EmbeddedEngine, request: Request, among: NDArray[np.int64] | None, top_k: int) -> Answer:
        query, offset = request.query, request.offset
        if among is not None and not len(among):
            return Answer(query, (), 0, offset, Note("nothing_passes"), request.notes)
        asked = self._asked(engine, read_question(query.subject))
        wording = _wording_ids(engine, query, among)
        if query.mode == "wording" and not len(wording):
            query = replace(query, mode="passages")
        candidates = ranked(engine, asked, among, wording)
        found = _groups(engine, candidates, query.sort, asked)
        if request.set_order != "relevance":
            found = by_date(found, newest=request.set_order == "newest")
        if self._reranker and query.mode == "passages" and query.sort == "relevance":
            found, candidates = reranked(found, candidates, asked.question.text, self._reranker)
        found = arranged(found, candidates.scores, query.mode, request.wished, frozenset(wording.tolist()))
        page = found[offset : offset + top_k]
        hits = hits_of(engine, page, offset, candidates, asked, (query.subject,) if query.mode == "wording" else ())
        if query.mode == "outline":
            hits = with_outlines(engine, hits, page)
        at_end = request.goes_on and found and not page
        note = Note("nothing_more") if at_end else _note(engine, asked, candidates, among)
        remarks = (*_order(request, found, candidates), *request.notes, *_missing(engine, asked, candidates, among))
        return Answer(query, hits, len(found), offset, note, remarks, verbatim(engine, query, among))

    def _asked(self, engine: EmbeddedEngine, question: Question) -> Asked:
        vector = self._encoder_for(engine).encode_queries([question.text])[0]
        ground = background(engine.sample_cosines(vector), engine.sample_languages())
        return Asked(question, read_subject(engine, question.text), vector, ground)

    # --- looking around ----------------------------------------------------------------------------------------

    def speech(self, speech_id: str) -> browse.OpenSpeech:
        """A speech and its passages.

        :raises QueryError: if there is no such speech.
        """
        return browse.open_speech(self.newest(), speech_id)

    def facets(self) -> browse.Facets:
        """What the filters can be set to."""
        return browse.facets(self.newest().speeches().values())

    def examples(self, count: int, language: str) -> tuple[str, ...]:
        """At most `count` questions in `language` that this corpus answers, made of its headings."""
        return browse.examples(self.newest(), count, language)

    def next_questions(self, answer: Answer, count: int) -> tuple[str, ...]:
        """At most `count` questions that lead on from `answer`, made of the headings near its hits."""
        return next_questions(self.newest(), answer, count)

    def status(self) -> browse.Status:
        """How much is in the index, and what is not."""
        return browse.status(self.newest())


def _check_page(top_k: int, offset: int, sort: str) -> None:
    if not 1 <= top_k <= MOST_HITS:
        raise QueryError("top_k_invalid", value=top_k, limit=MOST_HITS)
    if offset < 0:
        raise QueryError("offset_invalid", value=offset)
    if sort not in SORTS:
        raise QueryError("sort_unknown", value=sort, known=", ".join(SORTS))


def _wording_ids(engine: EmbeddedEngine, query: Query, among: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """The ids, ascending, of the passages in which a wording that is looked up begins: of the newest if many do."""
    if query.mode != "wording":
        return np.zeros(0, dtype=np.int64)
    return engine.passages_at(newest_places(engine, query.subject, weights.CANDIDATES, among))


def _groups(engine: EmbeddedEngine, candidates: Ranked, sort: str, asked: Asked) -> list[Group]:
    """What is found, best first; where it goes by date, of each group the member shown that this order wants."""
    found = groups(engine.fetch(candidates.passage_ids.tolist()), engine.signatures(candidates.passage_ids))
    return found if sort == "relevance" else with_shown_by_date(found, asked.subject, newest=sort == "newest")


def _order(request: Request, found: Sequence[Group], candidates: Ranked) -> tuple[Note, ...]:
    """How far an order that the words wish goes: only what comes near the best is put by date."""
    if not request.wished or not found:
        return ()
    count = in_date_order(found, candidates.scores)
    return (Note(f"{request.wished}_in_library", (("count", count),)),)


def _note(engine: EmbeddedEngine, asked: Asked, candidates: Ranked, among: NDArray[np.int64] | None) -> Note | None:
    """What must be said first of what was found. Behind filters nothing is said of the library as a whole."""
    filtered = "" if among is None else "_in_filters"
    if asked.question.phrases and not candidates.exact.any():
        elsewhere = 0 if among is None else len(every_place(engine, asked.question.phrases, None))
        return Note("phrase_elsewhere", (("count", elsewhere),)) if elsewhere else Note("phrase_not_found")
    if not len(candidates.passage_ids):
        return Note(f"nothing_found{filtered}")
    if candidates.exact.any() or _close(engine, asked, candidates):
        return None
    return Note(f"no_close_match{filtered}")


def _missing(
    engine: EmbeddedEngine, asked: Asked, candidates: Ranked, among: NDArray[np.int64] | None
) -> tuple[Note, ...]:
    """A note that names the quoted phrases that stand nowhere while others do."""
    if len(asked.question.phrases) < 2 or not candidates.exact.any():
        return ()
    missing = [phrase for phrase in asked.question.phrases if not engine.occurrences(phrase, None, 1, among)]
    code = "phrases_missing" if among is None else "phrases_missing_in_filters"
    return (Note(code, (("phrases", "、".join(f"“{phrase}”" for phrase in missing)),)),) if missing else ()


def _close(engine: EmbeddedEngine, asked: Asked, candidates: Ranked) -> bool:
    best = engine.fetch(candidates.passage_ids[: weights.LOOKED_AT].tolist())
    if not same_script(asked.question.text, best[0].passage.text):
        return is_close_across(float(candidates.cosines.max()), asked.ground)
    coverage = max(asked.subject.coverage(fold_plain(item.passage.text)) for item in best)
    vectors = engine.sentence_vectors([item.passage_id for item in best]).values()
    cosine = max((float((sentences @ asked.vector).max(initial=-1.0)) for sentences in vectors), default=-1.0)
    return is_close(cosine, coverage, engine.meta("model") or "")
