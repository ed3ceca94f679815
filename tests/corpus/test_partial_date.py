from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.partial_date import PartialDate

DAYS = st.dates()
DATES = st.one_of(
    st.builds(lambda day: PartialDate(day.year), DAYS),
    st.builds(lambda day: PartialDate(day.year, day.month), DAYS),
    st.builds(PartialDate.of, DAYS),
)


@given(DATES)
def test_a_date_is_read_from_its_own_text(one: PartialDate):
    assert PartialDate.parse(str(one)) == one


@given(st.text(alphabet="0129-", max_size=10))
def test_a_text_that_is_read_is_the_text_of_the_date(text: str):
    found = PartialDate.parse(text)
    assert found is None or str(found) == text


@given(DATES, DATES)
def test_dates_are_in_the_order_of_their_texts(one: PartialDate, other: PartialDate):
    assert (one < other) == (str(one) < str(other))
    assert (one >= other) == (str(one) >= str(other))
    assert (one == other) == (str(one) == str(other))
    assert (one.sort_key < other.sort_key) == (one < other)


@given(DATES, DATES)
def test_a_date_covers_those_whose_text_goes_on_from_its_own(one: PartialDate, other: PartialDate):
    assert one.covers(other) == str(other).startswith(str(one))
    assert one.covers(one)


@given(DATES, DAYS)
def test_a_date_covers_the_days_from_its_first_to_its_last(one: PartialDate, day: date):
    assert one.covers(one.first_day)
    assert one.covers(one.last_day)
    assert one.covers(PartialDate.of(day)) == (one.first_day <= PartialDate.of(day) <= one.last_day)


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)), st.integers(-40, 40))
def test_there_and_back_is_where_it_was(day: date, by: int):
    for one in (PartialDate(day.year), PartialDate(day.year, day.month), PartialDate.of(day)):
        assert one.shifted(by).shifted(-by) == one
        assert (one.shifted(by) > one) == (by > 0)


@pytest.mark.parametrize(
    ("one", "by", "shifted"),
    [("2019", 1, "2020"), ("2019-12", 1, "2020-01"), ("2020-01", -1, "2019-12"), ("2020-03-01", -1, "2020-02-29")],
)
def test_a_date_is_shifted_by_its_own_kind(one: str, by: int, shifted: str):
    found = PartialDate.parse(one)
    assert found is not None
    assert str(found.shifted(by)) == shifted


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2020", "year", "2020-01-01", "2020-12-31"),
        ("2020-02", "month", "2020-02-01", "2020-02-29"),
        ("2020-02-09", "day", "2020-02-09", "2020-02-09"),
    ],
)
def test_what_is_unknown_may_be_any(text: str, precision: str, first: str, last: str):
    found = PartialDate.parse(text)
    assert found is not None
    assert (found.precision, str(found.first_day), str(found.last_day)) == (precision, first, last)


@pytest.mark.parametrize(
    "text", ["", "19", "0000", "2019-13", "2019-02-29", "2019-7", "2019-00", "2019-07-00", "２０１９", "2019-07-09 "]
)
def test_what_is_no_date_is_none(text: str):
    assert PartialDate.parse(text) is None


@pytest.mark.parametrize("parts", [(2019, None, 9), (2019, 13), (2019, 2, 30), (0,), (10_000,)])
def test_an_impossible_date_is_refused(parts: tuple[int, ...]):
    with pytest.raises(ValueError, match=r"year|month|day"):
        PartialDate(*parts)
