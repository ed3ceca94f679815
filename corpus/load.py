"""A file of a root made into Speeches, and the report on how reading it went."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from corpus.errors import ReadError
from corpus.files import WORDINGS_NAME, FileReport, FoundFile, Root, storable
from corpus.metadata.collected import speeches_in
from corpus.metadata.edits import Edits
from corpus.metadata.marks import mark_of
from corpus.metadata.recognised import Metadata, recognise
from corpus.metadata.stated import Sidecars
from corpus.readers import ARCHIVES, ReadFile, ReadWarning, Record, reader_for
from corpus.readers.coverage import coverage_warnings
from corpus.readers.protocol import few
from corpus.reading import read_in_child
from corpus.types import Speech

LOADER_VERSION = 13
"""Grows whenever the same file would give other speeches although its reader did not change."""

_STATES_SPEECHES = frozenset({"jsonl", "csv", "xlsx"})
"""Readers of files that say themselves which speeches they hold."""
NO_EDITS = Edits(())


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The speeches of one file, in its order, and the report about it."""

    speeches: tuple[Speech, ...]
    report: FileReport


@dataclass(frozen=True, slots=True)
class ReadSpeech:
    """A speech as it was read, with all that its metadata are recognised from.

    `relative` is the path of its file in the root called `root`; `given` is what metadata.csv states, `edited` what
    people did on the page.
    """

    speech_id: str
    root: str
    relative: PurePosixPath
    source: str
    record: Record
    given: Mapping[str, str]
    edited: Mapping[str, str | None]

    def recognised(self) -> RecognisedSpeech:
        """The speech with its metadata: by far the most work of loading a file."""
        inside = self.relative.with_suffix("") / self.record.entry if self.record.entry else self.relative
        metadata = recognise(self.record, inside, self.given, self.edited)
        parent = self.relative.parent.as_posix()
        speech = Speech(
            speech_id=self.speech_id,
            root=self.root,
            path=str(self.relative),
            source=self.source,
            text=self.record.text,
            external_id=self.record.external_id,
            folder="" if parent == "." else parent,
            **{each.name: getattr(metadata, each.name) for each in fields(Metadata) if each.name != "warnings"},
        )
        return RecognisedSpeech(speech, metadata.warnings)


class RecognisedSpeech(NamedTuple):
    """A speech, and what could not be understood of what is stated about it."""

    speech: Speech
    warnings: tuple[ReadWarning, ...]


@dataclass(frozen=True, slots=True)
class ReadSpeeches:
    """The speeches of one file, in its order, before their metadata are recognised, and the report about it so far."""

    speeches: tuple[ReadSpeech, ...]
    so_far: FileReport

    def report(self, recognised: Iterable[RecognisedSpeech]) -> FileReport:
        """The report about the file with what was noticed when its speeches were `recognised`."""
        noticed = [warning for each in recognised for warning in each.warnings]
        return replace(self.so_far, warnings=tuple(few([*self.so_far.warnings, *noticed])))


def load(
    root: Root,
    found: FoundFile,
    sidecars: Sidecars,
    edits: Edits = NO_EDITS,
    read: Callable[[Path], ReadFile] = read_in_child,
) -> LoadedFile:
    """The speeches of one file and the report about it. Never raises for a bad file: the report says what is wrong.

    :raises ChildError: if no process can be started to read it.
    """
    unrecognised = read_speeches(root, found, sidecars, edits, read)
    recognised = [each.recognised() for each in unrecognised.speeches]
    return LoadedFile(tuple(each.speech for each in recognised), unrecognised.report(recognised))


def read_speeches(
    root: Root,
    found: FoundFile,
    sidecars: Sidecars,
    edits: Edits = NO_EDITS,
    read: Callable[[Path], ReadFile] = read_in_child,
) -> ReadSpeeches:
    """The same, but for what is recognised, for who has other cores do that."""
    reader = reader_for(found.path)
    if not _is_unicode(str(found.path)):
        return _not_read(root, found, None, ReadWarning("file_name_not_unicode", {"path": storable(str(found.path))}))
    if found.path.name == WORDINGS_NAME:
        return _not_read(root, found, None, ReadWarning("wordings_below_top", {"path": str(found.path)}))
    if found.path.exists() and not found.path.is_file():
        return _not_read(root, found, None, ReadWarning("file_not_ordinary", {"path": str(found.path)}))
    if reader is None:
        suffix = found.path.suffix.lower()
        code = "format_archive" if suffix in ARCHIVES else "format_unknown"
        return _not_read(root, found, None, ReadWarning(code, {"path": str(found.path), "suffix": suffix}))
    try:
        contents = read(found.path)
    except ReadError as exc:
        return _not_read(root, found, reader.name, ReadWarning(exc.code, exc.particulars))
    return _read(root, found, sidecars, edits, contents)


