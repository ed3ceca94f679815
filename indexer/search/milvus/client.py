"""A Milvus server asked by pymilvus: within a time, and with errors that say what to do."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import Any

from corpus.errors import EngineError
from indexer.search.milvus.address import Address, address_of, token
from indexer.search.milvus.lite import served

OLDEST = (2, 3)
"""The first version of Milvus that can be used, for vectors and filters: earlier ones were not tried."""
_WITH_WORDS = (2, 5)
"""The first version that scores texts by BM25 itself."""

# The numbers of Milvus' own errors (pkg/util/merr/errors.go) and the names of gRPC's.
_KINDS: dict[str, frozenset[object]] = {
    "engine_unreachable": frozenset({1, 2, "UNAVAILABLE"}),
    "engine_slow": frozenset({4, 8, 11, 10001, "DEADLINE_EXCEEDED", "CANCELLED"}),
    "engine_refused": frozenset({1400, 1401, 1800, "UNAUTHENTICATED", "PERMISSION_DENIED"}),
    "engine_full": frozenset({3, 7, 9, 12, "RESOURCE_EXHAUSTED"}),
}
_TELLING = (("engine_refused", re.compile(r"auth", re.I)), ("engine_full", re.compile(r"no space|is full", re.I)))
_LONGEST_REASON = 300
_IDS_AT_ONCE = 10_000
_LOGS = ("pymilvus", "pymilvus.milvus_client")


@cache
def server_of(written: str) -> Server:
    """The server at an address as it is noted in the catalog: one for all that this process asks it.

    :raises EngineError: if it is no address.
    """
    return Server(address_of(written))


class Server:
    """The server at `address`, connected to when it is first asked. Safe for several threads."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._client: Any = None
        self._version: tuple[int, ...] = ()
        self._lock = Lock()

    def scores_words(self, *, seconds: int) -> bool:
        """True if it scores texts by BM25; else it holds vectors alone.

        :raises EngineError: if it does not answer.
        """
        self._connection(seconds)
        return self._version >= _WITH_WORDS

    def ask(self, method: str, *arguments: object, seconds: int, **options: object) -> Any:  # noqa: ANN401 - pymilvus'
        """The result of a `method` of pymilvus' MilvusClient, which tries again for about so many `seconds`.

        :raises EngineError: if there is none.
        """
        client = self._connection(seconds)
        try:
            return getattr(client, method)(*arguments, timeout=seconds, **options)
        except Exception as exc:
            error = self._error(exc, seconds)
            if error.code == "engine_unreachable":
                self._forget(client)
            raise error from exc

    def _connection(self, seconds: int) -> Any:  # noqa: ANN401
        if not self._lock.acquire(timeout=seconds):  # another thread waits for the server already
            raise EngineError("engine_unreachable", address=self.address, seconds=seconds, reason="")
        try:
            self._client = self._client or self._connected(seconds)
            return self._client
        finally:
            self._lock.release()

    def _forget(self, client: Any) -> None:  # noqa: ANN401
        """Let the next question connect anew, which starts the server of a file again."""
        with self._lock, suppress(Exception):
            if self._client is client:
                self._client = None
                client.close()

    def count(self, collection: str, *, seconds: int) -> int:
        """The number of rows of a collection, all that was written so far among them.

        :raises EngineError: if they cannot be counted.
        """
        self.ask("load_collection", collection, seconds=seconds)
        options = {"output_fields": ["count(*)"], "consistency_level": "Strong"}
        (counted,) = self.ask("query", collection, filter="", seconds=seconds, **options)
        return int(counted["count(*)"])

    def ids(self, collection: str, *, seconds: int) -> list[int]:
        """The ids of all rows of a collection, each request within so many `seconds`.

        :raises EngineError: if they cannot be read.
        """
        self.count(collection, seconds=seconds)  # a server before 2.4 shows an iterator what it showed last
        pages = self.ask(
            "query_iterator",
            collection,
            batch_size=_IDS_AT_ONCE,
            filter="",
            output_fields=["passage_id"],
            consistency_level="Strong",
            seconds=seconds,
        )
        found: list[int] = []
        try:
            while page := pages.next():
                found += [row["passage_id"] for row in page]
            pages.close()
        except Exception as exc:
            raise self._error(exc, seconds) from exc
        return found

    def _connected(self, seconds: int) -> Any:  # noqa: ANN401
        try:
            from pymilvus import MilvusClient
        except ImportError as exc:
            raise EngineError("engine_not_installed", package="pymilvus") from exc
        for name in _LOGS:  # what it logs is raised as well
            logging.getLogger(name).setLevel(logging.CRITICAL)
        file = self.address.file
        try:
            client = MilvusClient(served(file) if file else self.address.uri, token=token(), timeout=seconds)
            # What milvus-lite says of itself is no version of a server; the one that is installed scores words.
            version = "2.5" if file else client.get_server_version(timeout=seconds)
        except EngineError:
            raise
        except Exception as exc:
            raise self._error(exc, seconds) from exc
        self._version = _numbers(version)
        if self._version < OLDEST:
            needed = ".".join(map(str, OLDEST))
            raise EngineError("engine_version", address=self.address, version=version, needed=needed)
        return client

    def _error(self, exc: Exception, seconds: int) -> EngineError:
        code = getattr(exc, "code", None)
        code = code() if callable(code) else code  # pymilvus hands on gRPC's method, not what it returns
        given = getattr(code, "name", code)
        reason = str(getattr(exc, "message", "") or exc)[:_LONGEST_REASON]
        kind = next((kind for kind, codes in _KINDS.items() if given in codes), None)
        kind = next((each for each, words in _TELLING if words.search(reason)), kind)
        return EngineError(kind or "engine_failed", address=self.address, seconds=seconds, reason=reason)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
