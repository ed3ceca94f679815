"""Old Word documents: from LibreOffice, and with the odd corners of the format written byte by byte."""

from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning, reader_for
from corpus.readers.doc import DocReader
from corpus.readers.docx import DocxReader
from tests.corpus.readers.old_word import ole, word

FILES = Path(__file__).resolve().parents[2] / "files"
OFFICE = """\
在青石县护林防火会议上的讲话
同志们：
一、看清火险形势
今年入冬以来雨雪偏少，全县林区落叶厚过一尺，每亩可燃物约3×10^3公斤，一个烟头就能烧掉一座山。护林员𠮷林同志说得好
“防火靠人，守山靠心”。
二、管住野外火源
• 进山路口设卡，见登记表样式。
• 清明前后每村一支巡山队。
乡镇\t卡点\t责任人
北坡乡\t6处\t乡长 林业站长
各卡点实行三班倒。
夜班不得少于两人。
群众举报属实的，给予奖励。
举报电话张贴在每个路口。
这件事没有旁观者，人人都是护林员。
谢谢大家！"""


def _text(path):
    return DocReader().read(path).records[0].text


def _written(tmp_path, data, name="讲话.doc"):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


def _refused(path):
    with pytest.raises(ReadError) as caught:
        DocReader().read(path)
    return caught.value.code


def test_headings_lists_tables_and_boxes_stand_in_order():
    read = DocReader().read(FILES / "office.doc")
    assert read.records[0].text == OFFICE
    assert read.records[0].title == "在青石县护林防火会议上的讲话"


def test_notes_comments_and_hidden_text_are_left_out_and_counted():
    assert list(DocReader().read(FILES / "office.doc").warnings) == [
        ReadWarning(f"warn_docx_{kind}", {"count": 1}) for kind in ("comments", "endnotes", "footnotes", "hidden")
    ]


def test_automatic_numbers_are_those_of_the_same_document_as_docx():
    assert _text(FILES / "meeting.doc") == DocxReader().read(FILES / "meeting.docx").records[0].text


def test_a_mark_at_the_head_of_the_pages_is_found():
    assert DocReader().read(FILES / "marked.doc").records[0].given == {"密级": "机密"}


def test_a_watermark_of_the_pages_is_a_mark():
    assert DocReader().read(FILES / "watermark.doc").records[0].given == {"密级": "机密"}


def test_pieces_are_put_in_order_whatever_their_width(tmp_path):
    path = _written(
        tmp_path, word(["各位：\r渡口叫", b"Ferry No. 3 \x93now\x94", "，缆绳每月一换。\r", "𠮷时开船。\r"])
    )
    assert _text(path) == "各位：\n渡口叫Ferry No. 3 “now”，缆绳每月一换。\n𠮷时开船。"


def test_of_a_field_the_result_is_text_and_the_code_is_not(tmp_path):
    field = "见\x13 HYPERLINK \x13 SEQ a \x14b\x15 \x14附件一\x15。\r第\x13 PAGE \x14三\x15页\r"
    assert _text(_written(tmp_path, word([field]))) == "见附件一。\n第三页"


def test_what_a_fast_save_set_for_a_piece_alone_holds(tmp_path):
    """Prm0: hidden (0x5C), deleted (0x41) and raised (0x68) text."""
    changes = {1: 0x5C << 1 | 1 << 8, 2: 0x41 << 1 | 1 << 8, 4: 0x68 << 1 | 1 << 8}
    path = _written(tmp_path, word(["渡口", "暂不公开", "原有三处", "水深10", "3", "米。\r"], changes=changes))
    assert _text(path) == "渡口水深10^3米。"


def test_a_damaged_file_is_opened_by_libreoffice_where_it_is_installed(tmp_path, monkeypatch):
    tried = []
    monkeypatch.setattr("corpus.readers.doc.program", lambda: "soffice")
    monkeypatch.setattr("corpus.readers.doc.read_converted", lambda path, data, suffix: tried.append(suffix) or "read")
    assert DocReader().read(_written(tmp_path, word(["渡口\r"])[:2000])) == "read"
    assert tried == ["docx"]


def test_cells_are_apart_where_no_property_says_so(tmp_path):
    path = _written(tmp_path, word(["名单\r渡口\x07人数\x07\x07东渡\x07三\x07\x07完。\r"]))
    assert _text(path) == "名单\n渡口\t人数\n东渡\t三\n完。"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word(["渡口\r"], flags=0x0300), "word_locked"),
        (word(["渡口\r"], version=0x68), "doc_too_old"),
        (ole({"EncryptedPackage": b"x"}), "word_locked"),
        (ole({"CONTENTS": b"x"}), "doc_no_word"),
        (word(["渡口\r"])[:2000], "file_damaged"),
        (b"\xd0\xcf\x11\xe0", "doc_no_word"),
        (word([" \r"]), "file_empty"),
    ],
    ids=["password", "word 95", "package", "works", "cut", "no container", "blank"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path, monkeypatch, data, code):
    monkeypatch.setattr("corpus.readers.doc.program", lambda: None)
    assert _refused(_written(tmp_path, data)) == code


def test_text_is_read_though_the_lists_are_damaged(tmp_path):
    data = bytearray((FILES / "meeting.doc").read_bytes())
    fib = data.index(b"\xec\xa5")
    data[fib + 154 + 8 * 74 : fib + 154 + 8 * 74 + 8] = (0).to_bytes(4, "little") + (64).to_bytes(4, "little")
    read = DocReader().read(_written(tmp_path, bytes(data)))
    assert "名单上墙，电话上牌" in read.records[0].text.split("\n")
    assert ReadWarning("warn_doc_lists_damaged") in read.warnings


def test_a_file_of_word_is_read_for_what_it_is_whatever_its_suffix(tmp_path):
    old = _written(tmp_path, (FILES / "office.doc").read_bytes(), "讲话.docx")
    new = _written(tmp_path, (FILES / "meeting.docx").read_bytes(), "讲话.wps")
    page = _written(tmp_path, "<html><body><p>缆绳每月一换。</p></body></html>".encode(), "讲话.doc")
    assert [reader_for(path).name for path in (old, new, page)] == ["doc", "docx", "html"]
    assert reader_for(page).read(page).records[0].text == "缆绳每月一换。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_plain_text_under_a_suffix_of_word_is_read(tmp_path, encoding):
    text = "在渡口安全会议上的讲话\n同志们：\n缆绳每月一换，换下来的不准再用。船老大要签字。"
    read = DocReader().read(_written(tmp_path, text.encode(encoding)))
    assert (read.records[0].text, read.warnings) == (text, (ReadWarning("warn_doc_is_text"),))
