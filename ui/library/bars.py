"""A bar for each year, as SVG made on the server: each can be reached, read out and opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ui.markup import element, joined
from ui.pages.chart import ticks

_STEP = (26, 84)  # pixels from year to year, least and most
_WIDTH = 560
_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 220, 22, 30, 58, 12
_LABEL = 40  # pixels that a year takes, written out
_WIDEST = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands for one year: `said` is what is read out, `href` what opens."""

    year: int
    value: int
    said: str
    href: str


def bars(found: Sequence[Bar], name: str, title: str) -> Markup:
    """The picture of `found`, ascending by year without gaps; `name` tells it from others on the page."""
    step = min(max((_WIDTH - _LEFT - _RIGHT) / len(found), _STEP[0]), _STEP[1])
    width = round(_LEFT + step * len(found) + _RIGHT)
    lines = ticks(max(bar.value for bar in found))
    parts = [element("title", title, id=f"{name}-title"), *_lines(lines, width), *_years(found, step)]
    parts += [_bar(bar, place, step, max(lines)) for place, bar in enumerate(found)]
    return element(
        "svg",
        joined(parts),
        class_="chart bars",
        viewBox=f"0 0 {width} {_HEIGHT}",
        width=width,
        height=_HEIGHT,
        role="group",
        aria_labelledby=f"{name}-title",
    )


def _lines(lines: Sequence[float], width: int) -> Iterator[Markup]:
    for value in lines:
        y = _y(value, max(lines))
        yield element("path", d=f"M{_LEFT} {y}H{width - _RIGHT}", class_="grid")
        yield element("text", f"{value:,.0f}", x=_LEFT - 8, y=y + 4.5, class_="value", aria_hidden="true")


def _years(found: Sequence[Bar], step: float) -> Iterator[Markup]:
    every = -(-_LABEL // round(step))
    for place, bar in enumerate(found):
        if (len(found) - 1 - place) % every == 0:
            x = round(_LEFT + step * (place + 0.5), 1)
            yield element("text", str(bar.year), x=x, y=_HEIGHT - 8, class_="year", aria_hidden="true")


def _bar(bar: Bar, place: int, step: float, top: float) -> Markup:
    wide = min(step * 0.66, _WIDEST)
    x, y = round(_LEFT + step * (place + 0.5) - wide / 2, 1), _y(bar.value, top)
    drawn = element("rect", x=x, y=y, width=round(wide, 1), height=round(_y(0, top) - y, 1), rx=2, class_="bar")
    # The whole height can be hit: a small year would else be missed.
    touch = element(
        "rect",
        x=round(_LEFT + step * place, 1),
        y=_TOP,
        width=round(step, 1),
        height=_HEIGHT - _TOP - _BOTTOM,
        class_="touch",
    )
    named = element("title", bar.said)
    if not bar.value:
        return element("g", named, touch)
    return element("a", named, touch, drawn, href=bar.href, aria_label=bar.said)


def _y(value: float, top: float) -> float:
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / top, 1)
