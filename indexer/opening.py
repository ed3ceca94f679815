"""Opening what is published of an index folder: a snapshot and what searches it, repaired before if need be."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

from filelock import Timeout

from corpus.errors import EngineError, IndexStateError, TifaError
from indexer.catalog import Catalog, index_errors
from indexer.families import update_families
from indexer.layout import Layout
from indexer.publish import damaged_tables, is_cut_by, is_of_lineage, publish, refuse_emptied
from indexer.published import Published, damaged_files, read_published
from indexer.search.embedded.keywords import Lexical
from indexer.search.embedded.search import EmbeddedSearch
from indexer.search.milvus.client import server_of
from indexer.search.milvus.search import MilvusSearch
from indexer.search.protocol import SearchEngine
from indexer.search.terms import Segmenter, segmenter_of
from indexer.snapshot import Snapshot
from indexer.sound import is_as_noted, note_sound
from indexer.vector_collections import ENGINE
from indexer.vector_files import open_vectors

log = logging.getLogger(__name__)

# A publisher removes the files of the state before: whoever read the old pointer a moment ago finds them gone once.
_TRIES = 5
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def open_index(index: Path, *, places: bool = True) -> tuple[Snapshot, SearchEngine]:
    """The state that is published in the index folder `index`, and what searches it.

    What is derived from the catalog is repaired first when it is behind. Without `places` speeches do not say where
    their files lie on the disk.
    :raises IndexStateError: if there is no index, or it is damaged or was made by a newer program.
    """
    layout, segmenter = _repaired(Layout(index, places))
    return _opened(layout, segmenter)


def open_snapshot(index: Path) -> Snapshot:
    """The state that is published in the index folder `index`, without what searches it; see `open_index`."""
    layout, segmenter = _repaired(Layout(index))
    return _snapshot(layout, *_published(layout, segmenter))


def open_newest(before: Snapshot) -> tuple[Snapshot, SearchEngine]:
    """The state that is published now in the index folder of the state `before`, and what searches it.

    :raises IndexStateError: if nothing is published, the catalog is damaged or of another schema, or a file that is
        named is gone or damaged, however often it is tried.
    """
    return _opened(before.layout, before.segmenter)


def _repaired(layout: Layout) -> tuple[Layout, Segmenter]:
    """The files of an index folder, and its dictionary.

    If a build was cut off before it published what the catalog holds, that is done now; a build that is running will.
    """
    index = layout.index
    if not layout.catalog.is_file():
        raise IndexStateError("index_missing", index=index)
    refuse_emptied(layout)
    segmenter = segmenter_of(layout)
    published = read_published(layout)
    if published is not None and is_cut_by(segmenter, published) and is_as_noted(layout):
        return layout, segmenter
    try:
        with layout.writer_lock().acquire(timeout=0), index_errors(index):
            with Catalog.open_for_writing(layout.catalog) as catalog:
                refuse_damaged(layout, catalog)
                update_families(catalog)
                publish(layout, catalog, segmenter)
            note_sound(layout)
    except Timeout:
        log.info("A build is running; serving what was published before.")
    except (EngineError, IndexStateError, OSError) as error:
        if not (is_unwritable(error) or isinstance(error, EngineError)):
            raise
        _refuse_unrepaired(layout)
        log.warning("%s", IndexStateError("index_served_as_it_is", index=index, reason=reason_of(error)))
    return layout, segmenter


def _refuse_unrepaired(layout: Layout) -> None:
    """Let nothing be served from a folder that cannot be written and would have to be repaired.

    :raises IndexStateError: index_missing or index_damaged.
    """
    published = read_published(layout)
    if published is None:
        raise IndexStateError("index_missing", index=layout.index)
    with Catalog.open_for_reading(layout.catalog) as catalog:
        damaged = [*damaged_files(layout, published), *damaged_tables(catalog, published)]
    if damaged:
        raise IndexStateError("index_damaged", index=layout.index, reason=", ".join(damaged))


def refuse_damaged(layout: Layout, catalog: Catalog) -> None:
    """Let nothing be made of a catalog that is no longer what it was when it was published.

    :raises IndexStateError: index_damaged.
    """
    published = read_published(layout)
    damaged = damaged_tables(catalog, published) if published else []
    if damaged:
        raise IndexStateError("index_damaged", index=layout.index, reason=", ".join(damaged))


def is_unwritable(error: Exception) -> bool:
    """True of an error that keeps an index from being changed, and leaves it as sound as it was."""
    if isinstance(error, IndexStateError):
        return error.code in ("index_unwritable", "index_full")
    return isinstance(error, OSError) and error.errno in _UNWRITABLE


def reason_of(error: Exception) -> str:
    """The words of the system for an error that keeps an index from being changed."""
    if isinstance(error, TifaError):
        return str(error.particulars.get("reason", error.code))
    return str(getattr(error, "strerror", None) or error)


def _opened(layout: Layout, segmenter: Segmenter) -> tuple[Snapshot, SearchEngine]:
    for attempt in range(1, _TRIES + 1):
        published, segmenter = _published(layout, segmenter)
        try:
            return _opened_once(layout, published, segmenter)
        except OSError as exc:
            if attempt == _TRIES:
                raise IndexStateError("index_damaged", index=layout.index, reason=str(exc)) from exc
            log.info("The index was published anew while it was opened: %s", exc)
    raise AssertionError("the last attempt returns or raises")


def _opened_once(layout: Layout, published: Published, segmenter: Segmenter) -> tuple[Snapshot, SearchEngine]:
    snapshot = _snapshot(layout, published, segmenter)
    try:
        return snapshot, _search(layout, published, snapshot)
    except BaseException:
        snapshot.close()
        raise


def _search(layout: Layout, published: Published, snapshot: Snapshot) -> SearchEngine:
    """The engine that was published: a search server where one holds the vectors, else what is in the index folder."""
    folder = layout.lexical / published.lexical
    passages, speeches = Lexical.open_to_read(folder / "passages"), Lexical.open_to_read(folder / "speeches")
    if published.collection:
        server = server_of(published.meta[ENGINE])
        return MilvusSearch(snapshot, server, published.collection, passages, speeches)
    vectors = open_vectors([layout.index / name for name in published.vector_files], snapshot.embedded())
    return EmbeddedSearch(published.generation, snapshot.rows, vectors, passages, speeches)


def _published(layout: Layout, segmenter: Segmenter) -> tuple[Published, Segmenter]:
    """The published state, and what cuts texts into its terms: `segmenter`, or a new one if the lexicon changed."""
    published = read_published(layout)
    if published is None:
        raise IndexStateError("index_missing", index=layout.index)
    return published, segmenter if is_cut_by(segmenter, published) else segmenter_of(layout)


def _snapshot(layout: Layout, published: Published, segmenter: Segmenter) -> Snapshot:
    catalog = Catalog.open_for_reading(layout.catalog)
    try:
        if not is_of_lineage(published, catalog):  # a backup is being restored
            raise IndexStateError("index_busy", index=layout.index)
        return Snapshot(layout, published, catalog, segmenter)
    except BaseException:
        catalog.close()
        raise
