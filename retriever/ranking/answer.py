"""The answer to a question: its hits, what must be said of them first, and in how many speeches a wording stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.fetched import read_together
from indexer.search.places import speeches_with
from indexer.snapshot import Snapshot
from indexer.versions import title_without_state
from retriever.opened import OpenedIndex
from retriever.ranking import weights
from retriever.ranking.candidates import Asked, Ranked, every_place, ranked
from retriever.ranking.closeness import answering, answers_first, comes_close
from retriever.ranking.fusion import background
from retriever.ranking.grouping import Group, groups
from retriever.ranking.hits import hits_of
from retriever.ranking.model_scale import to_fitted
from retriever.ranking.order import (
    arranged,
    by_date,
    in_date_order,
    passages_in_date_order,
    reranked,
    with_outlines,
    with_shown_by_date,
    with_wording,
)
from retriever.types import Answer, Note, Query
from retriever.understanding.asking import is_wording
from retriever.understanding.question import Question, read_question, read_subject
from retriever.understanding.request import Request
from retriever.understanding.wordings import without_saying, wordings_asked

_WORDS = re.compile(r"(?=.*[\u3400-\u9fff])\S{1,8}(?:\s+\S{1,8})+")
"""Short words with blanks between, some of them Chinese, as they are typed into a search engine."""


def verbatim(index: OpenedIndex, query: Query, among: NDArray[np.int64] | None) -> int | None:
    """The number of speeches `among` that hold what `query` quotes or looks up; None if it does neither.

    Words with blanks between that stand together nowhere (粮食安全 耕地) are words to search for, and no wording. The
    versions of one speech count once. A frequent wording costs no reading unless it is in words or numbers.
    """
    phrases = _quoted_or_looked_up(query)
    if not phrases:
        return None
    whole = index.part_of or index  # where words stand together in any speech, they are a wording
    holding = np.unique(np.concatenate([speeches_with(whole.snapshot, whole.search, phrase) for phrase in phrases]))
    if not len(holding) and not query.phrases and _WORDS.fullmatch(query.subject):
        return None
    if among is not None:
        holding = np.intersect1d(holding, among)
    return _counted_once(index.snapshot, holding)


def _counted_once(snapshot: Snapshot, numbers: NDArray[np.int64]) -> int:
    """The number of these speeches, versions of one counted once. To find the versions takes long, the first time."""
    titles: set[str] = set()
    for (title,) in snapshot.speeches().told(numbers, "title"):
        if (bare := title_without_state(title)) in titles:
            break
        titles.add(bare)
    if len(titles) == len(numbers) and not snapshot.decisions():  # versions have one title, or a person says they are
        return len(numbers)
    versions = snapshot.versions
    return len({versions.front(number) for number in numbers.tolist()})


def _quoted_or_looked_up(query: Query) -> tuple[str, ...]:
    fragment = query.mode in ("wording", "passages") and is_wording(query.subject)
    return query.phrases or ((query.subject,) if fragment else ())


def answer_to(index: OpenedIndex, request: Request, among: NDArray[np.int64] | None, top_k: int) -> Answer:
    """The passages that best answer `request`: at most `top_k` of them from its offset on.

    `among` are the numbers of the speeches that may answer, None for all.
    """
    query, offset = request.query, request.offset
    if among is not None and not len(among):
        return Answer(query, (), 0, offset, Note("nothing_passes"), request.notes)
    asked = _asked(index, read_question(query.subject))
    looked_for, wording = _wording_ids(index, query, among)
    if query.mode == "wording" and not len(wording):
        query = replace(query, mode="passages")
    candidates = ranked(index, asked, among, wording)
    found = _groups(index.snapshot, candidates, query, asked)
    if request.order_beside != "relevance":
        found = by_date(with_wording(found, wording.tolist()), newest=request.order_beside == "newest")
    if index.reranker and query.mode == "passages" and query.sort == "relevance":
        found, candidates = reranked(found, candidates, asked.question.text, index.reranker)
    answers = answering(found, candidates, asked.subject)
    looked_up = wording.tolist() if query.mode == "wording" else ()
    found = arranged(found, candidates, query.mode, request.wished, frozenset(looked_up))
    last = offset + top_k
    page = (answers_first(found, answers, last) if query.sort == "relevance" else found)[offset:last]
    # Of several wordings, which are parts of a question, a sentence with one of them need not be what answers.
    marked = looked_for if len(looked_for) == 1 else ()
    hits = hits_of(index.snapshot, page, offset, candidates, answers, asked, marked)
    if query.mode == "outline":
        hits = with_outlines(index.snapshot, hits, page)
    at_end = request.goes_on and found and not page
    note = Note("nothing_more") if at_end else _note(index, asked, candidates, among)
    remarks = (
        *_order_notes(request, found, candidates),
        *request.notes,
        *_missing(index, asked, candidates, among),
        *_pending(index),
    )
    return Answer(query, hits, len(found), offset, note, remarks, verbatim(index, query, among))


def _asked(index: OpenedIndex, question: Question) -> Asked:
    vector = index.encoded(question.text)
    ids, sample = index.search.sample()
    fitted = to_fitted(index.snapshot, "answers", question.text)
    usual = weights.USUAL_DEVIATION / (fitted.slope if fitted else 1)
    languages = index.snapshot.once("languages of the sample", lambda: index.snapshot.languages(ids))
    ground = background(sample @ vector, languages, usual)
    passages = len(index.snapshot.passage_ids())
    embedded = 1 - index.search.pending / passages if passages else 1.0
    return Asked(question, read_subject(index, question.text), vector, ground, embedded)


def _wording_ids(
    index: OpenedIndex, query: Query, among: NDArray[np.int64] | None
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The wordings that are looked up, or asked for in an order by date, and the ids, ascending, of passages with them.

    Both are empty where none has them. Where more have them than are looked at, they are the newest, or the oldest
    where that order is wanted.
    """
    if query.mode == "wording":
        wordings: tuple[str, ...] = (query.subject,)
    elif query.sort != "relevance":
        wordings = wordings_asked(read_question(query.subject))
    else:
        wordings = ()
    for tried in dict.fromkeys((wordings, without_saying(wordings))):
        if tried:
            newest = query.sort != "oldest"
            found = passages_in_date_order(index, tried, weights.CANDIDATES, among, newest=newest)
            if len(found):
                return tried, found
    return (), np.zeros(0, dtype=np.int64)


