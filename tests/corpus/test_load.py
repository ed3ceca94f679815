"""Folders as they are: what is found, what is read, what is kept out, and that one bad file spoils nothing."""

import json
import os
from pathlib import Path, PurePosixPath

import pytest

from corpus.errors import RootError
from corpus.files import FileReport, Root, scan
from corpus.load import load
from corpus.messages import say
from corpus.readers import ReadWarning
from corpus.stated import Sidecars
from corpus.types import Inference, Speech

FILES = Path(__file__).resolve().parents[1] / "files"
BUNDLED = Path(__file__).resolve().parents[2] / "corpus" / "speeches"
SPEECH = "在全县防汛工作会议上的讲话\n县委书记 张××\n（2019年7月9日）\n\n同志们：\n\n汛期到了，请大家把险段再查一遍。\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "讲话"
    path.mkdir()
    return path


def put(folder, name, content=SPEECH):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def jsonl(*speeches):
    return "".join(json.dumps(speech, ensure_ascii=False) + "\n" for speech in speeches)


def loaded(folder, *, allow_marked=False):
    root = Root(folder.name, folder, allow_marked)
    sidecars = Sidecars(root)
    return {str(found.relative): load(root, found, sidecars) for found in scan(root)}


# scan


def test_scan_finds_files_in_order_and_leaves_out_what_is_not_a_persons_own(folder):
    for name in ("乙.txt", "甲.docx", "内/丙.md", "内/metadata.csv", "metadata.csv", "旧.doc"):
        put(folder, name)
    for name in (".hidden.txt", ".git/config.txt", "~$甲.docx", "内/Thumbs.db", "desktop.ini"):
        put(folder, name)
    found = scan(Root("讲话", folder))
    assert [str(file.relative) for file in found] == sorted(["乙.txt", "内/丙.md", "旧.doc", "甲.docx"])
    assert {str(file.relative): file.supported for file in found}["旧.doc"] is False
    first = found[0]
    assert first.path == folder / first.relative
    assert (first.size, first.mtime_ns) == (first.path.stat().st_size, first.path.stat().st_mtime_ns)
    assert first.supported


def test_a_root_may_be_one_file(folder):
    path = put(folder, "甲.txt")
    put(folder, "乙.txt")
    put(folder, "metadata.csv", "file,place\n甲.txt,礼堂\n")
    root = Root("甲.txt", path)
    found = scan(root)
    assert [(file.path, file.relative) for file in found] == [(path, PurePosixPath("甲.txt"))]
    (speech,) = load(root, found[0], Sidecars(root)).speeches
    assert (speech.source, speech.path, speech.folder, speech.place) == (str(path), "甲.txt", "", "礼堂")


def test_links_are_followed_once_and_never_in_circles(folder, tmp_path):
    put(folder, "真/甲.txt")
    put(tmp_path, "外/乙.txt")
    (folder / "a_same").symlink_to(folder / "真")
    (folder / "真" / "up").symlink_to(folder)
    (folder / "outside").symlink_to(tmp_path / "外")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    assert [str(file.relative) for file in scan(Root("讲话", folder))] == ["loop.txt", "outside/乙.txt", "真/甲.txt"]


def test_pipes_are_not_read(folder):
    os.mkfifo(folder / "pipe.txt")
    assert scan(Root("讲话", folder)) == []


def test_missing_and_unreadable_roots(folder, monkeypatch):
    with pytest.raises(RootError) as caught:
        scan(Root("x", folder / "没有"))
    assert caught.value.code == "root_missing"
    assert "没有" in str(caught.value)
    put(folder, "a/甲.txt")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    # The tests may run as root, whom no permission stops.
    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(RootError) as caught:
        scan(Root("x", folder))
    assert caught.value.code == "root_unreadable"
    assert caught.value.particulars == {"path": str(folder), "reason": "Permission denied"}


@pytest.mark.skipif(os.geteuid() == 0, reason="no permission stops the root user")
def test_an_unreadable_folder_inside_makes_the_root_unreadable(folder):
    put(folder, "内/甲.txt")
    (folder / "内").chmod(0)
    with pytest.raises(RootError) as caught:
        scan(Root("x", folder))
    (folder / "内").chmod(0o700)
    assert caught.value.code == "root_unreadable"


# load


def test_a_whole_speech(folder):
    path = put(folder, "2019/甲.txt")
    result = loaded(folder)["2019/甲.txt"]
    assert result.speeches == (
        Speech(
            speech_id=result.speeches[0].speech_id,
            root="讲话",
            path="2019/甲.txt",
            source=str(path),
            text=SPEECH,
            title="在全县防汛工作会议上的讲话",
            language="zh",
            speaker="张××",
            office="县委书记",
            date="2019-07-09",
            occasion="全县防汛工作会议",
            folder="2019",
            inferred={
                "title": Inference("text_head", "在全县防汛工作会议上的讲话"),
                "occasion": Inference("text_head", "全县防汛工作会议"),
                "date": Inference("text_head", "2019年7月9日"),
                "speaker": Inference("text_head", "县委书记 张××"),
                "office": Inference("text_head", "县委书记 张××"),
            },
        ),
    )
    assert result.report == FileReport(
        "讲话", "2019/甲.txt", "read", "text", "utf-8", 1.0, speeches=1, characters=len(SPEECH)
    )


