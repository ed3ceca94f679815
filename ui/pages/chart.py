"""Lines over years: the places of all that the template draws; every point can be reached, read out and opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ui.geometry import STYLES, Axes, Mark, Measures, mark_at, ticks

MEASURES = Measures(
    width=900, height=300, top=18, bottom=34, left=48, right=24, least_step=46, most_step=84
)  # in pixels; further than 84 from year to year a line is hard to follow


@dataclass(frozen=True, slots=True)
class Point:
    """The value of one year: None where there is nothing to count. `said` is what is read out, `href` what opens.

    `doubtful` says that some of it is there by an inferred date.
    """

    value: float | None
    said: str
    href: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one wording, a year each."""

    name: str
    points: tuple[Point, ...]


class DrawnPoint(NamedTuple):
    """A point with its sign where it stands."""

    said: str
    href: str | None
    sign: Mark


class DrawnSeries(NamedTuple):
    """A wording as its line, a path that is "" where there is no value at all, and its points."""

    style: int
    line: str
    points: Sequence[DrawnPoint]


class Chart(NamedTuple):
    """A chart: `years` and `values` stand at the axes, `empty` are the places and years without any value."""

    axes: Axes
    years: Sequence[tuple[int, str]]
    values: Sequence[float]
    empty: Sequence[tuple[int, str]]
    series: Sequence[DrawnSeries]


def chart(years: Sequence[str], series: Sequence[Series]) -> Chart | None:
    """The chart of `series` over `years`, as they are called, None without years.

    A line is broken where a year has no value: that there were no speeches is not that nothing was said in them.
    """
    if not years:
        return None
    axes = axes_of(years, series)
    places = list(enumerate(years))
    empty = [each for each in places if series and all(one.points[each[0]].value is None for one in series)]
    drawn = [_drawn(axes, number, one) for number, one in enumerate(series)]
    return Chart(axes, places, ticks(axes.most), empty, drawn)


def axes_of(years: Sequence[str], series: Sequence[Series]) -> Axes:
    """Axes that all values find their place at."""
    most = max((point.value for each in series for point in each.points if point.value is not None), default=0)
    return Axes(MEASURES, len(years), max(ticks(most)))


def _drawn(axes: Axes, number: int, series: Series) -> DrawnSeries:
    points = [
        DrawnPoint(
            point.said, point.href, mark_at(number, axes.middle(place), axes.y(point.value), hollow=point.doubtful)
        )
        for place, point in enumerate(series.points)
        if point.value is not None
    ]
    return DrawnSeries(number % STYLES, "".join(_line(axes, series)), points)


def _line(axes: Axes, series: Series) -> Iterator[str]:
    pen = "M"
    for place, point in enumerate(series.points):
        if point.value is not None:
            yield f"{pen}{axes.middle(place)} {axes.y(point.value)}"
        pen = "M" if point.value is None else "L"
