"""An opened index: what is found in one state, and how it moves on to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexStateError
from indexer.build import Progress
from indexer.fetched import read_texts, read_together
from indexer.search.places import phrase_places
from indexer.search.protocol import Boosts, Place, Terms
from indexer.search.terms import pairs
from indexer.versions import version_key
from retriever.opened import OpenedIndex
from tests.conftest import LIBRARY, PairEncoder, build_with_pairs, write_speech

RIVER = "全县每一条河流都要有人管"


@pytest.fixture(scope="module")
def opened(each_index: Path) -> Iterator[OpenedIndex]:
    with OpenedIndex.open(each_index) as opened:
        yield opened


def numbers(opened: OpenedIndex, folder: str) -> np.ndarray:
    """The numbers of the speeches in `folder`, ascending."""
    return np.array(
        sorted(n for n, speech in opened.snapshot.speeches().items() if speech.folder == folder), dtype=np.int64
    )


def terms(text: str) -> Terms:
    return Terms([], pairs(text))


def test_the_engine_holds_the_library(opened: OpenedIndex) -> None:
    assert {speech.title for speech in opened.snapshot.speeches().values()} == {
        speech["title"] for speech in LIBRARY.values()
    }


def test_every_passage_is_a_slice_of_its_speech(opened: OpenedIndex) -> None:
    for number in opened.snapshot.speeches():
        speech, passages = opened.snapshot.speech(number)
        assert [p.ordinal for p in passages] == list(range(len(passages)))
        for passage in passages:
            assert speech.text[passage.start : passage.end] == passage.text


def test_fetch_keeps_the_order_and_leaves_out_what_is_gone(opened: OpenedIndex) -> None:
    known = opened.search.dense(PairEncoder().encode_queries([RIVER])[0], 3)[0].tolist()
    assert [found.passage_id for found in opened.snapshot.fetch([known[2], 10**9, known[0]])] == [known[2], known[0]]


def test_what_is_fetched_later_is_read_when_it_is_looked_at(opened: OpenedIndex) -> None:
    ids = opened.snapshot.passage_ids().tolist()
    at_once, later = opened.snapshot.fetch(ids), opened.snapshot.fetch_later(ids)
    read_together(later[1:3])
    assert [each._passage is None for each in later[:4]] == [True, False, False, True]
    read_texts(later)
    assert [each.text for each in later] == [each.passage.text for each in at_once]
    assert [each._passage is None for each in later[:4]] == [True, False, False, True]
    assert [(each.passage, each.speech) for each in later] == [(each.passage, each.speech) for each in at_once]


def test_passages_of_drafts_of_one_speech_have_one_version_key(opened: OpenedIndex) -> None:
    passages = opened.snapshot.fetch(opened.snapshot.passage_ids().tolist())
    keys = opened.snapshot.version_keys(opened.snapshot.passage_ids()).tolist()
    of_number = {number: version_key(each.speech) for number, each in zip(keys, passages, strict=True)}
    assert [of_number[number] for number in keys] == [version_key(each.speech) for each in passages]
    assert len(set(of_number.values())) == len(of_number) < len(opened.snapshot.speeches())


def test_dense_and_keyword_find_only_allowed_speeches(opened: OpenedIndex) -> None:
    allowed = numbers(opened, "年会")
    query = PairEncoder().encode_queries([RIVER])[0]
    for ids, scores in (
        opened.search.dense(query, 50, allowed),
        opened.search.keyword(terms("办事大厅"), Boosts(), 50, allowed),
    ):
        assert len(ids) >= 3
        assert set(opened.snapshot.speech_numbers(ids).tolist()) <= set(allowed.tolist())
        assert (np.diff(scores) <= 0).all()


def test_occurrences_are_places_in_the_original(opened: OpenedIndex) -> None:
    places = opened.places("领导带班下井", 10)
    (place,) = places
    assert opened.snapshot.speech(place.speech_no)[0].text[place.start : place.end] == "領導帶班下井"


def test_occurrences_can_be_read_page_by_page(opened: OpenedIndex) -> None:
    everything = opened.places("有人", 1000)
    assert len(everything) == 3 * 3 + 3
    assert everything == sorted(everything, key=lambda p: (p.speech_no, p.start))
    paged, after = [], None
    while page := phrase_places(opened.snapshot, opened.search, "有人", 2, after=after):
        paged += page
        after = (page[-1].speech_no, page[-1].start)
    assert paged == everything


def test_occurrences_keep_to_allowed_speeches(opened: OpenedIndex) -> None:
    allowed = numbers(opened, "年会")
    places = opened.places("有人", 1000, allowed)
    assert len(places) == 3
    assert {place.speech_no for place in places} <= set(allowed.tolist())


def test_a_position_leads_to_its_passage(opened: OpenedIndex) -> None:
    place = opened.places("谁审批", 1)[0]
    (passage_id,) = opened.snapshot.passages_at([place]).tolist()
    assert passage_id is not None
    (found,) = opened.snapshot.fetch([passage_id])
    assert found.passage.start <= place.start < found.passage.end
    assert opened.snapshot.passages_at([Place(place.speech_no, 10**6, 10**6 + 1)]).tolist() == []


def test_similarities_equal_the_scores_of_the_search(opened: OpenedIndex) -> None:
    query = PairEncoder().encode_queries([RIVER])[0]
    ids, scores = opened.search.dense(query, 5)
    assert opened.search.similarities(query, ids).tolist() == pytest.approx(scores.tolist(), abs=1e-6)
    assert opened.search.similarities(query, np.array([10**9], dtype=np.int64)).tolist() == [0.0]


def test_there_is_no_index_to_open(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError) as caught:
        OpenedIndex.open(tmp_path / "none")
    assert caught.value.code == "index_missing"
    assert list(tmp_path.iterdir()) == []


# --- moving on -----------------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_speech(tmp_path / "c" / "a.md", "渡口的旧船要修好再用。", title="甲")
    return tmp_path / "c"


def test_the_newest_engine_shows_the_next_state_and_the_old_one_stays_whole(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    with OpenedIndex.open(index) as opened:
        assert opened.newest() is opened
        before = opened.search.generation
        write_speech(corpus / "a.md", "渡口的新船已经下水。", title="甲")
        build_with_pairs(corpus, index)
        assert [p.start for p in opened.places("旧船", 5)] == [3], "an opened index never changes"
        newest = opened.newest()
        assert newest.search.generation > before
        assert newest.places("旧船", 5) == []
        assert [p.start for p in newest.places("新船", 5)] == [3]
        assert [p.start for p in opened.places("旧船", 5)] == [3]
        newest.close()


def test_what_is_opened_during_a_build_is_consistent(corpus: Path, index: Path) -> None:
    """Between two commits the catalog is ahead of what is derived: ids of one side are unknown to the other."""
    build_with_pairs(corpus, index)
    write_speech(corpus / "a.md", "渡口的新船已经下水。", title="甲")
    query = PairEncoder().encode_queries(["渡口的船"])[0]
    seen = []

    def look(progress: Progress) -> None:
        with OpenedIndex.open(index) as opened:
            for ids, _ in (opened.search.dense(query, 5), opened.search.keyword(terms("渡口"), Boosts(), 5)):
                assert len(opened.snapshot.speech_numbers(ids)) == len(ids) == len(opened.snapshot.fetch(ids.tolist()))
            opened.search.keyword_speeches(terms("渡口"), Boosts(), 5)
            seen.append(progress.stage)

    build_with_pairs(corpus, index, progress=look)
    assert seen == ["read", "embed", "families", "families"]


def test_every_position_leads_to_the_passage_that_a_plain_look_finds(opened: OpenedIndex) -> None:
    for number in opened.snapshot.speeches():
        speech, passages = opened.snapshot.speech(number)
        ids = opened.snapshot.ids_of(passages)
        for position in range(len(speech.text) + 1):
            plain = [i for i, passage in zip(ids, passages, strict=True) if passage.end > position][:1]
            assert opened.snapshot.passages_at([Place(number, position, position + 1)]).tolist() == plain
