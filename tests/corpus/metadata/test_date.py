"""When a speech was held, not when it was printed nor what year it is about."""

import pytest

from corpus.readers import ReadWarning
from corpus.types import Inference
from tests.corpus.metadata.heads import BODY, date_of, head, known


@pytest.mark.parametrize(
    ("lines", "date", "evidence"),
    [
        (["（2019年7月9日）"], "2019-07-09", "2019年7月9日"),
        (["二〇一九年七月九日"], "2019-07-09", "二〇一九年七月九日"),
        (["（2019年7月　日）"], "2019-07", "2019年7月"),
        (["（2019）"], "2019", "2019"),
        (["县委书记　张××　2019年7月9日"], "2019-07-09", "2019年7月9日"),
        (["时间：2019年7月9日上午9时"], "2019-07-09", "2019年7月9日"),
        (["（根据2019年7月9日录音整理）"], "2019-07-09", "2019年7月9日"),
        (["（2019年7月20日整理）"], None, None),
        (["（2019年8月印发）"], None, None),
        (["发布时间：2019-07-11 08:30　来源：县政府办"], None, None),
        (["——迎接2035年的到来"], None, None),
    ],
)
def test_dates_in_the_head(lines, date, evidence):
    metadata = known(head("在全县防汛工作会议上的讲话", *lines))
    assert date_of(metadata) == date
    assert metadata.inferred.get("date") == (Inference("text_head", evidence) if date else None)


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("在2021年全县防汛工作会议上的讲话", "2021"),
        ("在云岫县2021年防汛工作会议上的讲话", "2021"),
        ("2021年全县防汛工作会议讲话", "2021"),
        ("2021年7月9日在防汛会议上的讲话", "2021-07-09"),
        ("在2020年度总结表彰大会上的讲话", None),
        ("在2020年工作总结会上的讲话", None),
        ("关于2020年工作要点的讲话", None),
        ("在迎接2035年动员会上的讲话", None),
        ("在学习2019年7月9日讲话精神座谈会上的发言", None),
    ],
)
def test_a_year_in_the_title_is_the_date_only_if_it_is_the_year_of_the_meeting(title, date):
    assert date_of(known(head(title))) == date


@pytest.mark.parametrize(
    ("text", "path", "date", "origin"),
    [
        (BODY + "\n（2020年3月20日）\n", "a.txt", "2020-03-20", "text_tail"),
        (BODY + "\n云岫县委　2020年3月20日\n", "a.txt", "2020-03-20", "text_tail"),
        (BODY + "\n（此件2020年8月印发）\n", "a.txt", None, None),
        (BODY + "\n力争到2025年12月全面完成。\n", "a.txt", None, None),
        (BODY, "20190709防汛讲话.txt", "2019-07-09", "file_name"),
        (BODY, "防汛讲话_2019-07-09.txt", "2019-07-09", "file_name"),
        (BODY, "防汛讲话（2019）.txt", "2019", "file_name"),
        (BODY, "防汛讲话_2019.txt", "2019", "file_name"),
        (BODY, "2019 防汛讲话.txt", "2019", "file_name"),
        (BODY, "004_a20190709b3c4d5.txt", None, None),
        (BODY, "2020年工作要点讲话.txt", None, None),
        (BODY, "面向2035年的讲话.txt", None, None),
        (BODY, "2019/防汛讲话.txt", "2019", "folder"),
        (BODY, "领导讲话/2019年/防汛.txt", "2019", "folder"),
        (BODY, "2019年/7月/防汛.txt", "2019-07", "folder"),
        (BODY, "2019年度领导讲话汇编/防汛.txt", "2019", "folder"),
        (BODY, "2035年远景/防汛.txt", None, None),
        (BODY, "2016-2020/防汛.txt", None, None),
        (BODY, "a.txt", None, None),
    ],
)
def test_dates_elsewhere(text, path, date, origin):
    metadata = known(text, path)
    assert date_of(metadata) == date
    assert (metadata.inferred["date"].found_in if date else None) == origin