def _read(root: Root, found: FoundFile, sidecars: Sidecars, edits: Edits, read: ReadFile) -> ReadSpeeches:
    withheld = sidecars.withheld(found.relative)
    records, collected = _apart(found, sidecars, read, is_one=edits.is_one(root.name, found.relative))
    marks = [_mark(found, record, sidecars.given(found.relative, record.external_id)) or withheld for record in records]
    mark = next(filter(None, marks), None)
    warnings = [*coverage_warnings(read.coverage), *read.warnings, *collected, *sidecars.warnings(found.relative)]
    kept = [(n, record) for n, record in enumerate(records) if root.allow_marked or not marks[n]]
    if kept and len(kept) < len(records):
        warnings.append(ReadWarning("warn_records_marked", {"count": len(records) - len(kept), "mark": mark}))
    speeches: list[ReadSpeech] = []
    seen: set[str | None] = set()
    for ordinal, record in kept:
        if record.external_id in seen:
            warnings.append(ReadWarning("warn_duplicate_id", {"id": record.external_id}))
        external_id = None if record.external_id in seen else record.external_id
        seen |= {external_id} - {None}
        speech_id = _speech_id(root, found.relative, external_id, ordinal)
        given = sidecars.given(found.relative, record.external_id)
        edited = edits.about(root.name, found.relative, speech_id)
        speeches.append(ReadSpeech(speech_id, root.name, found.relative, str(found.path), record, given, edited))
    report = FileReport(
        root=root.name,
        path=str(found.relative),
        status="read" if kept else "marked",
        reader=read.reader,
        encoding=read.encoding,
        confidence=read.confidence,
        speeches=len(speeches),
        characters=sum(len(speech.record.text) for speech in speeches),
        warnings=tuple(warnings),
        mark=mark,
        coverage=None if read.coverage is None else round(read.coverage.share, 4),
    )
    return ReadSpeeches(tuple(speeches), report)


def _apart(
    found: FoundFile, sidecars: Sidecars, read: ReadFile, *, is_one: bool
) -> tuple[list[Record], list[ReadWarning]]:
    """The records of a file, collected works taken apart into their speeches, and a warning that says so.

    A table, or a file whose title or date somebody stated, is what it is; so is one that `is_one`, but it is told of.
    """
    if read.reader in _STATES_SPEECHES:
        return list(read.records), []
    records: list[Record] = []
    apart = 0
    for record in read.records:
        stated = sidecars.given(found.relative, record.external_id)
        parts = [] if {"title", "date"} & stated.keys() else speeches_in(record)
        apart += len(parts)
        records += parts if parts and not is_one else [record]
    if not apart:
        return records, []
    return records, [ReadWarning("warn_collection_one" if is_one else "warn_collection", {"count": apart})]


def _speech_id(root: Root, relative: PurePosixPath, external_id: str | None, ordinal: int) -> str:
    """Sixteen hexadecimal digits that stay the same when the text, or another speech of the file, changes."""
    key = f"#{ordinal}" if external_id is None else f"id:{external_id}"
    # One form of Unicode, so that a folder carried from a Mac to another system keeps its ids.
    name = unicodedata.normalize("NFC", "\0".join((root.name, str(relative), key)))
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _mark(found: FoundFile, record: Record, given: Mapping[str, str]) -> str | None:
    """The mark of a speech; `given` is what metadata.csv states, which cannot take a mark away."""
    return mark_of(found.path.stem, record.title, (given, record.given), record.text)


def _not_read(root: Root, found: FoundFile, reader: str | None, why: ReadWarning) -> ReadSpeeches:
    return ReadSpeeches((), FileReport(root.name, str(found.relative), "not_read", reader=reader, warnings=(why,)))


def _is_unicode(name: str) -> bool:
    """True if `name` can be stored and printed: a name in GBK, as old archives unpack to, comes as lone surrogates."""
    return storable(name) == name
