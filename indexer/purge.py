"""Deleting files for good: nothing of them stays in the index folder, whatever it is in.

People ask for it in the edit log; a build then takes the files out of catalog, vectors and keyword indexes like any
that are gone, publishes, and does the rest here. The log's line goes last, so a purge that was killed is gone on with
by the next build.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from corpus.errors import TifaError
from indexer.catalog import Catalog
from indexer.json_lines import rewrite_lines
from indexer.layout import UPLOADS, Layout, uploads_lock
from indexer.library.edit_log import EditLog, forget_files

log = logging.getLogger(__name__)

DAMAGED_FEEDBACK = "feedback_damaged"

# How often it is tried to empty the catalog's log, for half a second each time: a reader needs to be told twice to let
# go of it, and one who answers a long question just then a while more.
_TRIES = 60
# How often a reader looks whether a build waits for it.
_SECONDS_BETWEEN_LOOKS = 0.5


def purge(layout: Layout, catalog: Catalog, edit_log: EditLog, progress: Callable[[int, int], None]) -> int:
    """The number of files deleted for good: all that the log names, 0 if a reader still holds an older state.

    The caller holds the writer lock and has published the state without them. Before each attempt `progress` gets the
    number of attempts made and the most there may be: then readers of this index must let go of what they hold.
    Readers in other processes see that by the file `Layout.clearing`.
    """
    if not edit_log.purging:
        return 0
    forget_open_part(layout)
    for pattern in (
        "vectors-*.part",
        "passages-*.part",
        "speeches-*.part",
        "*.damaged-*",
        "catalog-new.sqlite*",
    ):  # by builds killed, and by repairs
        for left_over in layout.index.glob(pattern):
            left_over.unlink()
    catalog.vacuum()
    if not _log_emptied(layout, catalog, progress):
        return 0
    gone = {speech_id for speech_ids in edit_log.purging.values() for speech_id in speech_ids}
    forget_feedback(layout, gone)
    uploaded = [file for file in edit_log.purging if file[0] == UPLOADS]
    forget_uploads(layout.uploads, [path for _, path in uploaded])
    forget_files(layout, edit_log.purging, keep_out=[file for file in edit_log.purging if file not in uploaded])
    return len(edit_log.purging)


def forget_open_part(layout: Layout) -> None:
    """Delete the index that readers are answered from, which whoever serves it makes anew; not while it is being made.

    Its pointer goes first: without it nothing is answered from what is left where a file cannot be deleted.
    """
    if not layout.open_part.is_dir():
        return
    part = Layout(layout.open_part)
    with part.writer_lock() as lock:
        part.published.unlink(missing_ok=True)
        for each in part.index.iterdir():
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            elif each != Path(lock.lock_file):
                with suppress(OSError):
                    each.unlink()


def _log_emptied(layout: Layout, catalog: Catalog, progress: Callable[[int, int], None]) -> bool:
    """True if the catalog's log was emptied; False if a reader still holds an older state."""
    layout.clearing.touch()
    try:
        for attempt in range(_TRIES):
            progress(attempt, _TRIES)
            if catalog.empty_log():
                progress(_TRIES, _TRIES)
                return True
        return False
    finally:
        layout.clearing.unlink(missing_ok=True)


@contextmanager
def releasing_for_builds(index: Path, release: Callable[[], None]) -> Iterator[None]:
    """Call `release` again and again whenever a build of any process waits for the readers of the index in `index`.

    A reader that is asked nothing would otherwise hold the state of its last question for as long as it runs.
    """
    layout, over = Layout(index), threading.Event()

    def look() -> None:
        while not over.wait(_SECONDS_BETWEEN_LOOKS):
            if layout.clearing.exists():
                try:
                    release()
                except (TifaError, OSError) as exc:  # the next question tells of it too, and the next look tries again
                    log.warning("The newest state of %s cannot be opened: %s", index, exc)

    watch = threading.Thread(target=look, name="release for builds", daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def forget_uploads(folder: Path, paths: Sequence[str]) -> None:
    """Delete uploaded files, and what uploads that were killed left."""
    if not paths:
        return
    with uploads_lock(folder):
        for path in paths:
            (folder / path).unlink(missing_ok=True)
        forget_left_overs(folder)


def forget_left_overs(folder: Path) -> None:
    """Delete what uploads that were killed left. The caller holds the lock of the uploads."""
    for left_over in folder.glob(".*"):
        left_over.unlink()


def forget_feedback(layout: Layout, speech_ids: set[str]) -> int:
    """The number of readers' verdicts removed: all those about the speeches `speech_ids`."""

    def without(lines: Sequence[dict[str, Any]]) -> Sequence[Mapping[str, Any]]:
        return [line for line in lines if line.get("speech_id") not in speech_ids]

    before, after = rewrite_lines(layout.feedback, DAMAGED_FEEDBACK, without)
    return before - after
