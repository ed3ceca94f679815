"""The Retriever: an opened index that answers questions with passages."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus import Span, fold
from corpus.errors import IndexStateError, QueryError
from indexer.encoder import Encoder, load_encoder
from indexer.engine import EmbeddedEngine, Fetched
from indexer.lexical import Boosts
from retriever import browse
from retriever.arranged import arranged, by_date, newest_places, with_outlines
from retriever.closeness import LOOKED_AT, is_close
from retriever.context import in_context
from retriever.filters import allowed
from retriever.fusion import Background, Weights, background, fused
from retriever.likeness import Group, groups, once_per_speech
from retriever.query import Question, Subject, read_question, read_subject
from retriever.request import Request, Typed, read_request
from retriever.sentence import containing, decisive
from retriever.settings import read_settings
from retriever.types import Answer, Filters, Hit, Note, Query

SORTS = ("relevance", "newest", "oldest")
MOST_HITS = 100

# Candidates from each side; more found nothing more in the measurements of docs/retrieval.md.
_CANDIDATES = 100
# Speeches whose score as a whole is looked at.
_SPEECHES = 200
_BOOSTS = Boosts(words=1.0, pairs=0.6, head_words=0.3, head_pairs=0.2)
_WEIGHTS = Weights()
# The best of the keyword side, whose share of the question says how much that side has to say; from this share on it
# has its full vote.
_VOTERS = 5
_FULL_VOTE = 0.3
_EVERY_PLACE = 1_000_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what it takes to search for it."""

    question: Question
    subject: Subject
    vector: NDArray[np.float32]
    ground: Background


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Candidates by score, best first; row i of every column is the same passage."""

    passage_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    cosines: NDArray[np.float32]
    keyword: NDArray[np.bool_]
    meaning: NDArray[np.bool_]
    exact: NDArray[np.bool_]


class Retriever:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, engine: EmbeddedEngine, encoder: Encoder | None = None) -> None:
        self._engine = engine
        self._encoder = encoder
        self._encoder_lock = threading.Lock()

    @classmethod
    def open(cls, index_dir: Path | str, *, encoder: Encoder | None = None) -> Retriever:
        """The retriever for the index in `index_dir`; the index's own encoder is loaded when it is first needed.

        :raises IndexStateError: if there is no index, it is damaged or was made by another version.
        """
        return cls(EmbeddedEngine.open(Path(index_dir)), encoder)

    def close(self) -> None:
        """Let go of the index's files."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Load the encoder now rather than at the first question."""
        self._load_encoder()

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
        self._engine.refresh()
        speeches = self._engine.speeches()
        if not speeches:
            raise IndexStateError("index_empty", index=self._engine.index)
        typed = Typed(text, filters, sort, offset, previous, understand, ignore)
        request = read_request(typed, speeches, today or date.today(), read_settings(self._engine.index))
        if request.number is not None and previous is not None:
            return in_context(self._engine, previous, request)
        return self._answer(request, allowed(speeches, request.query.filters), top_k)

    def _answer(self, request: Request, among: NDArray[np.int64] | None, top_k: int) -> Answer:
        query, offset = request.query, request.offset
        if among is not None and not len(among):
            return Answer(query, (), 0, offset, Note("nothing_passes"), request.notes)
        asked = self._asked(read_question(query.subject))
        wording = self._wording_ids(query, among)
        if query.mode == "wording" and not len(wording):
            query = replace(query, mode="passages")
        ranked = self._ranked(asked, among, wording)
        found = self._groups(ranked, request.set_order)
        found = arranged(found, ranked.scores, query.mode, request.wished, frozenset(wording.tolist()))
        page = found[offset : offset + top_k]
        hits = self._hits(page, offset, ranked, asked, (query.subject,) if query.mode == "wording" else ())
        if query.mode == "outline":
            hits = with_outlines(self._engine, hits, page)
        at_end = request.goes_on and found and not page
        note = Note("nothing_more") if at_end else self._note(asked, ranked)
        return Answer(query, hits, len(found), offset, note, request.notes)

    def _asked(self, question: Question) -> _Asked:
        vector = self._load_encoder().encode_queries([question.text])[0]
        ground = background(self._engine.sample_cosines(vector))
        return _Asked(question, read_subject(self._engine, question.text), vector, ground)

    def _wording_ids(self, query: Query, among: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """The ids, ascending, of the passages in which a wording that is looked up begins: of the newest if many do."""
        if query.mode != "wording":
            return np.zeros(0, dtype=np.int64)
        places = newest_places(self._engine, query.subject, _CANDIDATES, among)
        ids = {self._engine.passage_at(place.speech_no, place.start) for place in places}
        return np.array(sorted(passage_id for passage_id in ids if passage_id is not None), dtype=np.int64)

    def _ranked(self, asked: _Asked, among: NDArray[np.int64] | None, wording: NDArray[np.int64]) -> _Ranked:
        engine, terms = self._engine, asked.subject.terms
        near_ids, _ = engine.dense(asked.vector, _CANDIDATES, among)
        word_ids, word_scores = engine.keyword(terms, _BOOSTS, _CANDIDATES, among)
        exact_ids = self._exact(asked.question.phrases, among)
        # Who puts a wording in quotation marks wants that wording.
        ids = exact_ids if len(exact_ids) else np.union1d(np.union1d(near_ids, word_ids), wording)
        exact_ids = np.union1d(exact_ids, wording)
        keyword = _looked_up(dict(zip(word_ids.tolist(), word_scores.tolist(), strict=True)), ids)
        whole = engine.keyword_speeches(terms, _BOOSTS, _SPEECHES)
        speech = _looked_up(whole, engine.speech_numbers(ids))
        cosines = engine.similarities(asked.vector, ids)
        vote = self._vote(asked.subject, word_ids[:_VOTERS])
        scores = fused(cosines, asked.ground, keyword, speech, vote, _WEIGHTS)
        order = np.lexsort((ids, -scores))
        ids = ids[order]
        return _Ranked(
            ids, scores[order], cosines[order], keyword[order] > 0, np.isin(ids, near_ids), np.isin(ids, exact_ids)
        )

    def _vote(self, subject: Subject, word_ids: NDArray[np.int64]) -> float:
        """How much the keyword side has to say: nothing when what it found shares next to nothing with the question."""
        held = [subject.coverage(fold(item.passage.text).text) for item in self._engine.fetch(word_ids.tolist())]
        return min(1.0, max(held, default=0.0) / _FULL_VOTE)

    def _note(self, asked: _Asked, ranked: _Ranked) -> Note | None:
        if asked.question.phrases and not ranked.exact.any():
            return Note("phrase_not_found")
        if not len(ranked.passage_ids):
            return Note("nothing_found")
        best = self._engine.fetch(ranked.passage_ids[:LOOKED_AT].tolist())
        folded = [fold(item.passage.text).text for item in best]
        if ranked.exact.any() or is_close(float(ranked.cosines.max()), asked.ground, asked.subject, folded):
            return None
        return Note("no_close_match")

    def _exact(self, phrases: Sequence[str], among: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """The ids, ascending, of the passages in which one of the phrases begins."""
        engine = self._engine
        places = [place for phrase in phrases for place in engine.occurrences(phrase, None, _EVERY_PLACE, among)]
        ids = {engine.passage_at(place.speech_no, place.start) for place in places}
        return np.array(sorted(passage_id for passage_id in ids if passage_id is not None), dtype=np.int64)

    def _groups(self, ranked: _Ranked, sort: str) -> list[Group]:
        fetched = self._engine.fetch(ranked.passage_ids.tolist())
        found = groups(fetched, self._engine.signatures(ranked.passage_ids))
        if sort == "relevance":
            return found
        return by_date(found, newest=sort == "newest")

    def _hits(
        self, found: Sequence[Group], offset: int, ranked: _Ranked, asked: _Asked, wording: tuple[str, ...]
    ) -> tuple[Hit, ...]:
        sentence_vectors = self._engine.sentence_vectors([group.shown.passage_id for group in found])
        rows = {passage_id: row for row, passage_id in enumerate(ranked.passage_ids.tolist())}
        hits = []
        for rank, group in enumerate(found, offset + 1):
            shown, row = group.shown, rows[group.shown.passage_id]
            vectors = sentence_vectors.get(shown.passage_id, np.zeros((0, len(asked.vector)), dtype=np.float32))
            hits.append(
                Hit(
                    passage=shown.passage,
                    speech=shown.speech,
                    score=round(float(ranked.scores[group.best]), 4),
                    rank=rank,
                    matched=_matched(ranked, row),
                    highlights=_highlights(shown, asked, vectors, wording),
                    also_in=once_per_speech(group.others, shown.speech),
                )
            )
        return tuple(hits)

    def _load_encoder(self) -> Encoder:
        with self._encoder_lock:
            if self._encoder is None:
                self._encoder = load_encoder(self._engine.meta("model"), precision=self._engine.meta("precision"))
            if self._encoder.fingerprint != self._engine.meta("fingerprint"):
                raise IndexStateError(
                    "index_model", index=self._engine.index, model=self._engine.meta("model"), given=self._encoder.name
                )
            return self._encoder

    # --- looking around ----------------------------------------------------------------------------------------

    def speech(self, speech_id: str) -> browse.OpenSpeech:
        """A speech with its text and passages.

        :raises QueryError: if there is no such speech.
        """
        self._engine.refresh()
        return browse.open_speech(self._engine, speech_id)

    def facets(self) -> browse.Facets:
        """What the filters can be set to."""
        self._engine.refresh()
        return browse.facets(self._engine.speeches().values())

    def examples(self, count: int, language: str) -> tuple[str, ...]:
        """At most `count` questions in `language` that this corpus answers, made of its headings."""
        return browse.examples(self._engine, count, language)

    def status(self) -> browse.Status:
        """How much is in the index, and what is not."""
        self._engine.refresh()
        return browse.status(self._engine)


def _check_page(top_k: int, offset: int, sort: str) -> None:
    if not 1 <= top_k <= MOST_HITS:
        raise QueryError("top_k_invalid", value=top_k, limit=MOST_HITS)
    if offset < 0:
        raise QueryError("offset_invalid", value=offset)
    if sort not in SORTS:
        raise QueryError("sort_unknown", value=sort, known=", ".join(SORTS))


def _matched(ranked: _Ranked, row: int) -> tuple[str, ...]:
    kinds = (("exact", ranked.exact), ("keyword", ranked.keyword), ("meaning", ranked.meaning))
    return tuple(name for name, column in kinds if column[row])


def _highlights(
    shown: Fetched, asked: _Asked, sentence_vectors: NDArray[np.float32], wording: tuple[str, ...]
) -> tuple[Span, ...]:
    """The sentences with the quoted phrase or the wording that is looked up, else the decisive sentence."""
    text = shown.passage.text
    quoted = containing(text, asked.question.phrases or wording)
    if quoted:
        return quoted
    best = decisive(text, asked.question.text, asked.subject, asked.vector, sentence_vectors)
    return (best,) if best else ()


def _looked_up(scores: dict[int, float], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """The score of each of `numbers`, 0 where there is none."""
    return np.array([scores.get(number, 0.0) for number in numbers.tolist()], dtype=np.float32)
