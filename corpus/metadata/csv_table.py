"""CSV tables as people write them: in any encoding that Excel saves, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.common import drop_controls, read_bytes
from corpus.readers.encoding import decode
from corpus.readers.protocol import ReadWarning, few

_DELIMITERS = ",;\t"
_MAX_BYTES = 10 * 1024 * 1024
"""Ten rows on each of 10,000 files are smaller; a list is read in the program itself, whose memory it must not take."""


SHOWN = 100
"""Characters of a cell that a sentence shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as a spreadsheet counts, and its cells by column, without blank ones."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV file below its header, without blank ones, and what was wrong with its shape.

    `columns` are those that it has.
    """

    columns: frozenset[str]
    rows: tuple[Row, ...]
    warnings: tuple[ReadWarning, ...]


def read_table(path: Path, column_of: Callable[[str], str | None], known: tuple[str, ...]) -> Table:
    """The table in the CSV file at `path`.

    `column_of` names the column that a header, stripped and in lower case, stands for, None for none of `known`.
    Unknown columns and rows with more cells than the header are warnings; control characters are dropped.

    :raises ReadError: if the file cannot be read, holds nothing, is too large, or is no sound CSV file.
    """
    data = read_bytes(path)
    if len(data) > _MAX_BYTES:
        raise ReadError("table_too_large", path=str(path), limit=_MAX_BYTES // 1024 // 1024)
    text, controls = drop_controls(decode(data, path).text)
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as exc:
        raise ReadError("table_damaged", path=str(path), reason=str(exc)) from exc
    if not any(map(any, lines)):
        raise ReadError("file_empty", path=str(path))  # a byte order mark alone
    columns = [column_of(cell.strip().lower()) for cell in lines[0]]
    names = ", ".join(known)
    warnings = few(
        ReadWarning("warn_table_column", {"column": cell.strip()[:SHOWN], "known": names})
        for cell, column in zip(lines[0], columns, strict=True)
        if column is None and cell.strip()
    )
    warnings += controls
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {column: cell.strip() for column, cell in zip(columns, line, strict=False) if column and cell.strip()}
        if any(cell.strip() for cell in line[len(columns) :]):
            warnings.append(ReadWarning("warn_table_cells", {"row": number}))
        if cells:
            rows.append(Row(number, cells))
    return Table(frozenset(filter(None, columns)), tuple(rows), tuple(warnings))
