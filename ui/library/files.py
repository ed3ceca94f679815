"""Files: uploaded ones, what waits, what could not be read and why, what bears a security mark, what was removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np

from corpus import FileReport, SpeechFacts, say
from corpus.metadata.stated import normal_name
from corpus.readers import READERS
from corpus.readers.common import MAX_BYTES
from corpus.readers.coverage import QUESTIONS
from indexer.layout import UPLOADS, Layout
from indexer.library.changes import RemovedFile, trash
from indexer.library.statistics import marked, not_read, on_uploads, reasons, with_remarks
from indexer.library.uploads import uploaded as uploads_of
from ui.library.request import LibraryRequest
from ui.told import place

Entry = tuple[str, Sequence[str]]
"""A file or a speech by its name, and the sentences on it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file: the report of its reading, None before it was read, with its reasons, and its speeches."""

    name: str
    report: FileReport | None
    reasons: Sequence[str]
    speeches: Sequence[SpeechFacts]


def uploads(library: LibraryRequest) -> Mapping[str, object]:
    """The uploaded files, newest first, and what the field for more of them says and takes."""
    reports = {normal_name(name): report for name, report in on_uploads(library.request.snapshot).items()}
    speeches: dict[str, list[SpeechFacts]] = {}
    listing = library.listing
    for row in listing.rows_at(np.flatnonzero(listing.where("root", lambda root: root == UPLOADS) & ~listing.removed)):
        speeches.setdefault(normal_name(row.speech.path), []).append(row.speech)
    megabytes = MAX_BYTES // 1024 // 1024
    return {
        "uploads": [
            _upload(library, name, reports.get(normal_name(name)), speeches.get(normal_name(name), []))
            for name in uploaded(library)
        ],
        "accepted": ",".join(sorted(suffix for reader in READERS for suffix in reader.suffixes)),
        "largest": MAX_BYTES,
        "megabytes": megabytes,
        "too_large": say("upload_too_large", library.words.language, name="{name}", limit=megabytes),
    }


def troubles(library: LibraryRequest) -> Mapping[str, object]:
    """The entries that wait, questions about files, files of several speeches, those that could not be read, and those
    that were read with remarks.
    """
    remarks = library.without_removed(with_remarks(library.request.snapshot))
    questions = asked(library)
    remarks = [report for report in remarks if report not in questions and _is_to_note(library, report)]
    return {
        "asked": [(report, *_reported(library, report)) for report in questions],
        "collected": collected(library),
        "waiting": [(name, [sentence], "") for name, sentence in waits(library)],
        "unread": [(*_reported(library, report), "") for report in unread(library)],
        "partly": [(*_reported(library, report), _in_table(library, report)) for report in remarks],
    }


def marked_files(library: LibraryRequest) -> Mapping[str, object]:
    """The reports on files that bear a security mark."""
    return {"reports": with_mark(library)}


def removed_files(library: LibraryRequest) -> Mapping[str, object]:
    """The removed files, last first, each with the question before deletion for good; `going` are being deleted."""
    found = trash(library.request.snapshot)
    return {"removed": [(file, _before_purge(library, file)) for file in found], "going": len(library.log.purging)}


def uploaded(library: LibraryRequest) -> list[str]:
    """The names of the uploaded files, newest first, without those that were removed."""
    return uploads_of(Layout(library.request.snapshot.index))


def waits(library: LibraryRequest) -> list[tuple[str, str]]:
    """The entries that wait for an update, a sentence each: uploaded files, and speeches not wholly embedded.

    What was stated or taken back says so in the row of its speech: it is no file.
    """
    read = {normal_name(name) for name in on_uploads(library.request.snapshot)}
    found = [(name, library.say("not_yet")) for name in uploaded(library) if normal_name(name) not in read]
    listing = library.listing
    titles = listing.values("title", listing.pending & ~listing.removed)
    return found + [(title, library.say("half_ready")) for title in titles]


def unread(library: LibraryRequest) -> list[FileReport]:
    """The reports on files that could not be read."""
    return library.without_removed(not_read(library.request.snapshot))


def with_mark(library: LibraryRequest) -> list[FileReport]:
    """The reports on files with a security mark."""
    return library.without_removed(marked(library.request.snapshot))


def asked(library: LibraryRequest) -> list[FileReport]:
    """The reports on files of which so little was read that somebody has to say whether this is all."""
    remarks = library.without_removed(with_remarks(library.request.snapshot))
    return [report for report in remarks if QUESTIONS & {w.code for w in _without_answered(library, report).warnings}]


def collected(library: LibraryRequest) -> list[tuple[FileReport, str, bool]]:
    """The reports on files in which several speeches were found, their names, and False for those taken as one."""
    reports = library.without_removed(with_remarks(library.request.snapshot))
    codes = {"warn_collection": True, "warn_collection_one": False}
    return [
        (report, library.file_in_words(report.root, report.path), codes[warning.code])
        for report in reports
        for warning in report.warnings
        if warning.code in codes
    ]


def _is_to_note(library: LibraryRequest, report: FileReport) -> bool:
    """True if something is to be said of a file but that it holds several speeches, which is said elsewhere."""
    warnings = _without_answered(library, report).warnings
    return any(not warning.code.startswith("warn_collection") for warning in warnings)


def _without_answered(library: LibraryRequest, report: FileReport) -> FileReport:
    """A report without questions that somebody answered: it is all there."""
    if not library.log.is_whole(report.root, report.path, report.characters):
        return report
    kept = [each for each in report.warnings if each.code not in QUESTIONS and not each.code.startswith("left_out_")]
    return replace(report, warnings=tuple(kept))


def _upload(library: LibraryRequest, name: str, report: FileReport | None, speeches: Sequence[SpeechFacts]) -> Upload:
    return Upload(name, report, _reasons(library, report) if report else (), speeches)


def _reported(library: LibraryRequest, report: FileReport) -> Entry:
    return library.file_in_words(report.root, report.path), _reasons(library, report)


def _in_table(library: LibraryRequest, report: FileReport) -> str:
    """The address of the table with the speeches of a file, where what is known of them is put right."""
    return library.request.address("library", find=PurePath(report.path).name)


def _reasons(library: LibraryRequest, report: FileReport) -> tuple[str, ...]:
    """The reasons of a report; people know a file by its name, not by where it lies on the disk."""
    said = _without_answered(library, report).warnings
    by_name = [replace(each, particulars={**each.particulars, "path": PurePath(report.path).name}) for each in said]
    return reasons(replace(report, warnings=tuple(by_name)), library.words.language)


def _before_purge(library: LibraryRequest, file: RemovedFile) -> str:
    """The question that says what goes and what stays when a file is deleted for good."""
    if file.root == UPLOADS:
        return library.say("purge_upload_sure", file=file.path)
    return library.say("purge_sure", file=file.path, place=place(file.place))
