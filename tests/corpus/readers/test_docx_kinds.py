"""Word documents as offices have them: fields, forms, hidden styles, parts that are missing, other dialects."""

import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.readers import ReadWarning
from corpus.readers.docx import DocxReader, _chunk_lines
from corpus.readers.docx_fields import drawn_equation

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _document(body, *, w=W, r=R):
    return (
        f'<w:document xmlns:w="{w}" xmlns:r="{r}" xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:body>{body}</w:body></w:document>"
    )


def _relations(*targets):
    inner = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(targets))
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def _read(tmp_path, body, relations=(), parts=(), *, w=W, r=R):
    """What is read of a document of the fewest parts, with others as asked."""
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", _relations((f"{r}/officeDocument", "word/document.xml")))
        archive.writestr("word/document.xml", _document(body, w=w, r=r))
        archive.writestr("word/_rels/document.xml.rels", _relations(*relations))
        for name, content in parts:
            archive.writestr(name, content)
    return DocxReader().read(path)


def _lines(*arguments, **named):
    return _read(*arguments, **named).records[0].text.split("\n")


def _p(inner, style=""):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{inner}</w:p>"


def _r(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _code(text):
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def _mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _field(code, result=None):
    shown = "" if result is None else _mark("separate") + result
    return _mark("begin") + code + shown + _mark("end")


def _table(*rows):
    cells = ("".join(f"<w:tc>{''.join(map(_p, map(_r, cell)))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


@pytest.mark.parametrize("target", ["NULL", "../NULL", "media/gone.png", "", "../../outside.xml"])
def test_a_relation_to_nothing_costs_nothing(tmp_path, target):
    assert _lines(tmp_path, _p(_r("修渠。")), [(f"{R}/image", target), (f"{R}/styles", target)]) == ["修渠。"]


def test_a_damaged_part_costs_only_itself(tmp_path):
    relations = [(f"{R}/styles", "styles.xml"), (f"{R}/header", "header1.xml")]
    parts = [("word/styles.xml", "<w:styles"), ("word/header1.xml", "")]
    assert _lines(tmp_path, _p(_r("修渠。")), relations, parts) == ["修渠。"]


def test_strict_open_xml_is_read(tmp_path):
    w, r = f"{STRICT}wordprocessingml/main", f"{STRICT}officeDocument/relationships"
    style = f'<w:styles xmlns:w="{w}"><w:style w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>'
    read = _read(tmp_path, _p(_r("修渠"), "T"), [(f"{r}/styles", "styles.xml")], [("word/styles.xml", style)], w=w, r=r)
    assert (read.records[0].text, read.records[0].title) == ("修渠", "修渠")


def test_names_written_by_other_programs_are_found(tmp_path):
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", _relations((f"{R}/officeDocument", "/Word/Document.xml")))
        archive.writestr("word\\document.xml", _document(_p(_r("修渠。"))))
    assert DocxReader().read(path).records[0].text == "修渠。"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r' EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(yuán),塬) ', "塬"),
        (r"eq \o\ac(○,3)", "③"),
        (r"EQ \o\ac(□,准)", "准"),
        (r"EQ \f(1,3)", "1/3"),
        (r"EQ \r(,2)", "√2"),
        (r"EQ \b\bc\{(甲)", "甲"),
        (r"EQ \l(甲,乙)", "甲，乙"),
        (r"EQ \x(框)", "框"),
        (r"EQ \o(", ""),
        (r"PAGE \* MERGEFORMAT", ""),
        ("", ""),
    ],
)
def test_equation_fields_are_drawn_as_text(code, text):
    assert drawn_equation(code) == text


def test_fields_give_their_result_however_they_are_nested(tmp_path):
    inner = _field(_code(" MERGEFIELD 单位 "), _r("某处"))
    condition = _field(_code(" IF ") + inner + _code(' = "甲" "乙" "丙" '), _r("镇水利站"))
    body = _p(_r("由") + condition + _r("承办，管") + _field(_code(r" EQ \o\ad(\s\up 9(dī),堤) ")) + _r("坝。"))
    circled = _field(_code(r" EQ \o\ac(○,") + _field(_code(" SEQ x "), _r("2")) + _code(") "))
    contents = _p(_mark("begin") + _code(" TOC ") + _mark("separate") + _r("一、修渠")) + _p(
        _r("二、打井") + _mark("end")
    )
    assert _lines(tmp_path, body + _p(circled) + contents) == ["由镇水利站承办，管堤坝。", "②", "一、修渠", "二、打井"]


