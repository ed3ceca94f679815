"""Reports on files: not read, read with remarks, with a security mark, uploaded; with reasons and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import FileReport, SpeechFacts, say
from indexer.layout import UPLOADS
from indexer.snapshot import Snapshot


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


def on_uploads(snapshot: Snapshot) -> dict[str, FileReport]:
    """The reports on uploaded files, by name; those that no build has seen yet are missing."""
    return {report.path: report for report in snapshot.reports() if report.root == UPLOADS}


def reasons(report: FileReport, language: str) -> tuple[str, ...]:
    """The sentences on how a file was read, each with what to do."""
    said = [say(warning.code, language, **warning.particulars) for warning in report.warnings]
    if report.status == "marked":
        said.insert(0, say("marked_out", language, mark=report.mark))
    return tuple(said)
