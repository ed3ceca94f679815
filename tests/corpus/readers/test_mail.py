"""Letters, saved pages and books."""

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning, reader_for
from corpus.readers.docx import DocxReader

FILES = Path(__file__).resolve().parents[2] / "files"
LONG = "各村要把巡河的路线画在墙上，把巡河的人名写在路线边上，谁走哪一段、几点走、走完找谁销号，都要一眼看得明白。" * 3


def _read(path):
    return reader_for(path).read(path)


def _letter(tmp_path, body, page=None, attached=(), charset="utf-8"):
    message = EmailMessage()
    message["Subject"], message["From"] = "转发：在巡河会上的讲话", "a@example.org"
    message.set_content(body, charset=charset)
    if page:
        message.add_alternative(page, subtype="html", charset=charset)
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    (tmp_path / "信.eml").write_bytes(bytes(message))
    return tmp_path / "信.eml"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_letter_is_its_text(tmp_path, charset):
    record = _read(_letter(tmp_path, LONG, charset=charset)).records[0]
    assert (record.text, record.title) == (LONG, "在巡河会上的讲话")


def test_of_a_letter_in_two_forms_the_page_is_read(tmp_path):
    page = f"<html><body><p>{LONG}</p><p>谢谢大家！</p></body></html>"
    assert _read(_letter(tmp_path, "旧程序看的文字", page)).records[0].text == f"{LONG}\n谢谢大家！"


def test_what_is_attached_is_read_and_a_note_above_it_is_none(tmp_path):
    attached = [("会议.docx", (FILES / "meeting.docx").read_bytes()), ("照片.heic", b"x")]
    path = _letter(tmp_path, "请查收附件。", attached=attached)
    (record,) = (read := _read(path)).records
    assert record.text == DocxReader().read(FILES / "meeting.docx").records[0].text
    assert record.external_id == "会议.docx"
    assert ReadWarning("warn_mail_cover", {"count": 6}) in read.warnings
    assert ReadWarning("format_unknown", {"path": f"{path}/照片.heic", "suffix": ".heic"}) in read.warnings


def test_a_long_letter_stands_beside_what_is_attached(tmp_path):
    path = _letter(tmp_path, LONG, attached=[("a.txt", "缆绳每月一换。".encode())])
    assert [record.text for record in _read(path).records] == [LONG, "缆绳每月一换。"]


@pytest.mark.parametrize("name", ["页.mht", "页.doc"])
def test_a_saved_page_is_its_article(tmp_path, name):
    message = EmailMessage()
    message["Subject"] = "页"
    message.set_content(f"<html><body><h1>渡口</h1><p>{LONG}</p></body></html>", subtype="html", charset="gb2312")
    message.add_related(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    data = b"MIME-Version: 1.0\r\n" + bytes(message).replace(b"MIME-Version: 1.0\n", b"")
    (tmp_path / name).write_bytes(data)
    record = _read(tmp_path / name).records[0]
    assert (record.text, record.title) == (f"渡口\n{LONG}", "渡口")


def test_a_book_of_libreoffice_has_its_chapters_in_order():
    lines = _read(FILES / "meeting.epub").records[0].text.split("\n")
    assert lines[0] == "在青石县防汛抗旱工作会议暨水库安全度汛部署会上的讲话"
    assert lines[-1] == "谢谢大家！"


def test_the_order_of_a_book_is_that_of_its_spine(tmp_path):
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>讲话集</dc:title></metadata><manifest>"
        '<item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="b%201.xhtml"/><item id="a" href="a.xhtml"/>'
        '</manifest><spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as book:
        book.writestr("META-INF/container.xml", '<c><rootfile full-path="O/p.opf"/></c>')
        book.writestr("O/p.opf", package)
        for name, text in (("a", "后面。"), ("b 1", "前面。"), ("nav", "目录")):
            book.writestr(f"O/{name}.xhtml", f"<html><body><p>{text}</p></body></html>")
    record = _read(tmp_path / "a.epub").records[0]
    assert (record.text, record.title) == ("前面。\n后面。", "讲话集")


@pytest.mark.parametrize(("name", "data"), [("a.epub", b"PK"), ("a.eml", b"\x00\x01"), ("a.mht", b"Subject: x\n\ny")])
def test_what_is_damaged_is_refused(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError) as caught:
        _read(tmp_path / name)
    assert caught.value.code == "file_damaged"


def test_a_letter_attached_to_a_letter_is_read(tmp_path):
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["Subject"] = "转发：渡口的安排", "转发"
    inner.set_content("缆绳每月一换，换下来的不准再用。")
    outer.set_content("请看下面这封信，按它办。" * 9)
    outer.add_attachment(inner)
    path = tmp_path / "a.eml"
    path.write_bytes(bytes(outer))
    records = reader_for(path).read(path).records
    assert [(record.title, record.text[:4]) for record in records] == [("转发", "请看下面"), ("渡口的安排", "缆绳每月")]


def test_an_archive_attached_to_a_letter_is_read(tmp_path):
    message = EmailMessage()
    message.set_content("见附件。")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("讲话.txt", LONG)
    message.add_attachment(
        (tmp_path / "a.zip").read_bytes(), maintype="application", subtype="zip", filename="讲话.zip"
    )
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert LONG in [record.text for record in reader_for(tmp_path / "a.eml").read(tmp_path / "a.eml").records]
