"""Files that were uploaded: kept, read by every build, and refused with the reason."""

from __future__ import annotations

import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Speech
from corpus.errors import EditError, TifaError
from indexer.layout import UPLOADS, Layout
from indexer.library import changes
from indexer.library.statistics import marked, on_uploads
from indexer.library.uploads import is_upload, safe_name
from indexer.opening import open_snapshot
from indexer.snapshot import Snapshot
from tests.conftest import PROJECT, PYTHON, build_with_pairs
from tests.indexer.library.conftest import SECRET, built, bytes_of, holding, speeches

FILES = PROJECT / "tests" / "files"


def sent(index: Path, name: str, text: str = "集市要分早晚两场，摊位按号进出。") -> str:
    """The name under which an upload was kept."""
    return changes.store_upload(index, name, text.encode())


def refused(index: Path, name: str, content: bytes) -> str:
    """The code of the error with which an upload is refused; its sentence names the file, and nothing of it stays."""
    before = without_lock(index)
    with pytest.raises(TifaError) as raised:
        changes.store_upload(index, name, content)
    assert all(name in raised.value.message(language) for language in ("zh", "en"))
    assert without_lock(index) == before
    return raised.value.code


def texts(index: Path) -> list[Speech]:
    """Every speech with its text."""
    snapshot = open_snapshot(index)
    try:
        return [snapshot.with_text(number) for number in snapshot.speeches()]
    finally:
        snapshot.close()


def without_lock(index: Path) -> dict[str, bytes]:
    return {name: held for name, held in bytes_of(index).items() if name != "uploads.lock"}


def test_an_upload_is_read_by_every_build_and_reported(corpus: Path, index: Path) -> None:
    assert sent(index, "通知.txt") == "通知.txt"
    assert sent(index, "通知.txt", "集市改在河东。") == "通知 (2).txt", "what has the same name is another file"
    for file, kept in (("meeting.docx", "会议.docx"), ("meeting.pdf", "会议.pdf")):
        assert changes.store_upload(index, kept, (FILES / file).read_bytes()) == kept
    build_with_pairs(corpus, index)
    snapshot = open_snapshot(index)
    reports = on_uploads(snapshot)
    snapshot.close()
    assert {name: (report.status, report.speeches) for name, report in reports.items()} == dict.fromkeys(
        ("通知.txt", "通知 (2).txt", "会议.docx", "会议.pdf"), ("read", 1)
    )
    shutil.rmtree(index / "uploads")
    build_with_pairs(corpus, index, really=True)
    assert [s for s in speeches(index).values() if s.root == UPLOADS] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("内情.txt", "秘密★5年\n\n集市改期。".encode()),
        ("集市（机密）.txt", "集市改期。".encode()),
        ("两篇.jsonl", '{"text": "集市改期。"}\n{"text": "机密★10年\\n\\n集市不开。"}\n'.encode()),
        ("会议.pdf", (FILES / "marked.pdf").read_bytes()),
    ],
)
def test_an_upload_with_a_security_mark_does_not_stay(corpus: Path, index: Path, name: str, content: bytes) -> None:
    assert refused(index, name, content) == "upload_marked"
    build_with_pairs(corpus, index, allow_marked=True)
    assert changes.store_upload(index, name, content) == name
    assert built(index).changed == 1
    uploaded = {speech.path for speech in speeches(index).values() if speech.root == UPLOADS}
    assert uploaded == {name}, "a rebuild knows that it may be taken in"
    build_with_pairs(corpus, index)
    assert "机密" not in "".join(held.text for held in texts(index) if held.root == UPLOADS)
    snapshot = open_snapshot(index)
    assert [report.path for report in marked(snapshot)] == [name], "listed, to be removed"
    snapshot.close()


def test_an_upload_that_nobody_could_search_is_refused_with_the_reason(corpus: Path, index: Path) -> None:
    assert refused(index, "锁.pdf", (FILES / "locked.pdf").read_bytes()) == "pdf_locked"
    assert refused(index, "旧.doc", b"\xd0\xcf\x11\xe0") == "doc_no_word"
    assert refused(index, "空白.txt", b" \n") == "file_empty"
    assert refused(index, "坏.docx", b"not a document") == "file_damaged"


def test_the_same_file_is_not_taken_twice(corpus: Path, index: Path) -> None:
    text = "集市要分早晚两场。"
    sent(index, "通知.txt", text)
    assert refused(index, "通知（转）.txt", text.encode()) == "upload_same"
    built(index)
    snapshot = open_snapshot(index)
    changes.remove(snapshot, UPLOADS, "通知.txt")
    assert refused(index, "通知.txt", text.encode()) == "upload_same_removed"
    changes.purge(snapshot, UPLOADS, "通知.txt")
    snapshot.close()
    assert sent(index, "通知.txt", text) == "通知 (2).txt", "the other is as good as gone"
    built(index)
    assert [path.name for path in (index / "uploads").iterdir()] == ["通知 (2).txt"]


def test_what_lies_in_a_folder_of_the_library_is_not_taken_again(corpus: Path, index: Path) -> None:
    content = (corpus / "卫生" / "夜诊.txt").read_bytes()
    assert refused(index, "夜诊（转）.txt", content) == "upload_same_in_folder"
    with open_snapshot(index) as snapshot:
        changes.remove(snapshot, corpus.name, "卫生/夜诊.txt")
        for _ in range(2):
            assert refused(index, "夜诊.txt", content) == "upload_same_removed"
            built(index)
        changes.purge(snapshot, corpus.name, "卫生/夜诊.txt")
    built(index)
    assert changes.store_upload(index, "夜诊.txt", content) == "夜诊.txt", "the library knows nothing of it any more"


