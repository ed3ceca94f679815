"""The chart: where years and values stand, what is told apart, what can be reached."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.pages.visiting import Read
from ui.geometry import STYLES, mark_at, ticks
from ui.pages.chart import Point, Series, axes_of, chart
from ui.rendering import environment

YEARS = ("2019", "2020", "2021", "2022")


def series(*values: float | None, name: str = "巡河记录", doubtful: Sequence[int] = ()) -> Series:
    points = (
        Point(value, f"{name} {year}", None if not value else f"/at/{year}", place in doubtful)
        for place, (year, value) in enumerate(zip(YEARS, values, strict=True))
    )
    return Series(name, tuple(points))


MACROS = environment("zh").get_template("macros/timeline_chart.html").module


def drawn(*shown: Series, named: Sequence[str] = ("巡河记录：历年用法", "各年次数", "无讲话")) -> str:
    return str(MACROS.timeline_chart(chart(YEARS, shown), *named))  # type: ignore[attr-defined]


def key(number: int) -> str:
    return str(MACROS.key(mark_at(number, 17, 8)))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (2, [0, 1, 2]),
        (3, [0, 1, 2, 3]),
        (4, [0, 1, 2, 3, 4]),
        (19, [0, 5, 10, 15, 20]),
        (100, [0, 50, 100]),
        (0.7, [0, 0.2, 0.4, 0.6, 0.8]),
    ],
)
def test_lines_stand_at_round_values(most: float, expected: list[float]) -> None:
    assert ticks(most) == pytest.approx(expected)


@given(st.floats(min_value=1e-3, max_value=1e7))
def test_the_values_fit_between_the_lines(most: float) -> None:
    lines = ticks(most)
    assert lines[0] == 0 and lines[-1] >= most * (1 - 1e-6)
    assert 2 <= len(lines) <= 6
    assert lines[-2] < most


@given(st.lists(st.one_of(st.none(), st.just(0.0), st.floats(1e-3, 1e4)), min_size=1, max_size=40))
def test_every_point_stands_inside_the_picture(values: list[float | None]) -> None:
    one = Series("甲", tuple(Point(value, "") for value in values))
    axes = axes_of([str(2000 + place) for place in range(len(values))], [one])
    for place, value in enumerate(values):
        assert 48 < axes.middle(place) < axes.width - 24
        if value is not None:
            assert 18 <= axes.y(value) <= 300 - 34


def test_a_year_without_speeches_is_not_a_year_without_uses() -> None:
    page = Read(drawn(series(2, None, 0, 1)))
    (line,) = page.values("d", "path", "line")
    assert re.sub(r"[\d. ]+", "", line) == "MML", "the line is broken at the year without speeches"
    assert page.texts("g", "empty") == ["2020 · 无讲话无讲话"]
    assert len(page.values("class", "circle", "point")) == 3
    assert page.values("href", "a") == ["/at/2019", "/at/2022"], "what was not said has nothing to open"


def test_wordings_are_told_apart_without_colours() -> None:
    every = [series(1, 1, 1, 1, name=str(number)) for number in range(STYLES)]
    page = Read(drawn(*every))
    assert page.values("class", "path", "line") == [f"line s{number}" for number in range(STYLES)]
    shapes = {
        re.sub(r"[-\d.]+", "", key(number).partition("point")[0].rpartition("<")[2]) + str(len(key(number)))
        for number in range(STYLES)
    }
    assert len(shapes) == STYLES


def test_the_picture_is_named_and_its_points_can_be_read_out() -> None:
    page = Read(drawn(series(1, 2, 3, 4, doubtful=(1,))))
    assert page.texts("title")[0] == "巡河记录：历年用法"
    assert page.texts("desc") == ["各年次数"]
    assert page.values("aria-label", "a") == ["巡河记录 2019", "巡河记录 2020", "巡河记录 2021", "巡河记录 2022"]
    assert len(page.values("class", "circle", "hollow")) == 1
    assert not re.search(r"\sstyle=|<script|https?:", drawn(series(1, 2, 3, 4)))


def test_a_name_full_of_html_stays_text() -> None:
    nasty = '"><script>1</script>'
    assert "<script>" not in drawn(series(1, 2, 3, 4, name=nasty), named=(nasty, nasty, nasty))


def test_there_is_no_chart_without_years() -> None:
    assert chart((), []) is None
