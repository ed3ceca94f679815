"""Collected works are taken apart at their heads, and nothing else is."""

import pytest

from corpus.files import Root, scan
from corpus.load import load
from corpus.metadata.collected import parts_of, speeches_in
from corpus.metadata.edits import Edits
from corpus.metadata.stated import Sidecars
from corpus.readers.protocol import Record
from tests.corpus.folders import loaded, put

BODY = "汛期到了，请大家把险段再查一遍，沙袋要堆到位，夜里要有人值守。看过的人要签字，签了字就要负责到底。"
FIRST = f"在全县防汛会议上的讲话\n（2019年7月9日）\n县长 张××\n同志们：\n{BODY}\n一、查险段\n{BODY}\n谢谢大家！"
SECOND = f"把路修到家门口\n——在乡村道路现场会上的讲话\n2020年3月5日\n各位代表：\n{BODY}\n{BODY}"
THIRD = f"在粮食入库座谈会上的讲话\n（2021年10月）\n同志们：今天开个会。{BODY}\n{BODY}"
GREETS_NOBODY = f"在水库调研时的讲话\n（2022年4月6日）\n{BODY}{BODY}"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n\n"])
def test_speeches_are_found_by_title_date_and_salutation(between):
    text = between.join((FIRST, SECOND, THIRD))
    parts = parts_of(text)
    assert [text[part.start : part.end].strip("\n") for part in parts] == [FIRST, SECOND, THIRD]
    assert "".join(text[part.start : part.end] for part in parts) == text


def test_what_stands_before_the_first_head_stays_and_keeps_the_title_of_the_whole():
    front = f"讲话选编\n\n目录\n在全县防汛会议上的讲话\n\n前言\n{BODY}"
    records = speeches_in(
        Record(f"{front}\n\n{FIRST}\n\n{SECOND}", "讲话选编", given={"title": "讲话选编", "editor": "甲"})
    )
    assert [record.text for record in records] == [front, FIRST, SECOND]
    assert [record.title for record in records] == ["讲话选编", None, None]
    assert [dict(record.given) for record in records] == [{"editor": "甲"}] * 3


def test_among_several_a_speech_may_greet_nobody():
    assert len(parts_of("\n".join((FIRST, GREETS_NOBODY, SECOND)))) == 3
    assert parts_of("\n".join((FIRST, GREETS_NOBODY))) == []


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        f"{FIRST}\n同志们：\n{BODY}\n同志们，{BODY}",
        f"{FIRST}\n附件：任务分工表\n任务\t单位\t时限\n修路\t交通局\t2020年3月31日\n同志们，{BODY}",
        f"{FIRST}\n二、在乡村道路现场会上的讲话\n{BODY}\n2019年7月9日",
        f"目录\n在全县防汛会议上的讲话（2019年7月9日）\n在现场会上的讲话（2020年3月5日）\n{FIRST}",
        f"在全县防汛会议上的讲话\n（2019年7月9日）\n同志们：\n{SECOND}",
    ],
)
def test_one_speech_stays_one(text):
    assert parts_of(text) == []


def test_a_mark_of_the_whole_is_one_of_each(folder):
    put(folder, "选编.txt", f"机密★5年\n\n{FIRST}\n\n{SECOND}")
    assert loaded(folder)["选编.txt"].report.status == "marked"


def test_collected_works_are_loaded_as_speeches_until_somebody_says_they_are_one(folder):
    put(folder, "选编.txt", "\n\n".join((FIRST, SECOND, THIRD)))
    result = loaded(folder)["选编.txt"]
    assert [(each.title, str(each.date)) for each in result.speeches] == [
        ("在全县防汛会议上的讲话", "2019-07-09"),
        ("把路修到家门口——在乡村道路现场会上的讲话", "2020-03-05"),
        ("在粮食入库座谈会上的讲话", "2021-10"),
    ]
    assert [each.code for each in result.report.warnings] == ["warn_collection"]
    root = Root(folder.name, folder)
    (found,) = scan(root)
    said = Edits((), {(folder.name, "选编.txt")})
    (one,) = load(root, found, Sidecars(root), said).speeches
    assert one.speech_id == result.speeches[0].speech_id
    assert said.stamp(folder.name, found.relative) != Edits(()).stamp(folder.name, found.relative)


def test_a_file_whose_title_is_stated_is_one_speech(folder):
    put(folder, "选编.txt", "\n\n".join((FIRST, SECOND)))
    put(folder, "metadata.csv", "file,title\n选编.txt,会议材料\n")
    assert [each.title for each in loaded(folder)["选编.txt"].speeches] == ["会议材料"]
