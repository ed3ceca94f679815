"""The open part of an index: as if what lies in closed folders had never been there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import IndexStateError, TifaError
from indexer.build import rebuild
from indexer.layout import Layout
from indexer.library.changes import purge, remove_files
from indexer.open_part import bring_up, closed_folders, is_closed, is_made_for, made_of, unknown_folders
from retriever import Retriever
from retriever.opened import OpenedIndex
from retriever.operations import OPERATIONS
from tests.conftest import PairEncoder, build_with_pairs, write_library
from tests.sample_library import LIBRARY

CLOSED = "河湖"
SHUT = [name for name in LIBRARY if name.startswith(f"{CLOSED}/")]
PIECES = sorted(
    {piece for speech in LIBRARY.values() for piece in speech["text"].replace("\n", "。").split("。") if piece}
)
TITLES = sorted(speech["title"] for speech in LIBRARY.values())
SPEAKERS = sorted({speech["speaker"] for speech in LIBRARY.values() if "speaker" in speech})


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, pairs_index: Path) -> Iterator[Retriever]:
    """A library in which a folder is closed."""
    index = tmp_path_factory.mktemp("whole") / "index"
    shutil.copytree(pairs_index, index)
    Layout(index).closed.write_text(f"# kept for few\n讲话库/{CLOSED}/\n", encoding="utf-8")
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        yield retriever


@pytest.fixture(scope="module")
def part(whole: Retriever) -> Iterator[Retriever]:
    """What its readers are answered from."""
    with whole.open_part() as retriever:
        yield retriever


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """An index in which the folder never was."""
    folder = tmp_path_factory.mktemp("without")
    corpus = write_library(folder / "讲话库")
    shutil.rmtree(corpus / CLOSED)
    build_with_pairs(corpus, folder / "index")
    with Retriever.open(folder / "index", encoder=PairEncoder()) as retriever:
        yield retriever


def requests(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Requests for the operation `name`, about what is open and what is closed."""
    text = st.sampled_from(PIECES + TITLES) | st.builds(
        lambda piece, n: piece[: n + 2], st.sampled_from(PIECES), st.integers(0, 12)
    )
    filters = st.fixed_dictionaries(
        {},
        optional={
            "year": st.integers(2016, 2024),
            "speaker": st.sampled_from(SPEAKERS),
            "folder": st.sampled_from([CLOSED, "年会"]),
            "title": st.sampled_from(TITLES),
        },
    )
    sorts = st.sampled_from(["relevance", "newest", "oldest"])
    known = {
        "ask": st.builds(lambda q, f, s: {"question": q, "sort": s, **f}, text, filters, sorts),
        "phrase": st.builds(lambda phrase: {"phrase": phrase}, text),
        "timeline": st.builds(
            lambda each, p: {"phrases": each, **p},
            st.lists(text, min_size=1, max_size=2),
            st.sampled_from([{}, {"periods": ["2017-2018", "2019-2023"]}]),
        ),
        "contrast": st.builds(
            lambda first, second: {"first": first} | ({"second": second} if second else {}),
            st.sampled_from(["2017-2018", *(f"speaker={each}" for each in SPEAKERS)]),
            st.sampled_from(["", "2019-2023"]),
        ),
        "families": st.builds(lambda each: {"text": each} if each else {}, st.none() | text),
        "enumerations": st.builds(lambda each: {"phrase": each} if each else {}, st.none() | text),
        "check": st.builds(lambda each: {"draft": "\n".join(each)}, st.lists(text, min_size=1, max_size=4)),
        "compare": st.builds(lambda a, b: {"speeches": [a, b]}, st.sampled_from(TITLES), st.sampled_from(TITLES)),
        "speeches": filters.map(dict),
        "speech": st.sampled_from([*LIBRARY, *TITLES]).map(lambda each: {"speech_id": each}),
    }
    return known[name]


def answered(index: OpenedIndex, operation: Any, options: dict[str, Any]) -> str:
    """What programs get of the operation, wherever its corpus lies; of an error, its code and particulars."""
    try:
        found = json.dumps(operation.answer(index, operation.request.model_validate(options), "zh"), ensure_ascii=False)
    except TifaError as error:
        found = f"{error.code} {error.particulars}"
    for path in index.snapshot.roots().values():
        found = found.replace(str(path), "")
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@settings(max_examples=25)
@given(data=st.data())
def test_readers_are_answered_as_if_it_had_never_been_there(
    part: Retriever, without: Retriever, operation: Any, data: st.DataObject
) -> None:
    options = data.draw(requests(operation.name))
    assert answered(part.newest(), operation, options) == answered(without.newest(), operation, options)


def test_so_are_counts_suggestions_and_what_filters_offer(
    part: Retriever, without: Retriever, whole: Retriever
) -> None:
    for of in (
        lambda retriever: retriever.facets(),
        lambda retriever: retriever.status(),
        lambda retriever: retriever.examples(20, "zh"),
        lambda retriever: retriever.newest().snapshot.reports(),
        lambda retriever: [speech.title for speech in retriever.speeches().speeches],
    ):
        assert of(part) == of(without)
    assert len(whole.speeches().speeches) == len(part.speeches().speeches) + len(SHUT)


