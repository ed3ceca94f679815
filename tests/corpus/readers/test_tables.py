"""Tables of speeches: as Excel saves them, and as LibreOffice and XlsxWriter write workbooks."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.tables import CsvReader, XlsxReader

FILES = Path(__file__).resolve().parents[2] / "files"


def _csv(tmp_path, text, encoding="utf-8"):
    (tmp_path / "讲话.csv").write_bytes(text.encode(encoding))
    return CsvReader().read(tmp_path / "讲话.csv")


def _refused(reader, path):
    with pytest.raises(ReadError) as caught:
        reader.read(path)
    return caught.value.code


TABLE = '标题,日期,讲话人,正文\n渡口安全,2024-03-01,镇长,"同志们：\n缆绳每月一换。"\n护林,2024-04-02,,见烟先报后看。\n'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_row_is_a_speech_with_its_metadata(tmp_path, encoding, delimiter):
    first, second = _csv(tmp_path, TABLE.replace(",", delimiter), encoding).records
    assert (first.text, first.title) == ("同志们：\n缆绳每月一换。", "渡口安全")
    assert first.given == {"title": "渡口安全", "date": "2024-03-01", "speaker": "镇长"}
    assert (second.text, second.given["date"]) == ("见烟先报后看。", "2024-04-02")


def test_the_line_by_which_excel_knows_the_separator_is_no_row(tmp_path):
    assert _csv(tmp_path, "sep=|\r\nid|content\r\nb7|缆绳每月一换。\r\n").records[0].external_id == "b7"


def test_a_long_text_is_read_whole(tmp_path):
    text = "缆绳每月一换。" * 30_000
    assert _csv(tmp_path, f"text\n{text}\n").records[0].text == text


def test_a_title_may_stand_above_the_header_and_rows_without_text_are_counted(tmp_path):
    read = _csv(tmp_path, "全镇讲话汇编,,\n标题,正文,\n渡口,,\n护林,见烟先报。,\n,,\n")
    assert [record.title for record in read.records] == ["护林"]
    assert read.warnings == (ReadWarning("warn_rows_no_text", {"count": 1}),)


def test_rows_of_sentences_are_the_lines_of_one_speech(tmp_path):
    read = _csv(tmp_path, "在护林会上的讲话,\n同志们：,\n今年入冬以来雨雪偏少，火险等级偏高。,\n北坡乡,14人\n")
    assert read.records[0].text == "在护林会上的讲话\n同志们：\n今年入冬以来雨雪偏少，火险等级偏高。\n北坡乡\t14人"


@pytest.mark.parametrize("text", ["文件,日期\na.docx,2024\n", "乡镇,人数\n北坡乡,14\n"])
def test_a_table_without_texts_is_refused(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert _refused(CsvReader(), tmp_path / "a.csv") == "table_no_text"


def _book(tmp_path):
    path = tmp_path / "讲话.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, spare, more = (book.add_worksheet(name) for name in ("2024", "备份", "2023"))
        day = book.add_format({"num_format": "yyyy年m月d日"})
        sheet.write_row(0, 0, ["日期", "标题", "正文"])
        sheet.write_datetime(1, 0, date(2024, 3, 1), day)
        sheet.write_row(1, 1, ["渡口", "同志们：\n缆绳每月一换。"])
        spare.write_row(0, 0, ["标题", "正文"])
        spare.write_row(1, 0, ["旧稿", "作废的稿子。"])
        spare.hide()
        more.write_row(0, 1, ["正文", "场合", "届次"])
        more.write_row(1, 1, ["见烟先报后看。", "护林会", 17])
    return path


def test_the_sheets_of_a_workbook_are_read_one_after_another(tmp_path):
    read = XlsxReader().read(_book(tmp_path))
    first, second = read.records
    assert (first.text, first.given) == ("同志们：\n缆绳每月一换。", {"date": "2024-03-01", "title": "渡口"})
    assert (second.text, second.given) == ("见烟先报后看。", {"occasion": "护林会", "届次": "17"})
    assert read.warnings == (ReadWarning("warn_xlsx_hidden", {"count": 1}),)


def test_a_workbook_of_libreoffice_is_read():
    (record,) = XlsxReader().read(FILES / "table.xlsx").records
    assert (record.text, record.given) == ("见烟先报后看。", {"title": "护林", "date": "2024-04-02"})


@pytest.mark.parametrize(
    ("data", "code"), [(bytes.fromhex("d0cf11e0a1b11ae1"), "word_locked"), (b"PK\x03\x04", "file_damaged")]
)
def test_a_workbook_that_cannot_be_read_is_refused(tmp_path, data, code):
    (tmp_path / "a.xlsx").write_bytes(data)
    assert _refused(XlsxReader(), tmp_path / "a.xlsx") == code


def test_a_power_in_a_cell_is_one(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, raised = book.add_worksheet(), book.add_format({"font_script": 1})
    sheet.write(0, 0, "正文")
    sheet.write_rich_string(1, 0, "蓄水10", raised, "8", "立方米。")
    book.close()
    assert XlsxReader().read(path).records[0].text == "蓄水10^8立方米。"


def test_quotation_marks_that_are_not_doubled_cost_no_row(tmp_path):
    table = '序号,标题,讲话内容\n1,"三防"工作讲话,缆绳每月一换。\n2,护林,"见烟,先报。"\n'
    assert [(record.title, record.text) for record in _csv(tmp_path, table).records] == [
        ('"三防"工作讲话', "缆绳每月一换。"),
        ("护林", "见烟,先报。"),
    ]
