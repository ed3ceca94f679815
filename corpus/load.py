"""From a folder on the disk to Speeches: which files are there, what each holds, and how reading it went."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from corpus.errors import ReadError, RootError
from corpus.marks import MARK_NAMES, mark_in_name, security_mark
from corpus.metadata import recognise
from corpus.readers import ReadFile, ReadWarning, Record, reader_for
from corpus.sidecar import SIDECAR_NAME, Sidecar, normal_name, read_sidecar
from corpus.types import Speech
from corpus.wordings import WORDINGS_NAME, Wording, read_wordings

LOADER_VERSION = 3
"""Grows whenever the same file would give other speeches although its reader did not change."""

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_SAVE_AS_DOCX = frozenset({".doc", ".wps", ".wpt", ".rtf", ".odt", ".ppt", ".pptx", ".dps", ".dot", ".uof", ".pages"})


@dataclass(frozen=True, slots=True)
class Root:
    """A folder of speeches or a single file. `name` is what its speeches go by and no two roots share."""

    name: str
    path: Path
    allow_marked: bool = False


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a root, `relative` to which it is named; `supported` says whether there is a reader for its suffix."""

    path: Path
    relative: PurePosixPath
    size: int
    mtime_ns: int
    supported: bool


@dataclass(frozen=True, slots=True)
class FileReport:
    """How reading one file went.

    `status` is read, marked (a security mark keeps it out) or not_read; then the one warning says why. `speeches` and
    `characters` count what was taken in. `mark` is the security mark, also of a file that was read all the same because
    its root allows it.
    """

    root: str
    path: str
    status: str
    reader: str | None = None
    encoding: str | None = None
    confidence: float | None = None
    speeches: int = 0
    characters: int = 0
    warnings: tuple[ReadWarning, ...] = ()
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The speeches of one file, in its order, and the report about it."""

    speeches: tuple[Speech, ...]
    report: FileReport


class Sidecars:
    """Every metadata.csv of a root, read once. `reports` says how reading each of them went."""

    def __init__(self, root: Root) -> None:
        """Read the metadata.csv of all folders of `root`; of a root that is a file, the one beside it.

        :raises RootError: if the root is missing or unreadable.
        """
        self._root = root
        self._sidecars: dict[PurePosixPath, Sidecar] = {}
        self._broken: dict[PurePosixPath, ReadWarning] = {}
        reports = [self._read(path, relative) for path, relative in _sidecar_files(root)]
        self.reports: tuple[FileReport, ...] = tuple(reports)

    def given(self, relative: PurePosixPath, external_id: str | None) -> dict[str, str]:
        """What is stated about a speech; a folder nearer to its file outranks one above."""
        stated: dict[str, str] = {}
        for folder, sidecar in self._above(relative):
            stated.update(sidecar.given(relative.relative_to(folder), external_id))
        return stated

    def warnings(self, relative: PurePosixPath) -> list[ReadWarning]:
        """Why the metadata.csv beside the file cannot be read, so that what it states is missing; else nothing."""
        broken = self._broken.get(relative.parent)
        return [broken] if broken else []

    def folders(self) -> dict[str, bool]:
        """Whether the speeches in a folder are authoritative, by its path in the root ("" is the root), where stated.

        What a folder states about itself outranks what one above states about it.
        """
        stated: dict[str, bool] = {}
        for above in sorted(self._sidecars, key=lambda folder: len(folder.parts)):
            for name, authoritative in self._sidecars[above].folders.items():
                path = (above / name).as_posix()
                stated["" if path == "." else normal_name(path)] = authoritative
        return stated

    def stamp(self, file: FoundFile) -> str:
        """A text that is the same exactly as long as all that is stated about `file` is the same."""
        above = self._above(file.relative)
        rows = [about for folder, sidecar in above if (about := sidecar.about(file.relative.relative_to(folder)))]
        broken = self._broken.get(file.relative.parent)
        return json.dumps([rows, broken and broken.code], ensure_ascii=False, sort_keys=True, default=dict)

    def _above(self, relative: PurePosixPath) -> list[tuple[PurePosixPath, Sidecar]]:
        """The sidecars of the folders that hold the file, outermost first."""
        return [(folder, self._sidecars[folder]) for folder in reversed(relative.parents) if folder in self._sidecars]

    def _read(self, path: Path, relative: PurePosixPath) -> FileReport:
        try:
            sidecar = read_sidecar(path)
        except ReadError as exc:
            warning = ReadWarning(exc.code, exc.particulars)
            self._broken[relative.parent] = warning
            return FileReport(self._root.name, str(relative), "not_read", reader="sidecar", warnings=(warning,))
        self._sidecars[relative.parent] = sidecar
        return FileReport(self._root.name, str(relative), "read", reader="sidecar", warnings=sidecar.warnings)


def scan(root: Root) -> list[FoundFile]:
    """The files of `root`, by relative path: without metadata.csv, the root's wordings.csv, and files of the system.

    Hidden files and lock files are the system's. Links are followed, each folder is visited once.
    :raises RootError: root_missing; root_unreadable also when only a folder inside it cannot be read, since its files
        would otherwise seem to be gone.
    """
    found = [_found(path, relative) for path, relative in _files(root) if not _is_about_files(relative)]
    return sorted(found, key=lambda file: str(file.relative))


def root_wordings(root: Root) -> tuple[tuple[Wording, ...], FileReport | None]:
    """The set wordings of a root and the report on their list, None if it has none.

    The list is the wordings.csv at the top of the root or, failing that, the one beside it.
    """
    top = root.path.resolve()
    for path, relative in ((top / WORDINGS_NAME, WORDINGS_NAME), (top.parent / WORDINGS_NAME, f"../{WORDINGS_NAME}")):
        if path.is_file():
            try:
                read = read_wordings(path, root.name)
            except ReadError as exc:
                why = (ReadWarning(exc.code, exc.particulars),)
                return (), FileReport(root.name, relative, "not_read", reader="wordings", warnings=why)
            return read.wordings, FileReport(root.name, relative, "read", reader="wordings", warnings=read.warnings)
    return (), None


def load(root: Root, found: FoundFile, sidecars: Sidecars) -> LoadedFile:
    """The speeches of one file and the report about it. Never raises for a bad file: the report says what is wrong."""
    reader = reader_for(found.path)
    if not _is_unicode(str(found.path)):
        return _not_read(root, found, None, ReadWarning("file_name_not_unicode", {"path": _storable(str(found.path))}))
    if found.path.name == WORDINGS_NAME:
        return _not_read(root, found, None, ReadWarning("wordings_below_top", {"path": str(found.path)}))
    if reader is None:
        suffix = found.path.suffix.lower()
        code = "format_save_as_docx" if suffix in _SAVE_AS_DOCX else "format_unknown"
        return _not_read(root, found, None, ReadWarning(code, {"path": str(found.path), "suffix": suffix}))
    try:
        read = reader.read(found.path)
    except ReadError as exc:
        return _not_read(root, found, reader.name, ReadWarning(exc.code, exc.particulars))
    except Exception as exc:
        # Files come from anywhere and the libraries that take them apart can fail in any way; one such file must not
        # keep the others out. It is listed with its reason.
        reason = f"{type(exc).__name__}: {exc}"
        return _not_read(
            root, found, reader.name, ReadWarning("reader_failed", {"path": str(found.path), "reason": reason})
        )
    return _loaded(root, found, sidecars, read)


def _loaded(root: Root, found: FoundFile, sidecars: Sidecars, read: ReadFile) -> LoadedFile:
    marks = [_mark(found, record, sidecars.given(found.relative, record.external_id)) for record in read.records]
    mark = next(filter(None, marks), None)
    warnings = [*read.warnings, *sidecars.warnings(found.relative)]
    kept = [(n, record) for n, record in enumerate(read.records) if root.allow_marked or not marks[n]]
    if kept and len(kept) < len(read.records):
        warnings.append(ReadWarning("warn_records_marked", {"count": len(read.records) - len(kept), "mark": mark}))
    speeches: list[Speech] = []
    seen: set[str] = set()
    for ordinal, record in kept:
        if record.external_id in seen:
            warnings.append(ReadWarning("warn_duplicate_id", {"id": record.external_id}))
        speech, notes = _speech(root, found, sidecars, record, ordinal, repeated=record.external_id in seen)
        seen |= {record.external_id} if record.external_id is not None else set()
        speeches.append(speech)
        warnings += notes
    report = FileReport(
        root=root.name,
        path=str(found.relative),
        status="read" if kept else "marked",
        reader=read.reader,
        encoding=read.encoding,
        confidence=read.confidence,
        speeches=len(speeches),
        characters=sum(len(speech.text) for speech in speeches),
        warnings=tuple(warnings),
        mark=mark,
    )
    return LoadedFile(tuple(speeches), report)


def _speech(
    root: Root, found: FoundFile, sidecars: Sidecars, record: Record, ordinal: int, *, repeated: bool
) -> tuple[Speech, tuple[ReadWarning, ...]]:
    metadata = recognise(record, found.relative, sidecars.given(found.relative, record.external_id))
    parent = found.relative.parent.as_posix()
    speech = Speech(
        speech_id=_speech_id(root, found.relative, None if repeated else record.external_id, ordinal),
        root=root.name,
        path=str(found.relative),
        source=str(found.path),
        text=record.text,
        title=metadata.title,
        language=metadata.language,
        external_id=record.external_id,
        speaker=metadata.speaker,
        office=metadata.office,
        date=metadata.date,
        occasion=metadata.occasion,
        place=metadata.place,
        folder="" if parent == "." else parent,
        state=metadata.state,
        inferred=metadata.inferred,
    )
    return speech, metadata.warnings


def _speech_id(root: Root, relative: PurePosixPath, external_id: str | None, ordinal: int) -> str:
    """Sixteen hexadecimal digits that stay the same when the text, or another speech of the file, changes."""
    key = f"#{ordinal}" if external_id is None else f"id:{external_id}"
    # One form of Unicode, so that a folder carried from a Mac to another system keeps its ids.
    name = unicodedata.normalize("NFC", "\0".join((root.name, str(relative), key)))
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _mark(found: FoundFile, record: Record, given: Mapping[str, str]) -> str | None:
    """The mark of a speech, wherever it is; `given` is what metadata.csv states, which cannot take a mark away."""
    stated = (where.get(name, "") for where in (given, record.given) for name in MARK_NAMES)
    heads = (record.title or "", *stated, record.text)
    return mark_in_name(found.path.stem) or next(filter(None, map(security_mark, heads)), None)


def _not_read(root: Root, found: FoundFile, reader: str | None, why: ReadWarning) -> LoadedFile:
    return LoadedFile((), FileReport(root.name, str(found.relative), "not_read", reader=reader, warnings=(why,)))


def _found(path: Path, relative: PurePosixPath) -> FoundFile:
    supported = reader_for(path) is not None
    try:
        stat = path.stat()
    except OSError:
        # A dangling link, or a file just removed: listed, so that reading it says what is wrong.
        return FoundFile(path, relative, 0, 0, supported)
    return FoundFile(path, relative, stat.st_size, stat.st_mtime_ns, supported)


def _is_about_files(relative: PurePosixPath) -> bool:
    return relative.name == SIDECAR_NAME or relative == PurePosixPath(WORDINGS_NAME)


def _sidecar_files(root: Root) -> list[tuple[Path, PurePosixPath]]:
    if root.path.is_file():
        beside = root.path.with_name(SIDECAR_NAME)
        return [(beside, PurePosixPath(SIDECAR_NAME))] if beside.is_file() else []
    return sorted((path, relative) for path, relative in _files(root) if path.name == SIDECAR_NAME)


def _files(root: Root) -> Iterator[tuple[Path, PurePosixPath]]:
    """Every file of the root that is a person's own, with its relative path."""
    try:
        root.path.stat()
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise RootError("root_missing", path=str(root.path)) from exc
    except OSError as exc:
        raise _unreadable(root.path, exc) from exc
    if root.path.is_dir():
        yield from _walk(root.path)
    else:
        yield root.path, PurePosixPath(_storable(root.path.name))


