"""The same library indexed for each search engine: in its folder, with a server of milvus-lite, and with another one.

TIFA_TEST_MILVUS=milvus://HOST:PORT/NAME names a server that runs; without it the tests leave that one out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from indexer.search.milvus.client import server_of
from tests.conftest import build_with_pairs


@pytest.fixture(scope="session")
def lite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of milvus-lite."""
    if not (find_spec("pymilvus") and find_spec("milvus_lite")):
        pytest.skip("pymilvus and milvus-lite are not installed: pip install -r requirements-milvus.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIFA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield f"milvus+lite://{tmp_path_factory.mktemp('milvus') / 'speeches.db'}"


@pytest.fixture(scope="session")
def running_server() -> Iterator[str]:
    """The address of a server that was started by somebody else; what tests put there is dropped."""
    address = os.environ.get("TIFA_TEST_MILVUS")
    if not address:
        pytest.skip("no server is named by TIFA_TEST_MILVUS")
    server, name = server_of(address), server_of(address).address.name
    yield address
    for collection in server.ask("list_collections", seconds=20):
        if collection.startswith(f"{name}_"):
            server.ask("drop_collection", collection, seconds=20)


@pytest.fixture(scope="session", params=["lite_server", "running_server"], ids=["lite", "running"])
def server(request: pytest.FixtureRequest) -> str:
    """The address of one server of Milvus after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture(scope="session")
def lite_index(library: Path, lite_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of LIBRARY made with the PairEncoder, its vectors on `lite_server`; not to be changed."""
    return _served(library, lite_server, tmp_path_factory)


@pytest.fixture(scope="session")
def running_index(library: Path, running_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its vectors on `running_server`."""
    return _served(library, running_server, tmp_path_factory)


def _served(library: Path, server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("served") / "index"
    build_with_pairs(library, index, engine=server)
    return index


@pytest.fixture(
    scope="session",
    params=["pairs_index", "lite_index", "running_index"],
    ids=["embedded", "milvus", "running"],
)
def each_index(request: pytest.FixtureRequest) -> Path:
    """The index of LIBRARY for one engine after the other; not to be changed."""
    index: Path = request.getfixturevalue(request.param)
    return index
