"""The preview of filling in a whole folder, against the build that follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import EditError
from indexer.library import changes
from indexer.opening import open_snapshot
from indexer.snapshot import Snapshot
from tests.conftest import build_with_pairs, write_speech
from tests.indexer.library.conftest import built, speeches

SPEAKERS = {"甲": "林场场长", "内/乙": "供水站站长", "内/深/丙": "供水站站长", "内/深/丁": None, "外/戊": "林场场长"}


@pytest.fixture
def folders(tmp_path: Path) -> Snapshot:
    """Speeches at several depths of the root 库."""
    for name, speaker in SPEAKERS.items():
        stated = {"speaker": speaker} if speaker else {}
        write_speech(tmp_path / "库" / f"{name}.md", f"第{name}篇讲的是护林。", title=f"第{name[-1]}篇", **stated)
    build_with_pairs(tmp_path / "库", tmp_path / "index")
    return open_snapshot(tmp_path / "index")


@pytest.mark.parametrize(
    ("folder", "held"),
    [
        ("", {"林场场长": 2, "供水站站长": 2, None: 1}),
        ("内", {"供水站站长": 2, None: 1}),
        ("内/深", {"供水站站长": 1, None: 1}),
        ("外", {"林场场长": 1}),
    ],
)
def test_all_at_and_below_a_folder_are_counted_by_what_they_have(
    folders: Snapshot, folder: str, held: dict[str | None, int]
) -> None:
    found = changes.preview_folder(folders, "库", folder, "speaker", " 测试人 ")
    assert ({speaker: count for (speaker, _), count in found.held.items()}, found.kept) == (held, 0)
    assert (found.value, found.changed) == ("测试人", sum(held.values()))


@pytest.mark.parametrize("folder", ["", "内", "内/深", "外"])
@pytest.mark.parametrize("value", ["林场场长", "供水站站长", "测试人"])
def test_as_many_change_as_was_said(folders: Snapshot, folder: str, value: str) -> None:
    ids = {speech.title: speech.speech_id for speech in folders.speeches().values()}
    changes.edit_speeches(folders, [ids["第乙篇"]], {"speaker": "单独填的"})
    changes.edit_folder(folders, "库", "内/深", {"speaker": "里层填的"})
    changes.edit_folder(folders, "库", "外", {"place": "与此无关"})
    built(folders.index)
    snapshot = open_snapshot(folders.index)
    before = {path: speech.speaker for path, speech in speeches(snapshot.index).items()}
    said = changes.preview_folder(snapshot, "库", folder, "speaker", value)
    changes.edit_folder(snapshot, "库", folder, {"speaker": value})
    built(snapshot.index)
    after = {path: speech.speaker for path, speech in speeches(snapshot.index).items()}
    assert said.changed == sum(before[path] != after[path] for path in before)
    assert said.kept == sum(path.startswith(folder) and before[path] == after[path] != value for path in before)
    back = changes.preview_folder(open_snapshot(snapshot.index), "库", folder, "speaker", "")
    assert back.changed == sum(path.startswith(folder) and after[path] == value for path in after)


def test_what_was_never_stated_cannot_be_taken_back(folders: Snapshot) -> None:
    changes.edit_folder(folders, "库", "", {"speaker": "测试人"})
    assert changes.preview_folder(folders, "库", "内", "speaker", "").changed == 0
    assert changes.preview_folder(folders, "库", "", "speaker", "").changed == 5


def test_what_cannot_be_stated_is_an_error(folders: Snapshot) -> None:
    with pytest.raises(EditError):
        changes.preview_folder(folders, "库", "内", "date", "去年")
