"""Which files a folder has, and which roots can be used."""

import os
from pathlib import Path, PurePosixPath

import pytest

from corpus.errors import ReadError, RootError
from corpus.files import Root, scan
from corpus.load import load
from corpus.metadata.stated import Sidecars
from corpus.readers import ReadWarning
from corpus.readers.common import read_bytes
from tests.corpus.folders import loaded, put


def test_scan_finds_files_in_order_and_leaves_out_what_is_not_a_persons_own(folder):
    for name in ("乙.txt", "甲.docx", "内/丙.md", "内/metadata.csv", "metadata.csv", "旧.dwg"):
        put(folder, name)
    for name in (".hidden.txt", ".git/config.txt", "~$甲.docx", "内/Thumbs.db", "desktop.ini"):
        put(folder, name)
    found = scan(Root("讲话", folder))
    assert [str(file.relative) for file in found] == sorted(["乙.txt", "内/丙.md", "旧.dwg", "甲.docx"])
    assert {str(file.relative): file.supported for file in found}["旧.dwg"] is False
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


def test_pipes_and_devices_are_listed_and_never_opened(folder):
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "pipe.doc")
    (folder / "linked.md").symlink_to(folder / "pipe.txt")
    (folder / "endless.txt").symlink_to("/dev/zero")
    results = loaded(folder)
    assert sorted(results) == ["endless.txt", "linked.md", "pipe.doc", "pipe.txt"]
    assert {w.code for result in results.values() for w in result.report.warnings} == {"file_not_ordinary"}
    with pytest.raises(ReadError, match="was not opened"):
        read_bytes(folder / "endless.txt")


def test_a_pipe_in_place_of_a_list_is_never_opened(folder):
    os.mkfifo(folder / "metadata.csv")
    (report,) = Sidecars(Root("讲话", folder)).reports
    assert [warning.code for warning in report.warnings] == ["file_not_ordinary"]


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
