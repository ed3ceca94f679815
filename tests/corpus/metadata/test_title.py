"""Titles as a careful secretary would read them from a head or a file name."""

from pathlib import PurePosixPath

import pytest

from corpus.metadata.recognised import recognise
from corpus.readers import Record
from corpus.types import Inference
from tests.corpus.metadata.heads import BODY, head, known


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (head("在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("", "　　在全县防汛工作会议上的讲话　 ", ""), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛工作会议", "上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛", "暨水库安全工作会议上的讲话提纲"), "在全县防汛暨水库安全工作会议上的讲话提纲"),
        (
            head("守住一条河　护好一座城", "——在全县防汛工作会议上的讲话"),
            "守住一条河　护好一座城——在全县防汛工作会议上的讲话",
        ),
        (head("在防汛动员会上的讲话", "——兼谈水库管护"), "在防汛动员会上的讲话——兼谈水库管护"),
        (head("在全县防汛工作会议上的讲话（征求意见稿）"), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛工作会议上的讲话（2019年7月9日）（定稿）"), "在全县防汛工作会议上的讲话"),
        (head("在全县防汛工作会议上的讲话（节选）"), "在全县防汛工作会议上的讲话（节选）"),
        (head("机密★5年", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("云岫县委办公室", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("云办发〔2019〕7号", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("县委书记　张××", "在全县防汛工作会议上的讲话"), "在全县防汛工作会议上的讲话"),
        (head("守住一条河　护好一座城", "（2019年7月9日）"), "守住一条河　护好一座城"),
        (head("# 在防汛动员会上的讲话"), "在防汛动员会上的讲话"),
        (head("時間：2019年7月9日", "在防汛动员会上的讲话"), "在防汛动员会上的讲话"),
        (head("在《防汛条例（征求意见稿）》座谈会上的发言"), "在《防汛条例（征求意见稿）》座谈会上的发言"),
        ("Remarks at the River Forum\n14 May 2018\n\nLadies and gentlemen,\nWelcome.", "Remarks at the River Forum"),
        ("Remarks by the Mayor of Lanjiang, 14 May 2018\n\nDear friends,\nHello.", "Remarks by the Mayor of Lanjiang"),
        ("A River for All:\nAn Address to the Youth\n\nFriends,\nHello.", "A River for All: An Address to the Youth"),
        ("What Is a River For?\nRemarks by the Mayor\n\nFriends,\nHello.", "What Is a River For?"),
    ],
)
def test_titles_in_the_head(text, title):
    metadata = known(text)
    assert metadata.title == title
    reason = metadata.inferred["title"]
    assert reason.found_in == "text_head"
    assert reason.evidence in text


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("20190709县委书记在防汛工作会议上的讲话", "县委书记在防汛工作会议上的讲话"),
        ("2019年7月9日在防汛工作会议上的讲话（定稿）", "在防汛工作会议上的讲话"),
        ("03 防汛工作会议讲话", "防汛工作会议讲话"),
        ("（7）防汛工作会议讲话-定稿", "防汛工作会议讲话"),
        ("【内部】防汛工作会议讲话", "防汛工作会议讲话"),
        ("防汛工作会议讲话（征求意见稿）20190612", "防汛工作会议讲话"),
        ("防汛工作会议讲话_2019", "防汛工作会议讲话"),
        ("2020年防汛工作会议讲话", "2020年防汛工作会议讲话"),
        ("mayor_river_forum_2018-05-14", "mayor river forum"),
    ],
)
def test_titles_from_file_names(stem, title):
    metadata = known(BODY, f"{stem}.txt")
    assert metadata.title == title
    assert metadata.inferred["title"].found_in == "file_name"
    assert metadata.inferred["title"].evidence in stem


@pytest.mark.parametrize("stem", ["20190709", "004_9af87e82d37cfdaf", "新建 Microsoft Word 文档 (2)", "讲话稿", "001"])
def test_without_any_title_the_first_words_stand_for_it(stem):
    metadata = known(BODY, f"{stem}.txt")
    assert metadata.title == "今天把大家请来，是要把汛期的准备再过一遍。2012年那场大水…"
    assert metadata.inferred["title"] == Inference(
        "text_head", "今天把大家请来，是要把汛期的准备再过一遍。2012年那场大水"
    )


def test_a_title_that_is_given_is_kept_as_it_is():
    text = head("在全县防汛工作会议上的讲话")
    assert known(text, given={"title": "防汛讲话（定稿）"}).title == "防汛讲话（定稿）"
    assert "title" not in known(text, given={"title": "防汛讲话"}).inferred
    assert known(text, title="甲", given={"title": "乙"}).title == "乙"
    both = recognise(Record(text, title="甲", given={"title": "丙"}), PurePosixPath("a.md"), {})
    assert (both.title, "title" in both.inferred) == ("丙", False)
    assert known(BODY, title="在防汛会议上的讲话_云岫县人民政府").title == "在防汛会议上的讲话"
    subtitled = head("守住一条河", "——在防汛会议上的讲话")
    assert known(subtitled, title="守住一条河").title == "守住一条河——在防汛会议上的讲话"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["讲 话 稿", "主题：在全县防汛工作会议上的讲话"], "在全县防汛工作会议上的讲话"),
        (
            ["【领导讲话】王明远：在全县防汛工作会议上的讲话 (2022-07-14 17:30:05)", "标签： 讲话 防汛"],
            "在全县防汛工作会议上的讲话",
        ),
        (["新 年 贺 词"], "新年贺词"),
    ],
)
def test_tags_labels_and_wide_letters_are_no_part_of_a_title(lines: list[str], title: str) -> None:
    metadata = known(head(*lines), "x-1.txt")
    assert metadata.title == title
    assert metadata.inferred["title"].evidence in head(*lines)
