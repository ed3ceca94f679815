"""Tables as CSV and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from corpus.errors import ExportError
from retriever.export import Cell, Table, guarded, to_csv, to_xlsx
from retriever.export.table import MAX_CELL

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

OCCURRENCES = Table(
    "原文出处",
    ("日期", "前", "提法", "次数", "占比"),
    (("2024-03", "要讲清楚“为什么”，\n", "高质量发展", 3, 0.25), (None, "=1+1", "高质量发展", -2, None)),
)
FORMULAS = [
    "=1+1",
    "+86",
    "-一",
    "@名",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "－1",
    "＋1",
    "＠a",
    '=HYPERLINK("http://x","y")',
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text("'=+-@a\t\r\n＝", max_size=5)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[Cell]]:
    """The cells of the one sheet, texts as str and numbers as float, from the XML itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        (name,) = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        sheet = etree.fromstring(book.read(name))
        strings = (
            [
                "".join(item.itertext(f"{SHEET}t"))
                for item in etree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")
            ]
            if "xl/sharedStrings.xml" in book.namelist()
            else []
        )
    assert not list(sheet.iter(f"{SHEET}f")), "no formulas"
    rows: list[list[Cell]] = []
    for row in sheet.iter(f"{SHEET}row"):
        cells: list[Cell] = []
        for cell in row.iter(f"{SHEET}c"):
            value = cell.findtext(f"{SHEET}v")
            if value is None:
                cells.append(None)
            else:
                cells.append(strings[int(value)] if cell.get("t") == "s" else float(value))
        rows.append(cells)
    return rows


def test_csv_opens_in_excel_and_keeps_every_line_break() -> None:
    assert (
        to_csv(OCCURRENCES)
        == (
            "\ufeff日期,前,提法,次数,占比\r\n"
            '2024-03,"要讲清楚“为什么”，\n",高质量发展,3,0.25\r\n'
            ",'=1+1,高质量发展,-2,\r\n"
        ).encode()
    )


def unguarded(cell: str) -> str:
    """What stood in the cell before it was guarded."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded_and_can_be_given_back(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(f"'{text}") == text


def test_a_heading_is_guarded_too() -> None:
    assert read_csv(to_csv(Table("t", ("日期", "=1+1"), ()))) == [["日期", "'=1+1"]]


@pytest.mark.parametrize("cell", [-3, 0.5, None, "", "'引'", "——也要", "一是", "“=”", "a=b"])
def test_what_is_no_formula_is_left_alone(cell: Cell) -> None:
    assert guarded(cell) == cell


@given(TEXTS)
@example("'=1")
@example("''=1")
def test_the_guard_takes_nothing_away(text: str) -> None:
    safe = str(guarded(text))
    assert unguarded(safe) == text
    assert safe[:1] not in "=+-@\t\r\n＝＋－＠" or not safe


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_csv_gives_every_text_back(rows: list[tuple[str, str]]) -> None:
    read = read_csv(to_csv(Table("t", ("a", "b"), tuple(rows))))
    assert [tuple(unguarded(cell) for cell in row) for row in read[1:]] == rows


def test_xlsx_is_typed_and_runs_nothing() -> None:
    assert read_xlsx(to_xlsx(OCCURRENCES)) == [
        ["日期", "前", "提法", "次数", "占比"],
        ["2024-03", "要讲清楚“为什么”，\n", "高质量发展", 3.0, 0.25],
        [None, "=1+1", "高质量发展", -2.0, None],
    ]


@pytest.mark.parametrize(
    "text", [*FORMULAS[:4], "http://x", "_x0041_", " 两端有空格 ", "𠮷", "1234567890123456789", "{=1}"]
)
def test_xlsx_has_the_text_as_it_is(text: str) -> None:
    (_, (cell,)) = read_xlsx(to_xlsx(Table("t", ("a",), ((text,),))))
    assert str(cell).replace("_x005F_", "_") == text


def test_xlsx_keeps_the_header_in_sight_and_filters() -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx(OCCURRENCES))) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        names = etree.fromstring(book.read("xl/workbook.xml"))
    assert [pane.get("state") for pane in sheet.iter(f"{SHEET}pane")] == ["frozen"]
    assert [found.get("ref") for found in sheet.iter(f"{SHEET}autoFilter")] == ["A1:E3"]
    assert [found.get("name") for found in names.iter(f"{SHEET}sheet")] == ["原文出处"]
    # In digits, two for a character, plus the margin that Excel adds; equal neighbours are one entry.
    widths = [float(str(column.get("width"))) - 0.7109375 for column in sheet.iter(f"{SHEET}col")]
    assert widths == [7 + 2, 2 * 10 + 2, 2 * 5 + 2, 8]


@pytest.mark.parametrize("rows", [(), OCCURRENCES.rows])
def test_the_same_table_gives_the_same_bytes(rows: tuple[tuple[Cell, ...], ...]) -> None:
    table = Table("t", OCCURRENCES.header, rows)
    assert to_xlsx(table) == to_xlsx(table)
    assert to_csv(table) == to_csv(table)
    with zipfile.ZipFile(io.BytesIO(to_xlsx(table))) as book:
        assert {entry.date_time[:3] for entry in book.infolist()} == {(1980, 1, 1)}
        assert b"1980-01-01T00:00:00Z" in book.read("docProps/core.xml")


def test_text_that_excel_cannot_hold_is_refused_and_not_dropped() -> None:
    fits, too_long = "字" * MAX_CELL, "𠮷" * (MAX_CELL // 2 + 1)
    assert read_xlsx(to_xlsx(Table("t", ("a",), ((fits,),))))[1] == [fits]
    with pytest.raises(ExportError) as refused:
        to_xlsx(Table("t", ("a",), (("短",), (too_long,))))
    assert refused.value.code == "cell_too_long"
    assert "第 2 行" in refused.value.message("zh")
    assert read_csv(to_csv(Table("t", ("a",), ((too_long,),))))[1] == [too_long]


def test_more_rows_than_a_sheet_has_are_refused() -> None:
    with pytest.raises(ExportError) as refused:
        to_xlsx(Table("t", (), ((),) * 1_048_576))
    assert refused.value.code == "sheet_too_long"
    assert "1048575" in refused.value.message("en")


def test_a_row_has_as_many_cells_as_the_header() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells under 2 headings"):
        Table("t", ("a", "b"), (("1", "2"), ("1",)))
