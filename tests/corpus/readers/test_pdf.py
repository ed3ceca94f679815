"""PDF documents: furniture out, lines joined to the paragraphs they were printed from."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.docx import DocxReader
from corpus.readers.pdf import PdfReader, drop_furniture, paragraphs
from corpus.readers.pdf_lines import HYPHEN, PrintedLine

FILES = Path(__file__).resolve().parents[2] / "files"
WIDTH = 10.0


def _line(text, row=0, left=100.0, size=10.0, width=WIDTH):
    return PrintedLine(text, left, left + len(text) * width, 700 - 16 * row, size, 800)


def test_a_pdf_reads_as_the_document_it_was_printed_from():
    """A title in two lines, lists, a table, a paragraph across two pages: the same text as the .docx, exactly."""
    read = PdfReader().read(FILES / "meeting.pdf")
    assert read.records[0].text == DocxReader().read(FILES / "meeting.docx").records[0].text
    assert read.warnings == (
        ReadWarning("warn_pdf_furniture", {"count": 4, "examples": "青石县防汛工作材料汇编 / — 1 —"}),
    )


def test_a_security_mark_in_the_running_head_is_stated_and_no_text():
    (record,) = PdfReader().read(FILES / "marked.pdf").records
    assert (
        record.text == "渡口的缆绳每个月换一次。换下的旧绳当天收走。"
    )  # two pages of one line each: nothing parts them
    assert record.given == {"密级": "机密"}
    assert PdfReader().read(FILES / "meeting.pdf").records[0].given == {}


def test_pages_without_text_are_named(tmp_path):
    with pypdfium2.PdfDocument(FILES / "meeting.pdf") as document:
        document.new_page(595, 842, index=1)
        document.new_page(595, 842)
        document.save(tmp_path / "x.pdf")
    read = PdfReader().read(tmp_path / "x.pdf")
    assert ReadWarning("warn_pdf_blank_pages", {"pages": "2, 4"}) in read.warnings


def test_a_scan_is_refused(tmp_path):
    Image.new("RGB", (60, 80), "white").save(tmp_path / "scan.pdf")
    with pytest.raises(ReadError) as caught:
        PdfReader().read(tmp_path / "scan.pdf")
    assert caught.value.code == "pdf_no_text"


def test_a_locked_file_is_refused():
    with pytest.raises(ReadError) as caught:
        PdfReader().read(FILES / "locked.pdf")
    assert caught.value.code == "pdf_locked"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", "不是 PDF".encode(), b"\x00" * 100])
def test_damaged_files_are_errors(tmp_path, data):
    (tmp_path / "x.pdf").write_bytes(data)
    with pytest.raises(ReadError) as caught:
        PdfReader().read(tmp_path / "x.pdf")
    assert caught.value.code == "file_damaged"


@pytest.mark.parametrize(
    "number", ["3", "— 3 —", "-3-", "－３－", "第3页", "第 3 页 共 8 页", "第三页", "3/8", "Page 3 of 8", "iv"]
)
def test_page_numbers_go_whatever_their_form(number):
    foot = PrintedLine(number, 250, 260, 40, 10, 800)
    assert drop_furniture([[_line("正文在这里。", 10), foot]]) == ([[_line("正文在这里。", 10)]], [foot])


@pytest.mark.parametrize("text", ["2023年", "第3页说的是", "共8户", "三", "甲"])
def test_other_short_lines_in_the_body_stay(text):
    page = [_line("正文。", 10), _line(text, 20)]
    assert drop_furniture([page]) == ([page], [])


def test_heads_of_odd_and_even_pages_go():
    odd, even = PrintedLine("材料汇编", 100, 140, 780, 9, 800), PrintedLine("第一部分", 400, 440, 780, 9, 800)
    bodies = [_line(f"第{n}段讲的是第{n}件事。", 10) for n in "甲乙丙丁戊己"]
    pages = [[even if n % 2 else odd, body] for n, body in enumerate(bodies)]
    kept, dropped = drop_furniture(pages)
    assert kept == [[body] for body in bodies]
    assert len(dropped) == 6


def test_indents_gaps_and_short_lines_begin_paragraphs():
    full = "一二三四五六七八九十一二三四五六七八九十"
    page = [
        _line(full[2:], 0, left=120),
        _line(full, 1),
        _line("短。", 2),
        _line(full[2:], 3, left=120),
        _line(full, 4),
        _line("远处另起一段", 8),
    ]
    assert paragraphs([page]) == [full[2:] + full + "短。", full[2:] + full, "远处另起一段"]


def test_a_paragraph_goes_on_over_the_page():
    full = "一二三四五六七八九十一二三四五六七八九十"
    pages = [[_line(full, r) for r in range(3)], [_line(full, 0), _line("完。", 1), _line(full[2:], 2, left=120)]]
    assert paragraphs(pages) == [full * 4 + "完。", full[2:]]


def _wrapped(*lines):
    """The lines as one paragraph of a page: each as wide as the others."""
    longest = max(map(len, lines))
    return [[PrintedLine(t, 100, 100 + longest * 5, 700 - 16 * r, 10, 800) for r, t in enumerate(lines)]]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("we stand by the river", "and we stay there"), "we stand by the river and we stay there"),
        (("the local govern-", "ment met"), "the local government met"),
        ((f"the local govern{HYPHEN}", "ment met"), "the local government met"),
        (("a well-known man, a well-", "known road"), "a well-known man, a well-known road"),
        (("a long term, long or no term: long-", "term rules"), "a long term, long or no term: long-term rules"),
        (("from North-", "South talks"), "from North-South talks"),
        (("数据传到Early", "Warning平台"), "数据传到Early Warning平台"),
        (("传到平台", "Early那边"), "传到平台Early那边"),
    ],
)  # fmt: skip
def test_lines_join_as_their_script_asks(lines, text):
    assert paragraphs(_wrapped(*lines)) == [text]