def _groups(snapshot: Snapshot, candidates: Ranked, query: Query, asked: Asked) -> list[Group]:
    """Groups of findings, best first; where it goes by date, each with the member shown that this order wants."""
    fetched = snapshot.fetch_later(candidates.passage_ids.tolist())
    if query.sort != "relevance" or query.mode == "wording":  # an order by date looks at all of them
        read_together(fetched)
    ids = candidates.passage_ids
    found = groups(fetched, snapshot.signatures(ids), lambda places: snapshot.version_keys(ids[places]))
    if query.sort == "relevance":
        return found
    return with_shown_by_date(found, asked.subject, newest=query.sort == "newest")


def _order_notes(request: Request, found: Sequence[Group], candidates: Ranked) -> tuple[Note, ...]:
    """A note on how many of `found` go by date where the words wish it: only what comes near the best does."""
    if not request.wished or not found:
        return ()
    count = in_date_order(found, candidates)
    return (Note(f"{request.wished}_in_library", (("count", count),)),)


def _note(index: OpenedIndex, asked: Asked, candidates: Ranked, among: NDArray[np.int64] | None) -> Note | None:
    """The note that must be read first. Behind filters nothing is said of the library as a whole."""
    filtered = "" if among is None else "_in_filters"
    if asked.question.phrases and not candidates.exact.any():
        elsewhere = 0 if among is None else len(every_place(index.part_of or index, asked.question.phrases, None))
        return Note("phrase_elsewhere", (("count", elsewhere),)) if elsewhere else Note("phrase_not_found")
    if not len(candidates.passage_ids):
        return Note(f"nothing_found{filtered}")
    if candidates.exact.any() or comes_close(index.snapshot, asked, candidates):
        return None
    return Note(f"no_close_match{filtered}")


def _pending(index: OpenedIndex) -> tuple[Note, ...]:
    """A note on how many passages are found by their words only, as long as a build has not embedded them; all of them
    while a search server is away.
    """
    if index.search.failure:
        return (Note("engine_away"),)
    pending = index.search.pending
    return (Note("meaning_pending", (("count", pending),)),) if pending else ()


def _missing(index: OpenedIndex, asked: Asked, candidates: Ranked, among: NDArray[np.int64] | None) -> tuple[Note, ...]:
    """A note that names the quoted phrases that stand nowhere while others do."""
    if len(asked.question.phrases) < 2 or not candidates.exact.any():
        return ()
    missing = [phrase for phrase in asked.question.phrases if not index.places(phrase, 1, among)]
    code = "phrases_missing" if among is None else "phrases_missing_in_filters"
    return (Note(code, (("phrases", "、".join(f"“{phrase}”" for phrase in missing)),)),) if missing else ()
