"""Changes that people make to the corpus: kept over rebuilds, undone, and deleted without a trace."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import Speech
from corpus.errors import EditError, IndexStateError, QueryError
from indexer.__main__ import main
from indexer.build import BuildReport, rebuild
from indexer.edit_log import read_log
from indexer.engine import EmbeddedEngine
from indexer.layout import UPLOADS, Layout
from indexer.lexical import Lexical
from indexer.library import changes
from indexer.library.lists import reasons
from indexer.library.uploads import import_reports, safe_name
from indexer.publish import read_published
from indexer.verify import verify
from retriever import Retriever
from retriever.feedback import Feedback, keep, read_feedback
from tests.conftest import PROJECT, PYTHON, PairEncoder, build_with_pairs, write_speech

SECRET = "螺蛳湾三号闸门钥匙由老魏保管"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Drafts of one speech, a file of two speeches, and one by itself."""
    folder = tmp_path / "讲话"
    water = "水库大坝要一日三巡，汛期加密到一日五巡，巡查记录当天签字，隐患当天上报。\n\n"
    write_speech(
        folder / "防汛" / "送审.md", water + "值班电话要有人接。", title="防汛会讲话", date="2021-06-01", state="送审稿"
    )
    write_speech(
        folder / "防汛" / "定稿.md",
        water + "值班电话要随时有人接。",
        title="防汛会讲话",
        date="2021-06-01",
        state="定稿",
    )
    write_speech(
        folder / "卫生" / "夜诊.txt",
        "在夜间门诊启用仪式上的讲话\n（2019年3月4日）\n同志们：\n\n药品目录要和县医院对齐。\n",
    )
    lines = [{"_id": "a", "title": "甲", "text": "茶山要封山育林。"}, {"title": "乙", "text": "渡口要加一班夜船。"}]
    (folder / "多篇.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    build_with_pairs(folder, tmp_path / "index")
    return folder


@pytest.fixture
def opened(corpus: Path, index: Path) -> EmbeddedEngine:
    return EmbeddedEngine.open(index)


def built(index: Path) -> BuildReport:
    return rebuild(index, encoder=PairEncoder())


def speeches(index: Path) -> dict[str, Speech]:
    """Every speech, without its text, by its path and title as the file states it."""
    engine = EmbeddedEngine.open(index)
    try:
        return {f"{speech.path} {speech.external_id or ''}".strip(): speech for speech in engine.speeches().values()}
    finally:
        engine.close()


def state_of(index: Path) -> Mapping[str, Any]:
    """All that an index says, without the numbers that hang on the order of builds."""
    engine = EmbeddedEngine.open(index)
    try:
        numbers = engine.speeches()
        ids = {number: speech.speech_id for number, speech in numbers.items()}
        return {
            "speeches": {speech.speech_id: engine.speech(number) for number, speech in numbers.items()},
            "versions": {ids[n]: tuple(ids[m] for m in engine.versions.members(n)) for n in numbers},
            "families": sorted(
                sorted((ids[m.speech_no], m.start, m.folded) for m in family.members)
                for family in engine.families.families
            ),
            "reports": sorted(engine.reports(), key=lambda report: (report.root, report.path)),
            "pending": engine.pending(),
        }
    finally:
        engine.close()


# --- edits -----------------------------------------------------------------------------------------------------


def test_an_edit_is_kept_when_the_catalog_is_built_anew(opened: EmbeddedEngine, corpus: Path, index: Path) -> None:
    (speech,) = (s for s in opened.speeches().values() if s.path == "卫生/夜诊.txt")
    before = (corpus / "卫生" / "夜诊.txt").read_bytes()
    changes.edit_speeches(opened, [speech.speech_id], {"title": "夜诊讲话", "speaker": "卫生局局长"})
    changes.edit_folder(opened, corpus.name, "防汛", {"origin": "上级"})
    report = built(index)
    assert (report.changed, report.removed) == (3, 0), "only what was edited is read again"
    (index / "catalog.sqlite").unlink()
    build_with_pairs(corpus, index)
    now = speeches(index)
    assert (now["卫生/夜诊.txt"].title, now["卫生/夜诊.txt"].speaker) == ("夜诊讲话", "卫生局局长")
    assert [now[f"防汛/{name}.md"].origin for name in ("定稿", "送审")] == ["superior", "superior"]
    assert now["多篇.jsonl a"].origin is None
    assert (corpus / "卫生" / "夜诊.txt").read_bytes() == before
    assert built(index).changed == 0


def test_an_inferred_date_is_confirmed_once(opened: EmbeddedEngine, index: Path) -> None:
    (speech,) = (s for s in opened.speeches().values() if s.path == "卫生/夜诊.txt")
    changes.confirm_dates(opened, [speech.speech_id])
    built(index)
    confirmed = speeches(index)["卫生/夜诊.txt"]
    assert (confirmed.date, "date" in confirmed.inferred) == ("2019-03-04", False)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, pytest.raises(EditError) as raised:
        changes.confirm_dates(retriever.newest(), [speech.speech_id])
    assert raised.value.code == "edit_nothing_inferred"


def test_two_folders_of_one_name_keep_their_edits_whatever_order_they_come_in(tmp_path: Path, index: Path) -> None:
    one, two = (write_speech(tmp_path / place / "稿" / "a.md", f"{place}的渡口要加船。").parent for place in "东西")
    build_with_pairs([one, two], index)
    engine = EmbeddedEngine.open(index)
    for speech in engine.speeches().values():
        changes.edit_speeches(engine, [speech.speech_id], {"place": Path(speech.source).parent.parent.name})
    engine.close()
    (index / "catalog.sqlite").unlink()
    build_with_pairs([two, one], index)
    engine = EmbeddedEngine.open(index)
    found = {engine.with_text(number).text[0]: speech.place for number, speech in engine.speeches().items()}
    engine.close()
    assert found == {"东": "东", "西": "西"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda e: changes.edit_speeches(e, ["none"], {"title": "x"}), "speech_unknown"),
        (lambda e: changes.edit_folder(e, "讲话", "没有", {"place": "x"}), "edit_folder_unknown"),
        (lambda e: changes.edit_folder(e, "没有", "", {"place": "x"}), "edit_folder_unknown"),
        (lambda e: changes.edit_folder(e, "讲话", "防汛", {"title": "x"}), "edit_field_of_one_speech"),
        (lambda e: changes.remove(e, "讲话", "没有.md"), "removed_unknown"),
        (lambda e: changes.restore(e, "讲话", "多篇.jsonl"), "removed_not"),
        (lambda e: changes.purge(e, "讲话", "多篇.jsonl"), "purge_not_removed"),
        (lambda e: changes.decide_versions(e, ["a"], "together"), "versions_too_few"),
        (lambda e: changes.decide_versions(e, ["a", "b"], "maybe"), "versions_verdict_unknown"),
        (lambda e: changes.decide_versions(e, ["a", "b"], "together", "c"), "versions_front_elsewhere"),
        (lambda e: changes.decide_versions(e, ["a", "b"], "together"), "speech_unknown"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    opened: EmbeddedEngine, index: Path, change: Any, code: str
) -> None:
    with pytest.raises((EditError, QueryError)) as raised:
        change(opened)
    assert raised.value.code == code
    assert all(raised.value.message(language) for language in ("zh", "en"))
    assert not Layout(index).edits.exists()


def test_a_damaged_log_stops_a_build_and_says_where(corpus: Path, index: Path) -> None:
    Layout(index).edits.write_text('{"kind": "edit"}\n', "utf-8")
    with pytest.raises(IndexStateError) as raised:
        built(index)
    assert (raised.value.code, raised.value.particulars["line"]) == ("edits_damaged", 1)
    assert "第 1 行" in raised.value.message("zh")


def test_a_writer_that_is_killed_costs_the_log_no_edit(opened: EmbeddedEngine, index: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from indexer.engine import EmbeddedEngine\n"
        "from indexer.library.changes import edit_speeches\n"
        "engine = EmbeddedEngine.open(Path(sys.argv[1])); ids = [s.speech_id for s in engine.speeches().values()]\n"
        "for n in range(10**6): edit_speeches(engine, ids, {'place': f'第{n}次'}); print(n, flush=True)"
    )
    writer = subprocess.Popen([PYTHON, "-c", code, index], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(15):
        assert writer.stdout.readline()
    writer.kill()
    last = int(([*writer.stdout.read().split()] or ["14"])[-1])
    assert writer.wait() == -signal.SIGKILL
    writer.stdout.close()
    built(index)
    places = [speech.place for speech in speeches(index).values()]
    assert all(place in (f"第{last}次", f"第{last + 1}次") for place in places)
    assert places.count(f"第{last + 1}次") in range(len(places) + 1)


# --- versions --------------------------------------------------------------------------------------------------


def test_a_decision_on_versions_holds_until_it_is_taken_back(opened: EmbeddedEngine, corpus: Path, index: Path) -> None:
    ids = {s.path: s.speech_id for s in opened.speeches().values() if s.folder == "防汛"}

    def front() -> set[str]:
        engine = EmbeddedEngine.open(index)
        try:
            return {
                engine.speeches()[engine.versions.front(number)].path
                for number, speech in engine.speeches().items()
                if speech.folder == "防汛"
            }
        finally:
            engine.close()

    assert front() == {"防汛/定稿.md"}
    changes.decide_versions(opened, list(ids.values()), "together", ids["防汛/送审.md"])
    assert built(index).changed == 0
    assert front() == {"防汛/送审.md"}
    changes.decide_versions(opened, list(ids.values()), "apart")
    built(index)
    assert front() == {"防汛/送审.md", "防汛/定稿.md"}
    (index / "catalog.sqlite").unlink()
    build_with_pairs(corpus, index)
    assert front() == {"防汛/送审.md", "防汛/定稿.md"}
    changes.decide_versions(opened, list(ids.values()), "open")
    built(index)
    assert front() == {"防汛/定稿.md"}


# --- any order -------------------------------------------------------------------------------------------------

FILES = ("防汛/送审.md", "防汛/定稿.md", "卫生/夜诊.txt", "多篇.jsonl")
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("speech"), st.integers(0, 4), st.sampled_from(["", "上级", "外地"])),
        st.tuples(st.just("folder"), st.sampled_from(["", "防汛"]), st.sampled_from(["", "上级", "外地"])),
        st.tuples(st.just("versions"), st.sampled_from(["together", "apart", "open"]), st.integers(0, 1)),
        st.tuples(st.just("remove"), st.sampled_from(FILES), st.just(0)),
        st.tuples(st.just("restore"), st.sampled_from(FILES), st.just(0)),
        st.tuples(st.just("build"), st.just(0), st.just(0)),
    ),
    min_size=1,
    max_size=6,
)


