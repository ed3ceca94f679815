"""The embedded engine: what it finds in one state, and how it moves on to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexStateError
from indexer.build import Progress
from indexer.engine import EmbeddedEngine, Place
from indexer.search.embedded.keywords import Boosts, Terms
from indexer.search.embedded.terms import pairs
from tests.conftest import LIBRARY, PairEncoder, build_with_pairs, write_speech

RIVER = "全县每一条河流都要有人管"


@pytest.fixture(scope="module")
def engine(pairs_index: Path) -> Iterator[EmbeddedEngine]:
    with EmbeddedEngine.open(pairs_index) as opened:
        yield opened


def numbers(engine: EmbeddedEngine, folder: str) -> np.ndarray:
    """The numbers of the speeches in `folder`, ascending."""
    return np.array(sorted(n for n, speech in engine.speeches().items() if speech.folder == folder), dtype=np.int64)


def terms(text: str) -> Terms:
    return Terms([], pairs(text))


def test_the_engine_holds_the_library(engine: EmbeddedEngine) -> None:
    assert {speech.title for speech in engine.speeches().values()} == {speech["title"] for speech in LIBRARY.values()}


def test_every_passage_is_a_slice_of_its_speech(engine: EmbeddedEngine) -> None:
    for number in engine.speeches():
        speech, passages = engine.speech(number)
        assert [p.ordinal for p in passages] == list(range(len(passages)))
        for passage in passages:
            assert speech.text[passage.start : passage.end] == passage.text


def test_fetch_keeps_the_order_and_leaves_out_what_is_gone(engine: EmbeddedEngine) -> None:
    known = engine.dense(PairEncoder().encode_queries([RIVER])[0], 3)[0].tolist()
    assert [found.passage_id for found in engine.fetch([known[2], 10**9, known[0]])] == [known[2], known[0]]


def test_dense_and_keyword_find_only_allowed_speeches(engine: EmbeddedEngine) -> None:
    allowed = numbers(engine, "年会")
    query = PairEncoder().encode_queries([RIVER])[0]
    for ids, scores in (
        engine.dense(query, 50, allowed),
        engine.keyword(terms("办事大厅"), Boosts(), 50, allowed),
    ):
        assert len(ids) >= 3
        assert set(engine.speech_numbers(ids).tolist()) <= set(allowed.tolist())
        assert (np.diff(scores) <= 0).all()


def test_occurrences_are_places_in_the_original(engine: EmbeddedEngine) -> None:
    places = engine.occurrences("领导带班下井", None, 10)
    (place,) = places
    assert engine.speech(place.speech_no)[0].text[place.start : place.end] == "領導帶班下井"


def test_occurrences_can_be_read_page_by_page(engine: EmbeddedEngine) -> None:
    everything = engine.occurrences("有人", None, 1000)
    assert len(everything) == 3 * 3 + 3
    assert everything == sorted(everything, key=lambda p: (p.speech_no, p.start))
    paged, after = [], None
    while page := engine.occurrences("有人", after, 2):
        paged += page
        after = (page[-1].speech_no, page[-1].start)
    assert paged == everything


def test_occurrences_keep_to_allowed_speeches(engine: EmbeddedEngine) -> None:
    allowed = numbers(engine, "年会")
    places = engine.occurrences("有人", None, 1000, allowed)
    assert len(places) == 3
    assert {place.speech_no for place in places} <= set(allowed.tolist())


def test_a_position_leads_to_its_passage(engine: EmbeddedEngine) -> None:
    place = engine.occurrences("谁审批", None, 1)[0]
    (passage_id,) = engine.passages_at([place]).tolist()
    assert passage_id is not None
    (found,) = engine.fetch([passage_id])
    assert found.passage.start <= place.start < found.passage.end
    assert engine.passages_at([Place(place.speech_no, 10**6, 10**6 + 1)]).tolist() == []


def test_similarities_equal_the_scores_of_the_search(engine: EmbeddedEngine) -> None:
    query = PairEncoder().encode_queries([RIVER])[0]
    ids, scores = engine.dense(query, 5)
    assert engine.similarities(query, ids).tolist() == pytest.approx(scores.tolist(), abs=1e-6)
    assert engine.similarities(query, np.array([10**9], dtype=np.int64)).tolist() == [0.0]


def test_there_is_no_index_to_open(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError) as caught:
        EmbeddedEngine.open(tmp_path / "none")
    assert caught.value.code == "index_missing"
    assert list(tmp_path.iterdir()) == []


# --- moving on -----------------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_speech(tmp_path / "c" / "a.md", "渡口的旧船要修好再用。", title="甲")
    return tmp_path / "c"


def test_the_newest_engine_shows_the_next_state_and_the_old_one_stays_whole(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    with EmbeddedEngine.open(index) as engine:
        assert engine.newest() is engine
        before = engine.generation
        write_speech(corpus / "a.md", "渡口的新船已经下水。", title="甲")
        build_with_pairs(corpus, index)
        assert [p.start for p in engine.occurrences("旧船", None, 5)] == [3], "an engine never changes"
        newest = engine.newest()
        assert newest.generation > before
        assert newest.occurrences("旧船", None, 5) == []
        assert [p.start for p in newest.occurrences("新船", None, 5)] == [3]
        assert [p.start for p in engine.occurrences("旧船", None, 5)] == [3]
        newest.close()


def test_what_is_opened_during_a_build_is_consistent(corpus: Path, index: Path) -> None:
    """Between two commits the catalog is ahead of what is derived: ids of one side are unknown to the other."""
    build_with_pairs(corpus, index)
    write_speech(corpus / "a.md", "渡口的新船已经下水。", title="甲")
    query = PairEncoder().encode_queries(["渡口的船"])[0]
    seen = []

    def look(progress: Progress) -> None:
        with EmbeddedEngine.open(index) as engine:
            for ids, _ in (engine.dense(query, 5), engine.keyword(terms("渡口"), Boosts(), 5)):
                assert len(engine.speech_numbers(ids)) == len(ids) == len(engine.fetch(ids.tolist()))
            engine.keyword_speeches(terms("渡口"), Boosts(), 5)
            seen.append(progress.stage)

    build_with_pairs(corpus, index, progress=look)
    assert seen == ["read", "embed", "families"]


def test_every_position_leads_to_the_passage_that_a_plain_look_finds(engine: EmbeddedEngine) -> None:
    for number in engine.speeches():
        speech, passages = engine.speech(number)
        ids = engine.ids_of(passages)
        for position in range(len(speech.text) + 1):
            plain = [i for i, passage in zip(ids, passages, strict=True) if passage.end > position][:1]
            assert engine.passages_at([Place(number, position, position + 1)]).tolist() == plain