def test_no_byte_of_it_is_in_the_files_of_the_part(whole: Retriever, part: Retriever) -> None:
    """Neither name, nor title, nor a word that stands nowhere else."""
    folder = Layout(whole.newest().snapshot.index).open_part
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any("全县".encode() in content for content in files.values()), "what is open is there to be found"
    told = [CLOSED, "巡河记录", *(LIBRARY[name]["title"] for name in SHUT)]
    assert [(path.name, word) for path, content in files.items() for word in told if word.encode() in content] == []


def test_what_readers_say_of_a_passage_is_kept_beside_the_whole(whole: Retriever, part: Retriever) -> None:
    from retriever.feedback import Feedback

    part.keep_feedback(Feedback("问", "up", "x", 0, 1, "y"))
    index = whole.newest().snapshot.index
    assert Layout(index).feedback.is_file() and not Layout(Layout(index).open_part).feedback.exists()


def test_the_part_follows_what_is_added_moved_and_opened(tmp_path: Path) -> None:
    corpus, index = write_library(tmp_path / "讲话库"), tmp_path / "index"
    Layout(index).index.mkdir()
    Layout(index).closed.write_text(f"讲话库/{CLOSED}", encoding="utf-8")
    build_with_pairs(corpus, index)

    def titles() -> set[str]:
        bring_up(index)
        with Retriever.open(Layout(index).open_part, encoder=PairEncoder()) as retriever:
            assert retriever.ask("办事大厅").hits
            return {speech.title for speech in retriever.speeches().speeches}

    everything = set(TITLES)
    shut = {LIBRARY[name]["title"] for name in SHUT}
    assert titles() == everything - shut
    moved = next(name for name in LIBRARY if name.startswith("年会/"))
    (corpus / moved).rename(corpus / CLOSED / "年会.md")
    rebuild(index, encoder=PairEncoder())
    assert titles() == everything - shut - {LIBRARY[moved]["title"]}
    Layout(index).closed.write_text("", encoding="utf-8")
    assert titles() == everything


def test_what_is_deleted_for_good_leaves_the_part_as_well(tmp_path: Path) -> None:
    corpus, index = write_library(tmp_path / "讲话库"), tmp_path / "index"
    build_with_pairs(corpus, index)
    bring_up(index)
    gone = next(name for name in LIBRARY if name.startswith("年会/"))
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        remove_files(retriever.newest().snapshot, [("讲话库", gone)])
        rebuild(index, encoder=PairEncoder(), progress=lambda _: retriever.release())
        purge(retriever.newest().snapshot, "讲话库", gone)
        rebuild(index, encoder=PairEncoder(), progress=lambda _: retriever.release())
    assert made_of(index) is None
    assert [path.name for path in Layout(index).open_part.iterdir()] == ["writer.lock"]
    bring_up(index)
    title = LIBRARY[gone]["title"].encode()
    assert [path for path in index.rglob("*") if path.is_file() and title in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("line", "root", "path", "closed"),
    [
        ("讲话库", "讲话库", "a.md", True),
        ("讲话库/", "讲话库", "深/a.md", True),
        ("讲话库/内部", "讲话库", "内部/a.md", True),
        ("讲话库\\内部", "讲话库", "内部/深/a.md", True),
        ("讲话库/内部", "讲话库", "内部资料/a.md", False),
        ("讲话库/内部", "讲话库", "a.md", False),
        ("讲话库/内部", "另一库", "内部/a.md", False),
        ("Speeches/Staff", "speeches", "STAFF/a.md", True),
        ("讲话库/é", "讲话库", "é/a.md", True),
        ("/uploads", "/uploads", "a.md", True),
        ("uploads", "/uploads", "a.md", False),
        ("讲话库/a.md", "讲话库", "a.md", True),
    ],
)
def test_which_files_a_line_closes(tmp_path: Path, line: str, root: str, path: str, closed: bool) -> None:
    Layout(tmp_path).closed.write_text(f"\ufeff# few\n\n{line}\n", encoding="utf-8")
    assert is_closed(root, path, closed_folders(tmp_path)) is closed


def test_where_it_is_not_known_what_is_closed_nothing_is_shown(tmp_path: Path) -> None:
    Layout(tmp_path).closed.write_bytes("讲话库/内部".encode("gb18030"))
    with pytest.raises(IndexStateError) as raised:
        closed_folders(tmp_path)
    assert raised.value.code == "closed_unreadable"


def test_a_part_for_other_folders_is_not_taken_for_the_one_that_is_wanted(whole: Retriever, part: Retriever) -> None:
    index = whole.newest().snapshot.index
    closed = closed_folders(index)
    assert is_made_for(made_of(index), closed)
    assert not is_made_for(made_of(index), (*closed, ("讲话库", "年会"))) and not is_made_for(None, closed)
    assert unknown_folders(index) == []
