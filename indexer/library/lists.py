"""What is not as it might be, each with its reason and what to do: not embedded, not read, marked, without a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import FileReport, SpeechFacts, say
from indexer.layout import UPLOADS, Layout
from indexer.library.edit_log import read_log
from indexer.library.listing import listing
from indexer.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Pending:
    """A speech of which some passages have no vector yet, so that they are found by their words only."""

    speech: SpeechFacts
    passages: int


@dataclass(frozen=True, slots=True)
class InTrash:
    """A removed file, with the titles of its speeches. `held` says that the index holds it still, until a build."""

    root: str
    path: str
    at: str
    titles: tuple[str, ...]
    uploaded: bool
    held: bool


def pending(snapshot: Snapshot) -> tuple[Pending, ...]:
    """The speeches that are not wholly embedded, by number. What to do: a rebuild."""
    speeches = snapshot.speeches()
    return tuple(Pending(speeches[number], count) for number, count in snapshot.pending().items())


def not_read(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """The reports on files that could not be read, by root and path."""
    return tuple(report for report in snapshot.reports() if report.status == "not_read")


def with_remarks(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """The reports on files that were read although something about them should be known, by root and path."""
    return tuple(report for report in snapshot.reports() if report.status == "read" and report.warnings)


def marked(snapshot: Snapshot) -> tuple[FileReport, ...]:
    """The reports on all files with a security mark, also those that were read since their root allows it."""
    return tuple(report for report in snapshot.reports() if report.mark is not None)


def marks_of(snapshot: Snapshot, speeches: Sequence[SpeechFacts]) -> list[str | None]:
    """The security mark of each speech's file, None for none."""
    marks = {(report.root, report.path): report.mark for report in marked(snapshot)}
    return [marks.get((speech.root, speech.path)) for speech in speeches]


def reasons(report: FileReport, language: str) -> tuple[str, ...]:
    """What is to be known of how a file was read, a sentence each, with what to do."""
    said = [say(warning.code, language, **warning.particulars) for warning in report.warnings]
    if report.status == "marked":
        said.insert(0, say("marked_out", language, mark=report.mark))
    return tuple(said)


def undated(snapshot: Snapshot) -> tuple[SpeechFacts, ...]:
    """The speeches without a date, by number; those that have been given one since the last build are left out."""
    rows = listing(snapshot).rows
    return tuple(row.speech for row in rows if row.speech.date is None and "date" not in row.stated)


def inferred_dates(snapshot: Snapshot) -> tuple[SpeechFacts, ...]:
    """The speeches whose date is inferred and waits for a yes, by number; those decided since are left out."""
    return tuple(row.speech for row in listing(snapshot).rows if "date" in row.speech.inferred)


def trash(snapshot: Snapshot) -> tuple[InTrash, ...]:
    """The removed files, the last removed first; those that are to be deleted for good are no longer among them."""
    log = read_log(Layout(snapshot.index))
    held = {(report.root, report.path) for report in snapshot.reports()}
    return tuple(
        InTrash(root, path, removed.at, tuple(removed.titles.values()), root == UPLOADS, (root, path) in held)
        for (root, path), removed in reversed([*log.removed.items()])
        if (root, path) not in log.purging
    )
