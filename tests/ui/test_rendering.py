"""Templates: their values character for character, their own line breaks left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, UndefinedError

from corpus import Span
from tests.ui.samples import Shown, macro, text_of
from ui.rendering import Compact, environment, exact, pieces, within

# What a browser or Gradio could take for something else; a NUL cannot stand in HTML at all.
NASTY = st.text(
    st.one_of(
        st.sampled_from("<>&\"'`${}*_\\#[]() \n\r\t脚本"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    )
)


def spans_in(text: str, cuts: list[int]) -> list[Span]:
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    return [Span(a, b) for a, b in zip(places[::2], places[1::2], strict=False)]


COMPACT = Environment(autoescape=True, extensions=[Compact])


@pytest.mark.parametrize(
    ("template", "page"),
    [
        (
            "<ul>\n  {% for n in [1, 2] %}\n    <li>{{ n }}</li>\n  {% endfor %}\n</ul>\n",
            "<ul><li>1</li><li>2</li></ul>",
        ),
        (
            '<input\n  type="text"\n  {% if 1 %}checked{% endif %}\n  name="a"\n>',
            '<input type="text" checked name="a" >',
        ),
        ("<p>a <b>b</b>\n  c</p>", "<p>a <b>b</b>c</p>"),
        ("<p>{{ 'a\n b' }}</p>", "<p>a\n b</p>"),
    ],
)
def test_line_breaks_of_a_template_stay_out_of_the_page_and_those_of_a_value_do_not(template: str, page: str) -> None:
    assert COMPACT.from_string(template).render() == page


def test_pieces_join_to_the_text() -> None:
    found = list(pieces("甲乙丙丁", [Span(1, 2), Span(3, 4)], Span(3, 4)))
    assert "".join(piece.text for piece in found) == "甲乙丙丁"
    assert [(piece.marked, piece.current) for piece in found] == [
        (False, False), (True, False), (False, False), (True, True),
    ]  # fmt: skip


def test_a_bare_carriage_return_reaches_the_page() -> None:
    assert exact("a\r<b>") == "a&#13;&lt;b&gt;"


def test_an_undefined_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment("zh").from_string("{{ nothing }}").render()


@given(NASTY, st.lists(st.integers(0, 10_000), max_size=8))
def test_marked_text_is_shown_character_for_character(text: str, cuts: list[int]) -> None:
    spans = spans_in(text, cuts)
    page = Shown(macro("macros/text.html", "marked", text, spans))
    assert page.text == text
    assert set(page.tags()) <= {"mark"}
    assert page.tags().count("mark") == len([span for span in spans if span.start < span.end])
    page = Shown(macro("macros/text.html", "spaced", text))
    assert page.text == text
    assert set(page.tags()) <= {"run", "gap"}


def test_marks_enclose_exactly_their_spans() -> None:
    assert macro("macros/text.html", "marked", "一<二>三", [Span(1, 3)]) == "一<mark>&lt;二</mark>&gt;三"
    assert macro("macros/text.html", "marked", "ab", [Span(0, 1), Span(1, 2)]) == "<mark>a</mark><mark>b</mark>"
    assert macro("macros/text.html", "marked", "ab", []) == "ab"


def test_a_carriage_return_is_kept() -> None:
    assert exact("a\r\nb") == "a&#13;\nb"


def test_blank_lines_are_set_apart() -> None:
    assert (
        macro("macros/text.html", "spaced", "甲\n\n乙\n丙")
        == '<span class="run">甲</span><span class="gap">\n\n</span><span class="run">乙\n丙</span>'
    )
    assert macro("macros/text.html", "spaced", "") == ""


@given(NASTY, NASTY)
def test_a_template_takes_text_as_text(text: str, value: str) -> None:
    html = environment("zh").from_string('<p title="{{ value }}">{{ text | exact }}</p>').render(text=text, value=value)
    assert text_of(html) == text
    assert html.count("<") == 2


def test_within_cuts_spans_to_a_piece() -> None:
    spans = [Span(0, 3), Span(4, 9), Span(9, 12)]
    assert within(spans, 2, 9) == [Span(0, 1), Span(2, 7)]
    assert within(spans, 3, 4) == []
