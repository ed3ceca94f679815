"""Folders as they are: what is read of them, and that one bad file spoils nothing."""

import zipfile
from io import BytesIO
from pathlib import Path

from corpus.files import FileReport, Root, scan
from corpus.load import load
from corpus.messages import say
from corpus.metadata.stated import Sidecars
from corpus.partial_date import PartialDate
from corpus.readers import ReadWarning
from corpus.types import Inference, Speech
from tests.corpus.folders import BUNDLED, SPEECH, jsonl, loaded, put


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
            date=PartialDate(2019, 7, 9),
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
        "讲话", "2019/甲.txt", "read", "text", "utf-8", 1.0, speeches=1, characters=len(SPEECH), coverage=1.0
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
    put(folder, "旧.ppt", b"\xd0\xcf\x11\xe0")
    put(folder, "图.svg", b"<svg")
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
    assert codes["旧.ppt"] == ["file_damaged"]
    assert codes["图.svg"] == codes["无后缀"] == ["format_unknown"]
    assert codes["断.txt"] == ["file_unreadable"]
    assert codes["坏.docx"] == codes["坏.pdf"] == ["file_damaged"]
    for result in results.values():
        for warning in result.report.warnings:
            for language in ("zh", "en"):
                assert str(result.report.path) in say(warning.code, language, **warning.particulars)


def test_what_lies_in_an_archive_is_recognised_by_its_own_name_and_held_back_by_its_own_mark(folder):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2019年/在护林会上的讲话（2019年7月9日）.txt", "同志们：\n见烟先报后看。")
        archive.writestr("【机密】渡口.txt", "缆绳每月一换。")
    put(folder, "全部.zip", packed.getvalue())
    result = loaded(folder)["全部.zip"]
    (speech,) = result.speeches
    assert (speech.external_id, speech.date) == ("2019年/在护林会上的讲话（2019年7月9日）.txt", PartialDate(2019, 7, 9))
    assert result.report.mark == "机密"


def test_a_file_that_vanishes_after_the_scan_is_reported(folder):
    path = put(folder, "甲.txt")
    root = Root("讲话", folder)
    found = scan(root)[0]
    path.unlink()
    assert [w.code for w in load(root, found, Sidecars(root)).report.warnings] == ["file_unreadable"]


def test_warnings_of_the_metadata_are_in_the_report(folder):
    put(folder, "甲.md", "---\ndate: 去年夏天\n---\n\n" + SPEECH)
    result = loaded(folder)["甲.md"]
    assert result.speeches[0].date_text is None
    assert ReadWarning("warn_date_unreadable", {"value": "去年夏天"}) in result.report.warnings


def test_every_bundled_speech_has_a_title_and_what_its_head_says():
    root = Root("speeches", BUNDLED)
    sidecars = Sidecars(root)
    results = [load(root, found, sidecars) for found in scan(root)]
    assert [result.report.path for result in results if result.report.status != "read"] == []
    assert [report.path for report in sidecars.reports if report.status != "read" or report.warnings] == []
    speeches = [speech for result in results for speech in result.speeches]
    assert len(speeches) >= 30
    assert len({speech.speech_id for speech in speeches}) == len(speeches)
    undated = sorted(speech.path for speech in speeches if not speech.date_text)
    assert undated == ["文化/在文化馆落成仪式上的致辞.txt", "防汛/在防汛抗旱调度会上的讲话（录音整理）.txt"]
    assert [speech.path for speech in speeches if not speech.speaker] == []
    assert [speech.path for speech in speeches if not speech.occasion] == []
    plenary = sorted((speech.state or "", speech.date_text or "") for speech in speeches if speech.folder == "县委全会")
    assert plenary == [("draft_for_comment", "2024-12"), ("final", "2024-12-27"), ("submitted_draft", "2024-12")]
    assert {speech.title for speech in speeches if speech.folder == "县委全会"} == {"在县委十四届八次全会上的讲话"}
    for speech in speeches:
        for reason in speech.inferred.values():
            source = {"file_name": Path(speech.path).stem, "folder": speech.folder}.get(reason.found_in, speech.text)
            assert reason.evidence in source or reason.evidence in speech.title
