"""metadata.csv: what somebody who knows states about the files of a folder, one row a file."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.errors import ReadError
from corpus.marks import MARK_KEY, MARK_NAMES
from corpus.readers.common import CANONICAL_KEYS, canonical_key, read_bytes
from corpus.readers.encoding import decode
from corpus.readers.protocol import ReadWarning

SIDECAR_NAME = "metadata.csv"

_FILE_COLUMNS = ("file", "文件", "文件名", "檔案", "檔名")
_KNOWN = ("file", *CANONICAL_KEYS, "mark")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The rows of one metadata.csv: by "name", "folder/name" or "name.jsonl#_id", its stated fields and mark.

    A name is relative to the folder that the file lies in, and blank cells are left out.
    """

    rows: Mapping[str, Mapping[str, str]]
    warnings: tuple[ReadWarning, ...] = ()

    def given(self, relative: PurePosixPath, external_id: str | None) -> dict[str, str]:
        """What is stated about the file at `relative`, and above it about its speech with the `_id` `external_id`."""
        key = normal_name(str(relative))
        of_speech = {} if external_id is None else self.rows.get(f"{key}#{normal_name(external_id)}", {})
        return {**self.rows.get(key, {}), **of_speech}

    def about(self, relative: PurePosixPath) -> dict[str, Mapping[str, str]]:
        """All rows about the file at `relative` and the speeches in it."""
        key = normal_name(str(relative))
        return {name: row for name, row in self.rows.items() if name == key or name.startswith(f"{key}#")}


def read_sidecar(path: Path) -> Sidecar:
    """What the metadata.csv at `path` states, written in any encoding that Excel saves.

    Unknown columns, rows about files that are not there, second rows about the same file and rows with surplus cells
    are warnings; of two rows the first counts.

    :raises ReadError: if it cannot be read, is damaged, or has no column of files.
    """
    text = decode(read_bytes(path), path).text
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as exc:
        raise ReadError("sidecar_damaged", path=str(path), reason=str(exc)) from exc
    columns = [_column(cell) for cell in table[0]]
    if "file" not in columns:
        raise ReadError("sidecar_no_file_column", path=str(path))
    warnings = [
        ReadWarning("warn_sidecar_column", {"column": cell.strip(), "known": ", ".join(_KNOWN)})
        for cell, column in zip(table[0], columns, strict=True)
        if column is None and cell.strip()
    ]
    rows: dict[str, Mapping[str, str]] = {}
    for number, cells in enumerate(table[1:], start=2):
        values = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column and cell.strip()}
        if not values:
            continue
        name = normal_name(values.pop("file", ""))
        warnings += _row_warnings(name, number, cells[len(columns) :], rows, path.parent)
        if name:
            rows.setdefault(name, values)
    return Sidecar(rows, tuple(warnings))


def normal_name(written: str) -> str:
    """A file's name as names are compared: with /, and in one Unicode form, since that of macOS is its own."""
    return unicodedata.normalize("NFC", written.strip().replace("\\", "/").removeprefix("./"))


def _column(cell: str) -> str | None:
    name = cell.strip().lower()
    if name in _FILE_COLUMNS:
        return "file"
    return MARK_KEY if name in MARK_NAMES else canonical_key(name)


def _row_warnings(
    name: str, number: int, surplus: list[str], rows: Mapping[str, object], folder: Path
) -> Iterator[ReadWarning]:
    if any(cell.strip() for cell in surplus):
        yield ReadWarning("warn_sidecar_cells", {"row": number})
    if not name:
        yield ReadWarning("warn_sidecar_no_file", {"row": number})
    elif name in rows:
        yield ReadWarning("warn_sidecar_duplicate", {"row": number, "file": name})
    elif not _is_there(name, folder):
        yield ReadWarning("warn_sidecar_file_missing", {"row": number, "file": name})


def _is_there(name: str, folder: Path) -> bool:
    for candidate in (name, name.partition(".jsonl#")[0] + ".jsonl"):
        path = PurePosixPath(candidate)
        if ".." in path.parts or path.is_absolute():
            return False
        if any((folder / unicodedata.normalize(form, candidate)).is_file() for form in ("NFC", "NFD")):
            return True
    return False
