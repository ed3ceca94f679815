"""Search engines behind one protocol: what they find, and what the retriever makes of it, are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.entries import terms
from indexer.opening import open_index
from indexer.search.milvus.search import MilvusSearch
from indexer.search.protocol import Boosts, SearchEngine, Terms
from indexer.snapshot import Snapshot
from retriever import Retriever
from retriever.opened import LazyEncoder, OpenedIndex
from retriever.phrasing.check.verdicts import check
from retriever.phrasing.families import find_families
from retriever.phrasing.phrase import look_up
from tests.conftest import PairEncoder
from tests.indexer.search.in_memory import InMemorySearch

QUESTIONS = (
    "全县每一条河流都要有人管",
    "办事大厅",
    "“有人”",
    "谁审批、谁监管",
    "library services for readers",
    "领导带班下井",
)
BOOSTS = Boosts(words=1.0, pairs=0.7, head_words=0.5, head_pairs=0.3)

State = tuple[Snapshot, SearchEngine, SearchEngine]


@pytest.fixture(scope="module")
def state(each_index: Path) -> Iterator[State]:
    """A snapshot, the engine of its index, and a second one."""
    snapshot, engine = open_index(each_index)
    with snapshot:
        by_milvus = isinstance(engine, MilvusSearch) and engine.server.scores_words(seconds=20)
        yield snapshot, engine, InMemorySearch(snapshot, exact_lengths=by_milvus)


def ranking(found: tuple[np.ndarray, np.ndarray]) -> dict[int, float]:
    return dict(zip(found[0].tolist(), found[1].tolist(), strict=True))


def some_speeches(snapshot: Snapshot) -> list[np.ndarray | None]:
    numbers = np.array(sorted(snapshot.speeches()), dtype=np.int64)
    return [None, numbers[::3], numbers[:1], numbers[:0]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_nearest_passages_and_their_cosines_are_the_same(state: State, question: str) -> None:
    snapshot, one, other = state
    query = PairEncoder().encode_queries([question])[0]
    for among in some_speeches(snapshot):
        assert ranking(one.dense(query, 1000, among)) == pytest.approx(
            ranking(other.dense(query, 1000, among)), abs=1e-5
        )
    ids = np.append(snapshot.passage_ids()[::-1], 10**9)
    assert one.similarities(query, ids) == pytest.approx(other.similarities(query, ids), abs=1e-5)
    (ids, vectors), (all_ids, all_vectors) = one.sample(), other.sample()
    assert (ids.tolist(), vectors.tolist()) == (all_ids.tolist(), all_vectors.tolist()), "of so few all are taken"
    for among in some_speeches(snapshot)[1:]:
        (ids, vectors), (of_these, their_vectors) = one.sample(among), other.sample(among)
        assert (ids.tolist(), vectors.tolist()) == (of_these.tolist(), their_vectors.tolist())


@pytest.mark.parametrize("question", QUESTIONS)
def test_keywords_find_the_same_with_the_same_scores(state: State, question: str) -> None:
    snapshot, one, other = state
    sought = terms(question, snapshot.segmenter)
    for among in some_speeches(snapshot):
        found, expected = (ranking(each.keyword(sought, BOOSTS, 1000, among)) for each in (one, other))
        assert found == pytest.approx(expected, rel=1e-4)
        assert list(one.keyword(sought, BOOSTS, 3, among)[0]) == list(other.keyword(sought, BOOSTS, 3, among)[0])
        found, expected = (each.keyword_speeches(sought, BOOSTS, 1000, among) for each in (one, other))
        assert found == pytest.approx(expected, rel=1e-4)
    for of_terms, of_others in zip(one.rarity(sought), other.rarity(sought), strict=True):
        assert of_terms == pytest.approx(of_others)
    nothing = Terms((), ())
    assert len(one.keyword(nothing, BOOSTS, 5)[0]) == len(other.keyword(nothing, BOOSTS, 5)[0]) == 0


def test_a_word_and_its_equivalents_count_as_one(state: State) -> None:
    snapshot, one, other = state
    others = {"river": {"河流": 1.0, "河": 0.5, "不会有的词": 1.0}, "people": {"有人": 0.7, "readers": 0.4}}
    sought = Terms(["river", "people", "nobody"], ["办事"], others)
    for among in some_speeches(snapshot):
        found, expected = (ranking(each.keyword(sought, BOOSTS, 1000, among)) for each in (one, other))
        assert found == pytest.approx(expected, rel=1e-4)
    assert len(ranking(one.keyword(sought, BOOSTS, 1000))) > 3
    found, expected = (each.keyword_speeches(sought, BOOSTS, 1000) for each in (one, other))
    assert found == pytest.approx(expected, rel=1e-4)
    assert one.rarity(sought)[0] == pytest.approx(other.rarity(sought)[0])


@pytest.mark.parametrize("phrase", ["有人", "人", "领导带班下井", "library", "不会有这句话", ""])
def test_phrases_stand_in_the_same_speeches(state: State, phrase: str) -> None:
    snapshot, one, other = state
    for among in some_speeches(snapshot):
        assert one.phrase_speeches(phrase, among).tolist() == other.phrase_speeches(phrase, among).tolist()


def opened(snapshot: Snapshot, search: SearchEngine) -> OpenedIndex:
    return OpenedIndex(snapshot, search, LazyEncoder(PairEncoder()))


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_answered_alike_over_both(state: State, question: str) -> None:
    snapshot, *engines = state
    one, other = (Retriever(opened(snapshot, each)).ask(question, top_k=50) for each in engines)
    assert [(hit.passage, hit.matched, hit.highlights) for hit in one.hits] == [
        (hit.passage, hit.matched, hit.highlights) for hit in other.hits
    ]
    assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], abs=1e-4)
    assert (one.query, one.total, one.note, one.notes) == (other.query, other.total, other.note, other.notes)
    assert one.verbatim == other.verbatim


def test_wordings_families_and_drafts_are_the_same_over_both(state: State) -> None:
    snapshot, *engines = state
    one, other = (opened(snapshot, each) for each in engines)
    draft = "全县每一条河流都要有人管。谁审批谁监管，谁就要负责到底。"
    assert look_up(one, "有人") == look_up(other, "有人")
    assert find_families(one, "河流", 10) == find_families(other, "河流", 10)
    assert check(one, draft) == check(other, draft)
