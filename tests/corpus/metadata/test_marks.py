"""Marks stand alone; the same words in running text are not marks."""

import pytest

from corpus.metadata.marks import mark_in_name, security_mark

BODY = "\n\n同志们：\n\n今天开个短会，把防汛的事说清楚。\n"


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("绝密", "绝密"),
        ("机密★5年", "机密"),
        ("机密★", "机密"),
        ("秘密☆6个月", "秘密"),
        ("秘　密", "秘密"),
        ("秘    密", "秘密"),
        ("【机密】", "机密"),
        ("密级：秘密", "秘密"),
        ("機密", "机密"),
        ("机密★长期", "机密"),
        ("机密　　　　编号：017", "机密"),
        ("内部", "内部"),
        ("（内部）", "内部"),
        ("內部資料　請勿外傳", "内部"),
        ("内部资料", "内部"),
        ("内部资料，注意保存", "内部"),
        ("内部文件 注意保存", "内部"),
        ("内部材料 不得外传", "内部"),
        ("内部讲话 请勿转发！", "内部"),
        ("在全县干部大会上的讲话（内部资料）", "内部"),
        ("**秘密**", "秘密"),
        ("机密文件　注意保存", "机密"),
    ],
)
def test_marks(line, mark):
    assert security_mark(f"{line}\n在全县防汛工作会议上的讲话{BODY}") == mark
    assert security_mark(f"在全县防汛工作会议上的讲话\n{line}{BODY}") == mark


@pytest.mark.parametrize(
    "line",
    [
        "在全县内部控制会议上的讲话",
        "关于保守商业秘密的讲话",
        "内部管理",
        "内部控制建设",
        "秘密战线上的无名英雄",
        "保守国家秘密是公民的义务",
        "机密文件管理培训班上的讲话",
        "密级：公开",
        "我们要加强内部管理，保守商业秘密。",
        "",
    ],
)
def test_words_in_running_text_are_not_marks(line):
    assert security_mark(f"{line}{BODY}") is None


def test_only_the_head_is_looked_at():
    assert security_mark("甲\n" * 9 + "秘密") == "秘密"
    assert security_mark("甲\n" * 10 + "秘密") is None
    assert security_mark("甲" * 298 + "\n秘密") is None
    assert security_mark("") is None


@pytest.mark.parametrize(
    ("stem", "mark"),
    [
        ("在全县干部大会上的讲话（内部）", "内部"),
        ("【机密】20190709讲话", "机密"),
        ("机密★5年_会议讲话", "机密"),
        ("秘密-会议讲话", "秘密"),
        ("机密件_会议讲话", "机密"),
        ("内部控制建设会议讲话", None),
        ("商业秘密保护座谈会发言（定稿）", None),
        ("2019年讲话", None),
    ],
)
def test_marks_in_file_names(stem, mark):
    assert mark_in_name(stem) == mark
