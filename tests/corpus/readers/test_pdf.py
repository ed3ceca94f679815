"""PDF documents: furniture out, lines joined to the paragraphs they were printed from."""

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from corpus.errors import ReadError
from corpus.language.radicals import without_radicals
from corpus.readers import ReadWarning
from corpus.readers.docx import DocxReader
from corpus.readers.pdf import PdfReader, _is_text, drop_furniture, paragraphs, split_watermarks
from corpus.readers.pdf_characters import Char, PageCharacters, _on_paper, _printed_once, page_characters
from corpus.readers.pdf_columns import in_columns
from corpus.readers.pdf_lines import HYPHEN, PrintedLine, _downwards, lines_of
from tests.corpus.poison import write_words_pdf

FILES = Path(__file__).resolve().parents[2] / "files"
WIDTH = 10.0


def _line(text, row=0, left=100.0, size=10.0, width=WIDTH):
    return PrintedLine(text, left, left + len(text) * width, 700 - 16 * row, size, 800)


def test_a_pdf_reads_as_the_document_it_was_printed_from():
    """A title in two lines, lists, a table, a paragraph across two pages: the same text as the .docx, exactly."""
    read = PdfReader().read(FILES / "meeting.pdf")
    assert read.records[0].text == DocxReader().read(FILES / "meeting.docx").records[0].text
    assert read.warnings == (
        ReadWarning("warn_pdf_furniture", {"count": 4, "examples": "青石县防汛工作材料汇编 / — 1 —"}),
    )


def test_a_security_mark_in_the_running_head_is_stated_and_no_text():
    (record,) = PdfReader().read(FILES / "marked.pdf").records
    assert (
        record.text == "渡口的缆绳每个月换一次。换下的旧绳当天收走。"
    )  # two pages of one line each: nothing parts them
    assert record.given == {"密级": "机密"}
    assert PdfReader().read(FILES / "meeting.pdf").records[0].given == {}


def test_pages_without_text_are_named(tmp_path):
    with pypdfium2.PdfDocument(FILES / "meeting.pdf") as document:
        document.new_page(595, 842, index=1)
        document.new_page(595, 842)
        document.save(tmp_path / "x.pdf")
    read = PdfReader().read(tmp_path / "x.pdf")
    assert ReadWarning("warn_pdf_blank_pages", {"pages": "2, 4"}) in read.warnings


def test_a_scan_is_refused(tmp_path):
    Image.new("RGB", (60, 80), "white").save(tmp_path / "scan.pdf")
    with pytest.raises(ReadError) as caught:
        PdfReader().read(tmp_path / "scan.pdf")
    assert caught.value.code == "pdf_no_text"


def test_a_locked_file_is_refused():
    with pytest.raises(ReadError) as caught:
        PdfReader().read(FILES / "locked.pdf")
    assert caught.value.code == "pdf_locked"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", "不是 PDF".encode(), b"\x00" * 100])
def test_damaged_files_are_errors(tmp_path, data):
    (tmp_path / "x.pdf").write_bytes(data)
    with pytest.raises(ReadError) as caught:
        PdfReader().read(tmp_path / "x.pdf")
    assert caught.value.code == "file_damaged"


@pytest.mark.parametrize(
    "number", ["3", "— 3 —", "-3-", "－３－", "第3页", "第 3 页 共 8 页", "第三页", "3/8", "Page 3 of 8", "iv"]
)
def test_page_numbers_go_whatever_their_form(number):
    foot = PrintedLine(number, 250, 260, 40, 10, 800)
    assert drop_furniture([[_line("正文在这里。", 10), foot]]) == ([[_line("正文在这里。", 10)]], [foot])


@pytest.mark.parametrize("text", ["2023年", "第3页说的是", "共8户", "三", "甲"])
def test_other_short_lines_in_the_body_stay(text):
    page = [_line("正文。", 10), _line(text, 20)]
    assert drop_furniture([page]) == ([page], [])


def test_heads_of_odd_and_even_pages_go():
    odd, even = PrintedLine("材料汇编", 100, 140, 780, 9, 800), PrintedLine("第一部分", 400, 440, 780, 9, 800)
    bodies = [_line(f"第{n}段讲的是第{n}件事。", 10) for n in "甲乙丙丁戊己"]
    pages = [[even if n % 2 else odd, body] for n, body in enumerate(bodies)]
    kept, dropped = drop_furniture(pages)
    assert kept == [[body] for body in bodies]
    assert len(dropped) == 6


