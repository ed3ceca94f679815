"""CSV tables as people write them: in any encoding that Excel saves, with commas, semicolons or tabs, quoted or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.common import clean_text, is_wide, read_bytes
from corpus.readers.encoding import decode, share_of_everyday
from corpus.readers.protocol import ReadWarning, few

_DELIMITERS = ",;\t，|"
"""Separators of cells, the likeliest first: programs save the first three, people type the others."""
_HEADING_ROWS = 5
"""Rows at the top among which the heading is: a title or blank rows may stand above it."""
_FORMULA = re.compile(r'="([^"]*)"')
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?[,;\t ]*", re.IGNORECASE)
_QUOTED = {each: re.compile(rf'"((?:[^"]|"")*)" *(?=[{each}\n]|\Z)') for each in _DELIMITERS}
_PLAIN = {each: re.compile(rf"[^{each}\n]*") for each in _DELIMITERS}
_CODECS = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_LEAST_EVERYDAY = 0.4
"""Share of everyday characters among the Chinese ones of a short table: names are rarer than running text."""
_MAX_BYTES = 10 * 1024 * 1024
"""Ten rows on each of 10,000 files are smaller; a list is read in the program itself, whose memory it must not take."""
SHOWN = 100
"""Characters of a cell that a sentence shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as a spreadsheet counts, and its cells by column, without blank ones.

    `shifted` are all cells of a row that has more than there are columns: none of them is surely in its own.
    """

    number: int
    cells: dict[str, str]
    shifted: tuple[str, ...] = ()


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
    Quotation marks inside a cell need not be doubled; a first line `sep=;` names what parts the cells. Unknown columns
    and rows with more cells than the header are warnings; control characters are dropped.

    :raises ReadError: if the file cannot be read, holds nothing, is too large, or is no sound CSV file.
    """
    data = read_bytes(path)
    if len(data) > _MAX_BYTES:
        raise ReadError("table_too_large", path=str(path), limit=_MAX_BYTES // 1024 // 1024)
    text, controls = clean_text(_decoded(data, path, column_of))
    text, stated = without_separator_line(text)
    delimiter = stated or _delimiter(text, column_of)
    lines = enumerate(rows_of(text, delimiter, path), start=1)
    heading = _heading(lines, column_of)
    if not any(cell.strip() for cell in heading):
        raise ReadError("file_empty", path=str(path))
    columns = [column_of(cell.strip().lower()) for cell in heading]
    names = ", ".join(known)
    warnings = few(
        ReadWarning("warn_table_column", {"column": cell.strip()[:SHOWN], "known": names})
        for cell, column in zip(heading, columns, strict=True)
        if column is None and cell.strip()
    )
    warnings += controls
    rows = []
    for number, line in lines:
        written = [_written(cell) for cell in line]
        cells = {column: cell for column, cell in zip(columns, written, strict=False) if column and cell}
        shifted = any(written[len(heading) :])
        if shifted:
            warnings.append(ReadWarning("warn_table_cells", {"row": number}))
        if cells:
            rows.append(Row(number, cells, tuple(written) if shifted else ()))
    return Table(frozenset(filter(None, columns)), tuple(rows), tuple(few(warnings)))


def without_separator_line(text: str) -> tuple[str, str | None]:
    """`text` without a first line such as `sep=;`, and the separator that it names; None where none can be told."""
    first, _, rest = text.partition("\n")
    stated = _SEP_LINE.fullmatch(first)
    if not stated:
        return text, None
    return rest, stated[1] if stated[1] in _DELIMITERS else None


def _delimiter(text: str, column_of: Callable[[str], str | None]) -> str:
    """The separator of the cells of the heading, which is the first line that names a column under any of them."""
    for line in text.split("\n")[:_HEADING_ROWS]:
        named = {
            each: sum(column_of(cell.strip(' "').lower()) is not None for cell in line.split(each))
            for each in _DELIMITERS
        }
        if any(named.values()):
            return max(_DELIMITERS, key=lambda each: (named[each], line.count(each)))
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _heading(lines: Iterator[tuple[int, list[str]]], column_of: Callable[[str], str | None]) -> list[str]:
    """The first row, or one of the next that names columns where the first is blank or a title; `lines` go on below."""
    first = next(lines, (1, []))[1]
    if any(column_of(cell.strip().lower()) for cell in first) or sum(bool(cell.strip()) for cell in first) > 1:
        return first
    for _, line in islice(lines, _HEADING_ROWS - 1):
        if any(column_of(cell.strip().lower()) for cell in line):
            return line
    return first


def _written(cell: str) -> str:
    """The text that a cell shows, also that of ="a.txt", by which people keep spreadsheets from changing it."""
    formula = _FORMULA.fullmatch(cell.strip())
    return (formula[1] if formula else cell).strip()


def _decoded(data: bytes, path: Path, column_of: Callable[[str], str | None]) -> str:
    """The text of a table. One too short to show its encoding shows it by its headings or its everyday characters."""
    try:
        return decode(data, path).text
    except ReadError as exc:
        unsure = exc
    for codec in _CODECS:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        lines = text.splitlines()
        header = next((line for line in lines if line.strip() and not _SEP_LINE.fullmatch(line)), "")
        named = [cell for cell in re.split(rf"[{_DELIMITERS}]", header) if column_of(cell.strip(' "').lower())]
        chinese = [character for character in text if is_wide(character)]
        everyday = bool(chinese) and share_of_everyday(chinese) >= _LEAST_EVERYDAY
        if any(any(map(is_wide, cell)) for cell in named) or (named and everyday):
            return text
    raise unsure


def rows_of(text: str, delimiter: str, path: Path) -> Iterator[list[str]]:
    """The cells of each row.

    A cell is quoted if its closing quotation mark ends it; else its quotation marks are its own, as in "三农"工作.
    :raises ReadError: table_damaged, for a quotation mark that is never closed.
    """
    quoted, plain = _QUOTED[delimiter], _PLAIN[delimiter]
    at, width = 0, 0
    row: list[str] = []
    while at < len(text):
        cell = quoted.match(text, at) if text[at] == '"' else None
        if cell and not _swallows_rows(cell[1], delimiter, width):
            row.append(cell[1].replace('""', '"'))
        else:
            if text[at] == '"' and text.find('"', at + 1) < 0:
                raise ReadError("table_damaged", path=str(path), reason=text[at : at + 20])
            cell = plain.match(text, at)
            row.append(cell[0] if cell else "")
        at = cell.end() if cell else at
        if text[at : at + 1] == delimiter:
            at += 1
            if at == len(text):
                row.append("")
            continue
        width = width or len(row)
        yield row
        row = []
        at += 1
    if row:
        yield row


def _swallows_rows(cell: str, delimiter: str, width: int) -> bool:
    """True if a quoted cell of several lines holds what look like rows: then it was not meant to be quoted."""
    inner = cell.split("\n")[1:]
    return width > 1 and any(line.count(delimiter) >= width - 1 for line in inner)
