"""Word documents: body order, automatic numbers, changes, notes; from LibreOffice, and from raw XML."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.docx import DocxReader
from corpus.readers.docx_numbering import format_number

FILES = Path(__file__).resolve().parents[2] / "files"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def _element(xml):
    tag, rest = xml.split(">", 1) if not xml.split(">", 1)[0].endswith("/") else (xml[:-2], None)
    return parse_xml(f"{tag} {NS}/>" if rest is None else f"{tag} {NS}>{rest}")


def _levels(*levels):
    return "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (fmt, text, extra) in enumerate(levels)
    )


OUTLINE = _levels(
    ("chineseCounting", "%1、", ""),
    ("chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>'),
    ("decimal", "%3.", ""),
    ("decimal", "(%4)", '<w:suff w:val="space"/>'),
)


def _numbered(text, num_id, level=0):
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def _read(tmp_path, body, numbering=(), styles=()):
    """What is read from a document with this body; numbering and styles are added to those of python-docx."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    for xml in numbering:
        root.append(_element(xml))
    for xml in styles:
        document.styles.element.append(_element(xml))
    for place, xml in enumerate(body):
        document.element.body.insert(place, _element(xml))
    path = tmp_path / "speech.docx"
    document.save(str(path))
    return DocxReader().read(path)


def _lines(tmp_path, body, numbering=(), styles=()):
    return _read(tmp_path, body, numbering, styles).records[0].text.split("\n")


def _abstract(number, levels):
    return f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'


def _num(number, abstract, override=""):
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'


def test_a_document_of_libreoffice_has_its_numbers_and_its_table():
    read = DocxReader().read(FILES / "meeting.docx")
    lines = read.records[0].text.split("\n")
    assert [line for line in lines if len(line) < 30] == [
        "在青石县防汛抗旱工作会议暨水库安全度汛部署会上的讲话",
        "（2023年5月18日）",
        "同志们：",
        "一、把责任落到每一道坝",
        "（一）名单上墙，电话上牌",
        "（二）物资到村，人员到岗",
        "二、把预警送到每一户人",
        "乡镇\t水库\t户数",
        "柳湾镇\t12座\t73",
        "谢谢大家！",
    ]
    assert [line[:5] for line in lines if line[:1].isdigit()] == ["1. 编织", "2. 抢险"]
    assert read.records[0].title == lines[0]
    assert (read.encoding, read.confidence, read.warnings) == (None, None, ())


def test_levels_count_and_restart_below_their_parents(tmp_path):
    body = [_numbered(t, 1, level) for t, level in [("甲", 0), ("子", 1), ("丑", 1), ("鼠", 2), ("牛", 2), ("a", 3)]]
    body += [_numbered("乙", 1), _numbered("寅", 1, 1), _numbered("虎", 1, 2)]
    assert _lines(tmp_path, body, [_abstract(0, OUTLINE), _num(1, 0)]) == [
        "一、甲", "（一）子", "（二）丑", "1. 鼠", "2. 牛", "(1) a", "二、乙", "（一）寅", "1. 虎",
    ]  # fmt: skip


