"""Builds from several folders: what each is called, and what happens when one moves, is away or cannot be read."""

from __future__ import annotations

import os
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from corpus import Edit
from corpus.errors import RootError
from indexer.build import rebuild
from indexer.catalog import Catalog
from indexer.files import root_name
from indexer.layout import Layout
from indexer.library.edit_log import write_edits
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.indexer.small_corpus import texts, write_village


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_village(tmp_path / "讲话")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (PureWindowsPath(r"D:\稿件\讲话"), "讲话"),
        (PureWindowsPath("D:\\"), "D"),
        (PureWindowsPath(r"\\服务器\讲话"), "讲话"),
        (PureWindowsPath(r"\\服务器\讲话\2021"), "2021"),
        (PurePosixPath("/srv/讲话"), "讲话"),
        (PurePosixPath("/"), "root"),
    ],
)
def test_a_root_is_named_after_its_folder_drive_or_share(path: PurePath, name: str) -> None:
    assert root_name(path) == name


def test_a_root_that_was_not_given_stays(corpus: Path, tmp_path: Path, index: Path) -> None:
    other = tmp_path / "别处"
    write_speech(other / "c.md", "别处的讲话也要留着，不能因为没有提到就不见了。", title="丙")
    build_with_pairs([corpus, other], index)
    (corpus / "a.md").unlink()
    (other / "c.md").unlink()
    report = build_with_pairs(corpus, index)
    assert report.removed == 1
    assert list(texts(index)) == ["讲话/b.md", "别处/c.md"]


def test_the_same_folder_given_twice_counts_once(corpus: Path, index: Path) -> None:
    report = build_with_pairs([corpus, corpus / ".." / "讲话"], index)
    assert (report.changed, len(report.files)) == (2, 2)


def test_a_rebuild_reads_no_file_again_of_a_folder_that_was_named_from_within(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus.parent)
    assert build_with_pairs(Path(corpus.name), index).changed == 2
    assert rebuild(index, encoder=PairEncoder()).changed == 0
    assert build_with_pairs(corpus, index).changed == 0


def test_two_folders_of_the_same_name_keep_apart(tmp_path: Path, index: Path) -> None:
    one = write_speech(tmp_path / "x" / "讲话" / "a.md", "东边的河堤要在汛前加高半米。", title="东").parent
    two = write_speech(tmp_path / "y" / "讲话" / "a.md", "西边的河堤要在汛前加厚半米。", title="西").parent
    build_with_pairs([one, two], index)
    expected = {"讲话/a.md": "东边的河堤要在汛前加高半米。", "讲话 (2)/a.md": "西边的河堤要在汛前加厚半米。"}
    assert texts(index) == expected
    assert build_with_pairs([two, one], index).changed == 0, "each keeps its name in another order too"
    assert texts(index) == expected


def test_a_folder_keeps_its_name_when_its_namesake_is_gone(tmp_path: Path, index: Path) -> None:
    one = write_speech(tmp_path / "x" / "讲话" / "a.md", "东边的河堤要在汛前加高半米。", title="东").parent
    two = write_speech(tmp_path / "y" / "讲话" / "a.md", "西边的河堤要在汛前加厚半米。", title="西").parent
    build_with_pairs([one, two], index)
    one.rename(tmp_path / "moved")
    assert build_with_pairs(two, index).changed == 0
    assert sorted(texts(index)) == ["讲话 (2)/a.md", "讲话/a.md"]


