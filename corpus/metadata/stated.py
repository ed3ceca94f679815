"""metadata.csv: metadata that somebody states about the files of a folder, one row a file, and about folders."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from corpus.errors import ReadError
from corpus.fields import FIELDS, field_named
from corpus.files import SIDECAR_NAME, FileReport, FoundFile, Root, files_of
from corpus.metadata.csv_table import SHOWN, Row, read_table
from corpus.metadata.marks import MARK_KEY, MARK_NAMES
from corpus.readers.protocol import ReadWarning, few

_FILE_COLUMNS = ("file", "文件", "文件名", "檔案", "檔名")
_AUTHORITATIVE = "authoritative"
_AUTHORITATIVE_COLUMNS = (_AUTHORITATIVE, "权威", "權威")
_KNOWN = ("file", *(each.name for each in FIELDS), "mark", _AUTHORITATIVE)
_YES_OR_NO = {
    **dict.fromkeys(("是", "yes", "y", "true", "1", "√", "✓"), True),
    **dict.fromkeys(("否", "no", "n", "false", "0"), False),
}


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The rows of one metadata.csv: by "name", "folder/name" or "name.jsonl#_id", its stated fields and mark.

    A name is relative to the folder that the file lies in, and blank cells are left out. `folders` says of folders, by
    their path relative to it ("" is its own), whether the speeches in them are authoritative.
    """

    rows: Mapping[str, Mapping[str, str]]
    warnings: tuple[ReadWarning, ...] = ()
    folders: Mapping[str, bool] = field(default_factory=dict)
    _names: Sequence[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Sorted, so that the rows about each of 10,000 files are found without looking at all 10,000.
        object.__setattr__(self, "_names", sorted(self.rows))

    def given(self, relative: PurePosixPath, external_id: str | None) -> dict[str, str]:
        """The values stated about the file at `relative`, and above them those about its speech with that `_id`."""
        key = normal_name(str(relative))
        of_speech = {} if external_id is None else self.rows.get(f"{key}#{normal_name(external_id)}", {})
        return {**self.rows.get(key, {}), **of_speech}

    def about(self, relative: PurePosixPath) -> dict[str, Mapping[str, str]]:
        """All rows about the file at `relative` and the speeches in it."""
        key = normal_name(str(relative))
        of_speeches = self._names[
            bisect_left(self._names, f"{key}#") : bisect_left(self._names, f"{key}$")
        ]  # $ follows #
        names = [key, *of_speeches] if key in self.rows else of_speeches
        return {name: self.rows[name] for name in names}


def read_sidecar(path: Path) -> Sidecar:
    """The rows of the metadata.csv at `path`, written in any encoding that Excel saves.

    A name that ends in /, or a dot for the folder itself, is about a folder. Unknown columns, rows about what is not
    there, second rows about the same, rows with surplus cells and cells that say nothing about what their row is about
    are warnings; of two rows the first counts.

    :raises ReadError: if it cannot be read, is damaged, or has no column of files.
    """
    table = read_table(path, _column, _KNOWN)
    if "file" not in table.columns:
        raise ReadError("sidecar_no_file_column", path=str(path))
    warnings = list(table.warnings)
    rows: dict[str, Mapping[str, str]] = {}
    folders: dict[str, bool] = {}
    seen: set[str] = set()
    for row in table.rows:
        name = _name(row)
        warnings += _name_warnings(name, row.number, seen, path.parent)
        if not name or name in seen:
            continue
        seen.add(name)
        values = {column: cell for column, cell in row.cells.items() if column != "file"}
        stated = {_AUTHORITATIVE: values.pop(_AUTHORITATIVE)} if _AUTHORITATIVE in values else {}
        if not _is_folder(name):
            rows[name] = values
        elif (authoritative := _YES_OR_NO.get(stated.get(_AUTHORITATIVE, "").lower())) is not None:
            folders["" if name == "." else name.rstrip("/")] = authoritative
        else:
            value = stated.get(_AUTHORITATIVE, "")
            warnings.append(ReadWarning("warn_sidecar_authoritative", {"row": row.number, "value": value[:SHOWN]}))
        unfit = values if _is_folder(name) else stated
        if unfit:
            warnings.append(ReadWarning("warn_sidecar_unfit", {"row": row.number, "columns": ", ".join(unfit)}))
    return Sidecar(rows, tuple(few(warnings)), folders)


def is_authoritative(folder: str, stated: Mapping[str, bool]) -> bool:
    """True if the speeches in `folder` are authoritative: what is `stated` about the nearest folder above counts.

    Folders are paths inside a root, "" is the root. Where nothing is stated, nothing is authoritative.
    """
    path = PurePosixPath(normal_name(folder))
    above = ("" if each == PurePosixPath() else str(each) for each in (path, *path.parents))
    return next((stated[each] for each in above if each in stated), False)


def normal_name(written: str) -> str:
    """A file's name as names are compared: with /, and in one Unicode form, since that of macOS is its own."""
    return unicodedata.normalize("NFC", written.strip().replace("\\", "/").removeprefix("./"))


def _column(name: str) -> str | None:
    if name in _FILE_COLUMNS:
        return "file"
    if name in _AUTHORITATIVE_COLUMNS:
        return _AUTHORITATIVE
    return MARK_KEY if name in MARK_NAMES else field_named(name)


def _is_folder(name: str) -> bool:
    return name == "." or name.endswith("/")


def _name(row: Row) -> str:
    """The name of what a row is about, "" if it names nothing."""
    written = row.cells.get("file", "")
    return normal_name(written) or ("." if written else "")  # ./ is the folder too


def _name_warnings(name: str, number: int, seen: set[str], folder: Path) -> Iterator[ReadWarning]:
    if not name:
        yield ReadWarning("warn_sidecar_no_file", {"row": number})
    elif name in seen:
        yield ReadWarning("warn_sidecar_duplicate", {"row": number, "file": name[:SHOWN]})
    elif not _is_there(name, folder):
        yield ReadWarning("warn_sidecar_file_missing", {"row": number, "file": name[:SHOWN]})


def _is_there(name: str, folder: Path) -> bool:
    exists = Path.is_dir if _is_folder(name) else Path.is_file
    for candidate in (name, name.partition(".jsonl#")[0] + ".jsonl"):
        path = PurePosixPath(candidate)
        if ".." in path.parts or path.is_absolute():
            return False
        with suppress(OSError):  # longer than any file system takes
            if any(exists(folder / unicodedata.normalize(form, candidate)) for form in ("NFC", "NFD")):
                return True
    return False


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
        """The values stated about a speech; a folder nearer to its file outranks one above."""
        stated: dict[str, str] = {}
        for folder, sidecar in self._above(relative):
            stated.update(sidecar.given(relative.relative_to(folder), external_id))
        return stated

    def warnings(self, relative: PurePosixPath) -> list[ReadWarning]:
        """The reason why the metadata.csv beside the file cannot be read and its values are missing; else nothing."""
        broken = self._broken.get(relative.parent)
        return [broken] if broken else []

    def folders(self) -> dict[str, bool]:
        """True or False for the folders whose speeches are stated to be authoritative or not, by path ("" is the root).

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


def _sidecar_files(root: Root) -> list[tuple[Path, PurePosixPath]]:
    if root.path.is_file():
        beside = root.path.with_name(SIDECAR_NAME)
        return [(beside, PurePosixPath(SIDECAR_NAME))] if beside.is_file() else []
    return sorted((path, relative) for path, relative in files_of(root) if path.name == SIDECAR_NAME)