def test_the_source_is_the_path_as_it_was_typed(folder, monkeypatch):
    put(folder, "甲.txt")
    monkeypatch.chdir(folder.parent)
    root = Root("讲话", Path("讲话"))
    (speech,) = load(root, scan(root)[0], Sidecars(root)).speeches
    assert speech.source == "讲话/甲.txt"


def test_speech_ids_hold_on_to_place_and_name_not_to_the_text(folder):
    put(folder, "甲.txt")
    put(folder, "乙.txt")
    put(folder, "丙.jsonl", jsonl({"_id": "1", "text": "一。"}, {"text": "二。"}, {"_id": "0", "text": "三。"}))
    before = {name: [s.speech_id for s in result.speeches] for name, result in loaded(folder).items()}
    every = [speech_id for ids in before.values() for speech_id in ids]
    assert len(set(every)) == 5
    assert all(len(speech_id) == 16 and int(speech_id, 16) >= 0 for speech_id in every)
    put(folder, "甲.txt", SPEECH + "再补一句。\n")
    put(folder, "丙.jsonl", jsonl({"_id": "0", "text": "三。"}, {"_id": "1", "text": "改过的一。"}))
    after = {name: [s.speech_id for s in result.speeches] for name, result in loaded(folder).items()}
    assert (after["甲.txt"], after["乙.txt"]) == (before["甲.txt"], before["乙.txt"])
    assert after["丙.jsonl"] == [before["丙.jsonl"][2], before["丙.jsonl"][0]]
    other_root = Root("别处", folder)
    assert load(other_root, scan(other_root)[0], Sidecars(other_root)).speeches[0].speech_id not in every


def test_a_repeated_id_keeps_both_speeches_apart_and_is_said(folder):
    put(folder, "丙.jsonl", jsonl({"_id": "1", "text": "一。"}, {"_id": "1", "text": "二。"}))
    result = loaded(folder)["丙.jsonl"]
    assert len({speech.speech_id for speech in result.speeches}) == 2
    assert [speech.external_id for speech in result.speeches] == ["1", "1"]
    assert result.report.warnings == (ReadWarning("warn_duplicate_id", {"id": "1"}),)


def test_bad_files_are_reported_and_stop_nothing(folder):
    put(folder, "甲.txt")
    put(folder, "空.txt", "")
    put(folder, "旧.doc", b"\xd0\xcf\x11\xe0")
    put(folder, "图.png", b"\x89PNG")
    put(folder, "坏.docx", b"PK\x03\x04 not a package")
    put(folder, "坏.pdf", b"%PDF-1.7 cut off")
    put(folder, "无后缀", b"x")
    (folder / "断.txt").symlink_to(folder / "没有.txt")
    results = loaded(folder)
    statuses = {name: (result.report.status, len(result.speeches)) for name, result in results.items()}
    assert statuses.pop("甲.txt") == ("read", 1)
    assert set(statuses.values()) == {("not_read", 0)}
    codes = {name: [warning.code for warning in result.report.warnings] for name, result in results.items()}
    assert codes["空.txt"] == ["file_empty"]
    assert codes["旧.doc"] == ["format_save_as_docx"]
    assert codes["图.png"] == codes["无后缀"] == ["format_unknown"]
    assert codes["断.txt"] == ["file_unreadable"]
    assert codes["坏.docx"] == codes["坏.pdf"] == ["file_damaged"]
    for result in results.values():
        for warning in result.report.warnings:
            for language in ("zh", "en"):
                assert str(result.report.path) in say(warning.code, language, **warning.particulars)


class FailingReader:
    name, version, suffixes = "failing", 1, frozenset({".txt"})

    def read(self, path):
        raise IndexError("page 3")


def test_a_reader_that_fails_in_an_unforeseen_way_is_reported_too(folder, monkeypatch):
    path = put(folder, "甲.txt")
    monkeypatch.setattr("corpus.readers.READERS", (FailingReader(),))
    report = loaded(folder)["甲.txt"].report
    problem = ReadWarning("reader_failed", {"path": str(path), "reason": "IndexError: page 3"})
    assert report == FileReport("讲话", "甲.txt", "not_read", "failing", warnings=(problem,))


def test_a_file_that_vanishes_after_the_scan_is_reported(folder):
    path = put(folder, "甲.txt")
    root = Root("讲话", folder)
    found = scan(root)[0]
    path.unlink()
    assert [w.code for w in load(root, found, Sidecars(root)).report.warnings] == ["file_unreadable"]


def test_warnings_of_the_metadata_are_in_the_report(folder):
    put(folder, "甲.md", "---\ndate: 去年夏天\n---\n\n" + SPEECH)
    result = loaded(folder)["甲.md"]
    assert result.speeches[0].date is None
    assert ReadWarning("warn_date_unreadable", {"value": "去年夏天"}) in result.report.warnings


