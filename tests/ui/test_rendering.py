"""What templates make of their values and of their own line breaks."""

from __future__ import annotations

import pytest
from jinja2 import Environment, UndefinedError

from corpus import Span
from ui.rendering import Compact, environment, exact, pieces

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
