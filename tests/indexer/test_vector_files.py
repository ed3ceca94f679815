"""A library that passes the size from which vectors are found by their codes, and one that falls below it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import vector_files
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.published import Published, read_published
from indexer.search.embedded.segment import is_segment
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech

QUESTION = "渡口的船怎么检修"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for number, thing in enumerate(("船", "灯", "桥", "闸", "堤", "站")):
        lines = (f"渡口的{thing}第{place}号由专人检修，每季度报一次。" for place in range(4))
        write_speech(tmp_path / "c" / f"{number}.md", "\n".join(lines), title=f"{thing}的检修")
    return tmp_path / "c"


def published(index: Path) -> Published:
    found = read_published(Layout(index))
    assert found is not None
    return found


def answered(index: Path) -> list[str]:
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        return [hit.passage.text for hit in retriever.ask(QUESTION, top_k=5).hits]


def test_a_small_file_that_is_lost_leaves_a_larger_and_newer_one_as_it_is(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_with_pairs(corpus, index)
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        monkeypatch.setattr(vector_files, "CODED_FROM", catalog.counts()[1] * 2 // 3)
    (index / published(index).vectors).unlink()
    answered(index)
    first = published(index).vectors
    write_speech(corpus / "more.md", "仓库的账每月对一次。", title="仓库")
    build_with_pairs(corpus, index)
    small = next(name for name in published(index).vector_files if name != first)
    for gone in ("0.md", "1.md"):
        (corpus / gone).unlink()
    build_with_pairs(corpus, index)
    assert small in published(index).vector_files, "the large one was written anew without what is gone"
    (newer,) = set(published(index).vector_files) - {small}
    left = (index / newer).read_bytes()
    (index / f"{newer}.part").write_bytes(b"of a build that was killed")
    (index / small).unlink()
    answered(index)
    assert newer in published(index).vector_files
    assert (index / newer).read_bytes() == left
    assert verify(Layout(index)) == []
    assert {path.name for path in index.glob("vectors-*")} == set(published(index).vector_files)


def test_codes_come_and_go_with_the_size_and_answers_stay(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_with_pairs(corpus, index)
    flat, flat_answer = published(index), answered(index)
    assert flat.more_vectors == ()
    monkeypatch.setattr(vector_files, "CODED_FROM", 5)
    (index / flat.vectors).unlink()
    assert answered(index) == flat_answer, "repaired at opening"
    assert is_segment(index / published(index).vectors)
    assert verify(Layout(index)) == []

    first = published(index).vectors
    write_speech(corpus / "more.md", "仓库的账每月对一次。", title="仓库")
    build_with_pairs(corpus, index)
    assert [first] == list(published(index).vector_files[:1])
    assert len(published(index).vector_files) == 2
    assert answered(index)[0] == flat_answer[0]
    assert verify(Layout(index)) == []

    (corpus / "more.md").unlink()
    build_with_pairs(corpus, index)
    assert published(index).vector_files == (first,)
    assert [path.name for path in index.glob("vectors-*")] == [first]
    (index / first).write_bytes((index / first).read_bytes()[:-20])
    assert answered(index) == flat_answer, "a damaged one is made anew"

    monkeypatch.setattr(vector_files, "CODED_FROM", 500)
    write_speech(corpus / "more.md", "仓库的账每月对一次。", title="仓库")
    build_with_pairs(corpus, index)
    assert not is_segment(index / published(index).vectors)
    assert answered(index)[0] == flat_answer[0]
