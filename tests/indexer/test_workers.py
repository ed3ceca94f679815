"""Work spread over processes: the results, and the index, of one that does it alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from indexer import build
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.workers import Workers
from tests.conftest import build_with_pairs
from tests.indexer.small_corpus import write_village


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(processes=2, seconds_alone=0.0) as workers:
        yield workers


def leaves_unless(parent: int, value: int) -> int:
    """`value` in the process `parent`; any other ends."""
    if os.getpid() != parent:
        os._exit(1)
    return value


class TwoPartsError(Exception):
    """An exception that its pickle does not bring back."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def fails_in_two_parts(value: int) -> int:
    raise TwoPartsError("part", str(value))


def test_results_come_in_the_order_of_the_values(workers: Workers) -> None:
    assert list(workers.map(len, ["一" * length for length in range(50)])) == list(range(50))


def test_what_the_work_raises_is_raised(workers: Workers) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(workers.map(int, ["1", "x"]))
    assert list(workers.map(int, ["1"])) == [1]


def test_an_exception_that_cannot_be_sent_is_raised_all_the_same(workers: Workers) -> None:
    with pytest.raises(TwoPartsError, match="part 1"):
        list(workers.map(fails_in_two_parts, [1]))


def test_work_of_a_process_that_ends_is_done_all_the_same(workers: Workers) -> None:
    assert list(workers.map(partial(leaves_unless, os.getpid()), range(3))) == [0, 1, 2]


def test_little_work_starts_no_process() -> None:
    with Workers(processes=2) as workers:
        assert list(workers.map(partial(leaves_unless, os.getpid()), range(9))) == list(range(9))
        assert workers._idle == []


def test_one_and_several_processes_make_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = write_village(tmp_path / "讲话")
    build_with_pairs(corpus, tmp_path / "alone")
    monkeypatch.setattr(build, "Workers", partial(Workers, processes=2, seconds_alone=0.0))
    build_with_pairs(corpus, tmp_path / "together")
    assert contents_of(tmp_path / "alone") == contents_of(tmp_path / "together")


def contents_of(index: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table of the catalog, but for those of files, which know when they were read."""
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        db = catalog._db
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'files'")
        ]
        return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
