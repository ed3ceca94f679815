"""Files that were uploaded: kept, read by every build, and refused with the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EditError
from indexer.engine import EmbeddedEngine
from indexer.layout import UPLOADS
from indexer.library import changes
from indexer.library.lists import reasons
from indexer.library.uploads import import_reports, safe_name
from tests.conftest import PROJECT, build_with_pairs
from tests.indexer.library.conftest import SECRET, built, holding, speeches


def test_an_upload_is_read_by_every_build_and_reported(corpus: Path, index: Path) -> None:
    first = changes.store_upload(index, "通知.txt", "集市要分早晚两场，摊位按号进出。".encode())
    second = changes.store_upload(index, "通知.txt", "\ufeff".encode() + b"\xff\xfe\x00")
    third = changes.store_upload(index, "内情.txt", "秘密★5年\n\n集市改期。".encode())
    assert (first, second, third) == ("通知.txt", "通知 (2).txt", "内情.txt")
    for file, kept in (("meeting.docx", "会议.docx"), ("meeting.pdf", "会议.pdf"), ("locked.pdf", "锁.pdf")):
        assert changes.store_upload(index, kept, (PROJECT / "tests" / "files" / file).read_bytes()) == kept
    build_with_pairs(corpus, index)
    engine = EmbeddedEngine.open(index)
    reports = import_reports(engine)
    engine.close()
    assert {name: report.status for name, report in reports.items()} == {
        "通知.txt": "read", "通知 (2).txt": "not_read", "内情.txt": "marked",
        "会议.docx": "read", "会议.pdf": "read", "锁.pdf": "not_read",
    }  # fmt: skip
    assert all(reasons(report, "zh") for report in reports.values() if report.status != "read")
    build_with_pairs(corpus, index, allow_marked=True)
    uploaded = {s.path for s in speeches(index).values() if s.root == UPLOADS}
    assert uploaded == {"通知.txt", "会议.docx", "会议.pdf"}, "marked ones never"
    shutil.rmtree(index / "uploads")
    built(index)
    assert [s for s in speeches(index).values() if s.root == UPLOADS] == []


def test_an_upload_can_be_removed_and_deleted_before_any_build_has_seen_it(opened: EmbeddedEngine, index: Path) -> None:
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
        (".隐藏.txt", "隐藏.txt"),
        ("~$锁.docx", "锁.docx"),
        ("a\x00b\u202ec.txt", "abc.txt"),
        ('问<号>?"*|.txt', "问_号_____.txt"),
        (f"{'长' * 300}.txt", f"{'长' * 65}.txt"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text())
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    try:
        safe = safe_name(name)
    except EditError as error:
        assert error.code == "upload_no_name"
        return
    assert Path(safe).name == safe
    assert not safe.startswith((".", "~$"))
    assert len(safe.encode()) <= 255
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("", b"x", "upload_no_name"),
        ("..", b"x", "upload_no_name"),
        ("表.xlsx", b"x", "upload_format"),
        ("metadata.csv", b"x", "upload_format"),
        ("无后缀", b"x", "upload_format"),
        ("旧.doc", b"x", "upload_save_as_docx"),
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