def test_a_line_of_the_text_is_no_head_though_it_begins_two_pages():
    pages = [[_line(f"第{n}页从头说到脚。", row) for row in range(-4, 20)] for n in "甲乙丙丁戊"]
    for page in (pages[1], pages[3]):
        page[0] = _line("这件事要一抓到底。", -4)
    assert drop_furniture(pages) == (pages, [])
    heads = [replace(page[0], text="材料汇编", bottom=page[0].bottom + 10) for page in pages]
    assert drop_furniture([[head, *page] for head, page in zip(heads, pages, strict=True)])[1] == heads


def test_indents_gaps_and_short_lines_begin_paragraphs():
    full = "一二三四五六七八九十一二三四五六七八九十"
    page = [
        _line(full[2:], 0, left=120),
        _line(full, 1),
        _line("短。", 2),
        _line(full[2:], 3, left=120),
        _line(full, 4),
        _line("远处另起一段", 8),
    ]
    assert paragraphs([page]) == [full[2:] + full + "短。", full[2:] + full, "远处另起一段"]


def test_a_paragraph_goes_on_over_the_page():
    full = "一二三四五六七八九十一二三四五六七八九十"
    pages = [[_line(full, r) for r in range(3)], [_line(full, 0), _line("完。", 1), _line(full[2:], 2, left=120)]]
    assert paragraphs(pages) == [full * 4 + "完。", full[2:]]


def _wrapped(*lines):
    """The lines as one paragraph of a page: each as wide as the others."""
    longest = max(map(len, lines))
    return [[PrintedLine(t, 100, 100 + longest * 5, 700 - 16 * r, 10, 800) for r, t in enumerate(lines)]]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("we stand by the river", "and we stay there"), "we stand by the river and we stay there"),
        (("the local govern-", "ment met"), "the local government met"),
        ((f"the local govern{HYPHEN}", "ment met"), "the local government met"),
        (("a well-known man, a well-", "known road"), "a well-known man, a well-known road"),
        (("a long term, long or no term: long-", "term rules"), "a long term, long or no term: long-term rules"),
        (("from North-", "South talks"), "from North-South talks"),
        (("数据传到Early", "Warning平台"), "数据传到Early Warning平台"),
        (("传到平台", "Early那边"), "传到平台Early那边"),
    ],
)  # fmt: skip
def test_lines_join_as_their_script_asks(lines, text):
    assert paragraphs(_wrapped(*lines)) == [text]


HARVEST = (
    "今年的秋收比往年早半个月，晒场、仓库、农机都要提前备好。各村先把晒场腾出来，再把仓库的墙角扫干净，粮食晒干了再入仓。",
    "农机站要把收割机逐台检修，坏一个零件换一个零件，不能等到下了田再修。每台机器配两名机手，白天黑夜轮着干。",
    "天气预报每天早晚各报一次，有雨提前两个小时通知到户。低洼的田块先收，高处的田块后收，抢在雨前把粮食收回来。",
    "收粮的秤要先校准，价格要写在门口，现钱现付，不打白条。谁要是压级压价，群众可以打镇里的电话，当天就有人来管。",
)


def test_two_columns_are_read_one_after_the_other():
    read = PdfReader().read(FILES / "columns.pdf")
    assert read.records[0].text.split("\n") == [
        "在秋收动员会上的讲话",
        *HARVEST,
        "谢谢大家，请各村回去就动手。",
    ]


def _row(text, left, row):
    return [Char(c, left + 10 * n, left + 10 * n + 10, 700 - 16 * row, 10, 710 - 16 * row) for n, c in enumerate(text)]


def test_columns_that_were_written_row_by_row_are_parted_and_tables_are_not():
    left = [f"左栏第{n}行写满了整整一栏宽" for n in "甲乙丙丁戊己"]
    right = [f"右栏第{n}行写满了整整一栏宽" for n in "甲乙丙丁戊己"]
    rows = [_row("两栏之上的题目从左到右横贯全页没有断开的地方", 60, 0)]
    rows += [
        _row(one, 50, n + 1) + _row(other, 200, n + 1) for n, (one, other) in enumerate(zip(left, right, strict=True))
    ]
    read = ["".join(char.text for char in row) for row in in_columns(rows)]
    assert read == ["两栏之上的题目从左到右横贯全页没有断开的地方", *left, *right]
    table = [_row(f"项目{n}", 50, n) + _row(f"{n}户", 200, n) for n in range(8)]
    assert in_columns(table) == table


