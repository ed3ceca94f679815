from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.embedded.faiss_files import write_index
from indexer.search.embedded.vectors import Vectors

UNIT = np.eye(4, dtype=np.float32)


def filled(ids: list[int]) -> Vectors:
    """Vectors along the four axes under `ids`."""
    vectors = Vectors(4)
    vectors.add(np.array(ids, dtype=np.int64), UNIT[: len(ids)])
    return vectors


def test_the_nearest_come_first() -> None:
    vectors = filled([10, 20, 30])
    ids, scores = vectors.search(np.array([0.0, 0.8, 0.6, 0.0], dtype=np.float32), 2)
    assert ids.tolist() == [20, 30]
    assert scores.tolist() == pytest.approx([0.8, 0.6])


def test_only_allowed_ids_are_found() -> None:
    vectors = filled([10, 20, 30])
    ids, _ = vectors.search(UNIT[1], 5, vectors.selection(np.array([10, 30], dtype=np.int64)))
    assert sorted(ids.tolist()) == [10, 30]


def test_threads_search_among_one_selection() -> None:
    vectors = filled([10, 20, 30])
    allowed = vectors.selection(np.array([10, 30], dtype=np.int64))
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: vectors.search(UNIT[1], 5, allowed)[0].tolist(), range(4000)))
    assert all(sorted(ids) == [10, 30] for ids in found)


def test_nothing_is_found_among_nothing() -> None:
    vectors = filled([10])
    ids, scores = vectors.search(UNIT[0], 5, vectors.selection(np.zeros(0, dtype=np.int64)))
    assert (len(ids), len(scores)) == (0, 0)


def test_an_empty_index_finds_nothing() -> None:
    assert len(Vectors(4).search(UNIT[0], 5)[0]) == 0


def test_removed_vectors_are_gone() -> None:
    vectors = filled([10, 20, 30])
    vectors.remove(np.array([20, 99], dtype=np.int64))
    assert (vectors.ids().tolist(), len(vectors)) == ([10, 30], 2)
    assert 20 not in vectors.search(UNIT[1], 5)[0]


def test_similarities_come_in_the_order_of_the_ids() -> None:
    query = np.array([0.1, 0.2, 0.3, 0.0], dtype=np.float32)
    asked = np.array([30, 10], dtype=np.int64)
    assert filled([10, 20, 30]).similarities(query, asked).tolist() == pytest.approx([0.3, 0.1])


def test_an_unknown_id_has_no_similarity() -> None:
    with pytest.raises(KeyError):
        filled([10]).similarities(UNIT[0], np.array([11], dtype=np.int64))


def test_a_sample_does_not_depend_on_the_order_of_adding() -> None:
    """Vectors that were caught up and vectors that were made anew give the same answers."""
    forth, back = Vectors(4), Vectors(4)
    for vectors, order in ((forth, [0, 1, 2, 3]), (back, [3, 1, 0, 2])):
        vectors.add(np.array(order, dtype=np.int64), UNIT[order])
    for size, chosen in ((2, [0, 3]), (9, [0, 1, 2, 3])):
        for sampled in (forth, back):
            ids, vectors = sampled.sample(size)
            assert ids.tolist() == chosen
            assert vectors.tolist() == UNIT[chosen].tolist()
    ids, vectors = Vectors(4).sample(2)
    assert ids.shape == (0,)
    assert vectors.shape == (0, 4)


def test_what_is_saved_can_be_loaded(tmp_path: Path) -> None:
    filled([10, 20]).save(tmp_path / "v.faiss")
    loaded = Vectors.load(tmp_path / "v.faiss")
    assert (loaded.ids().tolist(), loaded.dimension) == ([10, 20], 4)
    assert loaded.search(UNIT[1], 1)[0].tolist() == [20]
    assert [path.name for path in tmp_path.iterdir()] == ["v.faiss"]


def test_a_truncated_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    filled([10, 20]).save(path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(OSError, match="not a FAISS file"):
        Vectors.load(path)


@given(st.lists(st.integers(0, 2**40), unique=True, min_size=1, max_size=30), st.data(), st.integers(0, 2**32 - 1))
def test_search_agrees_with_counting_it_out(ids: list[int], data: st.DataObject, seed: int) -> None:
    numbers = np.random.Generator(np.random.PCG64(seed))
    matrix = numbers.normal(size=(len(ids), 8)).astype(np.float16).astype(np.float32)  # as they are kept
    query = numbers.normal(size=8).astype(np.float32)
    gone = data.draw(st.lists(st.sampled_from(ids), unique=True))
    vectors = Vectors(8)
    vectors.add(np.array(ids, dtype=np.int64), matrix)
    vectors.remove(np.array(gone, dtype=np.int64))
    kept = [i for i in ids if i not in gone]
    expected = sorted(kept, key=lambda i: -float(matrix[ids.index(i)] @ query))[:5]
    assert vectors.search(query, 5)[0].tolist() == expected


def test_a_file_in_single_precision_as_older_versions_wrote_is_none(tmp_path: Path) -> None:
    older = faiss.IndexIDMap2(faiss.IndexFlatIP(4))
    older.add_with_ids(UNIT, np.arange(4, dtype=np.int64))
    with (tmp_path / "older.faiss").open("wb") as file:
        write_index(older, file)
    with pytest.raises(OSError, match="half precision"):
        Vectors.load(tmp_path / "older.faiss")
