"""Geometry that the charts share, in pixels: axes with round numbers, and the shapes that tell series apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

STYLES = 6
"""Colours, dashes and shapes that the style sheet and `mark_at` tell apart; beyond them they begin again."""

_LINES = 4  # across, at most


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a kind of chart: its height, the width that it takes while its years keep apart, the margins
    around what is drawn, and from year to year the least and the most.
    """

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    least_step: int
    most_step: int


@dataclass(frozen=True, slots=True)
class Axes:
    """Places of years, by their number from 0, and of values from 0 to `most`, in a chart with these measures."""

    measures: Measures
    years: int
    most: float

    @property
    def step(self) -> float:
        """The distance from year to year."""
        given = self.measures
        fitting = (given.width - given.left - given.right) / self.years
        return min(max(fitting, given.least_step), given.most_step)

    @property
    def width(self) -> int:
        """The width of the whole chart."""
        return round(self.measures.left + self.step * self.years + self.measures.right)

    @property
    def right(self) -> int:
        """The right edge of what is drawn."""
        return self.width - self.measures.right

    @property
    def bottom(self) -> int:
        """The height at which the value 0 stands."""
        return self.measures.height - self.measures.bottom

    def start(self, place: int) -> float:
        """The left edge of a year."""
        return round(self.measures.left + self.step * place, 1)

    def middle(self, place: int) -> float:
        """The middle of a year."""
        return round(self.measures.left + self.step * (place + 0.5), 1)

    def y(self, value: float) -> float:
        """The height of a value, which falls as the value rises."""
        return round(self.bottom - (self.bottom - self.measures.top) * value / self.most, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign of a point in one of `STYLES` styles: a `path`, or a circle where that is None; `hollow` in doubt."""

    style: int
    x: float
    y: float
    path: str | None
    hollow: bool


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


def mark_at(number: int, x: float, y: float, *, hollow: bool = False) -> Mark:
    """The sign of the series `number` at a point: told apart by its shape, without colours."""
    style = number % STYLES
    corners: dict[int, tuple[tuple[float, float], ...]] = {
        1: ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        2: ((0, -5.5), (5, 4), (-5, 4)),
        3: ((0, -6), (5, 0), (0, 6), (-5, 0)),
        4: ((0, 5.5), (5, -4), (-5, -4)),
        5: ((-5, -2), (-5, 2), (-2, 2), (-2, 5), (2, 5), (2, 2), (5, 2), (5, -2), (2, -2), (2, -5), (-2, -5), (-2, -2)),
    }
    if style not in corners:
        return Mark(style, x, y, None, hollow)
    path = "L".join(f"{round(x + dx, 1)} {round(y + dy, 1)}" for dx, dy in corners[style])
    return Mark(style, x, y, f"M{path}Z", hollow)