def test_footnotes_and_their_marks_do_not_part_a_paragraph_and_powers_stay():
    read = PdfReader().read(FILES / "footnote.pdf")
    lines = read.records[0].text.split("\n")
    one, two, three, four = HARVEST
    assert lines == [
        "在秋收动员会上的讲话",
        one + two + three + four + one + three,
        f"全镇的粮食有10^4吨。{four}",
        (two + three + one + four) * 2,
        two + three + one + four,
    ]
    note = {"count": 1, "examples": "1农机站在镇东头，电话写在门上。"}
    assert read.warnings == (ReadWarning("warn_pdf_footnotes", note),)


def test_vertical_lines_are_read_from_the_right():
    assert PdfReader().read(FILES / "vertical.pdf").records[0].text.split("\n") == ["在秋收動員會上的講話", *HARVEST]


def test_a_slanting_watermark_is_no_text_and_its_mark_is_stated():
    read = PdfReader().read(FILES / "slanting.pdf")
    one, two, three, four = HARVEST
    assert read.records[0].text.split("\n") == ["在秋收动员会上的讲话", one + two, three + four + one + two]
    assert read.records[0].given == {"密级": "内部"}
    assert read.warnings == (ReadWarning("warn_watermark", {"texts": "内部资料"}),)


def test_pages_printed_in_any_direction_read_the_same():
    """The first page runs upwards, the second stands on its head, the third runs downwards."""
    read = PdfReader().read(FILES / "turned.pdf")
    assert read.records[0].text.split("\n") == [*HARVEST[:2]] * 3


def test_radicals_of_fonts_are_the_characters_they_look_like():
    assert without_radicals("⼈⺠⻓⻛⻔⻅⻢⺟⺀") == "人民长风门见马母⺀"


@pytest.mark.parametrize(
    ("written", "is_text"),
    [("同志们，今天请大家来开会。" * 5, True), ("The river is clean again. " * 5, True), ("ĀăĄąĆ ԀԁԂԃ" * 20, False),
     ("龘麤鱻灪爩虪麣籲鸜鑺" * 10, False), ("\ue012\ue013" * 50, False)],
)  # fmt: skip
def test_glyphs_without_a_map_of_characters_are_no_text(written, is_text):
    assert _is_text(written) is is_text


def test_a_level_watermark_is_no_text():
    """Over the text on one page, or at one place on most pages; a title is neither."""
    body = [_line("缆绳每月一换，换下来的不准再用。", row) for row in range(3, 12)]
    title, over, below = _line("讲话", 0, size=24), _line("机密", 8, left=120, size=60), _line("档案馆", 25, size=40)
    assert split_watermarks([[title, over, *body]]) == ([[title, *body]], [over])
    assert split_watermarks([[title, *body, below], [*body, below], body]) == (
        [[title, *body], body, body],
        [below] * 2,
    )
    assert split_watermarks([[title, *body, below]]) == ([[title, *body, below]], [])


def test_a_text_layer_from_the_foot_up_is_read_from_the_top():
    rows = [_row(text, 0, number) for number, text in enumerate("甲乙丙丁戊")]
    assert _downwards(rows[::-1]) == _downwards(rows) == rows


def test_compounds_keep_their_hyphen_at_the_end_of_a_line():
    lines = [_line("It is a well-", 0, width=8.0), _line("known assembly", 1, width=8.0)]
    assert paragraphs([lines]) == ["It is a well-known assembly"]


def test_three_columns_are_read_one_after_the_other():
    columns = [[f"{column}栏第{n}行写满了整栏" for n in "甲乙丙丁戊己"] for column in "左中右"]
    rows = [_row("横贯三栏的题目从左到右没有断开的地方一直到头", 80, 0)]
    for n, cells in enumerate(zip(*columns, strict=True)):
        rows.append(
            [char for place, cell in zip((50, 170, 290), cells, strict=True) for char in _row(cell, place, n + 1)]
        )
    read = in_columns(rows)
    assert ["".join(char.text for char in row) for row in read] == [
        "".join(c.text for c in rows[0]),
        *chain.from_iterable(columns),
    ]
    assert {row[0].left for row in read[1:]} == {50}