def apply(engine: EmbeddedEngine, index: Path, change: tuple[str, Any, Any]) -> None:
    """Make one change; `engine` is one of the first state, which knows all speeches."""
    kind, what, value = change
    known = sorted(engine.speeches().values(), key=lambda speech: (speech.path, speech.title))
    root = known[0].root
    drafts = [speech.speech_id for speech in known if speech.folder == "防汛"]
    removed = read_log(Layout(index)).removed
    if kind == "speech":
        changes.edit_speeches(engine, [known[what].speech_id], {"origin": value})
    elif kind == "folder":
        changes.edit_folder(engine, root, what, {"origin": value})
    elif kind == "versions":
        changes.decide_versions(engine, drafts, what, drafts[value] if what == "together" else None)
    elif kind == "remove" and (root, what) not in removed:
        changes.remove(engine, root, what)
    elif kind == "restore" and (root, what) in removed:
        changes.restore(engine, root, what)
    elif kind == "build":
        built(index)


@given(CHANGES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_index_says_the_same_however_builds_and_changes_alternate(
    corpus: Path, index: Path, tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, Any, Any]]
) -> None:
    here = Path(shutil.copytree(index, tmp_path_factory.mktemp("changed") / "index"))
    engine = EmbeddedEngine.open(here)
    for change in made:
        apply(engine, here, change)
    built(here)
    engine.close()
    anew = tmp_path_factory.mktemp("anew") / "index"
    anew.mkdir()
    if Layout(here).edits.exists():
        shutil.copy(Layout(here).edits, anew)
    build_with_pairs(corpus, anew)
    assert state_of(here) == state_of(anew)
    assert verify(Layout(here)) == []


