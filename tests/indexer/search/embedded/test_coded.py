"""Many vectors are searched by their codes: nearly all of the nearest are found, whatever the history of the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.search.embedded import coded as module
from indexer.search.embedded.coded import CodedVectors, catch_up
from indexer.search.embedded.segment import open_segment

COUNT, DIMENSION, LIMIT = 4000, 128, 10


def drawn(count: int, seed: int) -> NDArray[np.float32]:
    """Vectors like those of a model: around a hundred of their kind, all of which lie to one side."""
    numbers = np.random.default_rng(1)
    kinds = numbers.normal(size=(100, DIMENSION)) + 2 * numbers.normal(size=DIMENSION)
    numbers = np.random.default_rng(seed)
    mixed = numbers.dirichlet((0.6, 0.6, 0.6), count)
    found = sum(mixed[:, [part]] * kinds[numbers.integers(0, 100, count)] for part in range(3))
    found = found + 0.3 * numbers.normal(size=found.shape)
    unit: NDArray[np.float32] = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return unit


IDS = np.arange(COUNT, dtype=np.int64) * 3 + 7
MATRIX, QUERIES = drawn(COUNT, 2), drawn(30, 3)
KEPT = MATRIX.astype(np.float16).astype(np.float32)


def vectors_of(ids: NDArray[np.int64]) -> NDArray[np.float32]:
    return MATRIX[(ids - 7) // 3]


def written(before: Sequence[Path], path: Path, ids: NDArray[np.int64], centred: int = 1000) -> list[Path]:
    return catch_up(before, path, ids, centred, lambda: drawn(200, 5).mean(axis=0), vectors_of)


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SCANNED", 500)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written([], tmp_path_factory.mktemp("coded") / "v.faiss", IDS)[0]


@pytest.fixture(scope="module")
def opened(file: Path) -> CodedVectors:
    return CodedVectors.open([file], IDS)


def recall(vectors: CodedVectors, among: NDArray[np.int64] | None) -> float:
    """The share of the nearest, counted out, that is found."""
    rows = np.arange(COUNT) if among is None else np.flatnonzero(np.isin(IDS, among))
    shares = []
    for query in QUERIES:
        ids, scores = vectors.search(query, LIMIT, None if among is None else vectors.selection(among))
        assert scores.tolist() == pytest.approx((KEPT[(ids - 7) // 3] @ query).tolist(), abs=1e-6)
        assert (np.diff(scores) <= 0).all()
        nearest = IDS[rows[np.argsort(-(MATRIX[rows] @ query))[:LIMIT]]]
        shares.append(len(np.intersect1d(ids, nearest)) / len(nearest))
    return float(np.mean(shares))


def test_nearly_all_of_the_nearest_are_found(opened: CodedVectors) -> None:
    assert recall(opened, None) >= 0.98


@pytest.mark.parametrize("share", [0.002, 0.1, 0.5])
def test_filters_are_inside_the_search(opened: CodedVectors, share: float) -> None:
    """Few that are left are all compared, and so are those of a kind that lies apart from the question."""
    left = IDS[np.random.default_rng(5).random(COUNT) < share]
    assert recall(opened, np.append(left, 1)) >= 0.98, "1 has no vector"
    apart = IDS[np.sort(np.argsort(MATRIX @ QUERIES.mean(axis=0))[: int(share * COUNT)])]
    assert recall(opened, apart) >= 0.98
    assert len(opened.search(QUERIES[0], LIMIT, opened.selection(np.zeros(0, dtype=np.int64)))[0]) == 0


def test_what_is_found_does_not_depend_on_the_history(opened: CodedVectors, tmp_path: Path) -> None:
    files: list[Path] = []
    for step, upto in enumerate((2500, 3500, 3600, 3610, 3605, COUNT)):  # once some are removed again
        files = written(files, tmp_path / f"{step}.faiss", IDS[:upto])
    assert len(files) > 1
    grown = CodedVectors.open(files, IDS)
    assert grown.ids().tolist() == IDS.tolist()
    for query in QUERIES:
        expected, found = opened.search(query, LIMIT), grown.search(query, LIMIT)
        assert [each.tolist() for each in found] == [each.tolist() for each in expected]
    assert grown.sample(50)[1].tolist() == opened.sample(50)[1].tolist()


def test_adding_a_few_writes_a_few_and_removing_a_few_writes_nothing(file: Path, tmp_path: Path) -> None:
    more = np.append(IDS, IDS[:10] + 1)
    before = file.read_bytes()
    files = written([file], tmp_path / "w.faiss", np.sort(more))
    assert files == [file, tmp_path / "w.faiss"]
    assert len(open_segment(files[1])) == 10
    assert written(files, tmp_path / "x.faiss", IDS[5:]) == [file], "of the other all are gone"
    assert file.read_bytes() == before
    left = CodedVectors.open([file], IDS[5:])
    assert IDS[0] not in left.search(MATRIX[0], LIMIT)[0]
    with pytest.raises(KeyError):
        left.similarities(MATRIX[0], IDS[:1])


def test_another_size_of_the_library_chooses_the_centre_anew(file: Path, tmp_path: Path) -> None:
    files = written([file], tmp_path / "w.faiss", IDS, centred=2000)
    assert files == [tmp_path / "w.faiss"]


def test_a_file_that_is_cut_off_or_has_a_damaged_count_is_an_error(file: Path, tmp_path: Path) -> None:
    for damaged in (b"\xff" * 8, (1 << 40).to_bytes(8, "little")):
        (tmp_path / "count.faiss").write_bytes(file.read_bytes()[:16] + damaged + file.read_bytes()[24:])
        with pytest.raises(OSError, match="not a file of vectors"):
            CodedVectors.open([tmp_path / "count.faiss"], IDS)
    for end in (10, 5000, -9):
        (tmp_path / "cut.faiss").write_bytes(file.read_bytes()[:end])
        with pytest.raises(OSError, match="not a file of vectors"):
            CodedVectors.open([tmp_path / "cut.faiss"], IDS)


def test_halves_are_compared_as_what_they_are() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)]
    scaled = module._times_2_to_minus_112(halves) * np.float32(2.0**112)
    np.testing.assert_array_equal(scaled, halves.astype(np.float32))


def test_rows_are_found_by_a_table_as_by_a_search(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = np.array([-5, 0, 7, 8, 10, 7 + 3 * (COUNT - 1), 10**9, 7])
    found = []
    for spread in (4, 0):  # ids lie three apart
        monkeypatch.setattr(module, "_SPREAD", spread)
        vectors = CodedVectors.open([file], IDS[IDS != 10])
        assert (vectors._row_of is None) == (spread == 0)
        found.append((vectors.selection(asked).tolist(), vectors.selection(IDS).tolist()))
    assert found[0] == found[1]
    assert found[0][0] == [0, 0, COUNT - 1]
