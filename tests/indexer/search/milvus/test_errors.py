"""The errors of a search server, as sentences with what to do."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import EngineError
from indexer.search.milvus.address import address_of
from indexer.search.milvus.client import Server

ADDRESS = address_of("milvus://search.example:19530/speeches")


class ServerError(Exception):
    """An error as pymilvus raises them."""

    def __init__(self, code: object, message: str = "") -> None:
        super().__init__(message)
        self.code, self.message = code, message


def grpc_code(name: str) -> object:
    return lambda: SimpleNamespace(name=name)


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ServerError(2, "server unavailable"), "engine_unreachable"),
        (ServerError(grpc_code("UNAVAILABLE"), "failed to connect to all addresses"), "engine_unreachable"),
        (ServerError(grpc_code("DEADLINE_EXCEEDED"), "Deadline Exceeded"), "engine_slow"),
        (ServerError(8, "rate limit exceeded"), "engine_slow"),
        (ServerError(grpc_code("UNAUTHENTICATED"), "auth check failure"), "engine_refused"),
        (ServerError(1800, "user hasn't authenticated"), "engine_refused"),
        (ServerError(3, "memory limit exceeded[predict=9, limit=8]"), "engine_full"),
        (ServerError(5, "write failed: No space left on device"), "engine_full"),
        (ServerError(1100, "invalid parameter"), "engine_failed"),
    ],
)
def test_every_kind_of_failure_has_its_sentence(failure: ServerError, code: str) -> None:
    class Client:
        def insert(self, **_: object) -> None:
            raise failure

    server = Server(ADDRESS)
    server._client = Client()
    with pytest.raises(EngineError) as caught:
        server.ask("insert", seconds=3)
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert str(ADDRESS) in caught.value.message(language)


@pytest.mark.parametrize(
    ("version", "refused", "with_words"),
    [("2.2.16", True, False), ("v2.4.23", False, False), ("2.5.0", False, True), ("v3.0.1-dev", False, True)],
)
def test_an_old_server_is_refused_and_one_that_cannot_score_words_is_known(
    version: str, refused: bool, with_words: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Client:
        def __init__(self, uri: str, token: str, timeout: int) -> None:
            assert (uri, token) == (ADDRESS.uri, "")

        def get_server_version(self, timeout: int) -> str:
            return version

        def list_collections(self, timeout: int) -> list[str]:
            return []

    monkeypatch.setitem(sys.modules, "pymilvus", SimpleNamespace(MilvusClient=Client))
    if not refused:
        server = Server(ADDRESS)
        assert server.ask("list_collections", seconds=1) == []
        assert server.scores_words(seconds=1) is with_words
        return
    with pytest.raises(EngineError) as caught:
        Server(ADDRESS).ask("list_collections", seconds=1)
    assert caught.value.code == "engine_version"


def test_without_its_packages_it_is_said_how_to_install_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(EngineError) as caught:
        Server(ADDRESS).ask("list_collections", seconds=1)
    assert "requirements-milvus.txt" in str(caught.value)