def test_a_moved_folder_keeps_its_speech_ids(corpus: Path, tmp_path: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        before = {speech.speech_id for speech in catalog.speeches().values()}
    (tmp_path / "new").mkdir()
    moved = corpus.rename(tmp_path / "new" / "讲话")
    assert build_with_pairs(moved, index).embedded == 0
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        assert {speech.speech_id for speech in catalog.speeches().values()} == before
        assert {Path(speech.source).parent for speech in catalog.speeches().values()} == {moved}


def test_a_renamed_folder_keeps_its_speech_ids_and_what_people_stated(
    corpus: Path, tmp_path: Path, index: Path
) -> None:
    build_with_pairs(corpus, index)
    before = speech_ids(index)
    write_edits(Layout(index), {"讲话": corpus}, [Edit("讲话", "/", {"place": "村部"})])
    (tmp_path / "新盘").mkdir()
    renamed = corpus.rename(tmp_path / "新盘" / "讲话稿（全）")
    (renamed / "b.md").write_text("改过的一份，路灯的事另说。", encoding="utf-8")
    report = build_with_pairs(renamed, index)
    assert (report.removed, {file.root for file in report.files}) == (0, {"讲话"})
    assert speech_ids(index) == before
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        assert {speech.place for speech in catalog.speeches().values()} == {"村部"}
        assert {Path(speech.source).parent for speech in catalog.speeches().values()} == {renamed}


def test_a_folder_with_the_same_names_but_other_files_is_another(corpus: Path, tmp_path: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    other = write_village(tmp_path / "别处")
    for path in other.iterdir():
        written = path.read_text(encoding="utf-8")
        path.write_text(written.replace("燕麦", "荞麦").replace("路灯", "路牌"), encoding="utf-8")
    corpus.rename(tmp_path / "away")
    build_with_pairs(other, index)
    assert sorted(texts(index)) == ["别处/a.md", "别处/b.md", "讲话/a.md", "讲话/b.md"]


def test_other_bytes_of_the_same_size_and_time_are_seen(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    file = corpus / "a.md"
    changed_at_once(file, "燕麦", "荞麦")
    assert build_with_pairs(corpus, index).changed == 1, "it was read so soon after it was written"
    assert build_with_pairs(corpus, index).changed == 0
    for path in corpus.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))
    build_with_pairs(corpus, index)
    changed_at_once(file, "荞麦", "黑麦")
    assert build_with_pairs(corpus, index).changed == 0
    assert build_with_pairs(corpus, index, check_content=True).changed == 1
    assert "黑麦" in texts(index)["讲话/a.md"]
    assert rebuild(index, check_content=True, encoder=PairEncoder()).changed == 0


def changed_at_once(file: Path, old: str, new: str) -> None:
    """Change a file and leave its size and time as they were."""
    time = file.stat().st_mtime_ns
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    os.utime(file, ns=(time, time))


def speech_ids(index: Path) -> set[str]:
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        return {speech.speech_id for speech in catalog.speeches().values()}


def test_a_folder_on_a_drive_that_is_away_keeps_its_speeches(corpus: Path, tmp_path: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    other = write_speech(tmp_path / "y" / "讲话" / "c.md", "西边的河堤要在汛前加厚半米。", title="西").parent
    corpus.rename(tmp_path / "away")
    assert build_with_pairs(other, index).removed == 0
    assert list(texts(index)) == ["讲话/a.md", "讲话/b.md", "讲话 (2)/c.md"]
    (tmp_path / "away").rename(corpus)
    assert build_with_pairs([corpus, other], index).changed == 0


def test_a_missing_root_is_an_error_and_changes_nothing(corpus: Path, tmp_path: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    before = (texts(index), generation(index))
    (corpus / "b.md").unlink()
    with pytest.raises(RootError) as caught:
        build_with_pairs([corpus, tmp_path / "没有"], index)
    assert caught.value.code == "root_missing"
    assert (texts(index), generation(index)) == before


def test_a_missing_root_makes_no_index(tmp_path: Path) -> None:
    with pytest.raises(RootError):
        build_with_pairs(tmp_path / "没有", tmp_path / "index")
    assert not (tmp_path / "index").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_an_unreadable_folder_is_an_error_and_changes_nothing(corpus: Path, index: Path) -> None:
    (corpus / "locked").mkdir()
    build_with_pairs(corpus, index)
    before = texts(index)
    (corpus / "locked").chmod(0)
    try:
        with pytest.raises(RootError) as caught:
            build_with_pairs(corpus, index)
    finally:
        (corpus / "locked").chmod(0o700)
    assert caught.value.code == "root_unreadable"
    assert texts(index) == before


def test_a_folder_that_cannot_be_listed_changes_nothing(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a dead network drive does: the folder is there, listing it fails."""
    build_with_pairs(corpus, index)
    before = texts(index)
    listing = Path.iterdir

    def failing(path: Path) -> object:
        if path == corpus:
            raise OSError(5, "Input/output error")
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", failing)
    with pytest.raises(RootError) as caught:
        build_with_pairs(corpus, index)
    assert caught.value.code == "root_unreadable"
    assert texts(index) == before


def generation(index: Path) -> int:
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        return catalog.generation