# --- removing and deleting -------------------------------------------------------------------------------------


def test_a_removed_file_comes_back_as_it_was(opened: EmbeddedEngine, corpus: Path, index: Path) -> None:
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


def bytes_of(index: Path) -> dict[str, bytes]:
    return {str(path.relative_to(index)): path.read_bytes() for path in index.rglob("*") if path.is_file()}


def holding(index: Path, text: str) -> list[str]:
    """The files in the index folder that hold `text` in any encoding that is used there."""
    escaped = json.dumps(text).strip('"').encode()
    forms = (text.encode(), text.encode("utf-16-le"), text.encode("gb18030"), escaped)
    return [name for name, content in bytes_of(index).items() if any(form in content for form in forms)]


def keyword_folder(index: Path) -> Path:
    published = read_published(Layout(index))
    assert published is not None
    return Layout(index).lexical / published.lexical


def with_phrase(index: Path, text: str) -> list[int]:
    return Lexical(keyword_folder(index) / "speeches").with_phrase(text).tolist()


def deleted_entries(index: Path) -> int:
    """How many deleted entries tantivy still holds with their terms."""
    metas = [json.loads((keyword_folder(index) / kind / "meta.json").read_text()) for kind in ("passages", "speeches")]
    deletes = [segment["deletes"] for meta in metas for segment in meta["segments"]]
    return sum(each["num_deleted_docs"] for each in deletes if each)


