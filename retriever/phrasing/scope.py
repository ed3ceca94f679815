"""The scope of a count: counts are counts in this corpus, and "not found" is "not found in what could be read"."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.snapshot import Snapshot, once


@dataclass(frozen=True, slots=True)
class Scope:
    """The number of speeches looked through, and what was not.

    `speeches` counts the versions of a speech once; `versions` are those beyond the one that counts. `unread` files
    could not be read, `marked` ones bear a security mark and are not in the index.
    """

    speeches: int
    versions: int
    unread: int
    marked: int


@once
def scope(snapshot: Snapshot) -> Scope:
    """The scope of what looks through the whole of `snapshot`."""
    reports = snapshot.reports()
    counted = len(snapshot.versions.counted())
    return Scope(
        speeches=counted,
        versions=len(snapshot.speeches()) - counted,
        unread=sum(report.status == "not_read" for report in reports),
        marked=sum(report.status == "marked" for report in reports),
    )
