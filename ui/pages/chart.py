"""Lines over years as SVG made on the server: nothing is fetched, every point can be reached, read out and opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

from ui.markup import EMPTY, element, joined

STYLES = 6  # colours, dashes and shapes that style sheet and `mark_of` tell apart; beyond them they begin again

_STEP = (46, 84)  # pixels from year to year, least and most
_WIDTH = 900  # what a chart may take while its years keep apart
_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 300, 18, 34, 48, 24
_LINES = 4  # across, at most


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


@dataclass(frozen=True, slots=True)
class Frame:
    """Where years and values stand in the picture."""

    years: tuple[int, ...]
    step: float
    top: float

    @property
    def width(self) -> int:
        """The width of the picture in pixels."""
        return round(_LEFT + self.step * len(self.years) + _RIGHT)

    def x(self, place: int) -> float:
        """Where the year at `place` stands."""
        return round(_LEFT + self.step * (place + 0.5), 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / self.top, 1)


def chart(years: Sequence[int], series: Sequence[Series], title: str, description: str, nothing: str) -> Markup:
    """The chart of `series` over `years`; `nothing` names a year without speeches. Empty without years.

    A line is broken where a year has no value: that there were no speeches is not that nothing was said in them.
    """
    if not years:
        return EMPTY
    frame = framed(years, series)
    named = element("title", title, id="chart-title") + element("desc", description, id="chart-description")
    drawn = joined([named, *_grid(frame), *_empty_years(frame, series, nothing), *_years(frame)])
    lines = joined(_line(frame, number, each) for number, each in enumerate(series))
    points = joined(_points(frame, number, each) for number, each in enumerate(series))
    return element(
        "svg",
        drawn + lines + points,
        class_="chart",
        viewBox=f"0 0 {frame.width} {_HEIGHT}",
        width=frame.width,
        height=_HEIGHT,
        role="group",
        aria_labelledby="chart-title chart-description",
    )


def key(number: int) -> Markup:
    """The sign of the series `number`: a piece of its line with its shape."""
    style = number % STYLES
    line = element("path", d="M1 8H33", class_=f"line s{style}")
    return element(
        "svg", line + mark_of(style, 17, 8), class_="key", width=34, height=16, viewBox="0 0 34 16", aria_hidden="true"
    )


def framed(years: Sequence[int], series: Sequence[Series]) -> Frame:
    """The frame in which all values find their place."""
    most = max((point.value for each in series for point in each.points if point.value is not None), default=0)
    step = min(max((_WIDTH - _LEFT - _RIGHT) / len(years), _STEP[0]), _STEP[1])
    return Frame(tuple(years), step, max(ticks(most)))


def ticks(most: float) -> list[float]:
    """The values, ascending from 0, at which lines go across: round ones, the last not below `most`.

    Below a whole `most` they are whole: there is no half of a use.
    Steps are 1, 2 or 5 times a power of ten (Heckbert, "Nice Numbers for Graph Labels", 1990).
    """
    if most <= 0:
        return [0, 1]
    rough = most / _LINES
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    step = max(step, 1) if most == int(most) else step
    return [round(step * number, 10) for number in range(ceil(most / step - 1e-9) + 1)]


def _grid(frame: Frame) -> Iterator[Markup]:
    for value in ticks(frame.top):
        y = frame.y(value)
        yield element("path", d=f"M{_LEFT} {y}H{frame.width - _RIGHT}", class_="grid")
        yield element("text", f"{value:g}", x=_LEFT - 10, y=y + 4.5, class_="value", aria_hidden="true")


def _years(frame: Frame) -> Iterator[Markup]:
    for place, year in enumerate(frame.years):
        yield element("text", str(year), x=frame.x(place), y=_HEIGHT - 12, class_="year", aria_hidden="true")


def _empty_years(frame: Frame, series: Sequence[Series], nothing: str) -> Iterator[Markup]:
    for place, year in enumerate(frame.years):
        if series and all(each.points[place].value is None for each in series):
            x = round(_LEFT + frame.step * place + 3, 1)
            band = element("rect", x=x, y=_TOP, width=round(frame.step - 6, 1), height=_HEIGHT - _BOTTOM - _TOP, rx=3)
            middle = (_HEIGHT - _BOTTOM + _TOP) / 2
            said = element(
                "text", nothing, x=frame.x(place), y=middle, transform=f"rotate(-90 {frame.x(place)} {middle})"
            )
            yield element("g", element("title", f"{year} · {nothing}"), band, said, class_="empty")


def _line(frame: Frame, number: int, series: Series) -> Markup:
    pieces = []
    pen = "M"
    for place, point in enumerate(series.points):
        if point.value is not None:
            pieces.append(f"{pen}{frame.x(place)} {frame.y(point.value)}")
        pen = "M" if point.value is None else "L"
    return element("path", d="".join(pieces), class_=f"line s{number % STYLES}") if pieces else EMPTY


def _points(frame: Frame, number: int, series: Series) -> Markup:
    style = number % STYLES
    found = []
    for place, point in enumerate(series.points):
        if point.value is None:
            continue
        x, y = frame.x(place), frame.y(point.value)
        shape = mark_of(style, x, y, hollow=point.doubtful)
        if point.href is None:
            found.append(element("g", element("title", point.said), shape))
            continue
        # A finger needs more than the eye.
        touch = element("circle", cx=x, cy=y, r=16, class_="touch")
        name = element("title", point.said)
        found.append(element("a", name, touch, shape, href=point.href, data_panel="", aria_label=point.said))
    return element("g", joined(found), class_="points")


def mark_of(style: int, x: float, y: float, hollow: bool = False) -> Markup:
    """The shape of a style around a point: told apart without colours."""
    named = f"point s{style} hollow" if hollow else f"point s{style}"
    if style == 0:
        return element("circle", cx=x, cy=y, r=4.5, class_=named)
    corners = {
        1: ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        2: ((0, -5.5), (5, 4), (-5, 4)),
        3: ((0, -6), (5, 0), (0, 6), (-5, 0)),
        4: ((0, 5.5), (5, -4), (-5, -4)),
        5: ((-5, -2), (-5, 2), (-2, 2), (-2, 5), (2, 5), (2, 2), (5, 2), (5, -2), (2, -2), (2, -5), (-2, -5), (-2, -2)),
    }[style]
    path = "L".join(f"{round(x + dx, 1)} {round(y + dy, 1)}" for dx, dy in corners)
    return element("path", d=f"M{path}Z", class_=named)
