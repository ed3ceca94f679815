"""One byte flipped anywhere in an index: the answers are the sound ones, or the damage is named; and it is mended."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from corpus import Edit
from corpus.errors import IndexStateError
from indexer.__main__ import main
from indexer.build import build, rebuild
from indexer.catalog import Catalog
from indexer.layout import UPLOADS, Layout
from indexer.library.edit_log import read_log, write_edits
from indexer.publish import LINEAGE, MODEL_META
from indexer.verify import verify
from retriever.feedback import Feedback
from tests.conftest import PairEncoder, build_with_pairs, write_speech
from tests.indexer.small_corpus import OATS, PONDS, open_with_pairs, write_village

SEED = 20
IN_CATALOG, IN_EACH = 6, 1  # flips, in the catalog and in every other file
LATER = "这件事年年讲，今年要讲出结果来，明年还要看谁的田埂干净、谁的水渠通畅。"


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_village(tmp_path_factory.mktemp("damage") / "讲话")
    write_speech(folder / "c.md", f"{LATER}{OATS}\n\n{PONDS}\n", title="丙", date="2023-05-06")
    return folder


@pytest.fixture(scope="module")
def sound_index(village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("damage") / "index"
    build_with_pairs(village, index)
    return index


def answers(index: Path) -> object:
    with open_with_pairs(index) as retriever:
        hits = retriever.ask("燕麦地和老塘什么时候清淤翻地").hits
        families = retriever.families()
        return (
            [(hit.speech.title, hit.passage, hit.score, hit.highlights) for hit in hits],
            str(families),
            str(retriever.phrase("老塘")),
        )


def flips(index: Path) -> list[tuple[str, int, int]]:
    """(file, byte, bit) of the flips that are tried."""
    chance = random.Random(SEED)
    found = []
    for path in sorted(index.rglob("*"), key=lambda path: (path.parent, path.suffix)):  # segments have names by chance
        if path.is_file() and path.stat().st_size:
            count = IN_CATALOG if path.name == "catalog.sqlite" else IN_EACH
            name, size = str(path.relative_to(index)), path.stat().st_size
            found += [(name, chance.randrange(size), chance.randrange(8)) for _ in range(count)]
    return found


def damaged(sound: Path, to: Path, name: str, byte: int, bit: int) -> Path:
    index = Path(shutil.copytree(sound, to))
    content = bytearray((index / name).read_bytes())
    content[byte] ^= 1 << bit
    (index / name).write_bytes(content)
    return index


def test_a_flipped_bit_changes_no_answer_unnamed_and_is_mended(
    sound_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = answers(sound_index)
    monkeypatch.setattr("indexer.cli.rebuild", lambda index, **_: rebuild(index, encoder=PairEncoder()))
    for number, (name, byte, bit) in enumerate(flips(sound_index)):
        index, what = damaged(sound_index, tmp_path / str(number), name, byte, bit), f"{name}, byte {byte}, bit {bit}"
        untouched = Path(shutil.copytree(index, tmp_path / f"{number} untouched"))
        try:
            assert answers(index) == expected, what
        except IndexStateError as error:
            assert "verify --repair" in error.message("en"), what
            assert verify(Layout(untouched)), what
        assert main(["verify", "--repair", "--index", str(untouched)]) == 0, (what, capsys.readouterr())
        assert answers(untouched) == expected, what
        shutil.rmtree(index)
        shutil.rmtree(untouched)


POINTERS = [
    b"",
    b"\0" * 200,
    b"[" * 100_000,
    b"[]",
    b"null",
    b'"x"',
    b"1e999",
    b'{"generation": 1e400, "fingerprint": "", "vectors": "", "lexical": ""}',
    b'{"generation": true, "fingerprint": "pairs/1", "vectors": "vectors-00000001.faiss", "lexical": "../.."}',
    b'{"generation": 1, "fingerprint": "pairs/1", "vectors": "../edits.jsonl", "lexical": "."}',
    b'{"generation": 1, "fingerprint": "pairs/1", "vectors": null, "lexical": []}',
    b'{"check": "00000000", "state": "{}"}',
    b'{"check": "a3830348", "state": "{}"}',
    b'{"check": 1, "state": 2}',
    '{"generation": "一"}'.encode("utf-16"),
]


@pytest.mark.parametrize("content", POINTERS)
def test_a_pointer_of_any_content_costs_nothing(sound_index: Path, tmp_path: Path, content: bytes) -> None:
    expected = answers(sound_index)
    index = Path(shutil.copytree(sound_index, tmp_path / "index"))
    (index / "published.json").write_bytes(content)
    assert answers(index) == expected
    assert verify(Layout(index)) == []


def test_lines_that_turned_to_nuls_are_named_and_the_others_kept(
    sound_index: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    village: Path,
) -> None:
    monkeypatch.setattr("indexer.cli.rebuild", lambda index, **_: rebuild(index, encoder=PairEncoder()))
    index = Path(shutil.copytree(sound_index, tmp_path / "index"))
    write_edits(Layout(index), {}, [Edit("讲话", "/", {"place": "村部"})])
    kept = (index / "edits.jsonl").read_bytes()
    with (index / "edits.jsonl").open("ab") as file:
        file.write(bytes(300))
    for damaging in (lambda: read_log(Layout(index)), lambda: build_with_pairs(village, index)):
        with pytest.raises(IndexStateError) as caught:
            damaging()
        assert "line 2 (300 × NUL)" in caught.value.message("en")
        assert "verify --repair" in caught.value.message("en")
    assert (index / "edits.jsonl").read_bytes() == kept + bytes(300), "nothing is thrown away"
    assert answers(index) == answers(sound_index), "questions are answered all the same"
    assert main(["verify", "--repair", "--index", str(index)]) == 0
    assert "edits.jsonl.damaged-1" in capsys.readouterr().out
    assert (index / "edits.jsonl").read_bytes() == kept
    assert (index / "edits.jsonl.damaged-1").read_bytes() == kept + bytes(300)
    with open_with_pairs(index) as retriever:
        assert {speech.place for speech in retriever.newest().snapshot.speeches().values()} == {"村部"}


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM wordings WHERE number = centre",
        "DELETE FROM sentences WHERE speech_no = 1",
        "UPDATE wordings SET speeches = 9, checksum = row_checksum(number, folded, bands, 9, centre)",
    ],
)
def test_what_is_wrong_with_wordings_is_named_and_they_are_made_anew(
    sound_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr("indexer.cli.rebuild", lambda index, **_: rebuild(index, encoder=PairEncoder()))
    index = Path(shutil.copytree(sound_index, tmp_path / "index"))
    with Catalog.open_for_writing(Layout(index).catalog) as catalog:
        catalog._db.execute(damage)
        catalog._db.execute("DELETE FROM touched")  # as though nobody had noted it
    assert [problem.code for problem in verify(Layout(index))] == ["verify_table"]
    assert main(["verify", "--repair", "--index", str(index)]) == 0
    assert verify(Layout(index)) == []
    assert answers(index) == answers(sound_index)


def test_a_damaged_text_is_not_quoted_and_its_file_is_named(sound_index: Path, tmp_path: Path) -> None:
    index = Path(shutil.copytree(sound_index, tmp_path / "index"))
    content = (index / "catalog.sqlite").read_bytes()
    assert content.count(LATER.encode()) == 1
    (index / "catalog.sqlite").write_bytes(content.replace(LATER.encode(), LATER.replace("明年", "今年").encode()))
    with open_with_pairs(index) as retriever, pytest.raises(IndexStateError) as caught:
        retriever.ask("谁的田埂干净")
    assert caught.value.code == "text_damaged"
    assert "讲话/c.md" in caught.value.message("zh")


def test_a_build_mends_what_it_finds_damaged(sound_index: Path, tmp_path: Path, village: Path) -> None:
    index = Path(shutil.copytree(sound_index, tmp_path / "index"))
    content = (index / "catalog.sqlite").read_bytes()
    assert content.count(b"2023-05-06") == 1
    (index / "catalog.sqlite").write_bytes(content.replace(b"2023-05-06", b"2013-05-06"))
    with pytest.raises(IndexStateError):
        answers(index)
    build_with_pairs(village, index)
    assert answers(index) == answers(sound_index)
    assert verify(Layout(index)) == []


PAGE = 4096
SPOILT = {
    "cut": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    "one byte": lambda content: b"x",  # which SQLite takes for none
    "another head": lambda content: bytes(range(100)) + content[100:],
    "a page of zeros": lambda content: content[: 4 * PAGE] + bytes(PAGE) + content[5 * PAGE :],
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_catalog_that_cannot_be_read_is_made_anew_from_the_files(
    sound_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    village: Path,
    spoilt: str,
) -> None:
    monkeypatch.setattr("indexer.cli.rebuild", lambda index, **_: rebuild(index, encoder=PairEncoder()))
    index = Path(shutil.copytree(sound_index, tmp_path / "index"))
    catalog = index / "catalog.sqlite"
    catalog.write_bytes(SPOILT[spoilt](catalog.read_bytes()))
    before = catalog.read_bytes()
    for refused in (lambda: answers(index), lambda: build_with_pairs(village, index)):
        with pytest.raises(IndexStateError) as caught:
            refused()
        assert "verify --repair" in caught.value.message("zh")
    assert main(["verify", "--repair", "--index", str(index)]) == 0, capsys.readouterr()
    assert answers(index) == answers(sound_index)
    assert (index / "catalog.sqlite.damaged-1").stat().st_size == len(before), "it stays until somebody deletes it"


def test_what_people_did_and_chose_stays_when_the_catalog_is_no_database(
    sound_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    village: Path,
) -> None:
    """The line of the error is followed to the letter."""
    monkeypatch.setattr("indexer.cli.rebuild", lambda index, **_: rebuild(index, encoder=PairEncoder()))
    layout = Layout(Path(shutil.copytree(sound_index, tmp_path / "index")))
    layout.uploads.mkdir()
    (layout.uploads / "渠.txt").write_text("水渠要在汛期以前清完，谁家的地头谁负责。", encoding="utf-8")
    write_edits(layout, {}, [Edit("讲话", "/", {"place": "村部"})])
    build([village], layout.index, encoder=PairEncoder(), allow_marked=True)
    with open_with_pairs(layout.index) as retriever:
        speech_id = next(iter(retriever.newest().snapshot.speeches().values())).speech_id
        retriever.keep_feedback(Feedback("老塘", "up", speech_id, 0, 2, "老塘"))
    people = (layout.edits, layout.feedback, layout.uploads / "渠.txt")
    before, expected = [path.read_bytes() for path in people], noted(layout)
    layout.catalog.write_bytes(b"no database, whatever its name says" * 200)
    with pytest.raises(IndexStateError) as caught:
        answers(layout.index)
    command = caught.value.message("en").partition("python -m indexer ")[2].partition(" (")[0]
    assert main(command.split(" ")) == 0, capsys.readouterr()
    assert [path.read_bytes() for path in people] == before
    assert noted(layout) == expected, "the model and what may be uploaded among them"
    with open_with_pairs(layout.index) as retriever:
        speeches = retriever.newest().snapshot.speeches().values()
        assert sorted((speech.root, speech.place) for speech in speeches) == [
            (UPLOADS, None),
            *[("讲话", "村部")] * 3,
        ]


def noted(layout: Layout) -> dict[str, str | None]:
    with Catalog.open_for_reading(layout.catalog) as catalog:
        return {key: catalog.meta(key) for key in MODEL_META if key != LINEAGE}