def test_nothing_is_left_of_an_upload_that_was_deleted_for_good(corpus: Path, index: Path, tmp_path: Path) -> None:
    engine = EmbeddedEngine.open(index)
    name = changes.store_upload(index, f"{SECRET}.txt", f"关于闸门的讲话\n\n{SECRET}，旁人不得经手。\n".encode())
    built(index)
    engine = engine.newest()
    (number,) = (n for n, s in engine.speeches().items() if s.root == UPLOADS)
    speech = engine.with_text(number)
    assert SECRET in speech.text
    others = [s.speech_id for s in engine.speeches().values() if s.root != UPLOADS]
    changes.edit_speeches(engine, [speech.speech_id], {"title": f"{SECRET}（改）", "place": SECRET})
    changes.edit_speeches(engine, [others[0]], {"place": "别处"})
    changes.decide_versions(engine, [speech.speech_id, *others[:2]], "together", speech.speech_id)
    keep(index, Feedback("谁管钥匙", "up", speech.speech_id, 0, 14, SECRET, SECRET))
    keep(index, Feedback("谁管船", "up", others[0], 0, 2, "渡口"))
    built(index)
    (index / "feedback.jsonl.9.part").write_text(SECRET, "utf-8")
    (index / "uploads" / ".half.txt").write_text(SECRET, "utf-8")
    assert {"catalog.sqlite", "edits.jsonl", "feedback.jsonl"} <= {
        n.removesuffix("-wal") for n in holding(index, SECRET)
    }
    assert with_phrase(index, "钥匙由老魏") != []
    assert deleted_entries(index) > 0, "or else the last of these could not fail"

    changes.remove(engine, UPLOADS, name)
    built(index)
    assert holding(index, SECRET), "a removed file can come back"
    assert changes.purge(engine, UPLOADS, name) is None
    report = rebuild(index, encoder=PairEncoder(), progress=lambda p: engine.let_go() if p.stage == "purge" else None)
    assert (report.purged, report.to_purge) == (1, 0)
    assert holding(index, SECRET) == []
    assert not any(SECRET in name for name in bytes_of(index))
    assert (with_phrase(index, "钥匙由老魏"), deleted_entries(index)) == ([], 0)
    engine.close()
    assert verify(Layout(index)) == []
    assert [f.speech_id for f in read_feedback(index)] == [others[0]]
    left = read_log(Layout(index))
    assert (left.purging, left.removed, left.kept_out) == ({}, {}, frozenset())
    assert [decision.members for decision in left.decisions] == [tuple(others[:2])]
    assert {s.speech_id: s.place for s in speeches(index).values()}[others[0]] == "别处"
    assert holding(index, "渡口"), "what was not deleted is all there"
    assert changes.store_upload(index, name, "新的一份。".encode()) == name


