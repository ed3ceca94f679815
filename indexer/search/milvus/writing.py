"""The collection of an index brought up to its catalog: what is missing is added, and what is gone removed.

Ids are never used twice and a passage never changes, so a collection is up to date when it holds the ids that have a
vector. What is added before the pointer is renamed is unknown to who reads the state before, who leaves it out; what is
gone is removed after. A build that is killed in between leaves the rest to the next one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EngineError
from indexer.catalog import Catalog
from indexer.entries import entries
from indexer.id_sets import only_in
from indexer.search.milvus import schema
from indexer.search.milvus.client import Server
from indexer.search.terms import Segmenter

log = logging.getLogger(__name__)

_ROWS = 500  # of one request: some 2 MB
_IDS = 10_000  # of one request
_SECONDS = 60  # for one request
_TO_LOOK = 5  # seconds for a look at it when an index is opened, which may wait no longer
_PAUSES = (1.0, 4.0, 15.0)  # seconds before it is tried again
_PASSING = ("engine_unreachable", "engine_slow")


def catch_up(
    server: Server, prefix: str, catalog: Catalog, segmenter: Segmenter, *, before: str | None, anew: bool
) -> str:
    """The name of the collection that holds a row for each passage with a vector, after it was brought up to that.

    Its name begins with `prefix`: it is the one published `before`, or one that a killed build left; else, or if it is
    to be made `anew`, a new one.
    :raises EngineError: if the server cannot be written.
    """
    there = [name for name in _collections(server) if name.startswith(prefix)]
    if there and not anew:
        name = before if before in there else max(there)
    else:
        name = f"{prefix}{catalog.generation}"
        if name in there:
            server.ask("drop_collection", name, seconds=_SECONDS)
    schema.make(server, name, int(catalog.meta("dimension") or 1))
    _add(server, name, catalog, segmenter, only_in(catalog.embedded_ids(), held_ids(server, name)))
    return name


def _collections(server: Server) -> list[str]:
    return [str(name) for name in server.ask("list_collections", seconds=_SECONDS)]


def tidy(server: Server, own: str, before: str | None, name: str | None, ids: NDArray[np.int64]) -> None:
    """Remove from the published collection `name` all but `ids`; drop the one published `before`.

    So are those dropped that killed builds left. Only names that begin with `own` are the index's; others are left
    alone. What cannot be done now is done after the next build.
    """
    try:
        for other in _collections(server):
            left = other == before or (name and other.rpartition("_")[0] == name.rpartition("_")[0])
            if left and other != name and other.startswith(own):
                server.ask("drop_collection", other, seconds=_SECONDS)
        if name and name.startswith(own):
            gone = only_in(held_ids(server, name), ids).tolist()
            for begin in range(0, len(gone), _IDS):
                server.ask("delete", name, ids=gone[begin : begin + _IDS], seconds=_SECONDS)
    except EngineError as error:
        log.warning("%s", error)


def held_ids(server: Server, name: str) -> NDArray[np.int64]:
    """The ids, ascending, of the rows of a collection.

    :raises EngineError: if they cannot be read.
    """
    return np.unique(np.array(server.ids(name, seconds=_SECONDS), dtype=np.int64))


def is_incomplete(server: Server, name: str, count: int) -> bool:
    """True if the collection `name` is gone or holds fewer than `count` rows; false where nobody can tell now."""
    try:
        if not server.ask("has_collection", name, seconds=_TO_LOOK):
            return True
        held = server.count(name, seconds=_TO_LOOK)
    except EngineError as error:
        log.warning("%s", error)
        return False
    return held < count


def _add(server: Server, name: str, catalog: Catalog, segmenter: Segmenter, missing: NDArray[np.int64]) -> None:
    rows = _rows(catalog, segmenter, set(missing.tolist()), with_words=server.scores_words(seconds=_SECONDS))
    while some := list(islice(rows, _ROWS)):
        _insert(server, name, some)


def _rows(catalog: Catalog, segmenter: Segmenter, missing: set[int], *, with_words: bool) -> Iterator[dict[str, Any]]:
    for of_speech in entries(catalog, catalog.passages(), missing, segmenter):
        wanted = {entry.entry_id: entry for entry in of_speech[:-1] if entry.entry_id in missing}
        for number, vector in zip(*catalog.vectors(list(wanted)), strict=True):
            yield schema.row(wanted[int(number)], vector, with_words=with_words)


def _insert(server: Server, name: str, rows: list[dict[str, Any]]) -> None:
    """Insert `rows`; after a failure only those that did not arrive all the same."""
    for pause in (*_PAUSES, None):
        try:
            server.ask("insert", name, rows, seconds=_SECONDS)
            return
        except EngineError as error:
            if pause is None or error.code not in _PASSING:
                raise
            log.warning("%s", error)
            time.sleep(pause)
        arrived = set(held_ids(server, name).tolist())
        rows = [row for row in rows if row["passage_id"] not in arrived]
