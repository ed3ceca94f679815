"""CSV tables as people write them: in any encoding that Excel saves, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.common import read_bytes
from corpus.readers.encoding import decode
from corpus.readers.protocol import ReadWarning

_DELIMITERS = ",;\t"


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
    Unknown columns and rows with more cells than the header are warnings.

    :raises ReadError: if the file cannot be read or is no sound CSV file.
    """
    text = decode(read_bytes(path), path).text
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as exc:
        raise ReadError("table_damaged", path=str(path), reason=str(exc)) from exc
    columns = [column_of(cell.strip().lower()) for cell in lines[0]]
    warnings = [
        ReadWarning("warn_table_column", {"column": cell.strip(), "known": ", ".join(known)})
        for cell, column in zip(lines[0], columns, strict=True)
        if column is None and cell.strip()
    ]
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {column: cell.strip() for column, cell in zip(columns, line, strict=False) if column and cell.strip()}
        if any(cell.strip() for cell in line[len(columns) :]):
            warnings.append(ReadWarning("warn_table_cells", {"row": number}))
        if cells:
            rows.append(Row(number, cells))
    return Table(frozenset(filter(None, columns)), tuple(rows), tuple(warnings))
