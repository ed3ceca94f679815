"""Files inside a file, a mail's or an archive's, read as if each lay in the folder by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from corpus.errors import ReadError
from corpus.metadata.marks import MARK_KEY, mark_in_name
from corpus.readers.coverage import coverage_in_full, coverage_of_all, is_doubtful, is_low
from corpus.readers.protocol import Coverage, Reader, ReadWarning, Record

FindReader = Callable[[Path], Reader | None]

_DRIVE = re.compile(r"[A-Za-z]:")
_HIDDEN = (".", "~$", "__MACOSX")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_NOTES = "metadata.csv"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file by its name, folders included, and its content."""

    name: str
    data: bytes


def leads_out(name: str) -> bool:
    """True for a name that can lead out of the folder it is relative to, on this system or another."""
    return ".." in re.split(r"[/\\]", name) or name.startswith(("/", "\\")) or bool(_DRIVE.match(name))


def safe_parts(name: str) -> tuple[str, ...] | None:
    """The folders and the name of an entry; None for a name that leads out of its archive."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return None if leads_out(name) or not parts else parts


def is_system_file(parts: Iterable[str]) -> bool:
    """True for what a system leaves behind: hidden files, lock files, previews."""
    return any(part.startswith(_HIDDEN) or part.lower() in _SYSTEM_FILES for part in parts)


def read_entries(
    entries: Iterable[Entry], path: Path, find: FindReader
) -> tuple[list[Record], list[ReadWarning], Coverage]:
    """The speeches of all entries of the file at `path`, what is to be known about each, and their coverage together.

    `external_id` of a speech is the name of its entry, with #_id behind it where the entry has several.
    :raises ReadError: archive_has_notes, when metadata.csv inside states what nobody would look at.
    """
    records: list[Record] = []
    warnings: list[ReadWarning] = []
    coverages: list[Coverage] = []
    with TemporaryDirectory(prefix="tifa") as folder:
        for number, entry in enumerate(entries):
            parts = safe_parts(entry.name)
            shown = f"{path}/{entry.name}"
            if parts is None:
                warnings.append(ReadWarning("archive_name_unsafe", {"path": shown}))
                continue
            if is_system_file(parts):
                continue
            if parts[-1].lower() == _NOTES:
                raise ReadError("archive_has_notes", path=str(path))
            file = Path(folder) / f"{number}{PurePosixPath(parts[-1]).suffix.lower()}"
            file.write_bytes(entry.data)
            found, notes, coverage = _read(file, "/".join(parts), shown, find)
            file.unlink()
            records += found
            warnings += [note for note in notes if note not in warnings]
            coverages.append(coverage)
    return records, warnings, coverage_of_all(coverages)


def _read(file: Path, name: str, shown: str, find: FindReader) -> tuple[list[Record], list[ReadWarning], Coverage]:
    reader = find(file)
    if reader is None:
        return [], [ReadWarning("format_unknown", {"path": shown, "suffix": file.suffix})], Coverage(0, 0)
    try:
        read = reader.read(file)
    except ReadError as exc:
        return [], [ReadWarning(exc.code, {**exc.particulars, "path": shown})], Coverage(0, 0)
    except Exception as exc:
        # As in `load`: one such file must not keep the others out.
        reason = f"{type(exc).__name__}: {exc}"
        return [], [ReadWarning("reader_failed", {"path": shown, "reason": reason})], Coverage(0, 0)
    named = (each for part in PurePosixPath(name).parts for each in (part, PurePosixPath(part).stem))
    mark = next(filter(None, map(mark_in_name, named)), None)
    stated = {MARK_KEY: mark} if mark else {}
    several = len(read.records) > 1
    coverage = read.coverage or coverage_in_full(record.text for record in read.records)
    records = [
        replace(
            record,
            external_id=f"{name}#{record.external_id or number}" if several else name,
            given={**record.given, **stated},
            entry=name,
        )
        for number, record in enumerate(read.records)
    ]
    return records, [*_of_entry(coverage, shown), *read.warnings], coverage


def _of_entry(coverage: Coverage, shown: str) -> list[ReadWarning]:
    """A warning when much of one file is missing: in the coverage of all together it would not show."""
    if not is_low(coverage):
        return []
    code = "ask_entry_coverage" if is_doubtful(coverage) else "warn_entry_coverage"
    percent = int(100 * coverage.share)
    return [ReadWarning(code, {"path": shown, "percent": percent, "kept": coverage.kept, "total": coverage.total})]
