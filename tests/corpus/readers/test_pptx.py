"""Presentations: from LibreOffice, and with what PowerPoint writes besides."""

import zipfile
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.pptx import PptxReader

FILES = Path(__file__).resolve().parents[2] / "files"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    f'xmlns:r="{_OFFICE}"'
)


def _relations(**targets):
    listed = (f'<Relationship Id="{k}" Type="{_OFFICE}/{kind}" Target="{t}"/>' for k, (kind, t) in targets.items())
    return f"<Relationships>{''.join(listed)}</Relationships>"


def _deck(tmp_path, shapes, **more):
    path = tmp_path / "a.pptx"
    parts = {
        "_rels/.rels": _relations(a=("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:x {NAMES}><p:sldIdLst><p:sldId r:id="s"/></p:sldIdLst></p:x>',
        "ppt/_rels/presentation.xml.rels": _relations(s=("slide", "slides/slide7.xml")),
        "ppt/slides/slide7.xml": f"<p:sld {NAMES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>",
        **more,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _shape(paragraphs, kind=""):
    holder = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
    return f"<p:sp>{holder}<p:txBody>{paragraphs}</p:txBody></p:sp>"


def _paragraph(text, properties=""):
    return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"


def _numbered(text, kind, level=0):
    return _paragraph(text, f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}"/></a:pPr>')


def test_slides_tables_and_notes_stand_in_order():
    read = PptxReader().read(FILES / "slides.pptx")
    assert read.records[0].text.split("\n") == [
        "在青石县护林员培训班上的讲话",
        "• 巡山不走回头路",
        "• 见烟先报后看",
        "同志们，今天只讲两件事。",
        "第一件是路线。",
        "各乡镇人数",
        "乡镇\t人数",
        "北坡乡\t14",
        "每月核对一次。",
    ]
    assert read.warnings == (ReadWarning("warn_pptx_hidden", {"count": 1}),)


def test_the_title_comes_first_and_page_numbers_are_no_text(tmp_path):
    shapes = (
        _shape(_paragraph("缆绳每月一换。")) + _shape(_paragraph("7"), "sldNum") + _shape(_paragraph("渡口"), "title")
    )
    record = PptxReader().read(_deck(tmp_path, shapes)).records[0]
    assert (record.text, record.title) == ("渡口\n缆绳每月一换。", "渡口")


def test_numbers_are_those_that_are_shown(tmp_path):
    items = (
        _numbered("甲", "ea1JpnChsDbPeriod") + _numbered("子", "arabicPeriod", 1) + _numbered("丑", "arabicPeriod", 1)
    )
    items += _numbered("乙", "ea1JpnChsDbPeriod") + _numbered("寅", "arabicParenBoth", 1)
    text = PptxReader().read(_deck(tmp_path, _shape(items))).records[0].text
    assert text == "一、甲\n1. 子\n2. 丑\n二、乙\n（1）寅"


def test_a_mark_on_the_master_is_found_and_its_places_are_not(tmp_path):
    master = (
        f"<p:sldMaster {NAMES}>{_shape(_paragraph('单击此处编辑'), 'title')}{_shape(_paragraph('机密'))}</p:sldMaster>"
    )
    deck = _deck(tmp_path, _shape(_paragraph("缆绳。")), **{"ppt/slideMasters/slideMaster1.xml": master})
    assert PptxReader().read(deck).records[0].given == {"密级": "机密"}


@pytest.mark.parametrize(
    ("data", "code"), [(bytes.fromhex("d0cf11e0a1b11ae1"), "word_locked"), (b"PK\x03\x04", "file_damaged")]
)
def test_what_cannot_be_read_is_refused(tmp_path, data, code):
    (tmp_path / "a.pptx").write_bytes(data)
    with pytest.raises(ReadError) as caught:
        PptxReader().read(tmp_path / "a.pptx")
    assert caught.value.code == code
