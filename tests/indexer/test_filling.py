"""A long first build can be asked on its way: by words as files are read, by meaning as passages are embedded."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from indexer import build as builds
from indexer.build import Progress, begin, rebuild
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech

FILES = 60
"""More than are read at once."""


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_MANY_FILES", 10), ("_MANY_PASSAGES", 20), ("BATCH", 4), ("_SECONDS_BETWEEN", 0.0)):
        monkeypatch.setattr(builds, name, value)
    monkeypatch.setattr("indexer.embed.BATCH", 4)
    monkeypatch.setattr("indexer.embed._SECONDS_APART", 0.0)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for number in range(FILES):
        text = f"{wording(number)}，夜里不许离人。\n"
        write_speech(tmp_path / "讲话" / f"{number:02}.md", text, title=f"第{number}号闸门交接时的话")
    return tmp_path / "讲话"


def wording(number: int) -> str:
    """A wording of its own for each speech, so that none is like another."""
    return "".join(chr(0x4E00 + number * 40 + place) for place in range(24))


def test_an_index_that_was_begun_is_empty_and_can_be_opened(tmp_path: Path) -> None:
    begin(tmp_path / "index")
    with Retriever.open(tmp_path / "index") as retriever:
        assert retriever.status().speeches == 0
        with pytest.raises(IndexStateError) as caught:
            retriever.ask("闸门")
    assert caught.value.code == "index_empty"


def test_what_a_first_build_has_so_far_is_found(corpus: Path, tmp_path: Path) -> None:
    begin(tmp_path / "index")
    encoder, seen = PairEncoder(), []
    with Retriever.open(tmp_path / "index", encoder=encoder) as retriever:

        def look(progress: Progress) -> None:
            status = retriever.status()
            if status.speeches:
                late = 49  # the last one that the first state has
                answer = retriever.ask(wording(late))
                assert answer.hits[0].passage.text.startswith(wording(late))
                (pending,) = [
                    dict(note.particulars)["count"] for note in answer.notes if note.code == "meaning_pending"
                ]
                assert 0 < pending <= FILES
            seen.append((progress.stage, progress.done, status.speeches, status.pending))

        build_with_pairs(corpus, tmp_path / "index", encoder=encoder, progress=look)
        after = retriever.ask("夜里看守闸门", top_k=100)
    # What is published at one report of progress is seen at the next.
    assert ("read", FILES, FILES, FILES) in seen
    assert {pending for stage, _, _, pending in seen if stage == "embed"} == {60, 56, 52, 48, 40, 24}
    build_with_pairs(corpus, tmp_path / "at_once")
    with Retriever.open(tmp_path / "at_once", encoder=encoder) as retriever:
        at_once = retriever.ask("夜里看守闸门", top_k=100)
    assert [(hit.passage.text, hit.score) for hit in after.hits] == [(h.passage.text, h.score) for h in at_once.hits]


def test_a_later_build_shows_no_file_before_all_are_read(corpus: Path, tmp_path: Path) -> None:
    build_with_pairs(corpus, tmp_path / "index")
    for number in range(FILES):
        write_speech(corpus / f"新{number:02}.md", f"第{number}座泵房归第{number}组管。\n", title=f"第{number}座泵房")
    seen = []
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        look = lambda progress: seen.append((progress.stage, retriever.status().speeches))  # noqa: E731
        rebuild(tmp_path / "index", encoder=PairEncoder(), progress=look)
    assert {held for stage, held in seen if stage == "read"} == {FILES}
    assert [held for stage, held in seen if stage == "embed"][:2] == [FILES, 2 * FILES]


def test_vectors_of_another_model_are_shown_when_all_are_made(corpus: Path, tmp_path: Path) -> None:
    build_with_pairs(corpus, tmp_path / "index")
    seen = []
    with Retriever.open(tmp_path / "index", encoder=PairEncoder()) as retriever:
        look = lambda progress: seen.append(retriever.status().pending)  # noqa: E731
        build_with_pairs(corpus, tmp_path / "index", encoder=PairEncoder("pairs/2"), progress=look)
        assert set(seen) == {0}
