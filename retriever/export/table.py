"""A table of what was found, and as CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TypeAlias

Cell: TypeAlias = str | int | float | None

# What a spreadsheet takes for the beginning of a formula, also in its full-width form.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Table:
    r"""A header and rows of as many cells each. None is an empty cell.

    `name` is that of the sheet in a workbook: at most 31 characters, none of []:*?/\.
    :raises ValueError: if a row is longer or shorter than the header.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.header):
                raise ValueError(f"row {number} has {len(row)} cells under {len(self.header)} headings")


def to_csv(table: Table) -> bytes:
    """The table as CSV by RFC 4180: UTF-8 with a mark that Excel knows it by, commas, lines ended by CR and LF.

    Text that a spreadsheet would run as a formula is `guarded`; an XLSX file has it as it is.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([guarded(cell) for cell in row] for row in (table.header, *table.rows))
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: Cell) -> Cell:
    """`cell`, with an apostrophe in front of text that a spreadsheet would run as a formula.

    CSV has no way to say that a cell is text, and quotation marks around it do not help. So such text can either stand
    character for character, or be safe to open: a speech from elsewhere may well begin with =HYPERLINK(…). It is made
    safe, with a mark that can be seen and taken away again. Numbers are left alone.
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