# marks


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


# sidecars


def test_sidecars_state_things_and_the_nearer_one_outranks(folder):
    put(folder, "内/甲.txt")
    put(folder, "内/丙.jsonl", jsonl({"_id": "1", "text": "一。"}, {"_id": "2", "text": "二。"}))
    put(folder, "metadata.csv", "file,place,speaker\n内/甲.txt,礼堂,县长\n内/丙.jsonl#2,礼堂,\n")
    put(folder, "内/metadata.csv", "﻿文件,地点\n甲.txt,广场\n丙.jsonl,会场\n")
    results = loaded(folder)
    speech = results["内/甲.txt"].speeches[0]
    assert (speech.place, speech.speaker, speech.office) == ("广场", "县长", "县长")
    assert {"place", "speaker"} & set(speech.inferred) == set()
    assert [s.place for s in results["内/丙.jsonl"].speeches] == ["会场", "会场"]
    assert "metadata.csv" not in results


def test_sidecar_stamps_change_exactly_with_what_is_said_about_a_file(folder):
    put(folder, "甲.txt")
    put(folder, "乙.txt")

    def stamps():
        root = Root("讲话", folder)
        return {file.path.name: Sidecars(root).stamp(file) for file in scan(root)}

    nothing = stamps()
    put(folder, "metadata.csv", "file,place\n甲.txt,礼堂\n")
    first = stamps()
    assert (first["乙.txt"], first["甲.txt"] != nothing["甲.txt"]) == (stamps()["乙.txt"], True)
    put(folder, "metadata.csv", "file,place,speaker\n乙.txt,广场,\n甲.txt,礼堂,\n")
    second = stamps()
    assert (second["甲.txt"], second["乙.txt"] != first["乙.txt"]) == (first["甲.txt"], True)
    put(folder, "metadata.csv", "place\n礼堂\n")
    assert stamps()["甲.txt"] not in (first["甲.txt"], nothing["甲.txt"])


def test_a_broken_sidecar_is_reported_itself_and_on_the_files_beside_it(folder):
    put(folder, "甲.txt")
    put(folder, "内/乙.txt")
    path = put(folder, "metadata.csv", "place\n礼堂\n")
    problem = ReadWarning("sidecar_no_file_column", {"path": str(path)})
    root = Root("讲话", folder)
    assert Sidecars(root).reports == (
        FileReport("讲话", "metadata.csv", "not_read", reader="sidecar", warnings=(problem,)),
    )
    results = loaded(folder)
    assert results["甲.txt"].report.warnings == (problem,)
    assert results["甲.txt"].report.status == "read"
    assert results["内/乙.txt"].report.warnings == ()


# the bundled speeches


def test_every_bundled_speech_has_a_title_and_what_its_head_says():
    root = Root("speeches", BUNDLED)
    sidecars = Sidecars(root)
    results = [load(root, found, sidecars) for found in scan(root)]
    assert [result.report.path for result in results if result.report.status != "read"] == []
    assert [report.path for report in sidecars.reports if report.status != "read" or report.warnings] == []
    speeches = [speech for result in results for speech in result.speeches]
    assert len(speeches) >= 30
    assert len({speech.speech_id for speech in speeches}) == len(speeches)
    undated = sorted(speech.path for speech in speeches if not speech.date)
    assert undated == ["文化/在文化馆落成仪式上的致辞.txt", "防汛/在防汛抗旱调度会上的讲话（录音整理）.txt"]
    assert [speech.path for speech in speeches if not speech.speaker] == []
    assert [speech.path for speech in speeches if not speech.occasion] == []
    plenary = sorted((speech.state or "", speech.date or "") for speech in speeches if speech.folder == "县委全会")
    assert plenary == [("draft_for_comment", "2024-12"), ("final", "2024-12-27"), ("submitted_draft", "2024-12")]
    assert {speech.title for speech in speeches if speech.folder == "县委全会"} == {"在县委十四届八次全会上的讲话"}
    for speech in speeches:
        for reason in speech.inferred.values():
            source = {"file_name": Path(speech.path).stem, "folder": speech.folder}.get(reason.origin, speech.text)
            assert reason.evidence in source or reason.evidence in speech.title


def test_a_file_whose_name_is_not_utf_8_is_listed_and_does_not_stop_the_others(folder):
    put(folder, "甲.txt")
    name = os.fsdecode("讲话.txt".encode("gbk"))
    try:
        put(folder, name)
    except OSError:
        pytest.skip("this file system takes no such name")
    files = loaded(folder)
    escaped = name.encode("utf-8", "backslashreplace").decode()
    assert set(files) == {"甲.txt", escaped}
    assert files["甲.txt"].report.status == "read"
    report = files[escaped].report
    assert report.status == "not_read"
    assert report.warnings == (ReadWarning("file_name_not_unicode", {"path": f"{folder}/{escaped}"}),)
