"""Builds that follow a corpus as it changes: what is read, what is embedded, and what must be gone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus import SPLITTER_VERSION
from corpus.errors import IndexStateError, RootError
from indexer import changed_files
from indexer.build import Progress, build
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, found_texts, write_library, write_speech

OATS = "燕麦地要在霜降以前翻完，翻一亩、记一亩、验一亩。"
PONDS = "村口的两口老塘要清淤见底，先清上塘、后清下塘，不误春灌。"
LAMPS = "巷子里坏掉的路灯三天之内必须换好，换灯人的名字写在灯杆上。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two speeches of two and one passages."""
    folder = tmp_path / "讲话"
    write_speech(
        folder / "a.md",
        f"{OATS}{'这件事年年讲，今年要讲出结果来。' * 2}\n\n{PONDS * 2}\n",
        title="甲",
        date="2021-01-02",
    )
    write_speech(folder / "b.md", f"{LAMPS * 2}\n", title="乙", date="2022-03-04")
    return folder


def texts(index: Path) -> dict[str, str]:
    """The text of every speech in the catalog, by root and path."""
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        speeches = [catalog.speech(number) for number in catalog.speeches()]
    return {f"{speech.root}/{speech.path}": speech.text for speech in speeches if speech is not None}


def sound(index: Path) -> bool:
    return verify(Layout(index)) == []


def open_with_pairs(index: Path) -> Retriever:
    return Retriever.open(index, encoder=PairEncoder())


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
    monkeypatch.setattr(changed_files, "SPLITTER_VERSION", SPLITTER_VERSION + 1)
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
        assert retriever.facets().speakers == ("河东镇镇长", "河北镇镇长")
    assert sound(index)


