"""The collection of a state on a search server: brought up to the catalog, looked after, and named.

As `indexer.vector_files` is for vectors in the index folder.
"""

from __future__ import annotations

import secrets

from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.published import Published
from indexer.search.milvus.client import Server, server_of
from indexer.search.milvus.schema import own_prefix, prefix_of
from indexer.search.milvus.writing import catch_up, is_incomplete, tidy
from indexer.search.terms import Segmenter

_SECONDS = 60
ENGINE = "engine"
"""Under which the catalog notes the address of the search server that holds its vectors; "" or nothing if none does."""
COLLECTIONS = "collections"
"""Under which the catalog notes what is in the names of its collections there, and in those of no other index."""


def note_engine(catalog: Catalog, engine: str) -> None:
    """Note the address of the search server that holds the vectors from now on, "" for none. Call inside `change`."""
    catalog.set_meta(ENGINE, engine)
    if engine and not catalog.meta(COLLECTIONS):
        catalog.set_meta(COLLECTIONS, secrets.token_hex(4))


def put_collection(
    layout: Layout, catalog: Catalog, segmenter: Segmenter, lineage: str, *, before: str | None, anew: bool
) -> str:
    """The name of the collection that holds the vectors of the catalog now, on the server that it notes.

    It is the one published `before`, caught up, unless it is to be made `anew`, or was made of another model, other
    terms (none where the server does not score words), or ids of another `lineage`.
    :raises EngineError: if the server cannot be written.
    """
    server = server_of(catalog.meta(ENGINE) or "")
    words = (segmenter.fingerprint,) if server.scores_words(seconds=_SECONDS) else ()
    made_of = (catalog.meta("fingerprint") or "", *words, lineage)
    prefix = prefix_of(_own_prefix(server, layout, catalog), *made_of)
    return catch_up(server, prefix, catalog, segmenter, before=before, anew=anew)


def damaged_collection(published: Published, catalog: Catalog) -> list[str]:
    """The name of the published collection, if there is one and passages of the catalog are missing in it."""
    if published.collection is None or published.generation != catalog.generation:
        return []
    server = server_of(published.meta[ENGINE])
    incomplete = is_incomplete(server, published.collection, len(catalog.embedded_ids()))
    return [published.collection] if incomplete else []


def tidy_servers(layout: Layout, catalog: Catalog, before: Published | None, published: Published) -> None:
    """Remove what is no longer needed from the search servers of this state and of the one published `before`."""
    for engine in {each.meta.get(ENGINE, "") for each in (before, published) if each} - {""}:
        server = server_of(engine)
        older = before.collection if before else None
        tidy(server, _own_prefix(server, layout, catalog), older, published.collection, catalog.embedded_ids())


def _own_prefix(server: Server, layout: Layout, catalog: Catalog) -> str:
    return own_prefix(server.address, layout.index, catalog.meta(COLLECTIONS) or "")
