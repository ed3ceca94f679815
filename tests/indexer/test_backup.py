"""A backup is one file, made and restored while the index is served; all of it is checked before any is taken over."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from corpus import Edit
from corpus.errors import IndexStateError
from indexer.__main__ import main
from indexer.build import rebuild
from indexer.layout import Layout
from indexer.library.edit_log import write_edits
from indexer.verify import verify
from retriever import Retriever
from retriever.feedback import Feedback, keep, read_feedback
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.indexer.small_corpus import open_with_pairs, write_village

QUESTION = "燕麦地和老塘"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_village(tmp_path / "讲话")


@pytest.fixture
def peopled(corpus: Path, index: Path) -> Path:
    """An index with all that people may have added."""
    (index / "uploads").mkdir(parents=True)
    write_speech(index / "uploads" / "渡口.md", "渡口的船每晚八点收班。", title="渡口")
    (index / "closed.txt").write_text("讲话/内部\n", encoding="utf-8")
    (index / "open").mkdir()
    (index / "open" / "catalog.sqlite").write_bytes(b"derived")
    (index / "settings.toml").write_text('term_start = "2021-09"\n', encoding="utf-8")
    write_edits(Layout(index), {"讲话": corpus}, [Edit("讲话", "/", {"place": "村部"})])
    build_with_pairs(corpus, index)
    keep(index, Feedback("问", "up", "x", 0, 1, "句"))
    return index


def answers(retriever: Retriever) -> list[tuple[str, float]]:
    return [(hit.passage.text, hit.score) for hit in retriever.ask(QUESTION).hits]


def files(index: Path) -> dict[str, bytes]:
    names = ("edits.jsonl", "feedback.jsonl", "settings.toml", "uploads/渡口.md")
    return {name: (index / name).read_bytes() for name in names}


def test_a_backup_is_restored_under_a_server_that_answers(peopled: Path, corpus: Path, tmp_path: Path) -> None:
    archive = tmp_path / "备份.zip"
    with open_with_pairs(peopled) as retriever:
        expected, people = answers(retriever), files(peopled)
        assert main(["backup", str(archive), "--index", str(peopled)]) == 0
        kept = {"manifest.json", "catalog.sqlite", "closed.txt", *files(peopled)}
        assert set(zipfile.ZipFile(archive).namelist()) == kept
        for _ in range(2):  # other speeches under the numbers that the backup gives to its own
            for path in corpus.iterdir():
                path.write_text(
                    path.read_text(encoding="utf-8").replace("老塘", "新塘") + "又加一句。\n", encoding="utf-8"
                )
            build_with_pairs(corpus, peopled)
        (peopled / "uploads" / "渡口.md").unlink()
        (peopled / "settings.toml").unlink()
        keep(peopled, Feedback("又问", "down", "x", 0, 1, "句"))
        changed = answers(retriever)
        assert changed != expected
        assert main(["restore", str(archive), "--index", str(peopled)]) == 0
        assert answers(retriever) == expected, "without being opened again"
    assert files(peopled) == people
    assert [each.question for each in read_feedback(peopled)] == ["问"]
    assert verify(Layout(peopled)) == []
    (before,) = tmp_path.glob("index-before-restore-*.zip")
    assert main(["restore", str(before), "--index", str(tmp_path / "elsewhere")]) == 0
    with open_with_pairs(tmp_path / "elsewhere") as retriever:
        assert answers(retriever) == changed
    assert rebuild(peopled, encoder=PairEncoder()).changed == 2, "the corpus of now is taken in again"


def test_a_backup_that_is_not_whole_changes_nothing(
    peopled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "备份.zip"
    assert main(["backup", str(archive), "--index", str(peopled)]) == 0
    before = {path: path.read_bytes() for path in peopled.rglob("*") if path.is_file()}
    whole = archive.read_bytes()
    spoilt = [
        whole[:-100],
        whole[: len(whole) // 2],
        b"",
        b"PK\3\4" + bytes(100),
        repacked(archive, tmp_path, "edits.jsonl"),
        *(
            renamed(archive, tmp_path, "edits.jsonl", name)
            for name in ("C:edits.jsonl", "../edits.jsonl", "a\\b", "/a")
        ),
    ]
    for number, content in enumerate(spoilt):
        bad = tmp_path / f"{number}.zip"
        bad.write_bytes(content)
        capsys.readouterr()
        assert main(["restore", str(bad), "--index", str(peopled)]) == 1
        assert "nothing was changed" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in peopled.rglob("*") if path.is_file()} == before
    with pytest.raises(IndexStateError):
        open_with_pairs(tmp_path / "nowhere")


def renamed(archive: Path, folder: Path, name: str, other: str) -> bytes:
    """The archive with one of its files under another name, sound in itself."""
    made = folder / "renamed.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            content = old.read(each).replace(json.dumps(name).encode(), json.dumps(other).encode())
            new.writestr(other if each == name else each, content)
    return made.read_bytes()


def repacked(archive: Path, folder: Path, other: str) -> bytes:
    """The archive with another content of one of its files, sound in itself."""
    made = folder / "repacked.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"{}\n" if name == other else old.read(name))
    return made.read_bytes()
