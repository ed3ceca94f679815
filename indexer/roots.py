"""The roots of a build: the folders and files that it was given, under names that stay, and what was uploaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from corpus import FoundFile, Root, scan
from indexer.catalog import Catalog
from indexer.layout import MARKED_UPLOADS, UPLOADS, Layout, uploads_lock
from indexer.library.edit_log import EditLog
from indexer.purge import forget_left_overs

Found: TypeAlias = Sequence[tuple[Root, Sequence[FoundFile]]]
"""Each root with its files."""


def given_roots(corpora: Sequence[Path], allow_marked: bool) -> list[Root]:
    """The roots that `corpora` are, each once, named after their folders."""
    roots = [Root(path.resolve().name, path, allow_marked) for path in corpora]
    names = [root.path.resolve() for root in roots]
    return [root for i, root in enumerate(roots) if names[i] not in names[:i]]


def named(root: Root, files: Sequence[FoundFile], catalog: Catalog, log: EditLog) -> Root:
    """The root under a name that no other folder has: speech ids hang on it, so a known folder keeps its name.

    Also in an index that is built anew, if people stated something about it; and also one that was moved. A folder that
    is gone may be on a drive that is away, so what was moved must show it by holding most of its files.
    """
    known = {**log.roots, **{name: Path(path) for name, (path, _) in catalog.roots().items()}}
    here = root.path.resolve()
    name, number = next((name for name, path in known.items() if path == here), root.name), 2
    while name in known and known[name] != here and not _was_moved(name, known[name], files, catalog):
        name, number = f"{root.name} ({number})", number + 1
    with catalog.change():
        catalog.set_root(name, str(here), root.allow_marked)
    return Root(name, root.path, root.allow_marked)


def _was_moved(name: str, path: Path, files: Sequence[FoundFile], catalog: Catalog) -> bool:
    """True if the root `name`, last seen at `path`, is what `files` were found in."""
    before = set(catalog.stamps(name))
    held = before & {str(file.relative) for file in files}
    return not path.exists() and 2 * len(held) >= len(before)


def note_marked_uploads(catalog: Catalog, allowed: bool) -> None:
    """Note whether files with a security mark may be uploaded, which holds until the next build that is given roots."""
    value = "yes" if allowed else ""
    if (catalog.meta(MARKED_UPLOADS) or "") != value:
        with catalog.change():
            catalog.set_meta(MARKED_UPLOADS, value)


def uploads(layout: Layout, catalog: Catalog) -> Found:
    """The root of the files that were uploaded, if there ever were any, and its files.

    Its name is one that no folder can have, and does not hang on where the index lies.
    """
    if not layout.uploads.is_dir():
        if UPLOADS not in catalog.roots():
            return []
        layout.uploads.mkdir()
    with uploads_lock(layout.uploads):
        forget_left_overs(layout.uploads)
    allow_marked = bool(catalog.meta(MARKED_UPLOADS))
    with catalog.change():
        catalog.set_root(UPLOADS, str(layout.uploads.resolve()), allow_marked)
    root = Root(UPLOADS, layout.uploads, allow_marked)
    return [(root, scan(root))]
