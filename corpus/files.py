"""The files of a root: which there are, and how reading each of them went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.errors import RootError
from corpus.readers import ReadWarning, reader_for

SIDECAR_NAME = "metadata.csv"
WORDINGS_NAME = "wordings.csv"
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


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
    """The report on reading one file.

    `status` is read, marked (a security mark keeps it out) or not_read; then the one warning says why. `speeches` and
    `characters` count what was taken in. `mark` is the security mark, also of a file that was read all the same because
    its root allows it. `coverage` is the share of the file's visible characters that were read, 0 to 1, None where
    nothing independent counts them.
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
    coverage: float | None = None


def scan(root: Root) -> list[FoundFile]:
    """The files of `root`, by relative path: without metadata.csv, the root's wordings.csv, and files of the system.

    Hidden files and lock files are the system's. Links are followed, each folder is visited once.
    :raises RootError: root_missing; root_unreadable also when only a folder inside it cannot be read, since its files
        would otherwise seem to be gone.
    """
    found = [_found(path, relative) for path, relative in files_of(root) if not _is_about_files(relative)]
    return sorted(found, key=lambda file: str(file.relative))


def files_of(root: Root) -> Iterator[tuple[Path, PurePosixPath]]:
    """Every file of the root that is a person's own, with its relative path; also what is no ordinary file."""
    try:
        root.path.stat()
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise RootError("root_missing", path=str(root.path)) from exc
    except OSError as exc:
        raise _unreadable(root.path, exc) from exc
    if root.path.is_dir():
        yield from _walk(root.path)
    else:
        yield root.path, PurePosixPath(storable(root.path.name))


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
                inside = relative / storable(entry.name)
                if entry.is_dir():
                    (linked if entry.is_symlink() else folders).append((entry, inside))
                else:
                    yield entry, inside
        except OSError as exc:
            raise _unreadable(folder, exc) from exc


def storable(name: str) -> str:
    """`name` with what is no character written as an escape."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_about_files(relative: PurePosixPath) -> bool:
    return relative.name == SIDECAR_NAME or relative == PurePosixPath(WORDINGS_NAME)


def _found(path: Path, relative: PurePosixPath) -> FoundFile:
    supported = reader_for(path) is not None
    try:
        stat = path.stat()
    except OSError:
        # A dangling link, or a file just removed: listed, so that reading it says what is wrong.
        return FoundFile(path, relative, 0, 0, supported)
    return FoundFile(path, relative, stat.st_size, stat.st_mtime_ns, supported)


def _unreadable(path: Path, exc: OSError) -> RootError:
    return RootError("root_unreadable", path=str(path), reason=exc.strerror or type(exc).__name__)
