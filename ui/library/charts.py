"""Geometry of the charts of the library: a bar for each year, and the map of themes; in pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from corpus import SpeechFacts
from indexer.library.themes import ThemeMap
from ui.geometry import Axes, Mark, Measures, mark_at, ticks

_BARS = Measures(width=560, height=220, top=22, bottom=30, left=66, right=12, least_step=26, most_step=84)
_LABEL = 40  # what a year takes, written out
_WIDEST = 44
_SHARE = 0.66  # of a year's room, for its bar

_THEMES_WIDTH, _THEMES_HEIGHT, _EDGE = 760, 460, 28
_POINTS = 1500  # on the map of themes: more lie upon each other
_LISTED = 30  # speeches of one theme


@dataclass(frozen=True, slots=True)
class Bar:
    """The value of one year; `said` is what is read out, `href` what opens."""

    year: int
    value: int
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """A bar with its place: `left` and `middle` of its year, its own edges, and True where the year is written out."""

    bar: Bar
    left: float
    middle: float
    x: float
    y: float
    width: float
    height: float
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars on their axes, with the lines across as (value, height)."""

    axes: Axes
    lines: Sequence[tuple[float, float]]
    bars: Sequence[PlacedBar]


@dataclass(frozen=True, slots=True)
class PlacedSpeech:
    """A speech on the map: its sign, and the number of its theme from 0."""

    speech: SpeechFacts
    theme: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class PlacedTheme:
    """A theme on the map: its sign for the legend, its words, its middle, and of its `count` speeches the newest."""

    sign: Mark
    keywords: Sequence[str]
    count: int
    x: float
    y: float
    speeches: Sequence[SpeechFacts]


@dataclass(frozen=True, slots=True)
class ThemeChart:
    """The map of themes; `shown` is the share of the differences between the speeches that it shows.

    Of the `speeches` those that are drawn come from all over: so many of each theme as are its share.
    """

    width: int
    height: int
    shown: float
    speeches: int
    points: Sequence[PlacedSpeech]
    themes: Sequence[PlacedTheme]


def bar_chart(bars: Sequence[Bar]) -> BarChart:
    """The chart of `bars`, at least one, ascending by year without gaps."""
    lines = ticks(max(bar.value for bar in bars))
    axes = Axes(_BARS, len(bars), max(lines))
    every = -(-_LABEL // round(axes.step))
    return BarChart(
        axes,
        [(value, axes.y(value)) for value in lines],
        [_placed(axes, bar, place, (len(bars) - 1 - place) % every == 0) for place, bar in enumerate(bars)],
    )


def theme_chart(found: ThemeMap) -> ThemeChart | None:
    """The map of the themes of the corpus, None where there is nothing to draw."""
    if len(found.points) < 2:
        return None
    across = _scale([point.x for point in found.points], _THEMES_WIDTH)
    down = _scale([-point.y for point in found.points], _THEMES_HEIGHT)
    by_theme = [[point for point in found.points if point.theme == number] for number in range(len(found.themes))]
    apart = -(-len(found.points) // _POINTS)
    points = [
        PlacedSpeech(point.speech, point.theme, mark_at(point.theme, across(point.x), down(-point.y)))
        for of_theme in by_theme
        for point in of_theme[::apart]
    ]
    themes = [
        PlacedTheme(
            mark_at(number, 8, 8),
            theme.keywords,
            theme.speeches,
            across(theme.x),
            down(-theme.y),
            nlargest(_LISTED, (point.speech for point in of_theme), key=lambda speech: speech.date_key),
        )
        for number, (theme, of_theme) in enumerate(zip(found.themes, by_theme, strict=True))
    ]
    return ThemeChart(_THEMES_WIDTH, _THEMES_HEIGHT, found.shown, len(found.points), points, themes)


def _placed(axes: Axes, bar: Bar, place: int, is_labelled: bool) -> PlacedBar:
    width = min(axes.step * _SHARE, _WIDEST)
    y = axes.y(bar.value)
    return PlacedBar(
        bar,
        axes.start(place),
        axes.middle(place),
        round(axes.measures.left + axes.step * (place + 0.5) - width / 2, 1),
        y,
        round(width, 1),
        round(axes.y(0) - y, 1),
        is_labelled,
    )


def _scale(values: Sequence[float], length: int) -> Callable[[float], float]:
    """The function from a value to its place along a side of the picture."""
    least, spread = min(values), max(values) - min(values)
    return lambda value: round(_EDGE + ((value - least) / spread if spread else 0.5) * (length - 2 * _EDGE), 1)
