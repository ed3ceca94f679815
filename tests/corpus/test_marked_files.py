"""Files and speeches with a security mark are kept out, wherever the mark stands."""

import pytest

from corpus.files import Root, scan
from corpus.load import load
from corpus.metadata.stated import Sidecars
from corpus.readers import ReadWarning
from tests.corpus.folders import FILES, SPEECH, jsonl, loaded, put


@pytest.mark.parametrize(
    ("name", "content", "mark"),
    [
        ("甲.txt", "机密★5年\n" + SPEECH, "机密"),
        ("甲.txt", "内部资料　注意保存\n\n" + SPEECH, "内部"),
        ("甲（内部）.txt", SPEECH, "内部"),
        ("【秘密】甲.txt", SPEECH, "秘密"),
    ],
)
def test_marked_files_are_listed_and_kept_out_until_their_root_allows_them(folder, name, content, mark):
    put(folder, name, content)
    kept_out = loaded(folder)[name]
    assert kept_out.speeches == ()
    assert (kept_out.report.status, kept_out.report.mark, kept_out.report.speeches) == ("marked", mark, 0)
    assert kept_out.report.characters == 0
    allowed = loaded(folder, allow_marked=True)[name]
    assert (allowed.report.status, allowed.report.mark, allowed.report.speeches) == ("read", mark, 1)
    assert allowed.speeches[0].title == "在全县防汛工作会议上的讲话"


@pytest.mark.parametrize(
    ("name", "content", "mark"),
    [
        ("甲.md", "---\n密级: 机密★3年\n---\n" + SPEECH, "机密"),
        ("甲.jsonl", jsonl({"text": SPEECH, "密级": "内部"}), "内部"),
        ("甲.jsonl", jsonl({"text": SPEECH, "密级": "公开"}), None),
    ],
)
def test_a_mark_may_be_stated_beside_the_text(folder, name, content, mark):
    put(folder, name, content)
    report = loaded(folder)[name].report
    assert (report.status, report.mark) == ("marked" if mark else "read", mark)


@pytest.mark.parametrize(("stated", "mark"), [("机密★3年", "机密"), ("内部资料", "内部"), ("公开", None), ("", None)])
def test_a_mark_may_be_stated_in_metadata_csv(folder, stated, mark):
    put(folder, "甲.txt")
    put(folder, "metadata.csv", f"文件,密级\n甲.txt,{stated}\n")
    report = loaded(folder)["甲.txt"].report
    assert (report.status, report.mark, report.warnings) == ("marked" if mark else "read", mark, ())


def test_metadata_csv_marks_single_speeches_and_cannot_take_a_mark_away(folder):
    put(folder, "丙.jsonl", jsonl({"_id": "1", "text": SPEECH}, {"_id": "2", "text": SPEECH}))
    put(folder, "丁.md", "---\n密级: 机密\n---\n" + SPEECH)
    put(folder, "metadata.csv", "file,mark\n丙.jsonl#2,秘密\n丁.md,公开\n")
    results = loaded(folder)
    assert [speech.external_id for speech in results["丙.jsonl"].speeches] == ["1"]
    assert results["丁.md"].report.mark == "机密"


def test_a_mark_that_only_stands_in_the_margin_of_the_pages_keeps_a_file_out(folder):
    put(folder, "戊.pdf", (FILES / "marked.pdf").read_bytes())
    report = loaded(folder)["戊.pdf"].report
    assert (report.status, report.mark) == ("marked", "机密")
    assert [speech.path for speech in loaded(folder, allow_marked=True)["戊.pdf"].speeches] == ["戊.pdf"]


def test_only_the_marked_speeches_of_a_file_are_kept_out(folder):
    put(
        folder,
        "丙.jsonl",
        jsonl({"_id": "1", "text": "秘密\n\n同志们：开会。"}, {"_id": "2", "text": "同志们：散会。"}),
    )
    result = loaded(folder)["丙.jsonl"]
    assert [speech.external_id for speech in result.speeches] == ["2"]
    assert (result.report.status, result.report.mark) == ("read", "秘密")
    assert result.report.warnings == (ReadWarning("warn_records_marked", {"count": 1, "mark": "秘密"}),)
    ids = [speech.speech_id for speech in loaded(folder, allow_marked=True)["丙.jsonl"].speeches]
    assert ids[1] == result.speeches[0].speech_id


