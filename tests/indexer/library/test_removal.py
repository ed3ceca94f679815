"""Files that are removed, come back, and are deleted without a trace."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from corpus.errors import EditError, IndexStateError, QueryError
from indexer.__main__ import main
from indexer.build import rebuild
from indexer.layout import UPLOADS, Layout
from indexer.library import changes
from indexer.library.edit_log import read_log
from indexer.opening import open_snapshot
from indexer.published import read_published
from indexer.purge import releasing_for_builds
from indexer.search.embedded.keywords import Lexical
from indexer.snapshot import Snapshot
from indexer.verify import verify
from retriever import Retriever
from retriever.feedback import Feedback, keep, read_feedback
from tests.conftest import PROJECT, PYTHON, PairEncoder, build_with_pairs, write_speech
from tests.indexer.library.conftest import SECRET, built, bytes_of, holding, speeches, state_of


def test_a_removed_file_comes_back_as_it_was(opened: Snapshot, corpus: Path, index: Path) -> None:
    before = state_of(index)
    changes.remove(opened, corpus.name, "多篇.jsonl")
    assert built(index).removed == 1
    assert set(speeches(index)) == {"防汛/送审.md", "防汛/定稿.md", "卫生/夜诊.txt"}
    ((file, removed),) = read_log(Layout(index)).removed.items()
    assert (file, sorted(removed.titles.values())) == ((corpus.name, "多篇.jsonl"), ["乙", "甲"])
    assert built(index).removed == 0
    build_with_pairs(corpus, index)
    assert "多篇.jsonl a" not in speeches(index)
    changes.restore(opened, corpus.name, "多篇.jsonl")
    built(index)
    assert state_of(index) == before


def test_the_files_of_several_speeches_are_removed_and_come_back_together(
    opened: Snapshot, corpus: Path, index: Path
) -> None:
    ids = {Path(speech.path).stem + speech.title: speech.speech_id for speech in opened.speeches().values()}
    chosen = [ids["多篇甲"], ids["多篇乙"], ids["夜诊在夜间门诊启用仪式上的讲话"]]
    files = changes.remove_speeches(opened, chosen)
    assert sorted(files) == [(corpus.name, "卫生/夜诊.txt"), (corpus.name, "多篇.jsonl")]
    assert {file: sorted(each.titles.values()) for file, each in read_log(Layout(index)).removed.items()} == {
        (corpus.name, "多篇.jsonl"): ["乙", "甲"],
        (corpus.name, "卫生/夜诊.txt"): ["在夜间门诊启用仪式上的讲话"],
    }
    changes.restore_files(opened, files)
    assert read_log(Layout(index)).removed == {}


def test_of_several_files_all_are_removed_or_none(opened: Snapshot, corpus: Path, index: Path) -> None:
    there, nowhere = (corpus.name, "多篇.jsonl"), (corpus.name, "没有.txt")
    with pytest.raises(EditError):
        changes.remove_files(opened, [there, nowhere])
    with pytest.raises(QueryError):
        changes.remove_speeches(opened, [next(iter(opened.speeches().values())).speech_id, "nobody"])
    assert read_log(Layout(index)).removed == {}
    changes.remove_files(opened, [there])
    with pytest.raises(EditError):
        changes.restore_files(opened, [there, nowhere])
    assert set(read_log(Layout(index)).removed) == {there}


def keyword_folder(index: Path) -> Path:
    published = read_published(Layout(index))
    assert published is not None
    return Layout(index).lexical / published.lexical


def with_phrase(index: Path, text: str) -> list[int]:
    return Lexical(keyword_folder(index) / "speeches").with_phrase(text).tolist()


def deleted_entries(index: Path) -> int:
    """The number of deleted entries that tantivy still holds with their terms."""
    metas = [json.loads((keyword_folder(index) / kind / "meta.json").read_text()) for kind in ("passages", "speeches")]
    deletes = [segment["deletes"] for meta in metas for segment in meta["segments"]]
    return sum(each["num_deleted_docs"] for each in deletes if each)


def test_nothing_is_left_of_an_upload_that_was_deleted_for_good(corpus: Path, index: Path, tmp_path: Path) -> None:
    name = changes.store_upload(index, f"{SECRET}.txt", f"关于闸门的讲话\n\n{SECRET}，旁人不得经手。\n".encode())
    built(index)
    snapshot = open_snapshot(index)
    (number,) = (n for n, s in snapshot.speeches().items() if s.root == UPLOADS)
    speech = snapshot.with_text(number)
    assert SECRET in speech.text
    others = [s.speech_id for s in snapshot.speeches().values() if s.root != UPLOADS]
    changes.edit_speeches(snapshot, [speech.speech_id], {"title": f"{SECRET}（改）", "place": SECRET})
    changes.edit_speeches(snapshot, [others[0]], {"place": "别处"})
    changes.decide_versions(snapshot, [speech.speech_id, *others[:2]], "together", speech.speech_id)
    keep(index, Feedback("谁管钥匙", "up", speech.speech_id, 0, 14, SECRET, SECRET))
    keep(index, Feedback("谁管船", "up", others[0], 0, 2, "渡口"))
    built(index)
    (index / "feedback.jsonl.9.part").write_text(SECRET, "utf-8")
    (index / "uploads" / ".half.txt").write_text(SECRET, "utf-8")
    assert {"catalog.sqlite", "edits.jsonl", "feedback.jsonl"} <= {
        n.removesuffix("-wal") for n in holding(index, SECRET)
    }
    assert with_phrase(index, "钥匙由老魏") != []

    changes.remove(snapshot, UPLOADS, name)
    built(index)
    assert holding(index, SECRET), "a removed file can come back"
    assert changes.purge(snapshot, UPLOADS, name) is None
    report = rebuild(
        index, encoder=PairEncoder(), progress=lambda p: snapshot.read_on() if p.stage == "purge" else None
    )
    assert (report.purged, report.to_purge) == (1, 0)
    assert holding(index, SECRET) == []
    assert not any(SECRET in name for name in bytes_of(index))
    assert (with_phrase(index, "钥匙由老魏"), deleted_entries(index)) == ([], 0)
    snapshot.close()
    assert verify(Layout(index)) == []
    assert [f.speech_id for f in read_feedback(index)] == [others[0]]
    left = read_log(Layout(index))
    assert (left.purging, left.removed, left.kept_out) == ({}, {}, frozenset())
    assert [decision.members for decision in left.decisions] == [tuple(others[:2])]
    assert {s.speech_id: s.place for s in speeches(index).values()}[others[0]] == "别处"
    assert holding(index, "渡口"), "what was not deleted is all there"
    assert changes.store_upload(index, name, "新的一份。".encode()) == name


def test_a_file_of_a_corpus_folder_stays_there_and_out_of_the_index(
    opened: Snapshot, corpus: Path, index: Path
) -> None:
    opened.close()
    path = write_speech(corpus / "卫生" / f"{SECRET}.md", f"{SECRET}，旁人不得经手。", title=SECRET)
    built(index)
    with open_snapshot(index) as snapshot:
        changes.remove(snapshot, corpus.name, f"卫生/{path.name}")
        assert changes.purge(snapshot, corpus.name, f"卫生/{path.name}") == path
    assert built(index).purged == 1
    assert path.exists()
    assert holding(index, SECRET) == []
    for _ in range(2):
        build_with_pairs(corpus, index)
        assert holding(index, SECRET) == []
        (index / "catalog.sqlite").unlink()
    assert len(read_log(Layout(index)).kept_out) == 1


def test_a_reader_of_the_older_state_delays_the_last_step_and_nothing_is_forgotten(
    opened: Snapshot, corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.purge._TRIES", 1)
    changes.remove(opened, corpus.name, "多篇.jsonl")
    changes.purge(opened, corpus.name, "多篇.jsonl")
    report = built(index)
    assert (report.purged, report.to_purge) == (0, 1)
    opened.close()
    report = built(index)
    assert (report.purged, report.to_purge) == (1, 0)
    assert holding(index, "封山育林") == []


def test_a_closed_reader_holds_none_of_the_states_that_it_answered_from(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.purge._TRIES", 1)
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        held = retriever.newest().snapshot
        changes.remove(held, corpus.name, "多篇.jsonl")
        built(index)
        assert retriever.newest().snapshot is not held
        changes.purge(retriever.newest().snapshot, corpus.name, "多篇.jsonl")
    assert built(index).purged == 1


READER = """
import sys
from pathlib import Path
from indexer.purge import releasing_for_builds
from retriever import Retriever
from tests.conftest import PairEncoder
index = Path(sys.argv[1])
with Retriever.open(index, encoder=PairEncoder()) as retriever, releasing_for_builds(index, retriever.release):
    print(retriever.status().speeches, flush=True)
    sys.stdin.readline()
    print(retriever.status().speeches, flush=True)
