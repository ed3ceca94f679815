"""Dates: every form of every real day, and what only looks like a date."""

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.dates import FoundDate, find_dates, is_far_ahead, may_be_dates, parse_date
from corpus.partial_date import PartialDate

DIGITS = "〇一二三四五六七八九"
MONTHS = list(calendar.month_name)[1:]
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


def counted(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[units] if units else "")


def chinese(day: datetime.date) -> str:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{counted(day.month)}月{counted(day.day)}日"


def day_forms(day: datetime.date) -> list[str]:
    month = MONTHS[day.month - 1]
    return [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month:02} 月 {day.day:02} 日",
        f"{day.year}年{day.month}月{day.day}号",
        chinese(day),
        chinese(day).replace("〇", "○"),
        chinese(day).replace("〇", "零"),
        chinese(day).replace("〇", "O"),
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year:04}{day.month:02}{day.day:02}",
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month[:3]}. {day.day}, {day.year}",
    ]


@given(DAYS)
def test_every_day_in_every_form_parses_back(day):
    assert {form: parse_date(form) for form in day_forms(day)} == dict.fromkeys(day_forms(day), PartialDate.of(day))


@given(DAYS)
def test_every_day_in_every_form_is_found_where_it_stands(day):
    for form in day_forms(day):
        text = f"（{form}，县委礼堂）"
        assert find_dates(text) == [FoundDate(PartialDate.of(day), 1, 1 + len(form))]
        assert may_be_dates(f"（{form}）") and not may_be_dates(text)


@given(DAYS)
def test_months_and_years_parse_back(day):
    month = PartialDate(day.year, day.month)
    name = MONTHS[day.month - 1]
    forms = [f"{day.year}年{day.month}月", f"{day.year}年{day.month}月份", str(month), f"{name} {day.year}"]
    assert [parse_date(form) for form in forms] == [month] * 4
    assert parse_date(f"{day.year}年") == parse_date(str(day.year)) == PartialDate(day.year)


@given(st.text(alphabet="0123456789年月日-/.一二十〇 May号", max_size=30))
def test_what_is_found_is_possible_in_order_and_disjoint(text):
    end = 0
    for found in find_dates(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        year, month, day = [*str(found.value).split("-"), "01", "01"][:3]
        datetime.date(int(year), int(month), int(day))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2019年13月", None),
        ("2019年2月30日", None),
        ("2019年7月32日", None),
        ("2019-13-01", None),
        ("20191301", None),
        ("30000101", None),
        ("2019年7月9日和7月10日", None),
        ("会议", None),
        ("", None),
        ("2019-12号", None),
        ("２０１９年７月９日", "2019-07-09"),
        ("二O一九年七月九日", "2019-07-09"),
        ("二○二○年十二月三十一日", "2020-12-31"),
        ("二〇一九年廿九日", None),
        ("2019年元月", "2019-01"),
        ("2019年7月9日（星期二）", "2019-07-09"),
        ("2019/7/9 0:00", "2019-07-09"),
        ("2019-07-09T08:30:00", "2019-07-09"),
        ("201907", "2019-07"),
        ("201913", None),
        ("2019.7", "2019-07"),
        ("2019/07", "2019-07"),
        ("2019-13", None),
        ("2019-0", None),
        ("２０１９", "2019"),
        ("２０１９－０７－０９", "2019-07-09"),
        ("２０１９－７", "2019-07"),
        ("2019—07—09", "2019-07-09"),
        ("２０１９／７／９", "2019-07-09"),
        ("2019。7。9", "2019-07-09"),
        ("２０１９－０７－０９　０８：３０", "2019-07-09"),
        ("2019—2021", None),
        (" 2019 ", "2019"),
        ("14th of May, 2018", "2018-05-14"),
        ("31 June 2018", None),
    ],
)
def test_parse_date(text, value):
    assert parse_date(text) == (value and PartialDate.parse(value))


@pytest.mark.parametrize(
    ("text", "slices"),
    [
        ("编号120190709号", {}),
        ("20190709讲话", {"20190709": "2019-07-09"}),
        ("共2019人，支出2019.7万元", {}),
        ("2019—2021年规划", {}),
        ("第2019.7.9.1节", {}),
        ("自2019年3月起，到2020年底", {"2019年3月": "2019-03", "2020年": "2020"}),
        ("2019年13月和2020年1月", {"2020年1月": "2020-01"}),
        ("Remarks by the Mayor, 14 May 2018", {"14 May 2018": "2018-05-14"}),
        ("We may 12 times", {}),
        ("2018-05 and 2018-05-14", {"2018-05": "2018-05", "2018-05-14": "2018-05-14"}),
    ],
)
def test_find_dates(text, slices):
    assert {text[found.start : found.end]: str(found.value) for found in find_dates(text)} == slices


@pytest.mark.parametrize(
    ("value", "far"),
    [
        ("2020-03-09", False),
        ("2021", False),
        ("2021-03", False),
        ("2021-03-09", False),
        ("2021-03-10", True),
        ("2021-04", True),
        ("2022", True),
        ("2099-01-01", True),
    ],
)
def test_more_than_a_year_ahead(value, far):
    assert is_far_ahead(PartialDate.parse(value), datetime.date(2020, 3, 9)) is far


def test_a_date_whose_digits_stand_apart_is_found_where_it_stands() -> None:
    text = "在全县大会上的讲话\n（2 0 2 4 年 1 2 月 5 日）"
    (found,) = find_dates(text)
    assert (str(found.value), text[found.start : found.end]) == ("2024-12-05", "2 0 2 4 年 1 2 月 5 日")
