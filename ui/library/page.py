"""The page as a whole: its views, how much each holds, and what the rebuild in the background is doing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from corpus import say
from indexer.library.changes import trash
from indexer.rebuilds import Done
from ui.library import dates, files, overview, speeches, versions
from ui.library.request import LibraryRequest
from ui.told import place, without_places

View: TypeAlias = Callable[[LibraryRequest], Mapping[str, object]]

VIEWS: Mapping[str, View] = {
    "speeches": speeches.view,
    "dates": dates.view,
    "versions": versions.view,
    "uploads": files.uploads,
    "troubles": files.troubles,
    "marked": files.marked_files,
    "removed": files.removed_files,
    "picture": overview.view,
}
"""The views by name, in the order in which they stand; each has the template library/NAME.html."""


def view(library: LibraryRequest) -> Mapping[str, object]:
    """The values of the view that was chosen, and those of the choice."""
    chosen = library.request.one_of("view", tuple(VIEWS))
    return {"view": chosen, "views": tuple(VIEWS), "counts": _counts(library), **VIEWS[chosen](library)}


def status(library: LibraryRequest) -> Mapping[str, object]:
    """The state of the rebuild in the background, why it failed, and the sentences on what the last one did."""
    job = library.job
    failure = without_places((job.failure or {}).get(library.words.language, ""))
    return {"job": job, "failure": failure, "done": _sentences(library, job.last) if job.last else []}


def underway(library: LibraryRequest) -> Mapping[str, object]:
    """The state of the rebuild in the background, and how many files could not be read so far.

    Every page asks for it when it is opened: they are counted only where they are shown.
    """
    is_shown = library.job.kind != "idle"
    return {"job": library.job, "not_read": len(files.unread(library)) if is_shown else 0}


def _counts(library: LibraryRequest) -> Mapping[str, int]:
    return {
        "speeches": library.present,
        "dates": dates.count(library),
        "versions": len(versions.proposed(library)),
        "uploads": len(files.uploaded(library)),
        "troubles": len(files.unread(library)) + len(files.waits(library)) + len(files.asked(library)),
        "marked": len(files.with_mark(library)),
        "removed": len(trash(library.request.snapshot)) if library.may_change else 0,
    }


def _sentences(library: LibraryRequest, last: Done) -> list[str]:
    language = library.words.language
    said = [library.say("done", changed=last.changed, removed=last.removed)]
    if last.purged:
        said.append(say("purged", language, count=last.purged))
    if last.to_purge:
        said.append(say("to_purge", language, count=last.to_purge))
    if last.away:
        said.append(say("rebuild_away", language, folders=", ".join(place(Path(each)) for each in last.away)))
    return said
