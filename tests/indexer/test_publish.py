"""Whatever derived file is missing, cut off or made otherwise: the catalog makes it anew, without an embedding."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import say
from corpus.messages import LANGUAGES
from indexer.__main__ import main
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.publish import publish
from indexer.published import Published, read_published
from indexer.search.embedded.keywords import Lexical
from indexer.search.terms import Segmenter
from indexer.verify import Problem, verify
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs

QUESTION = "“谁审批、谁监管、谁负责” 采砂船只"


@pytest.fixture
def built(pairs_index: Path, tmp_path: Path) -> Path:
    """A copy of the index of the library."""
    return Path(shutil.copytree(pairs_index, tmp_path / "index"))


def answered(index: Path) -> list[tuple[str, float]]:
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        return [(hit.passage.text, hit.score) for hit in retriever.ask(QUESTION).hits]


def published(index: Path) -> Published:
    found = read_published(Layout(index))
    assert found is not None
    return found


def lose_pointer(index: Path) -> None:
    (index / "published.json").unlink()


def garble_pointer(index: Path) -> None:
    (index / "published.json").write_text('{"generation": 1', encoding="utf-8")


def lose_vectors(index: Path) -> None:
    (index / published(index).vectors).unlink()


def truncate_vectors(index: Path) -> None:
    path = index / published(index).vectors
    path.write_bytes(path.read_bytes()[:-100])


def empty_vectors(index: Path) -> None:
    (index / published(index).vectors).write_bytes(b"")


def lose_lexical(index: Path) -> None:
    shutil.rmtree(index / "lexical")


def lose_passages(index: Path) -> None:
    shutil.rmtree(index / "lexical" / published(index).lexical / "passages")


def lose_a_segment(index: Path) -> None:
    for path in (index / "lexical" / published(index).lexical / "speeches").glob("*.term"):
        path.unlink()


def garble_lexical(index: Path) -> None:
    (index / "lexical" / published(index).lexical / "passages" / "meta.json").write_text("", encoding="utf-8")


def point_as_older_versions(index: Path) -> None:
    """Write the pointer as it was before it held checksums."""
    names = ("generation", "fingerprint", "vectors", "lexical")
    values = {name: getattr(published(index), name) for name in names}
    (index / "published.json").write_text(json.dumps(values), encoding="utf-8")


DAMAGES = [
    lose_pointer,
    garble_pointer,
    lose_vectors,
    truncate_vectors,
    empty_vectors,
    lose_lexical,
    lose_passages,
    lose_a_segment,
    garble_lexical,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_opening_repairs_what_is_derived(built: Path, damage: Callable[[Path], None]) -> None:
    before = answered(built)
    assert before
    damage(built)
    assert answered(built) == before
    assert verify(Layout(built)) == []


@pytest.mark.parametrize("damage", [lose_pointer, truncate_vectors, lose_lexical])
def test_a_build_repairs_what_is_derived_without_embedding(
    built: Path, library: Path, damage: Callable[[Path], None]
) -> None:
    before = answered(built)
    damage(built)
    encoder = PairEncoder()
    report = build_with_pairs(library, built, encoder=encoder)
    assert (report.changed, report.embedded, encoder.texts) == (0, 0, [])
    assert verify(Layout(built)) == []
    assert answered(built) == before


def test_verify_sees_what_is_wrong(built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    lose_pointer(built)
    assert verify(Layout(built)) == [Problem("verify_unpublished", {})]
    for named, language in (("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en")):
        monkeypatch.setenv("LC_ALL", named)
        assert main(["verify", "--index", str(built)]) == 1
        assert capsys.readouterr().out == say("verify_unpublished", language, index=built) + "\n"


@pytest.mark.parametrize(("damage", "part"), [(truncate_vectors, "vectors"), (garble_lexical, "passages")])
def test_verify_names_what_is_damaged(built: Path, damage: Callable[[Path], None], part: str) -> None:
    damage(built)
    (only,) = verify(Layout(built))
    assert only.code == "verify_file"
    assert part in str(only.particulars["file"])


@pytest.mark.parametrize(("damage", "part"), [(truncate_vectors, "vectors"), (garble_lexical, "passages")])
def test_verify_names_what_cannot_be_opened_of_an_older_version(
    built: Path, damage: Callable[[Path], None], part: str
) -> None:
    damage(built)
    point_as_older_versions(built)
    first = verify(Layout(built))[0]
    assert (first.code, first.part) == ("verify_unreadable", part)
    for language in LANGUAGES:
        assert first.sentence(language, built).startswith(say(f"verify_part_{part}", language))


def test_verify_counts_what_is_missing_and_too_much(built: Path) -> None:
    with Catalog.open_for_writing(Layout(built).catalog) as catalog, catalog.change():
        speech = next(iter(catalog.speeches().values()))
        passages = int((catalog.passages().speech_no == next(iter(catalog.speeches()))).sum())
        catalog.remove_speech(speech.speech_id)
        generation = catalog.generation
    assert verify(Layout(built)) == [
        Problem("verify_behind", {"published": generation, "catalog": generation + 1}),
        Problem("verify_differs", {"missing": 0, "extra": passages}, "vectors"),
        Problem("verify_differs", {"missing": 0, "extra": passages}, "passages"),
        Problem("verify_differs", {"missing": 0, "extra": 1}, "speeches"),
    ]


def test_publishing_twice_publishes_once(built: Path, words: Segmenter) -> None:
    layout = Layout(built)
    with Catalog.open_for_writing(layout.catalog) as catalog:
        first = publish(layout, catalog, words)
        stamp = (built / first.vectors).stat().st_mtime_ns
        assert publish(layout, catalog, words) == first
    assert (built / first.vectors).stat().st_mtime_ns == stamp


def test_only_the_published_files_stay(built: Path, words: Segmenter) -> None:
    layout = Layout(built)
    before = published(built)
    with Catalog.open_for_writing(layout.catalog) as catalog:
        with catalog.change():
            catalog.set_meta("note", "a change")
        after = publish(layout, catalog, words)
    assert after.generation == before.generation + 1
    assert [path.name for path in built.glob("vectors-*")] == [after.vectors]
    assert published(built) == after


def test_another_lexicon_makes_only_the_keyword_side_anew(built: Path, words: Segmenter, tmp_path: Path) -> None:
    layout = Layout(built)
    lexicon = tmp_path / "lexicon.txt"
    lexicon.write_text("采砂船只\n", encoding="utf-8")
    before = published(built)
    with Catalog.open_for_writing(layout.catalog) as catalog:
        state = (catalog.generation, catalog.passages().passage_id.tolist(), catalog.counts())
        after = publish(layout, catalog, Segmenter(lexicon, cache=tmp_path / "jieba"))
        assert (catalog.generation, catalog.passages().passage_id.tolist(), catalog.counts()) == state
    assert (after.generation, after.vectors) == (before.generation, before.vectors)
    assert after.lexical != before.lexical
    assert [path.name for path in (built / "lexical").iterdir()] == [after.lexical]
    assert verify(layout) == []


def test_of_a_keyword_index_few_entries_are_removed_and_many_leave_a_new_one(built: Path, words: Segmenter) -> None:
    layout, whole = Layout(built), published(built)

    def without_one_more(tolerated: float) -> tuple[Published, int, int]:
        with catalog.change():
            catalog.remove_speech(next(iter(catalog.speeches().values())).speech_id)
        now = publish(layout, catalog, words, tolerated=tolerated)
        assert verify(layout) == []
        speeches = Lexical(layout.lexical / now.lexical / "speeches")
        return now, len(speeches), speeches.removed

    with Catalog.open_for_writing(layout.catalog) as catalog:
        count = len(catalog.speeches())
        fewer, left, removed = without_one_more(0.5)
        assert (fewer.lexical, left, removed) == (whole.lexical, count - 1, 1)
        anew, left, removed = without_one_more(1.5 / count)
        assert (left, removed) == (count - 2, 0)
        assert anew.lexical != whole.lexical
