"""Values that people state about speeches: kept over rebuilds, and nothing but that."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import EditError, IndexStateError, QueryError
from indexer.layout import Layout
from indexer.library import changes
from indexer.library.listing import listing
from indexer.opening import open_snapshot
from indexer.snapshot import Snapshot
from retriever import Retriever
from tests.conftest import PROJECT, PYTHON, PairEncoder, build_with_pairs, write_speech
from tests.indexer.library.conftest import built, speeches


def test_an_edit_is_kept_when_the_catalog_is_built_anew(opened: Snapshot, corpus: Path, index: Path) -> None:
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


def test_what_is_taken_back_waits_until_a_build_took_it_in(corpus: Path, index: Path) -> None:
    def waiting() -> dict[str, tuple[str | None, list[str]]]:
        """The place and the fields that were taken back of each speech that waits, by its title."""
        with open_snapshot(index) as snapshot:
            found = [row for row in listing(snapshot).rows if row.waiting]
        return {row.speech.title: (row.speech.place, sorted(row.withdrawn)) for row in found}

    def place(value: str, *, folder: bool = False) -> None:
        with open_snapshot(index) as snapshot:
            if folder:
                changes.edit_folder(snapshot, corpus.name, "防汛", {"place": value})
            else:
                (speech,) = (each for each in snapshot.speeches().values() if each.path == "防汛/定稿.md")
                changes.edit_speeches(snapshot, [speech.speech_id], {"place": value})

    title = "防汛会讲话"
    with open_snapshot(index) as snapshot:
        (draft,) = (each.speech_id for each in snapshot.speeches().values() if each.path == "防汛/送审.md")
        changes.edit_speeches(snapshot, [draft], {"title": "送审的一份"})
    built(index)
    place("坝上")
    assert waiting() == {title: ("坝上", [])}
    place("")
    assert waiting() == {}, "nothing of it was in the index"
    place("坝上")
    built(index)
    assert waiting() == {}
    place("")
    assert waiting() == {title: ("坝上", ["place"])}, "it stands there until the build"
    place("坝上")
    assert waiting() == {}
    place("坝下")
    assert waiting() == {title: ("坝下", [])}
    place("")
    built(index)
    assert (waiting(), {each.place for each in speeches(index).values()}) == ({}, {None})

    place("厅里", folder=True)
    built(index)
    place("坝上")
    built(index)
    place("")
    assert waiting() == {title: ("厅里", [])}, "its folder still says where"
    place("", folder=True)
    assert waiting() == {title: ("坝上", ["place"]), "送审的一份": ("厅里", ["place"])}
    built(index)
    assert (waiting(), {each.place for each in speeches(index).values()}) == ({}, {None})


def test_an_inferred_date_is_confirmed_once(opened: Snapshot, index: Path) -> None:
    (speech,) = (s for s in opened.speeches().values() if s.path == "卫生/夜诊.txt")
    changes.confirm_dates(opened, [speech.speech_id])
    built(index)
    confirmed = speeches(index)["卫生/夜诊.txt"]
    assert (confirmed.date_text, "date" in confirmed.inferred) == ("2019-03-04", False)
    with Retriever.open(index, encoder=PairEncoder()) as retriever, pytest.raises(EditError) as raised:
        changes.confirm_dates(retriever.newest().snapshot, [speech.speech_id])
    assert raised.value.code == "edit_nothing_inferred"


def test_two_folders_of_one_name_keep_their_edits_whatever_order_they_come_in(tmp_path: Path, index: Path) -> None:
    one, two = (write_speech(tmp_path / place / "稿" / "a.md", f"{place}的渡口要加船。").parent for place in "东西")
    build_with_pairs([one, two], index)
    with open_snapshot(index) as snapshot:
        for speech in snapshot.speeches().values():
            changes.edit_speeches(snapshot, [speech.speech_id], {"place": Path(speech.source).parent.parent.name})
    (index / "catalog.sqlite").unlink()
    build_with_pairs([two, one], index)
    with open_snapshot(index) as snapshot:
        found = {snapshot.with_text(number).text[0]: speech.place for number, speech in snapshot.speeches().items()}
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
def test_what_cannot_be_is_refused_and_leaves_nothing(opened: Snapshot, index: Path, change: Any, code: str) -> None:
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


@pytest.mark.kill
def test_a_writer_that_is_killed_costs_the_log_no_edit(opened: Snapshot, index: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from indexer.opening import open_snapshot\n"
        "from indexer.library.changes import edit_speeches\n"
        "snapshot = open_snapshot(Path(sys.argv[1])); ids = [s.speech_id for s in snapshot.speeches().values()]\n"
        "for n in range(10**6): edit_speeches(snapshot, ids, {'place': f'第{n}次'}); print(n, flush=True)"
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