"""


def test_another_process_that_is_asked_nothing_lets_go_by_itself(opened: Snapshot, corpus: Path, index: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([PYTHON, "-c", READER, index], cwd=PROJECT, text=True, **pipes) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        assert reader.stdout.readline() == "5\n"
        changes.remove(opened, corpus.name, "多篇.jsonl")
        changes.purge(opened, corpus.name, "多篇.jsonl")
        opened.close()
        report = built(index)
        assert reader.poll() is None
        assert (report.purged, report.to_purge, holding(index, "封山育林")) == (1, 0, [])
        assert reader.communicate("go on\n")[0] == "3\n"
    assert not Layout(index).clearing.exists()


def test_what_a_killed_build_left_does_not_keep_readers_turning(opened: Snapshot, corpus: Path, index: Path) -> None:
    Layout(index).clearing.touch()
    built(index)
    assert not Layout(index).clearing.exists()


def test_a_reader_that_cannot_move_on_is_told_of_and_asked_again(
    opened: Snapshot, index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = threading.Semaphore(0)

    def release() -> None:
        asked.release()
        raise IndexStateError("index_missing", index=index)

    with releasing_for_builds(index, release):
        assert not asked.acquire(timeout=1.2), "nobody waits"
        Layout(index).clearing.touch()
        assert all(asked.acquire(timeout=300) for _ in range(2))
    assert "cannot be opened" in caplog.text


def test_the_command_line_says_what_to_do_about_a_reader_that_does_not_let_go(
    real_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.purge._TRIES", 1)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    index = Path(shutil.copytree(real_index, tmp_path / "copied"))
    (speech,) = (s for s in speeches(index).values() if s.path == "安全/消防演练.md")
    named = [speech.root, speech.path, "--index", str(index)]
    assert main(["remove", *named]) == 0
    with open_snapshot(index):
        main(["rebuild", "--index", str(index)])
        capsys.readouterr()
        for command in (["purge", *named], ["rebuild", "--index", str(index)]):
            assert main(command) == 1
            told = capsys.readouterr()
            assert "不再留有" not in told.out
            assert told.err.splitlines()[-1] == (
                "tifa: 还没有彻底删除的文件：1 个，另有程序正在读取这个索引"
                "（例如别处开着的 app.py，或还没有结束的命令）。"
                "请先关闭它，再到“语料库”页点“重新查看文件夹”，或执行 python -m indexer rebuild。"
            )
    assert main(["rebuild", "--index", str(index)]) == 0
    assert "彻底删除的文件：1 个。" in capsys.readouterr().out
    assert holding(index, "消防演练") == []


def test_a_file_is_deleted_whatever_roots_a_build_is_given(
    opened: Snapshot, corpus: Path, index: Path, tmp_path: Path
) -> None:
    changes.remove(opened, corpus.name, "多篇.jsonl")
    changes.purge(opened, corpus.name, "多篇.jsonl")
    opened.close()
    other = write_speech(tmp_path / "别的" / "c.md", "集市要分早晚两场。").parent
    assert build_with_pairs(other, index).purged == 1
    assert holding(index, "封山育林") == []
    assert set(speeches(index)) == {"防汛/送审.md", "防汛/定稿.md", "卫生/夜诊.txt", "c.md"}


@pytest.mark.kill
def test_a_deletion_that_is_killed_is_gone_on_with(opened: Snapshot, corpus: Path, index: Path) -> None:
    changes.remove(opened, corpus.name, "多篇.jsonl")
    changes.purge(opened, corpus.name, "多篇.jsonl")
    opened.close()
    code = (
        "import os, signal, sys; from pathlib import Path; from indexer.build import rebuild\n"
        "from tests.pair_encoder import PairEncoder\n"
        "def kill(p):\n"
        "    if p.stage == 'purge' and p.done == (p.total if sys.argv[2] == 'last' else 0):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "rebuild(Path(sys.argv[1]), encoder=PairEncoder(), progress=kill)"
    )
    for moment in ("first", "last"):  # before the catalog's log is emptied, and before the rest
        killed = subprocess.run([PYTHON, "-c", code, index, moment], cwd=PROJECT, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert read_log(Layout(index)).purging
    report = built(index)
    assert (report.purged, report.to_purge) == (1, 0)
    assert holding(index, "封山育林") == []
    assert not read_log(Layout(index)).purging


def test_files_are_removed_restored_and_deleted_from_the_command_line(
    real_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = Path(shutil.copytree(real_index, tmp_path / "copied"))
    (before,) = (s for s in speeches(index).values() if s.path == "安全/消防演练.md")
    named = [before.root, before.path, "--index", str(index)]
    assert main(["purge", *named]) == 1
    assert "Remove 安全/消防演练.md first" in capsys.readouterr().err
    assert main(["remove", *named]) == 0
    assert before.path not in speeches(index)
    assert main(["restore", *named]) == 0
    assert speeches(index)[before.path] == before
    assert main(["remove", *named]) == 0
    capsys.readouterr()
    assert main(["purge", *named]) == 0
    told = capsys.readouterr().out
    assert "Files deleted for good: 1." in told
    assert f"is still in its folder, {Path(before.source).parent}" in told
    assert holding(index, "消防演练") == []
    assert main(["rebuild", "--index", str(index)]) == 0
    assert before.path not in speeches(index)
    assert verify(Layout(index)) == []
