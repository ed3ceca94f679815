"""Words for the dictionary: found, previewed, taken, and in force with the next build."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import IndexStateError, QueryError
from corpus.messages import say
from indexer.__main__ import main
from indexer.layout import Layout
from indexer.library.lexicon import candidates, candidates_object, preview, take
from indexer.opening import open_index, open_newest, open_snapshot
from indexer.search.terms import lexicon_words
from tests.conftest import build_with_pairs, write_speech

# 垄上行动 stands six times, between different characters, and jieba does not know it.
LINES = (
    "今年继续推进垄上行动，一村一策。",
    "干部参加垄上行动不许走过场。",
    "去年垄上行动走访九千户。",
    "把垄上行动办到田头。",
    "凭垄上行动选干部。",
    "垄上行动没有终点。",
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "讲话"
    for number, lines in enumerate((LINES[:3], LINES[3:])):
        body = "\n\n".join(f"{line}{'秋收以后要把渠道查一遍，不留死角。' * 2}" for line in lines)
        write_speech(folder / f"{number}.md", body + "\n", title=f"第{'一二'[number]}次会上的讲话", date="2021-03-04")
    return folder


@pytest.fixture
def built(corpus: Path, index: Path) -> Path:
    build_with_pairs(corpus, index)
    return index


def found_by_words(index: Path, word: str) -> bool:
    """True if any passage has `word` as a term."""
    with open_snapshot(index) as snapshot:
        passages = [passage for number in snapshot.speeches() for passage in snapshot.speech(number)[1]]
        return any(word in snapshot.segmenter.words(passage.text) for passage in passages)


def test_what_recurs_and_is_cut_apart_is_a_candidate(built: Path) -> None:
    with open_snapshot(built) as snapshot:
        found = candidates(snapshot)
        word = next(each for each in found.words if each.recurring.text == "垄上行动")
        assert (word.recurring.count, word.recurring.texts) == (6, 2)
        assert len(word.cut) > 1
        assert "".join(word.cut) == "垄上行动"
        scores = [each.recurring.score for each in found.words]
        assert scores == sorted(scores, reverse=True)
        assert all(len(snapshot.segmenter.cut(each.recurring.text)) > 1 for each in found.words)
        assert (found.speeches, found.unread) == (2, 0)
        shown = candidates_object(found, 1)
        assert len(shown["words"]) == 1
        assert shown["total"] == len(found.words)


def test_versions_count_once_and_unread_files_are_named(corpus: Path, index: Path) -> None:
    first = (corpus / "0.md").read_text(encoding="utf-8")
    (corpus / "0（征求意见稿）.md").write_text(first.replace("title: ", "state: 征求意见稿\ntitle: "), encoding="utf-8")
    (corpus / "x.dwg").write_bytes(b"?")
    build_with_pairs(corpus, index)
    with open_snapshot(index) as snapshot:
        found = candidates(snapshot)
    word = next(each for each in found.words if each.recurring.text == "垄上行动")
    assert (word.recurring.count, found.speeches, found.unread) == (6, 2, 1)


def test_a_preview_tells_what_would_change_and_changes_nothing(built: Path) -> None:
    snapshot, search = open_index(built)
    with snapshot:
        seen = preview(snapshot, search, ["壟上行動"])
        assert seen.words == ("垄上行动",)
        assert (seen.passages, seen.changed) == (6, 6)
        assert [example.sentence for example in seen.examples] == list(LINES[:3])
        for example in seen.examples:
            assert "垄上行动" in example.after
            assert "垄上行动" not in example.before
        nothing = preview(snapshot, search, ["今年"])  # a word already
        assert (nothing.passages, nothing.changed, nothing.examples) == (1, 0, ())
        assert preview(snapshot, search, ["没有这个词"]).passages == 0
    assert not Layout(built).lexicon.exists()


def test_taken_words_are_kept_behind_what_stands_there_and_once(built: Path) -> None:
    layout = Layout(built)
    layout.lexicon.write_bytes("田头会  # 一种会".encode("gb18030"))
    assert take(layout, ["壟上行動", "田头会", "垄上行动"]) == ("垄上行动",)
    assert layout.lexicon.read_text(encoding="utf-8") == "田头会  # 一种会\n垄上行动\n"
    assert take(layout, ["垄上行动"]) == ()
    assert lexicon_words(layout.lexicon) == ("田头会", "垄上行动")


@pytest.mark.parametrize("word", ["", " ", "垄", "垄#上", "垄　"])
def test_what_cannot_be_a_word_is_refused_and_nothing_is_taken(built: Path, word: str) -> None:
    with pytest.raises(QueryError) as caught:
        take(Layout(built), ["垄上行动", word])
    assert caught.value.code == "lexicon_word"
    assert word in caught.value.message("zh")
    assert not Layout(built).lexicon.exists()


def test_words_are_not_taken_without_an_index_or_during_a_build(built: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexStateError) as caught:
        take(Layout(tmp_path / "none"), ["垄上行动"])
    assert caught.value.code == "index_missing"
    with Layout(built).writer_lock().acquire(timeout=0), pytest.raises(IndexStateError) as caught:
        take(Layout(built), ["垄上行动"])
    assert caught.value.code == "index_busy"


def test_a_taken_word_is_in_force_with_the_next_build(corpus: Path, built: Path) -> None:
    serving = open_snapshot(built)
    assert not found_by_words(built, "垄上行动")
    take(Layout(built), ["垄上行动"])
    report = build_with_pairs(corpus, built)
    assert (report.changed, report.embedded) == (0, 0)
    assert found_by_words(built, "垄上行动")
    newest, _ = open_newest(serving)
    assert "垄上行动" in newest.segmenter.words("垄上行动"), "what serves cuts questions as the new index is cut"
    assert "垄上行动" not in serving.segmenter.words("垄上行动")
    for snapshot in (serving, newest):
        snapshot.close()


def test_a_taken_word_is_in_force_when_the_index_is_opened_next(built: Path) -> None:
    before = Layout(built).published.read_text()
    take(Layout(built), ["垄上行动"])
    assert found_by_words(built, "垄上行动")
    assert Layout(built).published.read_text() != before


# the command line


def test_the_command_lists_previews_and_takes(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "--index", str(built), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert list(listed) == ["speeches", "characters", "unread", "total", "words"]
    word = next(each for each in listed["words"] if each["word"] == "垄上行动")
    assert list(word) == ["word", "count", "speeches", "pmi", "left_entropy", "right_entropy", "score", "cut"]

    assert main(["lexicon", "--index", str(built), "--limit", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == say("lexicon_columns", "en")
    assert len(lines) == 3
    assert lines[1].split("\t")[-2] == listed["words"][0]["word"]

    assert main(["lexicon", "--index", str(built), "--preview", "垄上行动"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(LINES[0])
    assert shown.endswith(say("lexicon_preview", "en", words="垄上行动", passages=6, changed=6) + "\n")
    assert not Layout(built).lexicon.exists()

    assert main(["lexicon", "--index", str(built), "--take", "垄上行动", "--json"]) == 0
    taken = json.loads(capsys.readouterr().out)
    assert (taken["passages"], taken["changed"], taken["taken"]) == (6, 6, ["垄上行动"])
    assert lexicon_words(Layout(built).lexicon) == ("垄上行动",)


def test_all_above_a_score_are_taken(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_snapshot(built) as snapshot:
        found = candidates(snapshot).words
    best = found[0].recurring
    assert main(["lexicon", "--index", str(built), "--take-all-above", str(best.score)]) == 0
    assert capsys.readouterr().out == say("lexicon_taken", "en", count=0, words="-", path=Layout(built).lexicon) + "\n"
    assert main(["lexicon", "--index", str(built), "--take-all-above", str(best.score - 0.01)]) == 0
    assert lexicon_words(Layout(built).lexicon) == (best.text,)


def test_a_refused_word_is_one_line(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "--index", str(built), "--take", "#"]) == 1
    assert capsys.readouterr().err == "tifa: " + say("lexicon_word", "en", word="#") + "\n"