def _walk(top: Path) -> Iterator[tuple[Path, PurePosixPath]]:
    """The files below `top`. Linked folders come last: one that can also be reached directly goes by its own path."""
    visited: set[Path] = set()
    folders = [(top, PurePosixPath())]
    linked: list[tuple[Path, PurePosixPath]] = []
    while folders or linked:
        folder, relative = folders.pop() if folders else linked.pop(0)
        try:
            if folder.resolve() in visited:
                continue
            visited.add(folder.resolve())
            for entry in sorted(folder.iterdir()):
                if entry.name.startswith((".", "~$")) or entry.name.lower() in _SYSTEM_FILES:
                    continue
                inside = relative / _storable(entry.name)
                if entry.is_dir():
                    (linked if entry.is_symlink() else folders).append((entry, inside))
                elif entry.is_file() or entry.is_symlink():
                    yield entry, inside
        except OSError as exc:
            raise _unreadable(folder, exc) from exc


def _is_unicode(name: str) -> bool:
    """Whether `name` can be stored and printed: a name in GBK, as old archives unpack to, comes as lone surrogates."""
    return _storable(name) == name


def _storable(name: str) -> str:
    """`name` with what is no character written as an escape."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _unreadable(path: Path, exc: OSError) -> RootError:
    return RootError("root_unreadable", path=str(path), reason=exc.strerror or type(exc).__name__)
