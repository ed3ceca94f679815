"""A selection as a Word document in the usual form of Chinese official papers (GB/T 9704-2012)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_Fonts
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from corpus.language.markers import FIRST_LAYER, LOWER_LAYER, SECOND_LAYER
from retriever.export.citation import Cite
from retriever.export.selection import Excerpt, ExcerptLine, Note, Selection, lines_of

LATIN = "Times New Roman"
BODY, FIRST, SECOND, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
NUMBER = "宋体"
SIZE_2, SIZE_3, SIZE_4 = Pt(22), Pt(16), Pt(14)  # 二号 三号 四号
SPACING = Pt(28)  # 22 lines on a page of 225 mm
INDENT = "200"  # hundredths of a character

# 28 characters on a line (5.2.3) would need a grid that makes each 0.2 pt narrower; LibreOffice sets such a grid in
# squares, a letter in each. Without it there are 27.
# 5.2.1: A4, 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm; so 26 mm are left on the right and 35 mm below.
PAGE = (Mm(210), Mm(297))
TOP, RIGHT, BOTTOM, LEFT = Mm(37), Mm(26), Mm(35), Mm(28)
_FOOTER = Mm(23)  # 7.5: the number is 7 mm below the text, itself 5 mm high

# 7.3.3: headings of the first layer in 黑体, of the second in 楷体, all others like the text.
_LAYERS = ((FIRST_LAYER, FIRST), (SECOND_LAYER, SECOND))

# Where a font is not installed, Word takes the one with the other name.
_INSTEAD = {BODY: "仿宋", SECOND: "楷体", FIRST: "SimHei", TITLE: "华文中宋", NUMBER: "SimSun", LATIN: "Times"}


@dataclass(frozen=True, slots=True)
class _Form:
    """The look of paragraphs of one kind; all of them are spaced alike."""

    font: str
    size: Pt = SIZE_3
    indented: bool = True
    centred: bool = False


_FORMS = {
    "Title": _Form(TITLE, SIZE_2, indented=False, centred=True),
    "Heading 1": _Form(FIRST),
    "Heading 2": _Form(SECOND),
    "Body Text": _Form(BODY),
    "Citation": _Form(SECOND),
    "Footer": _Form(NUMBER, SIZE_4, indented=False),
}


def to_docx(selection: Selection, cite: Cite | None = None, note: Note | None = None) -> bytes:
    """The selection as a .docx file: title, excerpts, and under each a paragraph with its citation if `cite` makes one.

    What `note` says of an excerpt stands below it in the same way, in front of the citation.
    Each line of an excerpt is a paragraph with the characters of the source and no others; the indent is formatting.
    The same selection gives the same bytes.
    """
    document = Document()
    _lay_out(document)
    _number_pages(document)
    document.core_properties.title = selection.title
    if selection.title:
        _write(document.add_paragraph(style="Title"), selection.title, TITLE)
        document.add_paragraph(style="Body Text")
    for number, excerpt in enumerate(selection.excerpts):
        if number:
            document.add_paragraph(style="Body Text")
        _add(document, excerpt, cite, note)
    return _packed(document)


def _add(document: DocumentType, excerpt: Excerpt, cite: Cite | None, note: Note | None) -> None:
    chinese = excerpt.speech.language == "zh"
    for line in lines_of(excerpt):
        font = _heading_font(line)
        style = {FIRST: "Heading 1", SECOND: "Heading 2"}.get(font, "Body Text") if line.is_heading else "Body Text"
        paragraph = document.add_paragraph(style=style)
        if line.is_heading:
            _write(paragraph, line.text, font, chinese)
        else:
            _write(paragraph, line.heading, font, chinese)
            _write(paragraph, line.text[len(line.heading) :], BODY, chinese)
    said = note(excerpt) if note else ""
    if said:
        _write(document.add_paragraph(style="Citation"), said, SECOND)
    if cite:
        _write(document.add_paragraph(style="Citation"), cite(excerpt.speech), SECOND, chinese)


def _heading_font(line: ExcerptLine) -> str:
    """The font of the heading of `line`: by its marker, and 黑体 for a line of its own without one."""
    for marker, font in _LAYERS:
        if marker.match(line.heading):
            return font
    return FIRST if line.is_heading and not LOWER_LAYER.match(line.heading) else BODY


def _write(paragraph: Paragraph, text: str, font: str, chinese: bool = True) -> None:
    """Add `text` to `paragraph` as one run; nothing for ""."""
    if not text:
        return
    run = paragraph.add_run(text)
    _set_font(run, font)
    if chinese:
        # “ ” … — are in both kinds of fonts; without this they would come from the Latin one, half as wide.
        _fonts(run).set(qn("w:hint"), "eastAsia")


def _set_font(what: Run | ParagraphStyle, font: str) -> None:
    what.font.name = NUMBER if font == NUMBER else LATIN  # 7.5: the figures of the page number are 宋体 too
    fonts = _fonts(what)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), "")
    fonts.set(qn("w:eastAsia"), font)


def _fonts(what: Run | ParagraphStyle) -> CT_Fonts:
    return what.element.get_or_add_rPr().get_or_add_rFonts()


def _lay_out(document: DocumentType) -> None:
    """Set paper, margins and styles."""
    (section,) = document.sections
    section.page_width, section.page_height = PAGE
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = TOP, RIGHT, BOTTOM, LEFT
    section.footer_distance = _FOOTER
    document.styles.add_style("Citation", WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    normal = document.styles["Normal"]
    _set_font(normal, BODY)
    normal.font.size = SIZE_3
    language = normal.element.rPr.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        normal.element.rPr.append(language)
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    for name, form in _FORMS.items():
        _form(document.styles[name], form)


def _form(style: ParagraphStyle, form: _Form) -> None:
    """Make `style` look like `form`, and like nothing else that the template says."""
    for border in style.element.pPr.findall(qn("w:pBdr")) if style.element.pPr is not None else ():
        style.element.pPr.remove(border)
    _set_font(style, form.font)
    style.font.size, style.font.bold, style.font.italic = form.size, False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    for leftover in ("w:spacing", "w:kern"):
        for element in style.element.rPr.findall(qn(leftover)):
            style.element.rPr.remove(element)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = SIZE_4 if form.size == SIZE_4 else Pt(35) if form.size == SIZE_2 else SPACING
    layout.alignment = WD_ALIGN_PARAGRAPH.CENTER if form.centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    if form.indented:
        # By characters, so that it stays two of them in any size; the other figure is for programs that know no such.
        layout.first_line_indent = 2 * form.size
        style.element.pPr.ind.set(qn("w:firstLineChars"), INDENT)


def _number_pages(document: DocumentType) -> None:
    """Put — 1 — below the text: one character from the outer edge, on the right of odd pages, on the left of even."""
    document.settings.odd_and_even_pages_header_footer = True
    (section,) = document.sections
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        paragraph.style = document.styles["Footer"]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
        setattr(paragraph.paragraph_format, f"{side}_indent", SIZE_4)
        paragraph._element.pPr.ind.set(qn(f"w:{side}Chars"), "100")
        _write(paragraph, "— ", NUMBER)
        _page_field(paragraph)
        _write(paragraph, " —", NUMBER)


def _page_field(paragraph: Paragraph) -> None:
    """Add the number of the page: a field, which is three runs with what is computed between its ends."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        _set_font(run, NUMBER)
        if kind is None:
            element = OxmlElement("w:instrText")
            element.text = "PAGE"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._element.append(element)


def _packed(document: DocumentType) -> bytes:
    """The file of `document`, with nothing in it that says when or by what template it was made."""
    about = document.core_properties
    about.author = about.comments = about.last_modified_by = ""
    for element in list(about._element):
        if element.tag.rpartition("}")[2] in ("created", "modified"):
            about._element.remove(element)
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = _font_table() if name == "word/fontTable.xml" else source.read(name)
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _font_table() -> bytes:
    fonts = OxmlElement("w:fonts")
    for name, instead in _INSTEAD.items():
        font, other = OxmlElement("w:font"), OxmlElement("w:altName")
        font.set(qn("w:name"), name)
        other.set(qn("w:val"), instead)
        font.append(other)
        fonts.append(font)
    return bytes(serialize_part_xml(fonts))
