"""Plain text: characters kept, line ends normalised, hard-wrapped lines joined only when that is evident."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.readers import ReadWarning
from corpus.readers.common import MAX_BYTES
from corpus.readers.text import TextReader, unwrap

PARAGRAPHS = [
    "　　去年入秋以来，山上的林子一直没有透雨，护林员把水壶换成了灭火水袋，一天走三趟，鞋底磨穿了两双。",
    "　　防火这件事，七分在人，三分在天。人的七分里，又有五分在清明前后那半个月，所以今天把会开在山脚下。",
    "　　第一件事，把进山的路口守住。每个路口两个人，登记、收火种、发袖标，三样都不能少，少一样就等于没有守住。",
]


def _read(tmp_path, data):
    path = tmp_path / "speech.txt"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return TextReader().read(path)


def test_line_ends_are_normalised_and_all_other_characters_kept(tmp_path):
    read = _read(tmp_path, "　　讲话 \r\n\r\n第二段１２３ﬁ⼀\t尾\r第三段\u2028第四段  ")
    assert read.records[0].text == "　　讲话 \n\n第二段１２３ﬁ⼀\t尾\n第三段\n第四段  "
    assert (read.reader, read.encoding, read.confidence, read.warnings) == ("text", "utf-8", 1.0, ())


def test_control_characters_are_removed_with_a_warning(tmp_path):
    read = _read(tmp_path, "会议\x00开\x1f得\x07好，大家都说好。")
    assert read.records[0].text == "会议开得好，大家都说好。"
    assert read.warnings == (ReadWarning("warn_controls_removed", {"count": 3}),)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff".encode(), "　\n　".encode()])
def test_a_file_without_text_is_an_error(tmp_path, data):
    with pytest.raises(ReadError) as caught:
        _read(tmp_path, data)
    assert caught.value.code == "file_empty"


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReadError) as caught:
        TextReader().read(path)
    assert caught.value.code == "file_too_large"


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ReadError) as caught:
        TextReader().read(tmp_path / "none.txt")
    assert caught.value.code == "file_unreadable"


@pytest.mark.parametrize("width", [16, 20, 36])
def test_chinese_lines_broken_at_a_width_are_joined(width):
    wrapped = "\n".join(p[i : i + width] for p in PARAGRAPHS for i in range(0, len(p), width))
    assert unwrap(wrapped) == ("\n".join(PARAGRAPHS), True)


def test_english_lines_broken_at_a_width_are_joined():
    paragraphs = [
        "We came to this valley with one promise: that nobody who keeps the river clean should be poorer for it. "
        "Three years on, I want to tell you plainly what we kept of that promise and what we did not keep.",
        "The nursery on the east bank has raised four thousand alders. The school counts them every spring, and the "
        "children write the number on the gate, so that whoever passes may see how far we have come.",
    ]
    wrapped = "\n\n".join(textwrap.fill(p, 60) for p in paragraphs)
    assert unwrap(wrapped)[0] == "\n\n".join(paragraphs)


RAGGED = """STATEMENT BY
THE HARBOUR MASTER OF THE EASTERN SHORE
at the spring meeting

Ladies and gentlemen,

We came to this valley with one promise: that
nobody who keeps the river clean should be
poorer for it. Three years on, I want to tell you plainly
what we kept of that promise and what we did

not keep.

The nursery on the east bank has raised four
thousand alders, and the Ferry
School counts them every spring. That is a well-
earned pride.
The children write the number on the gate, so that
whoever passes may see how far
we have come;
and they are right.

Thank you.
"""


def test_lines_that_break_anywhere_within_sentences_are_joined():
    assert unwrap(RAGGED)[0].split("\n") == [
        "STATEMENT BY",
        "THE HARBOUR MASTER OF THE EASTERN SHORE",
        "at the spring meeting",
        "",
        "Ladies and gentlemen,",
        "",
        "We came to this valley with one promise: that nobody who keeps the river clean should be poorer for it. "
        "Three years on, I want to tell you plainly what we kept of that promise and what we did not keep.",
        "",
        "The nursery on the east bank has raised four thousand alders, and the Ferry",
        "School counts them every spring. That is a well-earned pride.",
        "The children write the number on the gate, so that whoever passes may see how far we have come;",
        "and they are right.",
        "",
        "Thank you.",
        "",
    ]


def test_verse_and_lists_in_english_stay():
    verse = "The river runs below the mill\nAnd turns\nThe miller who was never young keeps all the water still\n" * 4
    items = "The order of the day:\n" + "".join(f"- the report of ward {number}\n" for number in range(1, 12))
    assert unwrap(verse) == (verse, False)
    assert unwrap(items) == (items, False)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS),
        "\n".join(["要把路修到村口，把灯装到巷尾，把水送到灶台。"] * 8),  # as wide as each other, but sentences
        "关于开会的通知\n县府办\n各乡镇\n请于周五到会\n联系人老周\n电话见后\n此致\n敬礼",
        "一行\n" * 3,
    ],
)
def test_lines_that_are_paragraphs_stay(text):
    assert unwrap(text) == (text, False)


@given(st.text(alphabet="山水林田路，。；\n 　ab", max_size=400))
def test_unwrapping_never_loses_a_character(text):
    visible = [c for c in text if not c.isspace()]
    assert [c for c in unwrap(text)[0] if not c.isspace()] == visible


def test_unwrapping_is_reported(tmp_path):
    wrapped = "\n".join(p[i : i + 20] for p in PARAGRAPHS for i in range(0, len(p), 20))
    assert _read(tmp_path, wrapped).warnings == (ReadWarning("warn_lines_joined"),)


def test_characters_of_old_fonts_are_what_they_stand_for(tmp_path):
    text = "\uf0b7 缆绳每月一换\ue78e\n\ue81e家渡口要加一班夜船，\uf0fc 已办，\ue123字不认得。"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    read = TextReader().read(path)
    assert read.records[0].text == "• 缆绳每月一换︒\n\u9fb4家渡口要加一班夜船，✓ 已办，\ue123字不认得。"
    assert [(each.code, dict(each.particulars)) for each in read.warnings] == [("warn_private_use", {"count": 1})]
