"""The look of the pages: lines and text that can be told from their ground, nothing fetched from elsewhere."""

import re

import pytest

from tests.ui.test_palette import contrast
from ui.assets import bundle
from ui.geometry import STYLES
from ui.palette import DARK, LIGHT, Palette

STYLE = bundle("pages.css")
LIGHT_LINES, DARK_LINES = (
    re.findall(r"--s\d: (#[0-9a-f]{6});", block) for block in re.findall(r":root \{\s+--s0.*?\}", STYLE, re.S)
)


@pytest.mark.parametrize(("palette", "lines"), [(LIGHT, LIGHT_LINES), (DARK, DARK_LINES)], ids=["light", "dark"])
def test_every_line_of_a_chart_stands_out_from_its_ground(palette: Palette, lines: list[str]) -> None:
    assert len(lines) == len(set(lines)) == STYLES
    assert min(contrast(line, palette.paper) for line in lines) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card", "sunk", "tint"])
def test_quiet_text_can_be_read_wherever_it_stands(palette: Palette, ground: str) -> None:
    assert contrast(palette.soft, getattr(palette, ground)) >= 4.5


def test_nothing_comes_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|https?:", STYLE)
