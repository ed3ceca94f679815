"""Sentences, paragraphs and what stands under a heading, taken out as plain text and as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus import PartialDate, Span, Speech, outline, passages
from corpus.errors import QueryError
from retriever.export import (
    Excerpt,
    Selection,
    citation,
    excerpt_text,
    paragraph_around,
    sentence_around,
    to_markdown,
    under_heading,
)
from tests.conftest import PROJECT

TEXT = """在全县河道巡护会上的讲话

同志们：

　　今天讲三件事。

一、先把账算清

河有多长，人心里要有数。有人说“差不多就行。反正没人查”，差一米也不行。

（一）账要上墙。村里一块牌，写清谁来管。

牌子坏了当天换。

（二）人要上堤。一是天天走，雨天多走一趟；二是走了要记，谁走谁签字。

二、再把责任压实

1. 县里抓总，乡镇抓细。

三、后面的话

散会。
"""


def speech(text: str = TEXT, language: str = "zh") -> Speech:
    return Speech(
        speech_id="s1",
        root="库",
        path="河.txt",
        source="库/河.txt",
        text=text,
        title="在全县河道巡护会上的讲话",
        language=language,
        speaker="县长",
        office="县长",
        date=PartialDate(2021, 6, 3),
    )


def place(part: str, text: str = TEXT) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


def slices(path: tuple[str, ...], text: str = TEXT) -> list[str]:
    return [text[slice(*span)] for span in under_heading(text, path)]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("有数", "河有多长，人心里要有数。"),
        ("反正没人查", "有人说“差不多就行。反正没人查”，差一米也不行。"),
        ("有数。有人说", "河有多长，人心里要有数。有人说“差不多就行。反正没人查”，差一米也不行。"),
        ("散会", "散会。"),
    ],
)
def test_a_sentence_keeps_its_quotation_marks(part: str, sentence: str) -> None:
    assert TEXT[slice(*sentence_around(TEXT, place(part)))] == sentence


def test_a_paragraph() -> None:
    assert TEXT[slice(*paragraph_around(TEXT, place("三件事")))] == "今天讲三件事。"
    both = TEXT[slice(*paragraph_around(TEXT, place("三件事。\n\n一、先")))]
    assert both == "今天讲三件事。\n\n一、先把账算清"


def test_nothing_stands_around_a_blank() -> None:
    with pytest.raises(ValueError, match="nothing but blanks"):
        sentence_around(TEXT, place("\n\n"))


def test_everything_under_a_heading() -> None:
    first, second, third = (TEXT.index(mark) for mark in ("一、先", "二、再", "三、后"))
    assert slices(("一、先把账算清",)) == [TEXT[first:second].strip()]
    assert slices(("二、再把责任压实",)) == [TEXT[second:third].strip()]
    assert slices(("三、后面的话",)) == [TEXT[third:].strip()]
    assert slices(("一、先把账算清", "（一）账要上墙")) == [
        "（一）账要上墙。村里一块牌，写清谁来管。\n\n牌子坏了当天换。"
    ]


def test_an_item_inside_a_paragraph() -> None:
    outer = ("一、先把账算清", "（二）人要上堤")
    assert slices(outer) == ["（二）人要上堤。一是天天走，雨天多走一趟；二是走了要记，谁走谁签字。"]
    items = [item.heading for paragraph in outline(TEXT) for item in paragraph.items]
    assert [slices((*outer, item)) for item in items] == [
        ["一是天天走，雨天多走一趟；"],
        ["二是走了要记，谁走谁签字。"],
    ]


def test_no_heading_is_the_whole_text() -> None:
    assert slices(()) == [TEXT.strip()]


def test_headings_that_come_again_have_a_span_each() -> None:
    text = "同志们：\n\n（一）茶叶\n\n春茶要早采。\n\n（一）茶叶\n\n秋茶要晚采。\n"
    path = ("（一）茶叶",)
    assert slices(path, text) == ["（一）茶叶\n\n春茶要早采。", "（一）茶叶\n\n秋茶要晚采。"]


def test_an_unknown_heading_is_refused_with_its_name() -> None:
    with pytest.raises(QueryError) as refused:
        under_heading(TEXT, ("一、先把账算清", "（九）没有这条"))
    assert "一、先把账算清 › （九）没有这条" in refused.value.message("zh")


@pytest.mark.parametrize("path", sorted((PROJECT / "corpus" / "speeches").rglob("*.md")), ids=lambda path: path.name)
def test_the_headings_of_every_passage_can_be_opened(path: Path) -> None:
    """What stands under the headings of a passage meets the passage, and lies within what stands one level up."""
    text = path.read_text(encoding="utf-8")
    for passage in passages(text, "s"):
        for depth in range(len(passage.heading_path), 0, -1):
            inner = under_heading(text, passage.heading_path[:depth])
            outer = under_heading(text, passage.heading_path[: depth - 1])
            assert any(span.start < passage.end and passage.start < span.end for span in inner)
            assert all(any(o.start <= i.start and i.end <= o.end for o in outer) for i in inner)
            last = passage.heading_path[depth - 1]
            assert all(text[slice(*span)].startswith(last) for span in inner)


def test_an_excerpt_is_a_slice_or_nothing() -> None:
    for start, end in ((-1, 4), (4, 4), (5, 4), (0, len(TEXT) + 1)):
        with pytest.raises(ValueError, match="has no text"):
            Excerpt(speech(), start, end)
    assert Excerpt(speech(), *place("差一米也不行。")).text == "差一米也不行。"


def test_plain_text_with_and_without_its_source() -> None:
    quoted = Excerpt(speech(), *place("“差不多就行。反正没人查”"))
    assert excerpt_text(quoted) == "“差不多就行。反正没人查”"
    assert excerpt_text(quoted, citation) == "“差不多就行。反正没人查”（县长在全县河道巡护会上的讲话，2021年6月3日）"


def rendered(markdown: str) -> list[tuple[str, str]]:
    """What a reader sees: (what holds it, text) of every block."""
    blocks: list[tuple[str, str]] = []
    holders: list[str] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        if token.nesting == 1:
            holders.append(token.tag)
        elif token.nesting == -1:
            holders.pop()
        elif token.type == "inline":
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "text_special"}, kinds
            blocks.append((" ".join(holders), "".join(child.content for child in token.children)))
        else:
            raise AssertionError(f"unexpected {token.type}")
    return blocks


def test_markdown() -> None:
    chosen = Selection("河道*摘编*", (Excerpt(speech(), *place("1. 县里抓总，乡镇抓细。\n\n三、后面的话")),))
    assert to_markdown(chosen, citation) == (
        "# 河道\\*摘编\\*\n\n> 1\\. 县里抓总，乡镇抓细。\n>\n> 三、后面的话\n\n"
        "（县长在全县河道巡护会上的讲话，2021年6月3日）\n"
    )
    assert rendered(to_markdown(chosen)) == [
        ("h1", "河道*摘编*"),
        ("blockquote p", "1. 县里抓总，乡镇抓细。"),
        ("blockquote p", "三、后面的话"),
    ]


WRITTEN = st.lists(
    st.one_of(
        st.text("#*_`[]()<>&;!|~$\\+-=:.>\"' \t1a字，。“”　", max_size=12),
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12),
    ),
    min_size=1,
    max_size=5,
).map("\n".join)


@given(WRITTEN)
@example("---\n===\n1) x\n+ y\n    code\n> z\n```\n&amp;\n<b>\n[a]: b\n\\\n| a | b |\n| - | - |")
def test_markdown_shows_the_text_character_for_character(text: str) -> None:
    written = [line for line in (each.strip() for each in re.split("[\n]", text)) if line]
    if written:
        chosen = Selection("", (Excerpt(speech(text), 0, len(text)),))
        assert [shown for _, shown in rendered(to_markdown(chosen))] == written
