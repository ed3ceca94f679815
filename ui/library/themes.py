"""The map of themes, for researchers: each speech a point, near to those that speak of the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from markupsafe import Markup

from indexer.library.themes import Point, Theme, ThemeMap, theme_map
from ui.library.desk import Desk
from ui.markup import EMPTY, element, joined
from ui.pages.chart import STYLES, mark_of
from ui.pages.parts import source
from ui.pages.speech import link

_WIDTH, _HEIGHT, _EDGE = 760, 460, 28


def themes(desk: Desk) -> Markup:
    """The map and the list of its themes; empty where there is nothing to draw."""
    found = theme_map(desk.engine)
    if len(found.points) < 2:
        return EMPTY
    title = desk.say("themes")
    drawn = element(
        "svg",
        element("title", title, id="themes-title"),
        element("rect", x=0.5, y=0.5, width=_WIDTH - 1, height=_HEIGHT - 1, rx=8, class_="ground"),
        joined(_points(desk, found)),
        class_="chart themes",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
        role="group",
        aria_labelledby="themes-title",
    )
    listed = joined(_theme(desk, number, theme, found) for number, theme in enumerate(found.themes))
    about = element("p", desk.say("themes_about", share=f"{found.shown:.0%}"), class_="note small")
    return element(
        "section",
        element("h2", title),
        about,
        element("ul", listed, class_="legend"),
        element("div", drawn, class_="drawing"),
        class_="researcher",
    )


def _theme(desk: Desk, number: int, theme: Theme, found: ThemeMap) -> Markup:
    """A theme by its sign, its words and, unfolded, its speeches: what the drawing shows, to be read."""
    sign = element(
        "svg",
        mark_of(number % STYLES, 8, 8),
        class_="key",
        width=16,
        height=16,
        viewBox="0 0 16 16",
        aria_hidden="true",
    )
    name = element("strong", desk.say("theme", number=number + 1))
    words = element("span", desk.say("title_join").join(theme.keywords), class_="words")
    members = sorted(
        (p.speech for p in found.points if p.theme == number), key=lambda one: one.date or "", reverse=True
    )
    count = element("summary", desk.say("speeches", count=theme.speeches))
    links = joined(
        element("li", source(speech, desk.visit.words, partial(link, desk.visit, speech, None))) for speech in members
    )
    return element("li", sign, name, words, element("details", count, element("ul", links), class_="sum"))


def _points(desk: Desk, found: ThemeMap) -> list[Markup]:
    """All speeches and, beside the middle of each theme, its number."""
    across = _scale([point.x for point in found.points], _WIDTH)
    down = _scale([-point.y for point in found.points], _HEIGHT)
    points = [_point(desk, point, across(point.x), down(-point.y)) for point in found.points]
    names = [
        element("text", str(number), x=across(theme.x), y=down(-theme.y) - 12, class_="theme", aria_hidden="true")
        for number, theme in enumerate(found.themes, 1)
    ]
    return [*points, *names]


def _scale(values: list[float], length: int) -> Callable[[float], float]:
    """Where a value stands along a side of the picture."""
    least, spread = min(values), max(values) - min(values)
    return lambda value: round(_EDGE + ((value - least) / spread if spread else 0.5) * (length - 2 * _EDGE), 1)


def _point(desk: Desk, point: Point, x: float, y: float) -> Markup:
    said = desk.say("theme_point", title=point.speech.title, number=point.theme + 1)
    address = desk.visit.address("speech", id=point.speech.speech_id)
    return element("a", element("title", said), mark_of(point.theme % STYLES, x, y), href=address, aria_label=said)
