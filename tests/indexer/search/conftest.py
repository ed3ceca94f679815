"""The same library indexed for each search engine: in its folder, and with a server of milvus-lite."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import build_with_pairs


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of milvus-lite."""
    if not (find_spec("pymilvus") and find_spec("milvus_lite")):
        pytest.skip("pymilvus and milvus-lite are not installed: pip install -r requirements-milvus.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIFA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield f"milvus+lite://{tmp_path_factory.mktemp('milvus') / 'speeches.db'}"


@pytest.fixture(scope="session")
def served_index(library: Path, server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of LIBRARY made with the PairEncoder, its vectors on `server`; not to be changed."""
    index = tmp_path_factory.mktemp("served") / "index"
    build_with_pairs(library, index, engine=server)
    return index


@pytest.fixture(scope="session", params=["pairs_index", "served_index"], ids=["embedded", "milvus"])
def each_index(request: pytest.FixtureRequest) -> Path:
    """The index of LIBRARY for one engine after the other; not to be changed."""
    index: Path = request.getfixturevalue(request.param)
    return index
