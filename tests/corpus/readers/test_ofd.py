"""Documents of fixed pages: written part by part, as the programs of offices write them."""

import zipfile

import pytest

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.ofd import OfdReader

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE = 5.0
"""Millimetres: the body text of the pages below; a line holds 28 characters from 35 mm to 175 mm."""


def _line(text, x, y, size=SIZE, more=""):
    steps = f'DeltaX="g {len(text) - 1} {size}"' if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 150 {size}" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}" {steps}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def _ofd(path, pages, document="", **parts):
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {NAMES}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {NAMES}><ofd:CommonData>{area}{document}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
            f"<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>",
        )
        for number, objects in enumerate(pages):
            archive.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f"<ofd:Page {NAMES}><ofd:Template TemplateID='9'/><ofd:Content><ofd:Layer><ofd:PageBlock>{objects}"
                "</ofd:PageBlock></ofd:Layer></ofd:Content></ofd:Page>",
            )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return path


def _read(path):
    return OfdReader().read(path)


FIRST = "各村要把巡河的路线画在墙上，把巡河的人名写在路线边上，谁走哪一段、几点走、走完找谁销号，都要一眼看得明白。" * 2
SECOND = "汛期一到，先查闸门，后查堤脚，一处也不能漏。查出来的问题当天报到镇里，镇里三天之内给出办法，办法写明谁来办。"


def _paragraph(text, y):
    """The lines of a paragraph, 28 characters each, the first one indented by two."""
    rows = [text[:26], *(text[at : at + 28] for at in range(26, len(text), 28))]
    return [_line(row, 35 if n else 45, y + 9 * n) for n, row in enumerate(rows)]


LINES = [
    _line("在全县巡河会上的讲话", 70, 40, 7),
    _line("同志们：", 45, 55),
    *_paragraph(FIRST, 64),
    *_paragraph(SECOND, 109),
]
EXPECTED = f"在全县巡河会上的讲话\n同志们：\n{FIRST}\n{SECOND}"


@pytest.mark.parametrize("objects", [LINES, LINES[::-1]], ids=["in order", "in no order"])
def test_lines_are_joined_into_paragraphs_in_the_order_of_reading(tmp_path, objects):
    assert _read(_ofd(tmp_path / "a.ofd", ["".join(objects)])).records[0].text == EXPECTED


def test_heads_and_page_numbers_of_templates_and_pages_are_left_out(tmp_path):
    head = _line("巡河工作材料", 35, 15)
    template = f"<ofd:Page {NAMES}><ofd:Content><ofd:Layer>{head}</ofd:Layer></ofd:Content></ofd:Page>"
    pages = ["".join([*_paragraph(SECOND, 60), _line(f"—{n}—", 100, 285)]) for n in range(1, 4)]
    document = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/>'
    read = _read(_ofd(tmp_path / "a.ofd", pages, document, Doc_0__Tpls__T=template))
    assert read.records[0].text == "\n".join([SECOND] * 3)
    assert [warning.code for warning in read.warnings] == ["warn_pdf_furniture"]


def test_words_keep_their_blanks_and_letters_stay_together(tmp_path):
    widths = "4.2 3 2 3 3.9 1.3 4.2 3"
    text = (
        f'<ofd:TextObject Boundary="35 50 150 5" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="{widths}">'
        "Map of Wu</ofd:TextCode></ofd:TextObject>"
    )
    assert _read(_ofd(tmp_path / "a.ofd", [text])).records[0].text == "Map of Wu"


def test_a_matrix_moves_and_scales_the_text(tmp_path):
    moved = "".join([_line("二、查闸门", 0, 0, 2.5, 'CTM="2 0 0 2 45 50"'), *_paragraph(SECOND, 64)])
    assert _read(_ofd(tmp_path / "a.ofd", [moved])).records[0].text == f"二、查闸门\n{SECOND}"


def test_watermarks_are_no_text_and_may_be_marks(tmp_path):
    slanting = _line("机密", 60, 150, 20, 'CTM="0.7 0.7 -0.7 0.7 0 0"')
    read = _read(_ofd(tmp_path / "a.ofd", ["".join(LINES) + slanting]))
    assert (read.records[0].text, read.records[0].given) == (EXPECTED, {"密级": "机密"})
    annotations = f'<x {NAMES}><ofd:Page PageID="0"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></x>'
    appearance = f"<ofd:Appearance>{_line('机密', 9, 9)}</ofd:Appearance>"
    mark = f'<x {NAMES}><ofd:Annot Type="Watermark">{appearance}</ofd:Annot></x>'
    read = _read(
        _ofd(tmp_path / "b.ofd", ["".join(LINES)], Doc_0__Annots__Annotations=annotations, Doc_0__Annots__A=mark)
    )
    assert (read.records[0].text, read.records[0].given) == (EXPECTED, {"密级": "机密"})
    assert ReadWarning("warn_watermark", {"texts": "机密"}) in read.warnings


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04"), "file_damaged"),
        (lambda path: _ofd(path, ['<ofd:ImageObject ResourceID="3"/>']), "pdf_no_text"),
        (lambda path: _ofd(path, LINES[:1], Encryptions="<x/>"), "word_locked"),
    ],
    ids=["cut", "scanned", "locked"],
)
def test_what_cannot_be_read_is_refused(tmp_path, write, code):
    write(tmp_path / "a.ofd")
    with pytest.raises(ReadError) as caught:
        _read(tmp_path / "a.ofd")
    assert caught.value.code == code