def test_nums_of_one_list_count_on_unless_they_start_anew(tmp_path):
    numbering = [
        _abstract(0, OUTLINE),
        _num(1, 0),
        _num(2, 0),
        _num(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
        _num(4, 0, f'<w:lvlOverride w:ilvl="0">{_levels(("upperRoman", "%1)", ""))}</w:lvlOverride>'),
    ]
    body = [_numbered("甲", 1), _numbered("乙", 2), _numbered("丙", 3), _numbered("丁", 3), _numbered("戊", 4)]
    assert _lines(tmp_path, body, numbering) == ["一、甲", "二、乙", "五、丙", "六、丁", "VII) 戊"]


def test_styles_number_their_paragraphs_and_numbering_styles_lend_their_levels(tmp_path):
    def style(name, content, kind="paragraph"):
        return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{content}</w:style>'

    def points_to(num_id):
        return f'<w:pPr><w:numPr><w:numId w:val="{num_id}"/></w:numPr></w:pPr>'

    styles = [
        style("L", points_to(1), "numbering"),
        style("A", points_to(2)),
        style("B", '<w:basedOn w:val="A"/>'),
        style("C", points_to(1)),
    ]
    levels = _levels(("chineseCountingThousand", "第%1条", ""), ("decimal", "%1.%2", '<w:isLgl/><w:pStyle w:val="C"/>'))
    numbering = [
        _abstract(0, levels),
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>',
        _num(1, 0),
        _num(2, 1),
    ]
    body = [
        f'<w:p><w:pPr><w:pStyle w:val="{s}"/>{n}</w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>'
        for s, t, n in [
            ("A", "甲", ""),
            ("B", "乙", ""),
            ("C", "丙", ""),
            ("B", "无号", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("A", "丁", ""),
        ]
    ]
    assert _lines(tmp_path, body, numbering, styles) == ["第一条 甲", "第二条 乙", "2.1 丙", "无号", "第三条 丁"]


def test_bullets_and_unknown_formats(tmp_path):
    levels = _levels(("bullet", "", ""), ("hebrew1", "%2)", ""), ("none", "", ""))
    body = [_numbered("甲", 1), _numbered("乙", 1, 1), _numbered("丙", 1, 2), _numbered("丁", 9)]
    read = _read(tmp_path, body, [_abstract(0, levels), _num(1, 0)])
    assert read.records[0].text.split("\n") == ["• 甲", "1) 乙", "丙", "丁"]
    assert read.warnings == (ReadWarning("warn_docx_number_format", {"formats": "hebrew1"}),)


def test_an_empty_numbered_paragraph_counts_and_shows_nothing(tmp_path):
    body = [_numbered("甲", 1), _numbered("", 1), _numbered("丙", 1)]
    assert _lines(tmp_path, body, [_abstract(0, OUTLINE), _num(1, 0)]) == ["一、甲", "", "三、丙"]


@pytest.mark.parametrize(
    ("number_format", "number", "text"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 2003, "二千零三"),
        ("japaneseCounting", 111, "百十一"),
        ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 26, "z"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalFullWidth", 10, "１０"),
        ("decimalZero", 7, "07"),
        ("ordinal", 22, "22nd"),
        ("decimal", 0, "0"),
    ],
)
def test_number_formats(number_format, number, text):
    assert format_number(number, number_format) == text


def _p(inner, properties=""):
    return f"<w:p>{properties}{inner}</w:p>"


def _r(text, properties=""):
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_changes_notes_hidden_text_and_breaks(tmp_path):
    body = [
        _p(
            f'<w:ins w:id="1" w:author="x">{_r("新增")}</w:ins>'
            '<w:del w:id="2" w:author="x"><w:r><w:delText>旧</w:delText></w:r></w:del>'
        ),
        _p(_r("前半，"), '<w:pPr><w:rPr><w:del w:id="3" w:author="x"/></w:rPr></w:pPr>'),
        _p(_r("后半。")),
        _p(_r("明") + _r("暗", "<w:rPr><w:vanish/></w:rPr>") + _r("亮", '<w:rPr><w:vanish w:val="0"/></w:rPr>')),
        _p(f'{_r("注")}<w:r><w:footnoteReference w:id="2"/></w:r>'),
        _p(f'{_r("上")}<w:r><w:br/></w:r>{_r("下")}<w:r><w:br w:type="page"/><w:tab/></w:r>{_r("右")}'),
        f'<w:sdt><w:sdtContent>{_p(_r("控件"))}</w:sdtContent></w:sdt>',
        _p(
            f'{_r("框外")}<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent>'
            f"{_p(_r('框内'))}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict>{_r('重复')}</w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        ),
        _p(
            '<w:r><mc:AlternateContent><mc:Choice Requires="later"/><mc:Fallback>'
            f"{_r('只在后备里')}</mc:Fallback></mc:AlternateContent></w:r>"
        ),
        _p(f'<w:fldSimple w:instr="DATE">{_r("三月")}</w:fldSimple><w:r><w:instrText>PAGE</w:instrText></w:r>'),
        _p('<w:r><w:t>字</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'),
    ]  # fmt: skip
    read = _read(tmp_path, body)
    assert read.records[0].text.split("\n") == [
        "新增", "前半，后半。", "明亮", "注", "上", "下\t右", "控件", "框外", "框内", "只在后备里", "三月", "字",
    ]  # fmt: skip
    assert read.warnings == (
        ReadWarning("warn_docx_footnotes", {"count": 1}),
        ReadWarning("warn_docx_hidden", {"count": 1}),
        ReadWarning("warn_docx_symbols", {"count": 1}),
    )


def test_tables_stand_where_they_stand(tmp_path):
    document = docx.Document()
    document.add_paragraph("之前")
    table = document.add_table(rows=3, cols=2)
    for cell, text in zip(
        [c for r in table.rows for c in r.cells], ["单位", "事项", "农办", "修渠", "农办", "打井"], strict=True
    ):
        cell.text = text
    table.cell(1, 1).add_paragraph("补渠")
    merged = table.cell(1, 0).merge(table.cell(2, 0))
    merged.text = "农办"
    document.add_paragraph("之间")
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    frame.text = "框中一段"
    frame.add_paragraph("框中二段")
    path = tmp_path / "t.docx"
    document.save(str(path))
    assert DocxReader().read(path).records[0].text.split("\n") == [
        "之前", "单位\t事项", "农办\t修渠 补渠", "\t打井", "之间", "框中一段", "框中二段",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "written", "mark"),
    [
        ("header", "机密★1年", "机密"),
        ("footer", "内部资料　注意保存", "内部"),
        ("first_page_header", "秘密", "秘密"),
        ("even_page_footer", "（绝密）\t第 2 页", "绝密"),
        ("header", "全县秘密工作会议材料", None),
    ],
)
def test_a_security_mark_in_the_margin_of_the_pages_is_stated_and_no_text(tmp_path, place, written, mark):
    document = docx.Document()
    document.add_paragraph("把渠修到田头。")
    getattr(document.sections[0], place).paragraphs[0].text = written
    path = tmp_path / "x.docx"
    document.save(str(path))
    (record,) = DocxReader().read(path).records
    assert record.text == "把渠修到田头。"
    assert record.given == ({"密级": mark} if mark else {})


def test_a_security_mark_in_a_later_section_or_a_table_of_the_margin_is_found(tmp_path):
    document = docx.Document()
    document.add_paragraph("把渠修到田头。")
    document.sections[0].header.paragraphs[0].text = "材料汇编"
    later = document.add_section().header
    later.is_linked_to_previous = False
    cells = later.add_table(1, 2, docx.shared.Cm(10)).rows[0].cells
    cells[0].text, cells[1].text = "材料汇编", "机密"
    path = tmp_path / "x.docx"
    document.save(str(path))
    assert DocxReader().read(path).records[0].given == {"密级": "机密"}


def test_damaged_documents_are_errors(tmp_path):
    whole = (FILES / "meeting.docx").read_bytes()
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "这不是文档")
    for data in (b"PK", whole[: len(whole) // 2], "不是文档".encode(), path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(ReadError) as caught:
            DocxReader().read(path)
        assert caught.value.code == "file_damaged"


def test_every_damaged_byte_gives_an_error_or_a_text(tmp_path):
    whole = bytearray((FILES / "meeting.docx").read_bytes())
    path = tmp_path / "x.docx"
    for place in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            assert DocxReader().read(path).records[0].text
        except ReadError as error:
            assert error.message("zh")


def test_a_document_without_text_is_no_speech(tmp_path):
    path = tmp_path / "x.docx"
    docx.Document().save(str(path))
    with pytest.raises(ReadError) as caught:
        DocxReader().read(path)
    assert caught.value.code == "file_empty"
