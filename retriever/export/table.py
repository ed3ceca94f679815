"""Tables of what was found, as CSV and as Excel workbooks."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from corpus.errors import ExportError

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


MAX_ROWS = 1_048_576
MAX_CELL = 32_767  # in UTF-16 units
_NARROWEST, _WIDEST = 8, 60
_LOOKED_AT = 500  # rows that decide how wide a column is
_EPOCH = datetime(1980, 1, 1)  # as date of the file: the same table makes the same bytes


def to_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet: text is text, whatever it begins with, and numbers are numbers.

    The header stays in sight and filters; long text is wrapped. The same table gives the same bytes.
    :raises ExportError: sheet_too_long, cell_too_long: Excel knows no more rows, and no more characters in a cell.
    """
    _check(table)
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"created": _EPOCH})
        head = workbook.add_format({"bold": True, "bottom": 1, "valign": "top"})
        body = workbook.add_format({"text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(table.name)
        for column, heading in enumerate(table.header):
            sheet.set_column(column, column, _width(table, column))
            sheet.write_string(0, column, heading, head)
        for number, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, body)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(table.rows), len(table.header) - 1)
    return out.getvalue()


def _check(table: Table) -> None:
    if len(table.rows) >= MAX_ROWS:
        raise ExportError("sheet_too_long", rows=len(table.rows), limit=MAX_ROWS - 1)
    for number, row in enumerate(table.rows, 1):
        longest = max((_units(cell) for cell in row if isinstance(cell, str)), default=0)
        if longest > MAX_CELL:
            raise ExportError("cell_too_long", row=number, length=longest, limit=MAX_CELL)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, form: Format) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, form)
    else:
        sheet.write_number(row, column, cell, form)


def _width(table: Table, column: int) -> int:
    """The width of a column in digits: that of its widest cell, within bounds; a Chinese character is two wide."""
    cells = [table.header[column], *(row[column] for row in table.rows[:_LOOKED_AT])]
    widest = max(_digits(str(cell)) for cell in cells if cell is not None)
    return min(max(widest + 2, _NARROWEST), _WIDEST)


def _digits(text: str) -> int:
    """The width of the widest line of `text`; quotation marks (ambiguous to Unicode) are as wide as the characters."""
    return max(sum(2 if east_asian_width(character) in "WFA" else 1 for character in line) for line in text.split("\n"))
