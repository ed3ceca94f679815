"""Selections as Word documents, read back from the XML."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from retriever.export import Excerpt, Selection, citation, reference, to_docx
from tests.retriever.export.test_selection import TEXT, place, speech

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHOSEN = Selection(
    "全县河道巡护摘编",
    (Excerpt(speech(), *place("一、先把账算清")), Excerpt(speech(), *place("有人说“差不多就行。反正没人查”"))),
)
WHOLE = Selection("", (Excerpt(speech(), 0, len(TEXT)),))
ENGLISH = "Colleagues,\n\nWe don’t close the library.\n"


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def paragraphs(content: bytes) -> list[tuple[str, list[tuple[str, str]]]]:
    """The style of each paragraph and its runs: (East Asian font, text)."""
    found = []
    for paragraph in part(content, "word/document.xml").iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        runs = []
        for run in paragraph.iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            runs.append((fonts.get(f"{W}eastAsia"), "".join(run.itertext(f"{W}t"))))
        found.append((style.get(f"{W}val"), runs))
    return found


def texts(content: bytes) -> list[str]:
    return ["".join(text for _, text in runs) for _, runs in paragraphs(content)]


def styles(content: bytes) -> dict[str, etree._Element]:
    return {style.get(f"{W}styleId"): style for style in part(content, "word/styles.xml").iter(f"{W}style")}


def value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


def test_what_is_written_is_the_title_the_slices_and_their_citations() -> None:
    said = "（县长在全县河道巡护会上的讲话，2021年6月3日）"
    first, second = "一、先把账算清", "有人说“差不多就行。反正没人查”"
    assert texts(to_docx(CHOSEN)) == ["全县河道巡护摘编", "", first, "", second]
    assert texts(to_docx(CHOSEN, citation)) == ["全县河道巡护摘编", "", first, said, "", second, said]
    assert texts(to_docx(CHOSEN, reference))[3] == "县长. 在全县河道巡护会上的讲话[Z]. 2021-06-03."


def test_every_line_of_the_source_is_a_paragraph_without_the_blanks_before_it() -> None:
    assert texts(to_docx(WHOLE)) == [line.strip() for line in TEXT.split("\n") if line.strip()]


@settings(max_examples=25)  # each is a whole document
@given(st.data())
def test_the_text_of_any_excerpt_is_that_of_its_source(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 2))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    excerpt = Excerpt(speech(), start, end)
    written = [line.strip() for line in excerpt.text.split("\n") if line.strip()]
    assert texts(to_docx(Selection("", (excerpt,)))) == written


def test_fonts_of_headings_and_text() -> None:
    written = {"".join(text for _, text in runs): (style, runs) for style, runs in paragraphs(to_docx(WHOLE))}
    assert written["一、先把账算清"] == ("Heading1", [("黑体", "一、先把账算清")])
    assert written["今天讲三件事。"] == ("BodyText", [("仿宋_GB2312", "今天讲三件事。")])
    assert written["（一）账要上墙。村里一块牌，写清谁来管。"] == (
        "BodyText",
        [("楷体_GB2312", "（一）账要上墙"), ("仿宋_GB2312", "。村里一块牌，写清谁来管。")],
    )
    assert written["1. 县里抓总，乡镇抓细。"][0] == "BodyText"
    assert {font for font, _ in written["1. 县里抓总，乡镇抓细。"][1]} == {"仿宋_GB2312"}
    lone = "同志们：\n\n（一）茶叶\n\n春茶要早采。\n"
    second = Selection("", (Excerpt(replace(speech(), text=lone), 0, len(lone)),))
    assert paragraphs(to_docx(second))[1] == ("Heading2", [("楷体_GB2312", "（一）茶叶")])
    assert paragraphs(to_docx(CHOSEN, citation))[0] == ("Title", [("方正小标宋简体", "全县河道巡护摘编")])
    assert paragraphs(to_docx(CHOSEN, citation))[3][1][0][0] == "楷体_GB2312"


def test_half_a_heading_is_text() -> None:
    half = Selection("", (Excerpt(speech(), *place("先把账算清")),))
    assert paragraphs(to_docx(half)) == [("BodyText", [("仿宋_GB2312", "先把账算清")])]


@pytest.mark.parametrize(
    ("style", "font", "half_points", "line", "indent"),
    [
        ("BodyText", "仿宋_GB2312", "32", "560", "200"),
        ("Heading1", "黑体", "32", "560", "200"),
        ("Heading2", "楷体_GB2312", "32", "560", "200"),
        ("Citation", "楷体_GB2312", "32", "560", "200"),
        ("Title", "方正小标宋简体", "44", "700", None),
    ],
)
def test_styles(style: str, font: str, half_points: str, line: str, indent: str | None) -> None:
    found = styles(to_docx(CHOSEN))[style]
    assert value(found, "rPr/rFonts", "eastAsia") == font
    assert value(found, "rPr/rFonts", "ascii") == "Times New Roman"
    assert value(found, "rPr/rFonts", "eastAsiaTheme") is None
    assert value(found, "rPr/sz") == half_points
    assert value(found, "rPr/color") == "000000"
    assert value(found, "rPr/b") == "0"
    assert value(found, "pPr/spacing", "line") == line
    assert value(found, "pPr/spacing", "lineRule") == "exact"
    assert value(found, "pPr/ind", "firstLineChars") == indent
    assert value(found, "pPr/ind", "firstLine") == (indent and "640")
    assert found.find(f"{W}pPr/{W}pBdr") is None


def test_paper_and_margins() -> None:
    section = part(to_docx(CHOSEN), "word/document.xml").find(f"{W}body/{W}sectPr")
    millimetres = {
        name: round(int(str(element.get(f"{W}{name}"))) / 1440 * 25.4)
        for element in (section.find(f"{W}pgSz"), section.find(f"{W}pgMar"))
        for name in ("w", "h", "top", "right", "bottom", "left", "footer")
        if element.get(f"{W}{name}")
    }
    assert millimetres == {"w": 210, "h": 297, "top": 37, "right": 26, "bottom": 35, "left": 28, "footer": 23}
    assert millimetres["w"] - millimetres["left"] - millimetres["right"] == 156
    assert millimetres["h"] - millimetres["top"] - millimetres["bottom"] == 225


def test_page_numbers_stand_outside_on_odd_and_even_pages() -> None:
    content = to_docx(CHOSEN)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = sorted(name for name in package.namelist() if re.match(r"word/footer\d", name))
    shown = {}
    for name in names:
        footer = part(content, name)
        assert "".join(footer.itertext()).strip() == "— PAGE —"
        kinds = [each.get(f"{W}fldCharType") for each in footer.iter(f"{W}fldChar")]
        assert kinds == ["begin", "end"]
        paragraph = footer.find(f"{W}p")
        shown[value(paragraph, "pPr/jc")] = (
            value(paragraph, "pPr/ind", "rightChars"),
            value(paragraph, "pPr/ind", "leftChars"),
        )
    assert shown == {"right": ("100", None), "left": (None, "100")}
    assert part(content, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_quotation_marks_are_chinese_in_chinese_and_english_in_english() -> None:
    def hints(content: bytes) -> set[str | None]:
        return {fonts.get(f"{W}hint") for fonts in part(content, "word/document.xml").iter(f"{W}rFonts")}

    english = Selection("", (Excerpt(replace(speech(ENGLISH), language="en"), 0, len(ENGLISH)),))
    assert hints(to_docx(CHOSEN, citation)) == {"eastAsia"}
    assert hints(to_docx(english)) == {None}
    assert texts(to_docx(english)) == ["Colleagues,", "We don’t close the library."]


def test_fonts_that_are_not_installed_have_a_replacement() -> None:
    fonts = part(to_docx(CHOSEN), "word/fontTable.xml")
    other = {font.get(f"{W}name"): value(font, "altName") for font in fonts}
    assert (other["仿宋_GB2312"], other["楷体_GB2312"]) == ("仿宋", "楷体")


def test_the_same_selection_gives_the_same_bytes_and_says_nothing_of_its_making() -> None:
    content = to_docx(CHOSEN, citation)
    assert content == to_docx(CHOSEN, citation)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        about = package.read("docProps/core.xml").decode()
    assert "全县河道巡护摘编" in about
    assert "docx" not in about
    assert "created" not in about
    assert "2013" not in about