def test_a_removed_metadata_file_takes_its_statements_along(corpus: Path, index: Path) -> None:
    sidecar = corpus / "metadata.csv"
    sidecar.write_text("file,speaker\na.md,河东镇镇长\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    sidecar.unlink()
    report = build_with_pairs(corpus, index)
    assert [file.path for file in report.files] == ["a.md", "b.md"]
    with open_with_pairs(index) as retriever:
        assert retriever.facets().speakers == ()


def test_a_changed_title_embeds_the_passages_under_it_again(corpus: Path, index: Path) -> None:
    sidecar = corpus / "metadata.csv"
    sidecar.write_text("file,title\na.md,在秋收动员会上的讲话\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    sidecar.write_text("file,title\na.md,在冬闲动员会上的讲话\n", encoding="utf-8")
    report = build_with_pairs(corpus, index)
    assert (report.changed, report.embedded) == (1, 2)
    assert sound(index)


# --- roots ---------------------------------------------------------------------------------------------------------


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


# --- the same text twice, marked files, bad files ------------------------------------------------------------------


def test_the_same_text_in_two_files_is_embedded_once_and_shown_once(tmp_path: Path, index: Path) -> None:
    for name in ("一.md", "二.md"):
        write_speech(tmp_path / "c" / name, "井盖松了就要当天拧紧，不等第二个人来报。", title="在市政例会上的讲话")
    assert build_with_pairs(tmp_path / "c", index).embedded == 1
    with open_with_pairs(index) as retriever:
        answer = retriever.ask("井盖松了怎么办")
    assert [(hit.speech.path, [other.path for other in hit.also_in]) for hit in answer.hits] in (
        [("一.md", ["二.md"])],
        [("二.md", ["一.md"])],
    )


def test_an_embedding_stays_while_one_passage_still_uses_it(tmp_path: Path, index: Path) -> None:
    for name in ("一.md", "二.md"):
        write_speech(tmp_path / "c" / name, "井盖松了就要当天拧紧，不等第二个人来报。", title="在市政例会上的讲话")
    build_with_pairs(tmp_path / "c", index)
    (tmp_path / "c" / "一.md").unlink()
    assert build_with_pairs(tmp_path / "c", index).embedded == 0
    assert sound(index)


def test_a_marked_file_is_listed_and_indexed_only_when_allowed(corpus: Path, index: Path) -> None:
    (corpus / "c.txt").write_text(
        "机密★五年\n\n在保密会上的讲话\n\n钥匙由两个人分别保管，缺一不开柜。\n", encoding="utf-8"
    )
    for allow, status, expected in ((False, "marked", 0), (True, "read", 1), (False, "marked", 0)):
        report = build_with_pairs(corpus, index, allow_marked=allow)
        assert {file.path: file.status for file in report.files}["c.txt"] == status
        with open_with_pairs(index) as retriever:
            found = [text for text in found_texts(retriever, "钥匙由谁保管") if "钥匙" in text]
            assert (len(found), retriever.status().marked) == (expected, 1 - expected)
        assert sound(index)


def test_bad_files_are_listed_and_stop_nothing(corpus: Path, index: Path) -> None:
    (corpus / "坏.docx").write_bytes(bytes(range(256)) * 8)
    (corpus / "坏.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    (corpus / "空.txt").write_bytes(b"")
    (corpus / "谁.xyz").write_text("不认识的格式", encoding="utf-8")
    (corpus / "断链.txt").symlink_to(corpus / "没有.txt")
    report = build_with_pairs(corpus, index)
    not_read = {file.path: file.warnings[0].code for file in report.files if file.status == "not_read"}
    assert set(not_read) == {"坏.docx", "坏.pdf", "空.txt", "谁.xyz", "断链.txt"}
    assert (not_read["空.txt"], not_read["谁.xyz"]) == ("file_empty", "format_unknown")
    assert len(texts(index)) == 2
    with open_with_pairs(index) as retriever:
        assert retriever.status().not_read == 5
    again = build_with_pairs(corpus, index)
    assert again.changed == 1, "what could not even be opened is tried again: permissions leave no trace in a stamp"
    assert {file.path for file in again.files if file.status == "not_read"} == set(not_read)


def test_a_file_that_turns_bad_takes_its_speech_along(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    (corpus / "b.md").write_bytes(b"")
    report = build_with_pairs(corpus, index)
    assert {file.path: file.status for file in report.files} == {"a.md": "read", "b.md": "not_read"}
    assert list(texts(index)) == ["讲话/a.md"]
    assert sound(index)


# --- other models, other builds ------------------------------------------------------------------------------------


def test_another_model_makes_every_embedding_anew(corpus: Path, tmp_path: Path, index: Path) -> None:
    other = tmp_path / "别处"
    write_speech(other / "c.md", "别处的讲话也要按新的模型来比。", title="丙")
    build_with_pairs([corpus, other], index)
    report = build_with_pairs(corpus, index, encoder=PairEncoder("pairs/2"))
    assert report.embedded == 4, "also those of the root that was not given"
    assert sound(index)
    fresh = tmp_path / "fresh"
    build_with_pairs([corpus, other], fresh, encoder=PairEncoder("pairs/2"))
    answers = []
    for folder in (index, fresh):
        with Retriever.open(folder, encoder=PairEncoder("pairs/2")) as retriever:
            answers.append([(hit.passage.text, hit.score) for hit in retriever.ask("别处的讲话").hits])
    assert answers[0] == answers[1]


def test_an_index_of_another_model_is_not_mixed(corpus: Path, index: Path) -> None:
    build_with_pairs(corpus, index)
    with Retriever.open(index, encoder=PairEncoder("pairs/2")) as retriever, pytest.raises(IndexStateError) as caught:
        retriever.ask("燕麦")
    assert caught.value.code == "index_model"


def test_a_second_build_at_the_same_time_is_refused(corpus: Path, index: Path) -> None:
    with Layout(index).writer_lock(), pytest.raises(IndexStateError) as caught:
        build_with_pairs(corpus, index)
    assert caught.value.code == "index_busy"


def test_a_build_that_fails_while_embedding_goes_on_where_it_was(tmp_path: Path, index: Path) -> None:
    corpus = write_library(tmp_path / "c")

    class Failing(PairEncoder):
        def encode_passages_with_spans(self, texts, spans):  # type: ignore[no-untyped-def]
            raise MemoryError("no room")

    with pytest.raises(MemoryError):
        build([corpus], index, encoder=Failing())
    report = build_with_pairs(corpus, index)
    assert report.changed == 0, "what was read is kept"
    assert report.embedded > 0
    assert sound(index)


def test_an_index_that_cannot_be_written_says_so(corpus: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "index"
    in_the_way.write_text("")
    with pytest.raises(IndexStateError) as caught:
        build_with_pairs(corpus, in_the_way)
    assert caught.value.code == "index_unwritable"
