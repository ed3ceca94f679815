"""The scope of a count: counts are counts in this corpus, and "not found" is "not found in what could be read"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.snapshot import Snapshot, once
from retriever.opened import OpenedIndex
from retriever.types import Note


@dataclass(frozen=True, slots=True)
class Scope:
    """The number of speeches looked through, and what was not.

    `speeches` counts the versions of a speech once; `versions` are those beyond the one that counts. `unread` files
    could not be read, `marked` ones bear a security mark and are not in the index. Where `filtered`, only those count
    that pass the filters, and `left_out` says how many were left out because they do not say what these ask for.
    """

    speeches: int
    versions: int
    unread: int
    marked: int
    filtered: bool = False
    left_out: tuple[Note, ...] = ()


def scope(index: OpenedIndex) -> Scope:
    """The scope of what looks through all speeches of `index`."""
    return replace(scope_of(index.snapshot), filtered=index.part_of is not None, left_out=index.left_out)


@once
def scope_of(snapshot: Snapshot) -> Scope:
    """The scope of what looks through all of `snapshot`."""
    reports = snapshot.reports()
    counted = len(snapshot.versions.counted())
    return Scope(
        speeches=counted,
        versions=len(snapshot.speeches()) - counted,
        unread=sum(report.status == "not_read" for report in reports),
        marked=sum(report.status == "marked" for report in reports),
    )
