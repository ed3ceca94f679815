"""OpenDocument texts: from LibreOffice, packed and flat, and what it does not write by itself."""

import zipfile
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.docx import DocxReader
from corpus.readers.odt import OdtReader
from tests.corpus.readers.test_doc import OFFICE

FILES = Path(__file__).resolve().parents[2] / "files"
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {"office": "office", "text": "text", "style": "style", "draw": "drawing"}.items()
)


def _flat(tmp_path, body, styles=""):
    path = tmp_path / "a.fodt"
    path.write_text(
        f"<office:document {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>",
        encoding="utf-8",
    )
    return OdtReader().read(path).records[0].text


@pytest.mark.parametrize("suffix", ["odt", "fodt"])
def test_headings_lists_tables_and_boxes_stand_in_order(suffix):
    read = OdtReader().read(FILES / f"office.{suffix}")
    assert read.records[0].text == OFFICE
    assert read.records[0].title == "在青石县护林防火会议上的讲话"
    assert list(read.warnings) == [
        ReadWarning(f"warn_docx_{kind}", {"count": 1}) for kind in ("comments", "endnotes", "footnotes", "hidden")
    ]


@pytest.mark.parametrize("suffix", ["odt", "fodt"])
def test_numbers_are_those_of_the_same_document_as_docx(suffix):
    expected = DocxReader().read(FILES / "meeting.docx").records[0].text
    assert OdtReader().read(FILES / f"meeting.{suffix}").records[0].text == expected


def test_a_mark_at_the_head_of_the_pages_is_found():
    assert OdtReader().read(FILES / "marked.fodt").records[0].given == {"密级": "机密"}


LEVELS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..."'
    ' style:num-suffix="、"/>'
    '<text:list-level-style-number text:level="2" text:display-levels="2" style:num-format="1"/>'
    "</text:list-style>"
)


def _item(text, attributes=""):
    return f"<text:list-item {attributes}><text:p>{text}</text:p></text:list-item>"


def _list(items, attributes=""):
    return f'<text:list text:style-name="L" {attributes}>{items}</text:list>'


def test_lists_count_for_themselves_unless_they_continue(tmp_path):
    body = (
        _list(_item("甲") + _item("乙"), 'xml:id="a"')
        + _list(_item("丙"))
        + _list(_item("丁"), 'text:continue-list="a"')
        + _list(_item("戊", 'text:start-value="7"') + _item("己"))
    )
    assert _flat(tmp_path, body, LEVELS) == "一、甲\n二、乙\n一、丙\n三、丁\n七、戊\n八、己"


def test_only_the_first_paragraph_of_an_item_shows_its_number(tmp_path):
    inner = "<text:list-item><text:p>甲</text:p><text:p>续甲</text:p>" + _list(_item("子项")) + "</text:list-item>"
    header = "<text:list-header><text:p>无号</text:p></text:list-header>"
    assert _flat(tmp_path, _list(header + inner), LEVELS) == "无号\n一、甲\n续甲\n一.1 子项"


def test_blanks_are_those_that_the_file_writes_as_such(tmp_path):
    body = '<text:p>渡口\n   <text:s text:c="2"/>安全<text:tab/>人人<text:ruby><text:ruby-base>有责</text:ruby-base>'
    body += "<text:ruby-text>yǒu zé</text:ruby-text></text:ruby></text:p>"
    assert _flat(tmp_path, body) == "渡口   安全\t人人有责"


def test_a_hidden_section_is_left_out(tmp_path):
    hidden = '<text:section text:display="none"><text:p>备用段落</text:p></text:section>'
    assert _flat(tmp_path, f"<text:p>缆绳。</text:p>{hidden}").strip() == "缆绳。"


def test_a_file_with_a_password_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("content.xml", b"\x00\x01")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(ReadError) as caught:
        OdtReader().read(tmp_path / "a.odt")
    assert caught.value.code == "word_locked"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"x"])
def test_a_damaged_file_is_refused(tmp_path, data):
    (tmp_path / "a.odt").write_bytes(data)
    with pytest.raises(ReadError) as caught:
        OdtReader().read(tmp_path / "a.odt")
    assert caught.value.code == "file_damaged"
