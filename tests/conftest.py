"""Parts that many tests share: a small library of speeches, an encoder without a model, and indexes made with both."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from indexer.build import BuildReport, build
from indexer.encoder import Encoder, load_encoder
from indexer.search.terms import Segmenter
from retriever import Retriever
from retriever.opened import OpenedIndex
from retriever.operations import OPERATIONS
from tests.pair_encoder import PairEncoder as PairEncoder
from tests.sample_library import LIBRARY as LIBRARY

# A machine that is busy with other things makes no test wrong. Where a change waits for its tests (.ci/run sets CI)
# the same examples are tried every time, so that what passed is not refused by luck; elsewhere new ones are drawn.
settings.register_profile("any machine", deadline=None)
settings.register_profile("before a change lands", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("before a change lands" if "CI" in os.environ else "any machine")

PROJECT = Path(__file__).parent.parent
PYTHON = sys.executable


# --- slow kinds of tests ---------------------------------------------------------------------------------------

SLOW_BY_FIXTURE = {
    "browser": {"browser"},
    "model": {"encoder", "real_index", "real_retriever", "offline_folder", "offline_encoder", "weights_file"},
}
"""Markers that a test has because it uses one of these fixtures; other slow tests are marked where they stand."""
SLOW = {"browser", "kill", "model", "served"}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker, fixtures in SLOW_BY_FIXTURE.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(marker)
    # Files with slow tests begin first, so that at the end no process waits for another's long file.
    first = {item.path for item in items if SLOW & {marker.name for marker in item.iter_markers()}}
    driven = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path not in driven, item.path not in first))


# --- libraries and indexes -------------------------------------------------------------------------------------


def write_speech(path: Path, text: str, **metadata: str) -> Path:
    """Write a Markdown speech with its metadata in front."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "".join(f"{name}: {value}\n" for name, value in metadata.items())
    path.write_text(f"---\n{head}---\n{text}" if head else text, encoding="utf-8")
    return path


def write_library(folder: Path) -> Path:
    """Write LIBRARY into `folder`."""
    for name, speech in LIBRARY.items():
        write_speech(folder / name, **speech)
    return folder


def build_with_pairs(corpus: Path | Sequence[Path], index: Path, **options: object) -> BuildReport:
    """Build with a new PairEncoder."""
    corpora = [corpus] if isinstance(corpus, Path) else corpus
    options.setdefault("encoder", PairEncoder())
    return build(corpora, index, **options)  # type: ignore[arg-type]


def found_texts(retriever: Retriever, question: str) -> list[str]:
    """The texts of all passages that answer `question`."""
    return [hit.passage.text for hit in retriever.ask(question, top_k=100).hits]


# --- fixtures --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The offline encoder."""
    return load_encoder()


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    """What cuts texts into terms, with the project's own lexicon."""
    return Segmenter(cache=tmp_path_factory.mktemp("jieba"))


@pytest.fixture(scope="session", autouse=True)
def _in_english() -> Iterator[None]:
    """Lets command lines speak English whatever the language of the machine; a test for another one says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_dictionary(words: Segmenter) -> Iterator[None]:
    """Lets every build and every index of this process use `words`: reading jieba's dictionary takes half a second.

    Except for an index with words of its own.
    """
    with pytest.MonkeyPatch.context() as patch:

        def shared(cache: Path, own: Path, added: Sequence[str]) -> Segmenter:
            return Segmenter(cache=cache, own=own, added=added) if added or own.exists() else words

        patch.setattr("indexer.search.terms.Segmenter", shared)
        yield


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder of an index to be."""
    return tmp_path / "index"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of LIBRARY; not to be changed."""
    return write_library(tmp_path_factory.mktemp("library") / "讲话库")


@pytest.fixture(scope="session")
def pairs_index(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of LIBRARY made with the PairEncoder; not to be changed."""
    index = tmp_path_factory.mktemp("pairs") / "index"
    build_with_pairs(library, index)
    return index


@pytest.fixture(scope="session")
def pairs_retriever(pairs_index: Path) -> Iterator[Retriever]:
    """A Retriever for LIBRARY without a model."""
    with Retriever.open(pairs_index, encoder=PairEncoder()) as retriever:
        yield retriever


@pytest.fixture(scope="session")
def real_index(library: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of LIBRARY made with the offline encoder; not to be changed."""
    index = tmp_path_factory.mktemp("real") / "index"
    build([library], index, encoder=encoder)
    return index


@pytest.fixture(scope="session")
def real_retriever(real_index: Path, encoder: Encoder) -> Iterator[Retriever]:
    """A Retriever for LIBRARY with the offline encoder."""
    with Retriever.open(real_index, encoder=encoder) as retriever:
        yield retriever


def answered(index: OpenedIndex, name: str, language: str = "zh", **options: Any) -> Any:
    """What programs read of the operation with this name, its sentences in `language`."""
    (operation,) = (each for each in OPERATIONS if each.name == name)
    return operation.answer(index, operation.request.model_validate(options), language)
