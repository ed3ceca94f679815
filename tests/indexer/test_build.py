"""Builds that follow a corpus as it changes: what is read, what is embedded, and what must be gone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import SPLITTER_VERSION
from corpus.errors import RootError
from indexer import files
from indexer.build import Progress, rebuild
from indexer.catalog import Catalog
from indexer.layout import Layout
from tests.conftest import PairEncoder, build_with_pairs, found_texts, write_speech
from tests.indexer.small_corpus import PONDS, open_with_pairs, sound, texts, write_village


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_village(tmp_path / "讲话")


# --- first build ---------------------------------------------------------------------------------------------------


def test_a_first_build_reads_and_embeds_everything(corpus: Path, index: Path) -> None:
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.removed, report.embedded) == (2, 0, 3)
    assert [(file.path, file.status) for file in report.files] == [("a.md", "read"), ("b.md", "read")]
    assert sound(index)


def test_progress_ends_at_the_total_of_each_stage(corpus: Path, index: Path) -> None:
    seen: list[Progress] = []
    build_with_pairs(corpus, index, progress=seen.append)
    last = {progress.stage: (progress.done, progress.total) for progress in seen}
    assert last == {"read": (2, 2), "embed": (3, 3), "families": (2, 2)}


def test_progress_counts_the_files_of_all_roots_together(corpus: Path, tmp_path: Path, index: Path) -> None:
    write_speech(tmp_path / "别处" / "c.md", "河边的步道要在开学以前修通。", title="丙")
    seen: list[Progress] = []
    build_with_pairs([corpus, tmp_path / "别处"], index, progress=seen.append)
    assert [(p.done, p.total) for p in seen if p.stage == "read"] == [(2, 3), (3, 3)]


def test_a_single_file_can_be_a_root(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus / "b.md", index)
    assert list(texts(index)) == ["b.md/b.md"]


def test_an_empty_folder_makes_an_index_without_speeches(tmp_path: Path, index: Path) -> None:
    (tmp_path / "leer").mkdir()
    report = build_with_pairs(tmp_path / "leer", index)
    assert (report.changed, report.embedded, report.files) == (0, 0, ())
    assert sound(index)


# --- what did not change -------------------------------------------------------------------------------------------


def test_an_unchanged_corpus_is_neither_read_nor_embedded(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    again = PairEncoder()
    report = build_with_pairs(corpus, index, encoder=again)
    assert (report.changed, report.removed, report.embedded, again.texts) == (0, 0, 0, [])
    assert len(report.files) == 2, "the report still lists every file"


def test_a_touched_file_is_read_but_its_passages_stay(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    before = passage_ids(index)
    os.utime(corpus / "a.md", (1, 1))
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.embedded) == (1, 0)
    assert passage_ids(index) == before


def passage_ids(index: Path) -> list[int]:
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        return catalog.passages().passage_id.tolist()


# --- what changed --------------------------------------------------------------------------------------------------


def test_only_changed_passages_are_embedded_again(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    path = corpus / "a.md"
    path.write_text(path.read_text(encoding="utf-8").replace("霜降", "立冬"), encoding="utf-8")
    encoder = PairEncoder()
    report = build_with_pairs(corpus, index, encoder=encoder)
    assert (report.changed, report.embedded) == (1, 1)
    assert ["立冬" in text for text in encoder.texts] == [True]


def test_nothing_of_a_removed_sentence_survives(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    with open_with_pairs(index) as retriever:
        assert any(PONDS in text for text in found_texts(retriever, "老塘清淤"))
    path = corpus / "a.md"
    path.write_text(path.read_text(encoding="utf-8").replace(PONDS, ""), encoding="utf-8")
    build_with_pairs(corpus, index)
    assert sound(index)
    with open_with_pairs(index) as retriever:
        assert not any("老塘" in text for text in found_texts(retriever, "老塘清淤"))
        assert retriever.ask("“先清上塘、后清下塘”").note.code == "phrase_not_found"
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        assert catalog.counts()[1] == len(catalog.embedded_ids()) == 2


def test_the_speech_id_stays_when_the_text_changes(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    with open_with_pairs(index) as retriever:
        before = {hit.speech.path: hit.speech.speech_id for hit in retriever.ask("燕麦").hits}["a.md"]
    write_speech(corpus / "a.md", "燕麦的事情已经办完了，现在说大麦。", title="甲")
    build_with_pairs(corpus, index)
    with open_with_pairs(index) as retriever:
        assert "大麦" in retriever.speech(before).speech.text


def test_a_removed_file_vanishes(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    (corpus / "b.md").unlink()
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.removed) == (0, 1)
    assert [file.path for file in report.files] == ["a.md"]
    assert list(texts(index)) == ["讲话/a.md"]
    assert sound(index)


def test_speeches_that_leave_a_jsonl_file_vanish(tmp_path: Path, index: Path) -> None:
    corpus = tmp_path / "c"
    corpus.mkdir()
    lines = [f'{{"_id": "{n}", "title": "第{n}篇", "text": "第{n}篇讲的是第{n}件事，件件有着落。"}}' for n in range(3)]
    (corpus / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_with_pairs(corpus, index)
    (corpus / "all.jsonl").write_text("\n".join([lines[0], lines[2]]), encoding="utf-8")
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.embedded) == (1, 0)
    with open_with_pairs(index) as retriever:
        assert sorted(hit.speech.external_id for hit in retriever.ask("第几件事").hits) == ["0", "2"]


def test_another_splitter_version_reads_every_file_again(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_with_pairs(corpus, index)
    monkeypatch.setattr(files, "SPLITTER_VERSION", SPLITTER_VERSION + 1)
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.embedded) == (2, 0)
    assert sound(index)


# --- metadata.csv --------------------------------------------------------------------------------------------------


def test_a_changed_metadata_row_touches_only_its_file(corpus: Path, index: Path) -> None:
    sidecar = corpus / "metadata.csv"
    sidecar.write_text("file,speaker\na.md,河东镇镇长\nb.md,河西镇镇长\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    sidecar.write_text("file,speaker\na.md,河东镇镇长\nb.md,河北镇镇长\n", encoding="utf-8")
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.removed, report.embedded) == (1, 0, 0)
    with open_with_pairs(index) as retriever:
        assert retriever.facets()["speaker"] == ("河北镇镇长", "河东镇镇长")
    assert sound(index)


def test_a_removed_metadata_file_takes_its_statements_along(corpus: Path, index: Path) -> None:
    sidecar = corpus / "metadata.csv"
    sidecar.write_text("file,speaker\na.md,河东镇镇长\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    sidecar.unlink()
    report = build_with_pairs(corpus, index)
    assert [file.path for file in report.files] == ["a.md", "b.md"]
    with open_with_pairs(index) as retriever:
        assert retriever.facets()["speaker"] == ()


def test_a_changed_title_embeds_the_passages_under_it_again(corpus: Path, index: Path) -> None:
    sidecar = corpus / "metadata.csv"
    sidecar.write_text("file,title\na.md,在秋收动员会上的讲话\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    sidecar.write_text("file,title\na.md,在冬闲动员会上的讲话\n", encoding="utf-8")
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.embedded) == (1, 2)
    assert sound(index)


def test_a_metadata_file_that_became_unreadable_lets_nothing_in(corpus: Path, index: Path) -> None:
    sidecar = corpus / "metadata.csv"
    sidecar.write_text("file,mark\nb.md,机密\nc.md,秘密\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    for damaged in (b"", b"\xef\xbb\xbf", b"\xff\xfe\x00\xd8", "地点\n礼堂\n".encode()):
        sidecar.write_bytes(damaged)
        write_speech(corpus / "c.md", "河边的步道要在开学以前修通。", title="丙")
        build_with_pairs(corpus, index)
        assert list(texts(index)) == ["讲话/a.md"]
    sidecar.write_text("file,mark\nb.md,\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    assert list(texts(index)) == ["讲话/a.md", "讲话/b.md", "讲话/c.md"]


def test_a_folder_that_lost_most_of_its_files_is_asked_about(tmp_path: Path, index: Path) -> None:
    folder = tmp_path / "讲话"
    for name in "abcd":
        write_speech(folder / f"{name}.md", f"河边的步道{name}要在开学以前修通。", title=name)
    build_with_pairs(folder, index)
    away = tmp_path / "away"
    folder.rename(away)
    folder.mkdir()
    for left in (0, 1):
        if left:
            (folder / "a.md").write_bytes((away / "a.md").read_bytes())
        with pytest.raises(RootError) as caught:
            build_with_pairs(folder, index)
        assert (caught.value.code, caught.value.particulars["had"], caught.value.particulars["has"]) == (
            "root_emptied",
            4,
            left,
        )
        report = rebuild(index, encoder=PairEncoder())
        assert (report.away, report.removed, len(texts(index))) == ((str(folder),), 0, 4)
    build_with_pairs(folder, index, really=True)
    assert list(texts(index)) == ["讲话/a.md"]


def test_uploads_that_are_gone_are_asked_about(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    kept = write_speech(Layout(index).uploads / "c.md", "河边的步道要在开学以前修通。", title="丙")
    assert rebuild(index, encoder=PairEncoder()).changed == 1
    kept.unlink()
    kept.parent.rmdir()
    with pytest.raises(RootError):
        build_with_pairs(corpus, index)
    report = rebuild(index, encoder=PairEncoder())
    assert (report.away, report.removed, len(texts(index))) == ((str(Layout(index).uploads.resolve()),), 0, 3)
    assert build_with_pairs(corpus, index, really=True).removed == 1


def test_files_that_people_removed_are_not_missed(corpus: Path, index: Path) -> None:
    write_speech(corpus / "c.md", "河边的步道要在开学以前修通。", title="丙")
    build_with_pairs(corpus, index)
    (corpus / "a.md").unlink()
    assert build_with_pairs(corpus, index).removed == 1