def test_lines_of_columns_are_joined_below_lines_across_the_page():
    lead = ["这一段话横贯全页一直写到右边的页边为止写满了整", "整两行。"]
    columns = [[*(f"{column}栏第{n}行一直写到栏边" for n in "甲乙丙丁戊"), "到此为止。"] for column in "左右"]
    chars = list(chain.from_iterable(_row(text, 50, n) for n, text in enumerate(lead)))
    for n, cells in enumerate(zip(*columns, strict=True)):
        for place, cell in zip((50, 190), cells, strict=True):
            chars += _row(cell, place, n + 3)
    read = paragraphs([lines_of(PageCharacters(chars, [], "", 800)).lines])
    assert read == ["".join(lead), *map("".join, columns)]


def _lines_of(*rows):
    found = lines_of(PageCharacters([char for row in rows for char in row], [], "", 800))
    return [line.text for line in found.lines]


def test_spaced_out_letters_are_one_word_and_cells_are_not():
    def spaced(text, step, row):
        return [Char(c, step * n, step * n + 10, 700 - 16 * row, 10, 710 - 16 * row) for n, c in enumerate(text)]

    assert _lines_of(spaced("今年的秋收比往年早", 17, 0), spaced("半个月", 17, 1)) == ["今年的秋收比往年早", "半个月"]
    assert _lines_of(spaced("甲乙丙丁戊己庚", 40, 0)) == ["甲\t乙\t丙\t丁\t戊\t己\t庚"]


def test_a_text_layer_in_no_order_is_read_by_its_places():
    texts = ["今年的秋收比往年早半个月", "粮食要晒干再入仓"]
    chars = [char for number, text in enumerate(texts) for char in _row(text, 50, number)]
    assert _lines_of([chars[7 * n % len(chars)] for n in range(len(chars))]) == texts


def test_the_mark_of_a_note_leaves_no_gap():
    before, after = _row("今年的秋收", 0, 0), _row("比往年早", 64, 0)
    mark = [Char(c, 50 + 4 * n, 54 + 4 * n, 705, 5, 710) for n, c in enumerate("[1]")]
    assert _lines_of(before, mark, after) == ["今年的秋收比往年早"]


def test_letters_printed_twice_to_look_bold_are_read_once_and_those_off_the_paper_not_at_all():
    once = _row("一一得一", 50, 0)
    again = [replace(char, left=char.left + 0.4, right=char.right + 0.4) for char in once]
    assert list(_printed_once([*once, *again])) == once
    outside = _row("页外", 900, 0)
    assert list(_on_paper([*once, *outside], (0, 0, 600, 800))) == once
    assert list(_on_paper([*once, *outside], (0, 0, 10, 10))) == [*once, *outside]  # a box that cannot be meant


def test_a_word_broken_at_a_short_line_is_joined_and_heads_of_four_pages_go():
    page = [
        _line("the canal runs from the mill to the harbour and on", 0, width=5),
        _line("as far as the irriga-", 1, width=5),
    ]
    assert paragraphs([[*page, _line("tion works", 2, width=5)]])[0].endswith("the irrigation works")
    heads = [PrintedLine(text, 100, 140, 780, 9, 800) for text in ("材料汇编", "第一部分")]
    bodies = [_line(f"第{n}段讲的是第{n}件事。", 10) for n in "甲乙丙丁"]
    assert drop_furniture([[heads[n % 2], body] for n, body in enumerate(bodies)])[0] == [[body] for body in bodies]


@pytest.mark.parametrize(("box", "height"), [("0 0 600 0", 792), ("0 -200 600 0", 200), ("90 900 690 1700", 800)])
def test_a_page_may_have_its_corner_anywhere_and_no_height(tmp_path, box, height):
    path = write_words_pdf(tmp_path / "a.pdf", 12)
    content = path.read_bytes().replace(b"[0 0 600 800]", f"[{box}]".encode())
    path.write_bytes(content)
    PdfReader().read(path)
    with pypdfium2.PdfDocument(path) as document:
        found = page_characters(document[0])
    left, foot, *_ = map(int, box.split())
    assert found.height == height
    assert (round(found.upright[0].left), round(found.upright[0].bottom)) == (10 - left, 10 - foot)