def test_styles_hide_text_and_raise_it(tmp_path):
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>'
    )
    body = _p(_r("提示"), "H2") + _p(_r("现", '<w:vanish w:val="0"/>') + _r("隐"), "H")
    body += _p(_r("库容10") + _r("8", '<w:rStyle w:val="Up"/>') + _r("立方米"))
    read = _read(tmp_path, body, [(f"{R}/styles", "styles.xml")], [("word/styles.xml", styles)])
    assert read.records[0].text.split("\n") == ["", "现", "库容10^8立方米"]
    assert read.warnings == (ReadWarning("warn_docx_hidden", {"count": 2}),)


def test_powers_stay_and_note_marks_go(tmp_path):
    up = '<w:vertAlign w:val="superscript"/>'
    body = _p(
        _r("10") + _r("−", up) + _r("6", up) + _r("米，责任") + _r("[", up) + _r("1", up) + _r("]", up) + _r("到")
    )
    body += _p(_r("人头") + _r("②", up) + _r("，占地3m") + _r("2", up) + _r("，the 1") + _r("st", up) + _r(" day"))
    read = _read(tmp_path, body)
    assert read.records[0].text == "10^−6米，责任到\n人头，占地3m²，the 1st day"
    assert read.warnings == (ReadWarning("warn_docx_note_marks", {"count": 2}),)


def test_a_prompt_that_nobody_filled_in_is_no_text(tmp_path):
    def control(text, properties=""):
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{text}</w:sdtContent></w:sdt>"

    prompt = "<w:showingPlcHdr/>"
    body = control(_p(_r("请输入标题")), prompt) + _p(
        _r("时间") + control(_r("请选日期"), prompt) + control(_r("周一"))
    )
    read = _read(tmp_path, body)
    assert read.records[0].text == "时间周一"
    assert read.warnings == (ReadWarning("warn_docx_placeholders", {"count": 2}),)


def test_a_form_keeps_the_paragraphs_of_a_cell_and_states_its_fields(tmp_path):
    rows = [
        [["标　题："], ["在秋收会上的讲话"]],
        [["时间"], ["2021年9月3日"], ["密级"], ["秘密"]],
        [["正文"], ["同志们：", "把晒场腾出来。", "门锁要两把钥匙。"]],
    ]
    (record,) = _read(tmp_path, _table(*rows)).records
    assert record.text.split("\n")[2:] == ["正文", "同志们：", "把晒场腾出来。", "门锁要两把钥匙。"]
    assert record.given == {"title": "在秋收会上的讲话", "date": "2021年9月3日", "密级": "秘密"}
    assert record.title == "在秋收会上的讲话"


def test_a_table_of_figures_is_no_form(tmp_path):
    (record,) = _read(tmp_path, _table([["时间"], ["地点"]], [["周一"], ["东坡", "西坡"]])).records
    assert (record.text, record.given) == ("时间\t地点\n周一\t东坡 西坡", {})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chunk.html", "<html><body><h1>修渠</h1><p>水到田头。</p></body></html>".encode()),
        ("chunk.htm", "<meta charset=gb2312><h1>修渠</h1><p>水到田头。</p>".encode("gb18030")),
        ("chunk.txt", "修渠\n水到田头。".encode()),
        (
            "chunk.mht",
            'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; '
            'charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n<h1>修渠</h1><p>水到田头。</p>\n--x--\n'.encode(),
        ),
    ],
)
def test_an_alternative_part_is_text_where_it_stands(tmp_path, name, content):
    body = _p(_r("之前")) + '<w:altChunk r:id="r0"/>' + _p(_r("之后"))
    found = _lines(tmp_path, body, [(f"{R}/aFChunk", name)], [(f"word/{name}", content)])
    assert found == ["之前", "修渠", "水到田头。", "之后"]


