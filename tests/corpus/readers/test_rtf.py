"""Rich Text Format: from LibreOffice, and as old Chinese programs write it."""

from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.docx import DocxReader
from corpus.readers.rtf import RtfReader
from tests.corpus.readers.test_doc import OFFICE

FILES = Path(__file__).resolve().parents[2] / "files"


def _read(tmp_path, body, head=r"\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"):
    path = tmp_path / "speech.rtf"
    path.write_bytes(b"{\\rtf1" + head.encode() + (body if isinstance(body, bytes) else body.encode("gbk")) + b"}")
    return RtfReader().read(path)


def _text(tmp_path, body, **head):
    return _read(tmp_path, body, **head).records[0].text


def _in_digits(text):
    return "".join(rf"\'{byte:02x}" for byte in text.encode("gbk"))


def test_headings_lists_tables_and_boxes_stand_in_order():
    read = RtfReader().read(FILES / "office.rtf")
    assert read.records[0].text == OFFICE
    assert read.records[0].title == "在青石县护林防火会议上的讲话"
    assert list(read.warnings) == [
        ReadWarning(f"warn_docx_{kind}", {"count": 1}) for kind in ("comments", "endnotes", "footnotes", "hidden")
    ]


def test_numbers_are_those_of_the_same_document_as_docx():
    expected = DocxReader().read(FILES / "meeting.docx").records[0].text
    assert RtfReader().read(FILES / "meeting.rtf").records[0].text == expected


def test_a_mark_at_the_head_of_the_pages_is_found():
    assert RtfReader().read(FILES / "marked.rtf").records[0].given == {"密级": "机密"}


@pytest.mark.parametrize("form", [_in_digits, str], ids=["in digits", "as bytes"])
def test_chinese_in_the_code_page_of_the_file_is_read(tmp_path, form):
    assert (
        _text(tmp_path, rf"\pard\f0 {form('缆绳每月一换。')}\par " + form("收工。") + r"\par")
        == "缆绳每月一换。\n收工。"
    )


def test_a_western_font_does_not_change_the_code_page_of_the_file(tmp_path):
    head = r"\ansi\ansicpg936\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}}"
    assert _text(tmp_path, r"\pard\f0 " + _in_digits("缆绳。") + r"\par", head=head) == "缆绳。"


def test_the_second_byte_of_a_character_may_be_a_letter(tmp_path):
    first, second = "丂".encode("gbk")
    assert _text(tmp_path, rf"\pard \'{first:02x}{chr(second)}\par") == "丂"


def test_what_old_programs_show_for_a_character_is_passed_over(tmp_path):
    body = r"\pard\uc2\u32518\'c0\'c2\uc1\u-32486?\uc0\u12290 {\uc1\u25910{}\u24037 *}\par"
    assert _text(tmp_path, body) == "缆脚。收工"


def test_pictures_properties_and_bytes_of_their_own_are_no_text(tmp_path):
    body = rb"{\info{\title \'c0\'c2}}{\*\unknown word}{\pict\pngblip 89504e47}{\bin4 {\\x}\pard\'c0\'c2\par"
    assert _text(tmp_path, body) == "缆"


def test_of_a_field_the_result_is_text(tmp_path):
    field = r"\pard 见{\field{\*\fldinst{ HYPERLINK http://a.cn }}{\fldrslt{附件一}}}。\par"
    assert _text(tmp_path, field) == "见附件一。"


def test_cells_are_tabs_and_tables_inside_a_cell_stay_in_it(tmp_path):
    nested = (
        r"\trowd\cellx1\cellx2\pard\intbl 渡口\cell\pard\intbl 人数\cell\row"
        r"\trowd\cellx1\cellx2\pard\intbl 东渡\cell\pard\intbl\itap2 早\nestcell 三\nestcell"
        r"{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}\pard\intbl\itap1\cell\row\pard 完。\par"
    )
    assert _text(tmp_path, nested) == "渡口\t人数\n东渡\t早\t三\n完。"


def test_a_drawn_watermark_is_a_mark(tmp_path):
    shape = r"{\header\pard{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv 机密}}}}\par}\pard 缆绳。\par"
    assert _read(tmp_path, shape).records[0].given == {"密级": "机密"}


def test_a_file_that_ends_inside_a_group_says_so(tmp_path):
    assert ReadWarning("warn_rtf_cut") in _read(tmp_path, r"\pard 缆绳。\par{\b 收").warnings


@pytest.mark.parametrize(
    ("body", "code"), [(r"\pard\par", "file_empty"), ("{" * 5000, "file_damaged")], ids=["blank", "endless groups"]
)
def test_what_cannot_be_read_is_refused(tmp_path, body, code):
    with pytest.raises(ReadError) as caught:
        _read(tmp_path, body)
    assert caught.value.code == code


def test_another_format_is_refused(tmp_path):
    (tmp_path / "a.rtf").write_bytes(b"\x00\x01")
    with pytest.raises(ReadError) as caught:
        RtfReader().read(tmp_path / "a.rtf")
    assert caught.value.code == "file_damaged"


def test_a_depth_that_no_table_has_costs_nothing(tmp_path):
    assert _text(tmp_path, r"\pard\intbl\itap2000000000 缆绳。\nestcell\pard 收工。\par") == "缆绳。\n收工。"
