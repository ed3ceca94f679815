"""HTML made of text: what goes in is what is shown, and nothing of it is ever taken for HTML."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from corpus import Span
from tests.ui.samples import Shown, text_of
from ui.markup import element, marked, shown, spaced, within

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


@given(NASTY, st.lists(st.integers(0, 10_000), max_size=8))
def test_marked_text_is_shown_character_for_character(text: str, cuts: list[int]) -> None:
    spans = spans_in(text, cuts)
    for show in (shown, spaced):
        page = Shown(marked(text, spans, show))
        assert page.text == text
        assert set(page.tags()) <= {"mark", "run", "gap"}
        assert page.tags().count("mark") == len(spans)


def test_marks_enclose_exactly_their_spans() -> None:
    assert marked("一<二>三", [Span(1, 3)]) == "一<mark>&lt;二</mark>&gt;三"
    assert marked("ab", [Span(0, 1), Span(1, 2)]) == "<mark>a</mark><mark>b</mark>"
    assert marked("ab", []) == "ab"


def test_a_carriage_return_is_kept() -> None:
    assert shown("a\r\nb") == "a&#13;\nb"


def test_blank_lines_are_set_apart() -> None:
    assert (
        spaced("甲\n\n乙\n丙")
        == '<span class="run">甲</span><span class="gap">\n\n</span><span class="run">乙\n丙</span>'
    )
    assert spaced("") == ""


@given(NASTY, NASTY)
def test_an_element_takes_text_as_text(text: str, value: str) -> None:
    html = element("p", text, title=value)
    assert text_of(html) == text
    assert html.count("<") == 2


def test_an_element_keeps_markup_and_leaves_out_what_is_none() -> None:
    assert (
        element("p", Markup("<b>x</b>"), class_="a", data_rank=2, lang=None)
        == '<p class="a" data-rank="2"><b>x</b></p>'
    )


def test_within_cuts_spans_to_a_piece() -> None:
    spans = [Span(0, 3), Span(4, 9), Span(9, 12)]
    assert within(spans, 2, 9) == [Span(0, 1), Span(2, 7)]
    assert within(spans, 3, 4) == []
