"""Repair of an index: what is damaged in it made anew from the files, and nothing that people did touched.

The catalog is mended in place where SQLite can still read it; otherwise a new one takes what is sound of it over.
Then a rebuild reads the files that are due and publishes.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexStateError
from indexer.catalog import Catalog, row_errors, salvage
from indexer.json_lines import without_damaged_lines
from indexer.layout import Layout
from indexer.publish import LINEAGE, damaged_tables, refuse_emptied
from indexer.published import read_published

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mended:
    """The work of a repair before the rebuild: the copies of what was damaged, by the name of the file.

    `rootless` is true when nobody knows any more which folders the index was built from.
    """

    kept: dict[str, Path]
    rootless: bool


def mend_index(layout: Layout) -> Mended:
    """Take out what is damaged, for a rebuild to make it anew. The caller holds the writer lock.

    :raises IndexStateError: if there is no index, or it cannot be written.
    """
    if not layout.catalog.is_file():
        raise IndexStateError("index_missing", index=layout.index)
    kept: dict[str, Path] = {}
    for path in (layout.edits, layout.feedback):
        beside = _beside(path)
        if without_damaged_lines(path, beside):
            kept[path.name] = beside
    if _is_malformed(layout):
        kept[layout.catalog.name] = _put_new_catalog(layout)
    with Catalog.open_for_writing(layout.catalog) as catalog, row_errors(layout.index):
        mend_catalog(layout, catalog)
        return Mended(kept, not catalog.roots())


def mend_catalog(layout: Layout, catalog: Catalog) -> None:
    """Let the build that follows make anew what is damaged of the catalog; what is read of it must be well-formed."""
    published = read_published(layout)
    differing = damaged_tables(catalog, published) if published else []
    rows = catalog.damaged()
    what = [*differing, *(each.path for each in rows.speeches)]
    if what:
        log.warning("The catalog is damaged and mended: %s", ", ".join(what))
    with catalog.change():
        catalog.forget_damaged(rows)
        if published is not None and "roots" in differing:
            for name, (path, allowed) in published.roots.items():
                catalog.set_root(name, path, allowed)
            catalog.drop_roots(keep=published.roots)
        if published is not None and "meta" in differing:
            for key, value in published.meta.items():
                catalog.set_meta(key, value)
        catalog.read_all_again()  # no row tells of others that are lost
        catalog.set_meta("families", "")


def _is_malformed(layout: Layout) -> bool:
    try:
        refuse_emptied(layout)
        with Catalog.open_for_writing(layout.catalog) as catalog, row_errors(layout.index):
            return bool(catalog.check()) and not catalog.reindexed()
    except IndexStateError as error:
        if error.code != "index_damaged":
            raise
        return True


def _put_new_catalog(layout: Layout) -> Path:
    """The path of the malformed catalog, in whose place a new one with what is sound of it was put."""
    new, old = layout.catalog.with_name("catalog-new.sqlite"), _beside(layout.catalog)
    salvage(layout.catalog, new)
    published = read_published(layout)
    with Catalog.open_for_writing(new) as catalog, catalog.change():
        known = catalog.roots()
        for name, (path, allowed) in (published.roots if published else {}).items():
            if name not in known:
                catalog.set_root(name, path, allowed)
        for key, value in (published.meta if published else {}).items():
            if catalog.meta(key) is None:
                catalog.set_meta(key, value)
        # A generation that was published would not be published again, and numbers may be given anew.
        catalog.set_meta(LINEAGE, secrets.token_hex(8))
        catalog.set_meta("generation", str(max(catalog.generation, published.generation if published else 0) + 1))
    replace_catalog(layout, new, keep=old)
    return old


def replace_catalog(layout: Layout, new: Path, *, keep: Path | None = None) -> None:
    """Put the catalog `new`, with an empty log, in place of the one there is, which goes to `keep`.

    The caller holds the writer lock. Who reads the old one goes on with it, for its files are let go of, not changed.
    """
    log_of_new = new.with_name(f"{new.name}-wal")
    if log_of_new.is_file() and log_of_new.stat().st_size:
        raise IndexStateError("index_busy", index=layout.index)
    for suffix in ("-wal", "-shm"):
        path = layout.catalog.with_name(layout.catalog.name + suffix)
        if keep is not None and path.is_file() and suffix == "-wal":
            path.replace(keep.with_name(keep.name + suffix))
        path.unlink(missing_ok=True)
        new.with_name(new.name + suffix).unlink(missing_ok=True)
    if keep is not None:
        layout.catalog.replace(keep)
    new.replace(layout.catalog)


def _beside(path: Path) -> Path:
    """A name beside `path` for its damaged copy that nothing has yet."""
    number = 1
    while (beside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return beside
