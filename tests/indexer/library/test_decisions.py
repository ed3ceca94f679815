"""Decisions on versions, and all changes in any order."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.layout import Layout
from indexer.library import changes
from indexer.library.edit_log import read_log
from indexer.opening import open_snapshot
from indexer.snapshot import Snapshot
from indexer.verify import verify
from tests.conftest import build_with_pairs
from tests.indexer.library.conftest import built, state_of


def test_a_decision_on_versions_holds_until_it_is_taken_back(opened: Snapshot, corpus: Path, index: Path) -> None:
    ids = {s.path: s.speech_id for s in opened.speeches().values() if s.folder == "防汛"}

    def front() -> set[str]:
        with open_snapshot(index) as snapshot:
            return {
                snapshot.speeches()[snapshot.versions.front(number)].path
                for number, speech in snapshot.speeches().items()
                if speech.folder == "防汛"
            }

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


def apply(snapshot: Snapshot, index: Path, change: tuple[str, Any, Any]) -> None:
    """Make one change; `snapshot` is one of the first state, which knows all speeches."""
    kind, what, value = change
    known = sorted(snapshot.speeches().values(), key=lambda speech: (speech.path, speech.title))
    root = known[0].root
    drafts = [speech.speech_id for speech in known if speech.folder == "防汛"]
    removed = read_log(Layout(index)).removed
    if kind == "speech":
        changes.edit_speeches(snapshot, [known[what].speech_id], {"origin": value})
    elif kind == "folder":
        changes.edit_folder(snapshot, root, what, {"origin": value})
    elif kind == "versions":
        changes.decide_versions(snapshot, drafts, what, drafts[value] if what == "together" else None)
    elif kind == "remove" and (root, what) not in removed:
        changes.remove(snapshot, root, what)
    elif kind == "restore" and (root, what) in removed:
        changes.restore(snapshot, root, what)
    elif kind == "build":
        built(index)


@given(CHANGES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_index_says_the_same_however_builds_and_changes_alternate(
    corpus: Path, index: Path, tmp_path_factory: pytest.TempPathFactory, made: list[tuple[str, Any, Any]]
) -> None:
    here = Path(shutil.copytree(index, tmp_path_factory.mktemp("changed") / "index"))
    with open_snapshot(here) as snapshot:
        for change in made:
            apply(snapshot, here, change)
        built(here)
    anew = tmp_path_factory.mktemp("anew") / "index"
    anew.mkdir()
    if Layout(here).edits.exists():
        shutil.copy(Layout(here).edits, anew)
    build_with_pairs(corpus, anew)
    assert state_of(here) == state_of(anew)
    assert verify(Layout(here)) == []