def test_a_document_inside_a_document_is_text_and_what_cannot_be_read_is_named(tmp_path):
    _read(tmp_path, _p(_r("里面一段。")))
    inner = (tmp_path / "x.docx").read_bytes()
    body = _p(_r("外面")) + '<w:altChunk r:id="r0"/><w:altChunk r:id="r1"/>'
    relations = [(f"{R}/aFChunk", "in.docx"), (f"{R}/aFChunk", "in.bin")]
    read = _read(tmp_path, body, relations, [("word/in.docx", inner), ("word/in.bin", b"x")])
    assert read.records[0].text == "外面\n里面一段。"
    assert read.warnings == (ReadWarning("warn_docx_chunks", {"count": 1}),)


@pytest.mark.parametrize(
    ("text", "mark"), [("机密", "机密"), ("绝 密", "绝密"), ("内部资料 内部资料", "内部"), ("征求意见稿", None)]
)
def test_a_watermark_is_named_and_its_mark_stated(tmp_path, text, mark):
    header = (
        f'<w:hdr xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:p><w:r><w:pict><v:shape>'
        f'<v:textpath string="{text}"/></v:shape></w:pict></w:r></w:p></w:hdr>'
    )
    read = _read(tmp_path, _p(_r("修渠。")), [(f"{R}/header", "header1.xml")], [("word/header1.xml", header)])
    assert read.records[0].text == "修渠。"
    assert read.records[0].given == ({"密级": mark} if mark else {})
    assert read.warnings == (ReadWarning("warn_watermark", {"texts": text}),)


def test_a_power_may_be_raised_by_its_position(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("蓄水10")
    run = paragraph.add_run("8")
    run._r.get_or_add_rPr().append(parse_xml(f'<w:position {nsdecls("w")} w:val="8"/>'))
    paragraph.add_run("立方米。")
    document.save(str(tmp_path / "a.docx"))
    assert DocxReader().read(tmp_path / "a.docx").records[0].text == "蓄水10^8立方米。"


def test_an_embedded_rtf_is_read(tmp_path):
    written = "".join(f"\\'{byte:02x}" for byte in "船老大要签字。".encode("gbk"))
    lines = _chunk_lines("word/a.rtf", f"{{\\rtf1\\ansi\\ansicpg936 {written}\\par}}".encode(), tmp_path, 0)
    assert lines == ["船老大要签字。"]


def test_equations_of_word_keep_their_powers_and_fractions(tmp_path):
    def math(inner):
        return f'<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{inner}</m:oMath>'

    def number(text):
        return f"<m:r><m:t>{text}</m:t></m:r>"

    power = math(f"<m:sSup><m:e>{number('10')}</m:e><m:sup>{number('6')}</m:sup></m:sSup>")
    fraction = math(f"<m:f><m:num>{number('1')}</m:num><m:den>{number('3')}</m:den></m:f>")
    assert _lines(tmp_path, _p(_r("库容") + power + _r("立方米，占") + fraction)) == ["库容10^6立方米，占1/3"]


def test_a_hidden_row_is_left_out(tmp_path):
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{_p(_r('排版说明'))}</w:tc></w:tr>"
    read = _read(tmp_path, f"<w:tbl>{row}</w:tbl>" + _p(_r("开始吧。")))
    assert (read.records[0].text, read.coverage.left_out["hidden"]) == ("开始吧。", 4)


def test_a_form_may_say_what_a_cell_is_in_the_cell(tmp_path):
    rows = [
        [["文件标题：在秋收会上的讲话"]],
        [["讲话人：某某"], ["时间: 2021年9月3日"]],
        [["同志们：", "把晒场腾出来。"]],
    ]
    (record,) = _read(tmp_path, _table(*rows)).records
    assert record.given == {"title": "在秋收会上的讲话", "speaker": "某某", "date": "2021年9月3日"}


def test_a_mark_holds_even_if_no_relationship_leads_to_it_any_more(tmp_path):
    head = f'<w:hdr xmlns:w="{W}">{_p(_r("机密"))}</w:hdr>'
    record = _read(tmp_path, _p(_r("开始吧。")), [(f"{R}/header", "NULL")], [("word/header1.xml", head)]).records[0]
    assert record.given == {"密级": "机密"}
