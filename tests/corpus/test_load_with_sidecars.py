"""What metadata.csv states of the files beside it, as loading takes it in."""

from corpus.files import FileReport, Root, scan
from corpus.metadata.stated import Sidecars
from corpus.readers import ReadWarning
from tests.corpus.folders import jsonl, loaded, put


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
