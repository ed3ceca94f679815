"""metadata.csv: metadata that somebody states about the files of a folder, one row a file, and about folders."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeAlias

from corpus.errors import ReadError
from corpus.fields import FIELDS, field_named
from corpus.files import SIDECAR_NAME, FileReport, FoundFile, Root, files_of
from corpus.metadata.csv_table import SHOWN, Row, read_table
from corpus.metadata.marks import MARK_KEY, MARK_NAMES, security_mark
from corpus.readers.common import is_wide, read_bytes
from corpus.readers.entries import leads_out
from corpus.readers.protocol import ReadWarning, few

_FILE_COLUMNS = ("file", "文件", "文件名", "檔案", "檔名")
_CELL_ENDS = re.compile(r'[,;\t"，；|]')
_ABSOLUTE = re.compile(r"(?:[A-Za-z]:|/).*/")
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
    their path relative to it ("" is its own), whether the speeches in them are authoritative. `illegible` is True for a
    table that another program spoilt: a heading, a name or a mark in it is no text.
    """

    rows: Mapping[str, Mapping[str, str]]
    warnings: tuple[ReadWarning, ...] = ()
    folders: Mapping[str, bool] = field(default_factory=dict)
    illegible: bool = False
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
    unknown = [str(w.particulars["column"]) for w in warnings if w.code == "warn_table_column"]
    illegible = MARK_KEY not in table.columns and not all(map(is_legible, unknown))
    alike = cache(partial(_alike_names, path.parent))  # looked at only if a name is not there
    for row in table.rows:
        name = _meant(_name(row), path.parent, alike)
        illegible |= not is_legible(name) and not _is_there(name, path.parent)
        illegible |= not is_legible(row.cells.get(MARK_KEY, ""))
        warnings += _name_warnings(name, row.number, seen, path.parent)
        if not name or name in seen:
            continue
        seen.add(name)
        values = {column: cell for column, cell in row.cells.items() if column != "file"}
        if mark := next(filter(None, map(security_mark, row.shifted)), None):
            values[MARK_KEY] = mark  # a comma too many moved it out of its column
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
    return Sidecar(rows, tuple(few(warnings)), folders, illegible)


def is_authoritative(folder: str, stated: Mapping[str, bool]) -> bool:
    """True if the speeches in `folder` are authoritative: what is `stated` about the nearest folder above counts.

    Folders are paths inside a root, "" is the root. Where nothing is stated, nothing is authoritative.
    """
    path = PurePosixPath(normal_name(folder))
    above = ("" if each == PurePosixPath() else str(each) for each in (path, *path.parents))
    return next((stated[each] for each in above if each in stated), False)


def is_legible(written: str) -> bool:
    """False for what a wrong encoding leaves of a text: question marks, accents, and UTF-8 that was taken for GBK."""
    if {"?", "\ufffd"} & set(written) or any(c > "\x7f" and c.isalnum() and not is_wide(c) for c in written):
        return False
    try:
        return written.isascii() or not written.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return True


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


def _meant(name: str, folder: Path, alike: Callable[[], Mapping[str, Sequence[str]]]) -> str:
    r"""The one file in the folder that a name which is not there means: A.TXT, a without .txt, D:\speeches\a.txt."""
    if not name or _is_folder(name) or "#" in name or _is_there(name, folder):
        return name
    last = _ABSOLUTE.sub("", name)
    found = () if "/" in last else alike().get(_alike(last), ())
    return found[0] if len(found) == 1 else name


