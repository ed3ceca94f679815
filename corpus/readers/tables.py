"""Reads .csv, .tsv and .xlsx: a speech a row where a column holds the texts, else the rows as lines of one speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from corpus.errors import ReadError
from corpus.metadata.csv_table import rows_of, without_separator_line
from corpus.readers.common import SENTENCE_ENDS, clean_text, given_metadata, read_bytes, require_text
from corpus.readers.coverage import coverage_of, words_in, words_of
from corpus.readers.encoding import decode
from corpus.readers.json_shapes import TEXT_KEYS
from corpus.readers.protocol import ReadFile, ReadWarning, Record
from corpus.readers.xlsx import read_sheets

_DELIMITERS = ",;\t"
_LINE_ENDS = re.compile(r"\r\n?")
_HEADER_ROWS = 10
"""The header is among so many first rows: titles and notes stand above it."""
_FILE_NAMES = frozenset({"file", "文件", "文件名", "文件名称"})
_IDS = ("_id", "id")
_FULL_CELL = 32_767
"""Characters that a cell of Excel can hold: a text that long was probably cut."""
_LEAST_SENTENCE = 15
"""Characters of the shortest cell that is taken for running text when no header says where the texts are."""


class CsvReader:
    """Reads a table in a text file."""

    name = "csv"
    version = 2
    suffixes = frozenset({".csv", ".tsv"})

    def read(self, path: Path) -> ReadFile:
        """A speech for each row, with its other columns as metadata; else the one speech that the rows are.

        :raises ReadError: table_no_text, table_damaged, encoding_unsure, file_empty, file_too_large, file_unreadable.
        """
        decoded = decode(read_bytes(path), path)
        text, separator = without_separator_line(_LINE_ENDS.sub("\n", decoded.text))
        delimiter = separator or max(_DELIMITERS, key=text.partition("\n")[0].count)
        rows = list(rows_of(text, delimiter, path))
        records, warnings = _records(rows, path)
        coverage = coverage_of((*words_of(records), *_heading_words(rows)), words_in(text))
        return ReadFile(
            self.name, self.version, records, decoded.encoding, decoded.confidence, tuple(warnings), coverage
        )


class XlsxReader:
    """Reads a workbook, its sheets one after another."""

    name = "xlsx"
    version = 2
    suffixes = frozenset({".xlsx", ".xlsm", ".xltx"})

    def read(self, path: Path) -> ReadFile:
        """The speeches of all sheets, read as `CsvReader` does. Hidden sheets are left out.

        :raises ReadError: table_no_text, word_locked, file_damaged, file_empty, file_too_large, file_unreadable.
        """
        try:
            sheets, hidden, strings = read_sheets(path)
        except (KeyError, ValueError, etree.XMLSyntaxError) as exc:
            raise ReadError("file_damaged", path=str(path), kind=path.suffix.lower()) from exc
        if not any(any(row) for rows in sheets for row in rows):
            raise ReadError("file_empty", path=str(path))
        records: list[Record] = []
        warnings = [ReadWarning("warn_xlsx_hidden", {"count": len(hidden)})] if hidden else []
        refused: list[ReadError] = []
        for rows in sheets:
            try:
                found, notes = _records(rows, path)
            except ReadError as exc:
                refused.append(exc)
                continue
            records += found
            warnings += notes
        if not records:
            raise refused[0]
        aside = {"hidden": len(words_in("".join(cell for rows in hidden for row in rows for cell in row)))}
        headings = (word for rows in sheets for word in _heading_words(rows))
        coverage = coverage_of((*words_of(records), *headings), words_in(strings), aside)
        return ReadFile(self.name, self.version, tuple(records), warnings=tuple(warnings), coverage=coverage)


def _records(rows: Sequence[Sequence[str]], path: Path) -> tuple[tuple[Record, ...], list[ReadWarning]]:
    """The speeches of a table.

    :raises ReadError: table_no_text, file_empty.
    """
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        names = [cell.strip() for cell in row]
        column = _text_column(names)
        if column is not None:
            return _speeches(names, column, rows[number + 1 :], path)
    if any(_FILE_NAMES & {cell.strip().lower() for cell in row} for row in rows[:_HEADER_ROWS]) or not _is_text(rows):
        raise ReadError("table_no_text", path=str(path))
    lines = ["\t".join(" ".join(cell.split("\n")) for cell in row).rstrip() for row in rows]
    text, warnings = clean_text("\n".join(line for line in lines if line.strip()))
    require_text(text, path)
    return (Record(text),), warnings


def _heading_words(rows: Sequence[Sequence[str]]) -> list[str]:
    """The words of the row of headings, which are names of metadata and no text; none without one."""
    heading = next((row for row in rows[:_HEADER_ROWS] if _text_column([cell.strip() for cell in row]) is not None), ())
    return [words_in(cell) for cell in heading]


def _text_column(names: Sequence[str]) -> int | None:
    """The place of the column that holds the texts."""
    lowered = [name.lower() for name in names]
    return next((lowered.index(key) for key in TEXT_KEYS if key in lowered), None)


def _is_text(rows: Sequence[Sequence[str]]) -> bool:
    """True if any cell holds a sentence: a table of figures and names is no speech."""
    cells = (cell.strip() for row in rows for cell in row)
    return any(len(cell) >= _LEAST_SENTENCE and cell[-1] in SENTENCE_ENDS for cell in cells)


def _speeches(
    names: Sequence[str], column: int, rows: Sequence[Sequence[str]], path: Path
) -> tuple[tuple[Record, ...], list[ReadWarning]]:
    records, warnings = [], []
    blank = cut = 0
    for row in rows:
        cells = [*row, *[""] * (len(names) - len(row))]
        if not any(cell.strip() for cell in cells):
            continue
        if not cells[column].strip():
            blank += 1
            continue
        cut += len(cells[column]) == _FULL_CELL
        text, notes = clean_text(cells[column])
        warnings += notes
        others = [
            (name, cell) for n, (name, cell) in enumerate(zip(names, cells, strict=False)) if n != column and name
        ]
        identity = next((cell.strip() for name, cell in others if name.lower() in _IDS and cell.strip()), None)
        given = given_metadata((name, clean_text(cell)[0]) for name, cell in others if name.lower() not in _IDS)
        records.append(Record(text, given.get("title"), identity, given))
    if not records:
        raise ReadError("file_empty", path=str(path))
    warnings += [ReadWarning("warn_rows_no_text", {"count": blank})] if blank else []
    warnings += [ReadWarning("warn_cells_full", {"count": cut})] if cut else []
    return tuple(records), warnings
