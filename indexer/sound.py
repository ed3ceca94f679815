"""The sizes and times that the files of an index had when all of it was found sound: `sound.json`.

As long as they are the same, nothing has been written to these files, and opening the index reads none of them through:
of a million passages that would take a minute. What a drive loses by itself is found when a row is read, and by verify.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress

from indexer.catalog.migrations import NEWEST
from indexer.families import VERSION as FAMILIES_VERSION
from indexer.layout import Layout, write_by_rename
from indexer.published import read_published
from indexer.vector_collections import ENGINE

# Some file systems note times no finer: what is written to a file within so much may leave its time as it is.
_SECONDS_BETWEEN_TIMES = 0.02

Noted = dict[str, list[int]]


def note_sound(layout: Layout) -> None:
    """Note the files of an index that was found sound and is published; not where that cannot be written.

    The caller holds the writer lock and has closed the catalog.
    """
    now = _now(layout)
    if now is None:
        return
    newest = max(changed for _, changed in now["files"].values()) / 1e9
    time.sleep(max(0.0, min(_SECONDS_BETWEEN_TIMES, newest + _SECONDS_BETWEEN_TIMES - time.time())))
    with suppress(OSError):
        write_by_rename(layout.sound, json.dumps(now).encode("ascii"))


def is_as_noted(layout: Layout) -> bool:
    """True if the index was found sound by this version of the program, and no file of it has been written to since."""
    try:
        noted = json.loads(layout.sound.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return noted is not None and noted == _now(layout)


def _now(layout: Layout) -> dict[str, Noted] | None:
    """The versions of what is derived, and size and time of each file, with the catalog's log where something is in it:
    while others read, that is not taken over.
    """
    published = read_published(layout)
    if published is None or not published.files or published.meta.get(ENGINE):  # a search server has no files here
        return None
    log = layout.catalog.with_name(f"{layout.catalog.name}-wal")
    try:
        own = (layout.catalog, log) if log.exists() and log.stat().st_size else (layout.catalog,)
        paths = (*own, layout.published, *(layout.index / name for name in published.files))
        stats = {path.relative_to(layout.index).as_posix(): path.stat() for path in paths}
    except OSError:
        return None
    files = {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}
    return {"versions": {"catalog": [NEWEST], "families": [FAMILIES_VERSION]}, "files": files}
