"""wordings.csv: an office's list of set wordings, and of those that it has discontinued in their favour."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ReadError
from corpus.files import WORDINGS_NAME, FileReport, Root
from corpus.fold import fold_plain
from corpus.metadata.csv_table import Row, read_table
from corpus.readers.protocol import ReadWarning, few

_COLUMNS = {
    "standard": ("standard", "标准写法", "標準寫法", "规范写法", "規範寫法"),
    "discontinued": ("discontinued", "停用写法", "停用寫法"),
    "note": ("note", "说明", "說明", "备注", "備註"),
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names}
_BETWEEN = re.compile(r"[;；|｜\n]")


@dataclass(frozen=True, slots=True)
class Wording:
    """A set wording: how it is to be put (`standard`), the wordings that this replaces, and the office's note.

    `root` is the root whose speeches it applies to.
    """

    standard: str
    discontinued: tuple[str, ...]
    note: str | None
    root: str


@dataclass(frozen=True, slots=True)
class WordingList:
    """The set wordings of a list, in its order, and what is wrong with it."""

    wordings: tuple[Wording, ...]
    warnings: tuple[ReadWarning, ...] = ()


def root_wordings(root: Root, last: tuple[Wording, ...] = ()) -> tuple[tuple[Wording, ...], FileReport | None]:
    """The set wordings of a root and the report on their list, None if it has none.

    The list is the wordings.csv at the top of the root or, failing that, the one beside it. While it cannot be read,
    the `last` wordings hold on.
    """
    top = root.path.resolve()
    for path, relative in ((top / WORDINGS_NAME, WORDINGS_NAME), (top.parent / WORDINGS_NAME, f"../{WORDINGS_NAME}")):
        if path.is_file():
            try:
                read = read_wordings(path, root.name)
            except ReadError as exc:
                why = (ReadWarning(exc.code, exc.particulars),)
                return last, FileReport(root.name, relative, "not_read", reader="wordings", warnings=why)
            return read.wordings, FileReport(root.name, relative, "read", reader="wordings", warnings=read.warnings)
    return (), None


def read_wordings(path: Path, root: str) -> WordingList:
    """The list at `path`, written in any encoding that Excel saves, for the speeches of `root`.

    Rows without a standard wording, unknown columns, surplus cells, and discontinued wordings that another row
    discontinues or makes a standard are warnings; what they are about is not used.

    :raises ReadError: if it cannot be read, is damaged, or has no column of standard wordings.
    """
    table = read_table(path, _NAMES.get, tuple(_COLUMNS))
    if "standard" not in table.columns:
        raise ReadError("wordings_no_standard_column", path=str(path))
    warnings = list(table.warnings)
    stated = []
    for row in table.rows:
        if fold_plain(row.cells.get("standard", "")):
            stated.append(row)
        else:
            warnings.append(ReadWarning("warn_wordings_no_standard", {"row": row.number}))
    taken = {fold_plain(row.cells["standard"]): row.number for row in stated}
    wordings = []
    for row in stated:
        discontinued = _discontinued(row, taken, warnings)
        wordings.append(Wording(row.cells["standard"], discontinued, row.cells.get("note"), root))
    return WordingList(tuple(wordings), tuple(few(warnings)))


def _discontinued(row: Row, taken: dict[str, int], warnings: list[ReadWarning]) -> tuple[str, ...]:
    """The wordings that a row discontinues; those that another row has `taken` become warnings, the others are taken.

    The keys of `taken` are folded, since that is how wordings are compared.
    """
    kept = []
    for written in _BETWEEN.split(row.cells.get("discontinued", "")):
        wording = written.strip()
        folded = fold_plain(wording)
        if not folded:
            continue
        if folded in taken:
            particulars = {"row": row.number, "wording": wording, "other": taken[folded]}
            warnings.append(ReadWarning("warn_wordings_twice", particulars))
            continue
        taken[folded] = row.number
        kept.append(wording)
    return tuple(kept)