LAST = {".": {"甲.txt": {"密级": "机密"}, "丙.jsonl#2": {"密级": "秘密"}, "乙.txt": {"title": "乙的题目"}}}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe\x00\xd8", "地点\n礼堂\n".encode(), b"\x00" * 99])
def test_an_unreadable_metadata_csv_lets_nothing_in_that_the_last_sound_one_held_back(folder, content):
    put(folder, "甲.txt")
    put(folder, "乙.txt")
    put(folder, "丙.jsonl", jsonl({"_id": "1", "text": "一。"}, {"_id": "2", "text": "二。"}))
    put(folder, "metadata.csv", content)
    root = Root("讲话", folder)
    sidecars = Sidecars(root, LAST)
    results = {found.path.name: load(root, found, sidecars) for found in scan(root)}
    assert {name: result.report.status for name, result in results.items()} == {
        "甲.txt": "marked",
        "乙.txt": "read",
        "丙.jsonl": "read",
    }
    assert [speech.external_id for speech in results["丙.jsonl"].speeches] == ["1"]
    assert results["乙.txt"].speeches[0].title == "乙的题目"
    assert sidecars.rows() == LAST


def test_marks_that_can_be_made_out_in_an_unreadable_metadata_csv_hold(folder):
    put(folder, "甲.txt")
    put(folder, "内/乙.txt")
    put(folder, "metadata.csv", "名字,密级\n甲.txt,机密\n".encode("gb18030"))
    assert {name: result.report.status for name, result in loaded(folder).items()} == {
        "甲.txt": "marked",
        "内/乙.txt": "read",
    }
    put(folder, "metadata.csv", "名字,密级\n不知哪篇,机密\n")
    assert {result.report.mark for result in loaded(folder).values()} == {"机密"}


SOUND = "文件,密级\n甲.txt,机密\n"
SPOILT = [
    SOUND.encode().decode("gb18030", "replace").encode("utf-8-sig"),  # UTF-8 opened as GBK and saved
    SOUND.encode("gb18030").decode("latin-1").encode(),
    SOUND.encode("ascii", "replace"),
    "文件,密级\n?.txt,机密\n".encode(),
    "文件,密级\n甲.txt,??\n".encode(),
    "文件,鐜嬬骇\n甲.txt,机密\n".encode(),
]


@pytest.mark.parametrize("content", SPOILT)
def test_a_table_that_another_program_spoilt_lets_nothing_in(folder, content):
    put(folder, "甲.txt")
    put(folder, "metadata.csv", content)
    root = Root("讲话", folder)
    sidecars = Sidecars(root, {".": {"甲.txt": {"密级": "机密"}}})
    assert [load(root, found, sidecars).report.status for found in scan(root)] == ["marked"]
    assert sidecars.rows()["."]["甲.txt"]["密级"] == "机密"


@pytest.mark.parametrize(
    "content", ["文件,密级\n甲.txt,\n", "文件,密级\n甲.txt,公开\n", "文件,标题\n甲.txt,题\n", "文件,备注\n乙.txt,x\n"]
)
def test_a_sound_table_may_take_marks_back(folder, content):
    put(folder, "甲.txt")
    put(folder, "metadata.csv", content)
    now = Sidecars(Root("讲话", folder), {".": {"甲.txt": {"密级": "机密"}}}).rows().get(".", {})
    assert now.get("甲.txt", {}).get("密级") in (None, "公开")


@pytest.mark.parametrize(
    "content",
    [
        "文件,密级",  # cut off above its rows
        '文件,标题,密级\n甲.txt,"春耕,秋收"大会,机密\n',  # a comma moves the mark out of its column
        "文件，密级\n甲.txt，机密\n",
        "讲话目录,,\n\n文件,标题,密级\n甲.txt,题,机密\n",
        '文件,密级\n="甲.txt",机密\n',
        "文件,密级\n甲,机密\n",
        "文件,密级\nD:\\讲话\\甲.TXT,机密\n",
    ],
)
def test_a_table_that_people_and_programs_changed_lets_nothing_in(folder, content):
    put(folder, "甲.txt")
    put(folder, "metadata.csv", content)
    root = Root("讲话", folder)
    sidecars = Sidecars(root, {} if "\n" in content else {".": {"甲.txt": {"密级": "机密"}}})
    assert [load(root, found, sidecars).report.status for found in scan(root)] == ["marked"]


def test_a_name_that_may_mean_two_files_means_none(folder):
    put(folder, "甲.txt")
    put(folder, "甲.md")
    put(folder, "metadata.csv", "文件,标题\n甲,题\n")
    assert {result.speeches[0].title for result in loaded(folder).values()}.isdisjoint({"题"})
