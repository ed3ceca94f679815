from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import PartialDate
from retriever.understanding.periods import Period, find_periods, is_time_of_speaking, parse_period

TODAY = date(2024, 5, 31)

Found = tuple[int | None, str | None, str | None]


def dates(period: Period | None) -> Found | None:
    """The year, the first and the last date of a period, as filters have them."""
    if period is None:
        return None
    values = dict(period.filters)
    return values.get("year"), values.get("date_from"), values.get("date_to")


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("2021年", (2021, None, None)),
        ("２０２１年", (2021, None, None)),
        ("二〇二一年", (2021, None, None)),
        ("二○一九年度", (2019, None, None)),
        ("2021年度", (2021, None, None)),
        ("2021", (2021, None, None)),
        ("21年", (2021, None, None)),
        ("在2021年的", (2021, None, None)),
        ("今年", (2024, None, None)),
        ("本年度", (2024, None, None)),
        ("去年", (2023, None, None)),
        ("前年", (2022, None, None)),
        ("大前年", (2021, None, None)),
        ("2021年3月", (None, "2021-03", "2021-03")),
        ("2021年3月18日", (None, "2021-03-18", "2021-03-18")),
        ("上个月", (None, "2024-04", "2024-04")),
        ("本月", (None, "2024-05", "2024-05")),
        ("近三年", (None, "2021-05-31", None)),
        ("近3年来", (None, "2021-05-31", None)),
        ("最近五年", (None, "2019-05-31", None)),
        ("过去两年", (None, "2022-05-31", None)),
        ("近半年", (None, "2023-11-30", None)),
        ("最近三个月", (None, "2024-02-29", None)),
        ("2019年以来", (None, "2019", None)),
        ("自2019年3月以来", (None, "2019-03", None)),
        ("2019年至今", (None, "2019", None)),
        ("2019年以後", (None, "2020", None)),
        ("2019年12月以后", (None, "2020-01", None)),
        ("2019年12月31日以后", (None, "2020-01-01", None)),
        ("去年以来", (None, "2023", None)),
        ("2020年以前", (None, None, "2019")),
        ("2020年1月之前", (None, None, "2019-12")),
        ("2020年3月1日以前", (None, None, "2020-02-29")),
        ("2018到2021年", (None, "2018", "2021")),
        ("2018年至2021年", (None, "2018", "2021")),
        ("2018—2021年", (None, "2018", "2021")),
        ("从2018年到去年", (None, "2018", "2023")),
        ("2021年上半年", (None, "2021-01", "2021-06")),
        ("去年下半年", (None, "2023-07", "2023-12")),
        ("今年一季度", (None, "2024-01", "2024-03")),
        ("2021年第4季度", (None, "2021-10", "2021-12")),
        ("in 2021", (2021, None, None)),
        ("in March 2021", (None, "2021-03", "2021-03")),
        ("last year", (2023, None, None)),
        ("this year", (2024, None, None)),
        ("since 2019", (None, "2019", None)),
        ("before 2020", (None, None, "2019")),
        ("after 2020", (None, "2021", None)),
        ("from 2018 to 2021", (None, "2018", "2021")),
        ("between 2018 and 2021", (None, "2018", "2021")),
        ("over the past three years", (None, "2021-05-31", None)),
        ("the last 6 months", (None, "2023-11-30", None)),
        ("换届以来", (None, None, None)),
    ],
)
def test_words_for_a_time(phrase: str, expected: Found) -> None:
    assert dates(parse_period(phrase, TODAY)) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "安全生产",
        "2025年",
        "2035年",
        "0年",
        "1066年",
        "2021年13月",
        "近年来",
        "近几年",
        "最近",
        "十四五",
        "2021年的目标",
        "2021年到2018年",
        "21个",
        "by 2021",
        "in 2030",
    ],
)
def test_what_is_no_time_to_look_back_to(phrase: str) -> None:
    assert parse_period(phrase, TODAY) is None


def test_the_term_begins_where_it_was_set() -> None:
    assert dates(parse_period("换届以来", TODAY, PartialDate(2021, 9))) == (None, "2021-09", None)


def test_a_leap_day_three_years_on_is_the_last_of_february() -> None:
    assert dates(parse_period("近三年", date(2024, 2, 29))) == (None, "2021-02-28", None)


@pytest.mark.parametrize(
    "question",
    [
        "到2023年要达到多少",
        "力争2022年建成什么",
        "2021年底前建成的平台是什么",
        "2020年远景目标",
        "比2020年增长多少",
        "截至2020年有多少家企业",
        "2018年洪水那次怎么讲的",
        "“2021年”这个说法在哪里",
        "《2021年工作要点》怎么讲的",
        "目前年轻人怎么看",
        "六十岁以上年龄的老人怎么照顾",
        "如今年均多少",
    ],
)
def test_a_year_that_is_asked_about_is_no_period(question: str) -> None:
    spoken = [p for p in find_periods(question, TODAY) if is_time_of_speaking(question, p.start, p.end)]
    assert len(spoken) != 1


@pytest.mark.parametrize(
    ("question", "phrase", "expected"),
    [
        ("2021年安全生产目标", "2021年", True),
        ("关于河长制，2021年有什么要求", "2021年", True),
        ("在2021年提的目标", "2021年", True),
        ("河长制2021年怎么讲的", "2021年", True),
        ("河长制是2021年提到的吗", "2021年", True),
        ("教育经费2021年是多少", "2021年", False),
        ("充电桩今年计划建几个", "今年", False),
        ("What was said in 2021 about rivers", "in 2021", True),
        ("How long did clearance take in 2021?", "in 2021", True),
        ("Did the flood in 2021 hurt anyone", "in 2021", False),
    ],
)
def test_where_a_time_stands_tells_whether_it_is_when_something_was_said(
    question: str, phrase: str, expected: bool
) -> None:
    (period,) = find_periods(question, TODAY)
    assert question[period.start : period.end] == phrase
    assert is_time_of_speaking(question, period.start, period.end) is expected


@given(
    st.text(st.sampled_from("20一二〇年月去今前近三到以来底 inlastyr-“”（"), max_size=24),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)
def test_periods_are_slices_in_order_and_never_begin_in_the_future(text: str, today: date) -> None:
    end = 0
    for period in find_periods(text, today):
        assert end <= period.start < period.end <= len(text)
        end = period.end
        # 2023年以后, asked in 2023, may begin next year: nothing can have been said then.
        first = period.time.first
        assert first is None or first.year <= today.year + 1