def test_the_text_outranks_the_file_name_and_a_contradiction_is_noted():
    text = head("在防汛会议上的讲话", "（征求意见稿）", "（2019年7月9日）")
    metadata = known(text, "防汛讲话（征求意见稿）20190701.docx")
    assert (date_of(metadata), metadata.state) == ("2019-07-09", "draft_for_comment")
    assert metadata.warnings == (
        ReadWarning("warn_dates_disagree", {"date": "2019-07-09", "other": "2019-07-01", "evidence": "20190701"}),
    )


@pytest.mark.parametrize(
    ("page", "against"),
    [
        ("要闻频道 来源：河海报 2016年12月31日 19:06", "2016年12月31日"),
        ("要闻频道 来源：河海报 2014年1月3日 19:06", ""),  # printed behind the turn of the year
        ("要闻频道 来源：河海报 2013年3月1日 19:06", ""),
    ],
)
def test_a_page_of_another_year_contradicts_the_date_of_a_file_name(page: str, against: str) -> None:
    metadata = known(head("新年献词", page), "献词2013-12-31.txt")
    assert date_of(metadata) == "2013-12-31"
    assert metadata.inferred["date"] == Inference("file_name", "2013-12-31", against)


def test_a_file_name_of_another_year_contradicts_the_date_of_the_text() -> None:
    metadata = known(head("在防汛会议上的讲话", "（2019年7月9日）"), "防汛讲话20170701.docx")
    assert metadata.inferred["date"] == Inference("text_head", "2019年7月9日", "20170701")


def test_a_date_that_says_more_and_agrees_is_taken():
    metadata = known(head("在2021年防汛会议上的讲话") + "\n（2021年3月5日）\n", "2021/防汛.txt")
    assert (date_of(metadata), metadata.inferred["date"]) == ("2021-03-05", Inference("text_tail", "2021年3月5日"))
    assert metadata.warnings == ()


def test_given_dates_are_normalised_and_an_unreadable_one_is_unknown():
    text = head("在防汛会议上的讲话", "（2019年7月9日）")
    assert date_of(known(text, given={"date": "2018年1月2日"})) == "2018-01-02"
    assert "date" not in known(text, given={"date": "2018/1/2"}).inferred
    unreadable = known(text, given={"date": "去年夏天"})
    assert unreadable.date is None
    assert unreadable.warnings == (ReadWarning("warn_date_unreadable", {"value": "去年夏天"}),)


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("x-2025-10.txt", "2025"),
        ("x2025-06.txt", "2025"),
        ("x2025-14.txt", "2025"),
        ("x-2025.txt", "2025"),
        ("x-2020-04-30-01.txt", "2020-04-30"),
        ("2025-10.txt", "2025-10"),
        ("讲话_2025-10.txt", "2025-10"),
    ],
)
def test_a_serial_number_in_a_file_name_is_no_month(path, date):
    assert date_of(known(BODY, path)) == date


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["——（二〇一九年七月九日，云岫）"], "2019-07-09"),
        (["----2019年7月9日钱宁市长在云岫市人民代表大会的报告"], "2019-07-09"),
        (["2019年7月9日在云岫市第九届人民代表大会第三次会议上市长殷明作政府工作报告。"], "2019-07-09"),
        (["时间:2019-07-10 来源：云岫日报", "（2019年7月9日）"], "2019-07-09"),
        (["2019年07月10日08:22"], "2018"),
    ],
)
def test_the_head_beats_the_file_name_and_the_page_says_nothing(lines, date):
    assert date_of(known(head("政府工作报告", *lines), "x-2018-3.txt")) == date


def test_a_day_without_a_year_is_of_the_year_of_the_meeting() -> None:
    metadata = known(head("在全县2024年春季造林现场会上的讲话", "县长 王明远", "（2月26日）"))
    assert (date_of(metadata), metadata.inferred["date"].evidence) == ("2024-02-26", "2月26日")
