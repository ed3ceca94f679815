"""What a web page or a newspaper puts around a speech: it dates the page and not the speech, but may name who spoke."""

from __future__ import annotations

import pytest

from corpus.metadata.frame import dateline_length, is_page_line
from tests.corpus.metadata.heads import BODY, date_of, known


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("来源：云岫日报", True),
        ("发表时间：2024-05-06 来源：云岫日报", True),
        ("时间:2024-05-06 来源：云岫日报", True),
        ("2024年05月06日09:10", True),
        ("2024-05-06 09:10:22", True),
        ("云岫新闻网 首页 > 讲话 > 正文", True),
        ("分享：", True),
        ("字号：【大 中 小】", True),
        ("原标题：王明远：在全省防汛工作会议上的讲话", True),
        ("王明远作政府工作报告。云岫日报记者 钱 宁 摄", True),
        ("省委书记王明远5日发表讲话。讲话全文如下：", True),
        ("索 引 号：0001 成文日期：2025-01-20", True),
        ("《云岫日报》（2024年5月6日 02版）", True),
        ("Source: https://www.example/minister/speech/national-", True),
        ("https://www.example/a?b=1", True),
        ("见 https://www.example/a 一文。", False),
        ("水来源：三条河", False),
        ("来源：" + "主要是财政，" * 60, False),
        ("（2024年5月5日）", False),
        ("在全省新闻工作会议上的讲话", False),
        ("现将有关情况汇报如下：", False),
    ],
)
def test_lines_that_a_page_has_about_itself(line: str, expected: bool) -> None:
    assert is_page_line(line) is expected


def test_a_dateline_ends_where_the_news_begins() -> None:
    line = "云岫社松口5月6日电 在全省防汛工作会议上的讲话"
    assert line[dateline_length(line) :] == "在全省防汛工作会议上的讲话"
    assert dateline_length("云岫社松口５月６日电") == len("云岫社松口５月６日电")
    assert dateline_length("全社会5月6日都动了起来") == 0


def test_the_speech_has_its_own_title_and_date_below_those_of_the_page() -> None:
    text = (
        "王明远：让江河安澜\n2024-05-07 09:10:22\n来源：云岫日报\n"
        "云岫社松口5月6日电 省委书记王明远5日在全省防汛工作会议上发表讲话。讲话全文如下：\n"
        "一条河一座城\n——在全省防汛工作会议上的讲话\n（2024年5月5日，马德里）\n云岫省委书记 王明远" + BODY
    )
    metadata = known(text)
    assert metadata.title == "一条河一座城——在全省防汛工作会议上的讲话"
    assert (metadata.speaker, metadata.office, date_of(metadata)) == ("王明远", "云岫省委书记", "2024-05-05")
    assert metadata.occasion == "全省防汛工作会议"


def test_a_subtitle_may_stand_behind_the_line_of_the_page() -> None:
    text = "王明远：让江河安澜\n发表时间：2024-05-07 来源：云岫日报\n——在全省防汛工作会议上的讲话" + BODY
    assert known(text).title == "让江河安澜——在全省防汛工作会议上的讲话"
    assert (known(text).speaker, date_of(known(text))) == ("王明远", None)


def test_the_title_of_the_page_stays_where_it_only_adds_who_spoke() -> None:
    text = "王明远在防汛会议上的讲话\n发表时间：2024-05-07\n在防汛会议上的讲话\n（2024年5月5日）" + BODY
    assert known(text).title == "王明远在防汛会议上的讲话"


def test_the_news_in_front_names_the_speaker_where_nothing_else_does() -> None:
    text = "云岫社松口5月6日电 在防汛日到来之际，省委书记、省长王明远对防汛工作作出指示强调，要早做准备。" * 3
    metadata = known(text)
    assert (metadata.speaker, date_of(metadata)) == ("王明远", None)
    assert metadata.inferred["speaker"].evidence in text


def test_the_office_in_the_news_is_without_its_dateline() -> None:
    news = "云岫社松口3月27日电（记者 王明 钱宁）国家主席殷明远27日在松口国会发表演讲。演讲全文如下：\n"
    metadata = known(f"{news}守望相助\n——在松口国会的演讲" + BODY)
    assert (metadata.speaker, metadata.office) == ("殷明远", "国家主席")


def test_what_a_page_puts_below_a_speech_is_no_signature() -> None:
    below = "\n《云岫日报》（2024年5月6日 02版）\n来源：云岫日报 2024-05-08\n（责任编辑：王明）\n"
    metadata = known("在防汛会议上的讲话" + BODY + below, "x-2024-05-05-01.txt")
    assert (metadata.speaker, date_of(metadata)) == (None, "2024-05-05")


def test_a_first_line_that_is_the_name_of_the_file_is_no_second_title() -> None:
    text = "2024-05-05_让江河安澜 护一座城\n让江河安澜 护一座城\n——在防汛会议上的讲话" + BODY
    assert known(text).title == "让江河安澜 护一座城——在防汛会议上的讲话"
