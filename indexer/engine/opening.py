"""What is published of an index folder, opened: the catalog and what is derived from it, repaired before if need be."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from filelock import Timeout

from corpus.errors import IndexStateError
from indexer.catalog import Catalog
from indexer.families import update_families
from indexer.layout import Layout
from indexer.publish import Published, is_cut_by, publish, read_published
from indexer.search.embedded.dictionary import words_of
from indexer.search.embedded.keywords import Lexical
from indexer.search.embedded.terms import Words
from indexer.search.embedded.vectors import Vectors

log = logging.getLogger(__name__)

# A publisher removes the files of the state before: whoever read the old pointer a moment ago finds them gone once.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class State:
    """What `published` names, opened for reading, the catalog beside it, and what cuts into the same terms."""

    layout: Layout
    published: Published
    catalog: Catalog
    words: Words
    vectors: Vectors
    passages: Lexical
    speeches: Lexical


def repair(layout: Layout, words: Words) -> None:
    """Publish what the catalog holds if a build was cut off before it did; leave it to a build that is running."""
    try:
        with layout.writer_lock().acquire(timeout=0), Catalog.open_for_writing(layout.catalog) as catalog:
            update_families(catalog)
            publish(layout, catalog, words)
    except Timeout:
        log.info("A build is running; serving what was published before.")


def opened(layout: Layout, words: Words) -> State:
    """The state that is published now; its words are `words`, or new ones if its terms were cut by another dictionary.

    :raises IndexStateError: if nothing is published, or the catalog is damaged or of another schema.
    :raises OSError: if a file that is named is gone or damaged, however often it is tried.
    """
    for attempt in range(1, _TRIES + 1):
        published = read_published(layout)
        if published is None:
            raise IndexStateError("index_missing", index=layout.index)
        if not is_cut_by(words, published):  # the lexicon has changed since `words` were read
            words = words_of(layout)
        try:
            return _opened(layout, published, words)
        except OSError as exc:
            if attempt == _TRIES:
                raise
            log.info("The index was published anew while it was opened: %s", exc)
    raise AssertionError("the last attempt returns or raises")


def _opened(layout: Layout, published: Published, words: Words) -> State:
    catalog = Catalog.open_for_reading(layout.catalog)
    try:
        return State(
            layout,
            published,
            catalog,
            words,
            Vectors.load(layout.index / published.vectors),
            Lexical(layout.lexical / published.lexical / "passages"),
            Lexical(layout.lexical / published.lexical / "speeches"),
        )
    except BaseException:
        catalog.close()
        raise