def test_a_text_of_the_same_length_is_another_and_a_folder_may_be_away(corpus: Path, index: Path) -> None:
    content = (corpus / "卫生" / "夜诊.txt").read_bytes()
    other = content.replace("夜间".encode(), "日间".encode())
    assert (len(other), other != content) == (len(content), True)
    assert changes.store_upload(index, "日诊.txt", other) == "日诊.txt"
    corpus.rename(corpus.with_name("搬走了"))
    assert changes.store_upload(index, "夜诊.txt", content) == "夜诊.txt"


@pytest.mark.kill
def test_what_an_upload_left_that_was_killed_goes_with_the_next_build(corpus: Path, index: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; import indexer.library.uploads as uploads\n"
        "write = uploads.write_by_rename\n"
        "uploads.write_by_rename = lambda *_: (write(*_), os.kill(os.getpid(), signal.SIGKILL))\n"
        "uploads.store_upload(Path(sys.argv[1]), '通知.txt', sys.argv[2].encode())"
    )
    killed = subprocess.run([PYTHON, "-c", code, index, SECRET], cwd=PROJECT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert holding(index, SECRET) == ["uploads/.通知.txt"]
    built(index)
    assert holding(index, SECRET) == []


def test_many_uploads_at_once_are_all_kept(corpus: Path, index: Path) -> None:
    with ThreadPoolExecutor(20) as pool:
        kept = list(pool.map(lambda number: sent(index, "通知.txt", f"第{number}场集市。"), range(20)))
    assert set(kept) == {"通知.txt", *(f"通知 ({number}).txt" for number in range(2, 21))}
    assert built(index).changed == 20


def test_an_upload_can_be_removed_and_deleted_before_any_build_has_seen_it(opened: Snapshot, index: Path) -> None:
    name = changes.store_upload(index, "错的.txt", f"{SECRET}。".encode())
    for wrong in ("../edits.jsonl", "../catalog.sqlite", ".", "..", "没有.txt"):
        with pytest.raises(EditError):
            changes.remove(opened, UPLOADS, wrong)
    changes.remove(opened, UPLOADS, name)
    changes.purge(opened, UPLOADS, name)
    opened.close()
    assert built(index).purged == 1
    assert holding(index, SECRET) == []
    assert not (index / "uploads" / name).exists()


def test_an_index_that_is_copied_has_its_own_uploads(corpus: Path, index: Path, tmp_path: Path) -> None:
    changes.store_upload(index, "通知.txt", "集市要分早晚两场。".encode())
    built(index)
    copied = Path(shutil.copytree(index, tmp_path / "copied"))
    changes.store_upload(copied, "新.txt", "渡船夜里也开。".encode())
    report = built(copied)
    assert report.changed == 2, "the file lies elsewhere now, and there is a new one"
    assert {s.path for s in speeches(copied).values() if s.root == UPLOADS} == {"通知.txt", "新.txt"}
    assert {s.path for s in speeches(index).values() if s.root == UPLOADS} == {"通知.txt"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("讲话.docx", "讲话.docx"),
        ("../../etc/讲话.txt", "讲话.txt"),
        ("C:\\稿件\\讲话.txt", "讲话.txt"),
        ("..\\讲话.txt", "讲话.txt"),
        ("\\\\服务器\\共享\\讲话.txt", "讲话.txt"),
        ("C:讲话.txt", "C_讲话.txt"),
        ("aux.txt", "_aux.txt"),
        ("Com1.稿.docx", "_Com1.稿.docx"),
        ("console.txt", "console.txt"),
        (".隐藏.txt", "隐藏.txt"),
        ("~$锁.docx", "锁.docx"),
        (".\xa0桥 \u3000.txt", "桥.txt"),
        ("a\x00b\u202ec.txt", "abc.txt"),
        ('问<号>?"*|.txt', "问_号_____.txt"),
        (f"{'长' * 300}.txt", f"{'长' * 65}.txt"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_name_that_leads_elsewhere_on_windows_is_no_upload(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.uploads.mkdir()
    for name in ("讲话.txt", "C:讲话.txt", "a\\..\\讲话.txt", "\\\\服务器\\共享\\讲话.txt"):
        (layout.uploads / name).write_text("x", encoding="utf-8")
        assert is_upload(layout, name) is (name == "讲话.txt")


@given(st.text())
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    try:
        safe = safe_name(name)
    except EditError as error:
        assert error.code == "upload_no_name"
        return
    assert Path(safe).name == PureWindowsPath(safe).name == safe
    assert not safe.startswith((".", "~$"))
    assert len(safe.encode()) <= 255
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("", b"x", "upload_no_name"),
        ("..", b"x", "upload_no_name"),
        ("曲.mp3", b"x", "upload_format"),
        ("metadata.csv", b"x", "upload_format"),
        ("wordings.csv", b"x", "upload_format"),
        ("无后缀", b"x", "upload_format"),
        ("全部.tar", b"x", "upload_archive"),
        ("全部.tar.gz", b"x", "upload_archive"),
        ("空.txt", b"", "upload_empty"),
        ("大.txt", b"x" * (50 * 1024 * 1024 + 1), "upload_too_large"),
    ],
)
def test_what_cannot_be_read_is_not_taken(index: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(EditError) as raised:
        changes.store_upload(index, name, content)
    assert raised.value.code == code
    assert all(raised.value.message(language) for language in ("zh", "en"))
    assert not (index / "uploads").exists()