def _alike_names(folder: Path) -> dict[str, list[str]]:
    """The names of the files in a folder by what people may write for them."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    with suppress(OSError):
        for file in folder.iterdir():
            if file.name != SIDECAR_NAME and file.is_file():
                for written in {_alike(file.name), _alike(file.stem)}:
                    names[written].append(normal_name(file.name))
    return names


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


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
        if leads_out(candidate):
            return False
        with suppress(OSError):  # longer than any file system takes
            if any(exists(folder / unicodedata.normalize(form, candidate)) for form in ("NFC", "NFD")):
                return True
    return False


Rows: TypeAlias = Mapping[str, Mapping[str, Mapping[str, str]]]
"""The rows of every metadata.csv of a root: by the folder that it lies in ("." is the root), by the name of a row."""


class Sidecars:
    """Every metadata.csv of a root, read once. `reports` says how reading each of them went.

    One that cannot be read never lets in what it held back: all that the last sound one stated holds on, and marks that
    can still be made out in it hold, too. So do marks that a spoilt table has lost, and what it said of folders.
    """

    def __init__(
        self,
        root: Root,
        last_rows: Rows = MappingProxyType({}),
        last_folders: Mapping[str, bool] = MappingProxyType({}),
    ) -> None:
        """Read the metadata.csv of all folders of `root`; of a root that is a file, the one beside it.

        `last_rows` and `last_folders` are those of `rows` and `folders` when each of them was last sound.
        :raises RootError: if the root is missing or unreadable.
        """
        self._root = root
        self._last_rows = last_rows
        self._last_folders = last_folders
        self._sidecars: dict[PurePosixPath, Sidecar] = {}
        self._broken: dict[PurePosixPath, ReadWarning] = {}
        self._withheld: dict[PurePosixPath, str] = {}
        reports = [self._read(path, relative) for path, relative in _sidecar_files(root)]
        self.reports: tuple[FileReport, ...] = tuple(reports)

    def rows(self) -> dict[str, dict[str, dict[str, str]]]:
        """All that is stated now: it holds on should a metadata.csv become unreadable by the next build."""
        stated = {
            folder.as_posix(): {name: dict(row) for name, row in sidecar.rows.items() if row}
            for folder, sidecar in self._sidecars.items()
        }
        return {folder: rows for folder, rows in stated.items() if rows}

    def withheld(self, relative: PurePosixPath) -> str | None:
        """The mark under which a whole folder is held back, the file at `relative` with it; else None.

        Its metadata.csv cannot be read, states a mark, and nobody can tell of which file.
        """
        return next((self._withheld[folder] for folder in relative.parents if folder in self._withheld), None)

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
        withheld = self.withheld(file.relative)
        stated = [rows, broken and broken.code, *([withheld] if withheld else [])]
        return json.dumps(stated, ensure_ascii=False, sort_keys=True, default=dict)

    def _above(self, relative: PurePosixPath) -> list[tuple[PurePosixPath, Sidecar]]:
        """The sidecars of the folders that hold the file, outermost first."""
        return [(folder, self._sidecars[folder]) for folder in reversed(relative.parents) if folder in self._sidecars]

    def _read(self, path: Path, relative: PurePosixPath) -> FileReport:
        try:
            sidecar = read_sidecar(path)
            if not sidecar.rows and not sidecar.folders and _marks_of(self._last_rows.get(relative.parent.as_posix())):
                raise ReadError("file_empty", path=str(path))  # cut off above its rows
        except ReadError as exc:
            warning = ReadWarning(exc.code, exc.particulars)
            self._broken[relative.parent] = warning
            self._hold_back(path, relative.parent)
            return FileReport(self._root.name, str(relative), "not_read", reader="sidecar", warnings=(warning,))
        sidecar = _with_lost_marks(sidecar, _marks_of(self._last_rows.get(relative.parent.as_posix())))
        self._sidecars[relative.parent] = sidecar
        return FileReport(self._root.name, str(relative), "read", reader="sidecar", warnings=sidecar.warnings)

    def _hold_back(self, path: Path, folder: PurePosixPath) -> None:
        """Let what a metadata.csv that cannot be read last stated hold on, and the marks that are still legible."""
        last = self._last_rows.get(folder.as_posix(), {})
        marks = _marks_of(last)
        legible = _legible_marks(path)
        names = (normal_name(str(inside)) for _, inside in files_of(self._root) if folder in inside.parents)
        below = [name.removeprefix(f"{folder}/") for name in names]
        found = {name: mark for line, mark in legible for name in below if name in line}
        if legible and not found and not marks:
            self._withheld[folder] = legible[0][1]
        marks = {**found, **marks}
        rows = {**last, **{name: {**last.get(name, {}), MARK_KEY: mark} for name, mark in marks.items()}}
        self._sidecars[folder] = Sidecar(rows, folders=self._last_said_in(folder))

    def _last_said_in(self, folder: PurePosixPath) -> dict[str, bool]:
        """The folders in and below `folder`, relative to it, that were last stated to be authoritative or not."""
        paths = {PurePosixPath(name): said for name, said in self._last_folders.items()}
        inside = {path.relative_to(folder): said for path, said in paths.items() if path.is_relative_to(folder)}
        return {"" if path == PurePosixPath() else path.as_posix(): said for path, said in inside.items()}


def _marks_of(rows: Mapping[str, Mapping[str, str]] | None) -> dict[str, str]:
    """The security marks among the rows of a table, by name."""
    return {name: row[MARK_KEY] for name, row in (rows or {}).items() if row.get(MARK_KEY)}


def _with_lost_marks(sidecar: Sidecar, last: Mapping[str, str]) -> Sidecar:
    """A table with the `last` marks that it says nothing legible of, if another program spoilt it."""
    lost = {
        name: mark
        for name, mark in last.items()
        if sidecar.illegible and not security_mark(sidecar.rows.get(name, {}).get(MARK_KEY, ""))
    }
    if not lost:
        return sidecar
    rows = {**sidecar.rows, **{name: {**sidecar.rows.get(name, {}), MARK_KEY: mark} for name, mark in lost.items()}}
    held = ReadWarning("warn_sidecar_spoilt", {"count": len(lost)})
    return Sidecar(rows, (held, *sidecar.warnings), sidecar.folders)


def _legible_marks(path: Path) -> list[tuple[str, str]]:
    """The lines of a damaged table that state a security mark, and the mark, in whatever encoding shows one."""
    try:
        data = read_bytes(path)
    except ReadError:
        return []
    for encoding in ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"):
        lines = data.decode(encoding, "replace").splitlines()
        found = [(line, mark) for line in lines for cell in _CELL_ENDS.split(line) if (mark := security_mark(cell))]
        if found:
            return found
    return []


def _sidecar_files(root: Root) -> list[tuple[Path, PurePosixPath]]:
    if root.path.is_file():
        beside = root.path.with_name(SIDECAR_NAME)
        return [(beside, PurePosixPath(SIDECAR_NAME))] if beside.is_file() else []
    return sorted((path, relative) for path, relative in files_of(root) if path.name == SIDECAR_NAME)