def test_a_file_of_a_corpus_folder_stays_there_and_out_of_the_index(
    opened: EmbeddedEngine, corpus: Path, index: Path
) -> None:
    opened.close()
    path = write_speech(corpus / "卫生" / f"{SECRET}.md", f"{SECRET}，旁人不得经手。", title=SECRET)
    built(index)
    engine = EmbeddedEngine.open(index)
    changes.remove(engine, corpus.name, f"卫生/{path.name}")
    assert changes.purge(engine, corpus.name, f"卫生/{path.name}") == path
    engine.close()
    assert built(index).purged == 1
    assert path.exists()
    assert holding(index, SECRET) == []
    for _ in range(2):
        build_with_pairs(corpus, index)
        assert holding(index, SECRET) == []
        (index / "catalog.sqlite").unlink()
    assert len(read_log(Layout(index)).kept_out) == 1


def test_a_reader_of_the_older_state_delays_the_last_step_and_nothing_is_forgotten(
    opened: EmbeddedEngine, corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
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


def test_a_file_is_deleted_whatever_roots_a_build_is_given(
    opened: EmbeddedEngine, corpus: Path, index: Path, tmp_path: Path
) -> None:
    changes.remove(opened, corpus.name, "多篇.jsonl")
    changes.purge(opened, corpus.name, "多篇.jsonl")
    opened.close()
    other = write_speech(tmp_path / "别的" / "c.md", "集市要分早晚两场。").parent
    assert build_with_pairs(other, index).purged == 1
    assert holding(index, "封山育林") == []
    assert set(speeches(index)) == {"防汛/送审.md", "防汛/定稿.md", "卫生/夜诊.txt", "c.md"}


def test_a_deletion_that_is_killed_is_gone_on_with(opened: EmbeddedEngine, corpus: Path, index: Path) -> None:
    changes.remove(opened, corpus.name, "多篇.jsonl")
    changes.purge(opened, corpus.name, "多篇.jsonl")
    opened.close()
    code = (
        "import os, signal, sys; from pathlib import Path; from indexer.build import rebuild\n"
        "from tests.conftest import PairEncoder\n"
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


# --- uploads ---------------------------------------------------------------------------------------------------


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


# --- rebuilding ------------------------------------------------------------------------------------------------


def test_a_rebuild_takes_each_root_as_it_was_given(tmp_path: Path, index: Path) -> None:
    open_, marked = tmp_path / "公开", tmp_path / "涉密"
    for folder in (open_, marked):
        write_speech(folder / "a.txt", "机密★10年\n\n码头要换新缆绳。")
    build_with_pairs(open_, index)
    build_with_pairs(marked, index, allow_marked=True)
    before = state_of(index)
    assert [s.root for s in speeches(index).values()] == ["涉密"]
    built(index)
    assert state_of(index) == before


def test_a_root_that_is_away_is_left_as_it_is_and_reported(corpus: Path, index: Path, tmp_path: Path) -> None:
    other = write_speech(tmp_path / "别的" / "c.md", "集市要分早晚两场。").parent
    build_with_pairs([corpus, other], index)
    corpus.rename(tmp_path / "away")
    write_speech(other / "d.md", "渡船夜里也开。")
    report = built(index)
    assert (report.changed, report.removed, report.away) == (1, 0, (str(corpus),))
    assert len(speeches(index)) == 7


def test_without_an_index_there_is_nothing_to_rebuild(index: Path) -> None:
    with pytest.raises(IndexStateError) as raised:
        built(index)
    assert raised.value.code == "index_missing"
    assert not index.exists()


# --- the command line ------------------------------------------------------------------------------------------


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
