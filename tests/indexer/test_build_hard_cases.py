"""Builds of equal, marked and bad files, with other models, beside another build, and cut off in the midst."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from indexer.build import build
from indexer.layout import Layout
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, found_texts, write_library, write_speech
from tests.indexer.small_corpus import open_with_pairs, sound, texts, write_village


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_village(tmp_path / "讲话")


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
