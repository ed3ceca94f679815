"""Opening what is published of an index folder: a snapshot and what searches it, repaired before if need be."""

from __future__ import annotations

import logging
from pathlib import Path

from filelock import Timeout

from corpus.errors import IndexStateError
from indexer.catalog import Catalog
from indexer.families import update_families
from indexer.layout import Layout
from indexer.publish import Published, is_cut_by, publish, read_published
from indexer.search.embedded.keywords import Lexical
from indexer.search.embedded.search import EmbeddedSearch
from indexer.search.embedded.vectors import Vectors
from indexer.search.protocol import SearchEngine
from indexer.search.terms import Words, words_of
from indexer.snapshot import Snapshot

log = logging.getLogger(__name__)

# A publisher removes the files of the state before: whoever read the old pointer a moment ago finds them gone once.
_TRIES = 5


def open_index(index: Path) -> tuple[Snapshot, SearchEngine]:
    """The state that is published in the index folder `index`, and what searches it.

    What is derived from the catalog is repaired first when it is behind.
    :raises IndexStateError: if there is no index, or it is damaged or was made by a newer program.
    """
    layout, words = _repaired(index)
    return _opened(layout, words)


def open_snapshot(index: Path) -> Snapshot:
    """The state that is published in the index folder `index`, without what searches it; see `open_index`."""
    layout, words = _repaired(index)
    return _snapshot(layout, *_published(layout, words))


def open_newest(before: Snapshot) -> tuple[Snapshot, SearchEngine]:
    """The state that is published now in the index folder of the state `before`, and what searches it.

    :raises IndexStateError: if nothing is published, or the catalog is damaged or of another schema.
    :raises OSError: if a file that is named is gone or damaged, however often it is tried.
    """
    return _opened(before.layout, before.words)


def _repaired(index: Path) -> tuple[Layout, Words]:
    """The files of an index folder, and its dictionary.

    If a build was cut off before it published what the catalog holds, that is done now; a build that is running will.
    """
    layout = Layout(index)
    if not layout.catalog.is_file():
        raise IndexStateError("index_missing", index=index)
    words = words_of(layout)
    try:
        with layout.writer_lock().acquire(timeout=0), Catalog.open_for_writing(layout.catalog) as catalog:
            update_families(catalog)
            publish(layout, catalog, words)
    except Timeout:
        log.info("A build is running; serving what was published before.")
    return layout, words


def _opened(layout: Layout, words: Words) -> tuple[Snapshot, SearchEngine]:
    for attempt in range(1, _TRIES + 1):
        published, words = _published(layout, words)
        try:
            return _opened_once(layout, published, words)
        except OSError as exc:
            if attempt == _TRIES:
                raise
            log.info("The index was published anew while it was opened: %s", exc)
    raise AssertionError("the last attempt returns or raises")


def _opened_once(layout: Layout, published: Published, words: Words) -> tuple[Snapshot, SearchEngine]:
    snapshot = _snapshot(layout, published, words)
    try:
        return snapshot, EmbeddedSearch(
            published.generation,
            snapshot.rows,
            Vectors.load(layout.index / published.vectors),
            Lexical(layout.lexical / published.lexical / "passages"),
            Lexical(layout.lexical / published.lexical / "speeches"),
        )
    except BaseException:
        snapshot.close()
        raise


def _published(layout: Layout, words: Words) -> tuple[Published, Words]:
    """What is published now, and what cuts into its terms: `words`, or new ones if the lexicon changed since."""
    published = read_published(layout)
    if published is None:
        raise IndexStateError("index_missing", index=layout.index)
    return published, words if is_cut_by(words, published) else words_of(layout)


def _snapshot(layout: Layout, published: Published, words: Words) -> Snapshot:
    catalog = Catalog.open_for_reading(layout.catalog)
    try:
        return Snapshot(layout, published, catalog, words)
    except BaseException:
        catalog.close()
        raise
