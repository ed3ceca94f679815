"""Colours that can be read, fonts that every system has."""

import re

import pytest

from ui.chat.theme import theme
from ui.palette import DARK, LIGHT, Palette, css_variables

READ_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "sunk"),
    ("ink", "tint"),
    ("ink", "raised"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "sunk"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "tint"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("mark_ink", "mark"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ_ON)
def test_text_can_be_read_on_its_ground(palette: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


def test_no_font_is_fetched() -> None:
    own = theme()
    urls = re.findall(r"url\(.{0,12}", own._get_theme_css())
    assert all(re.match(r"""url\(["']?data:""", url) for url in urls), urls
    assert own._stylesheets == []
    assert "url(" not in css_variables()
