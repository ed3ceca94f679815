"""Words of speeches, kept with them by the build and cut anew when text or dictionary is another."""

from __future__ import annotations

from pathlib import Path

from corpus.fold import fold_plain
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.opening import open_snapshot
from indexer.search.terms import segmenter_of
from indexer.words import cut_text, cut_texts, update_words
from tests.conftest import build_with_pairs, write_speech


def kept_words(index: Path) -> dict[str, str]:
    """The cut text that is kept of each speech, by its path."""
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        speeches = catalog.speeches()
        kept = cut_texts(catalog, segmenter_of(Layout(index)), list(speeches))
    return {speeches[number].path: cut for number, cut in kept.items()}


def by_twos(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(0, len(text), 2)]


def test_a_cut_text_is_its_runs_of_chinese_characters_in_words() -> None:
    assert cut_text("把渠道修好，把路修通。\n三天 ABC 之內", by_twos) == "把渠 道修 好\n把路 修通"
    assert cut_text("渠道，路灯", by_twos) == ""


def test_a_build_keeps_the_words_of_what_came_and_changed(tmp_path: Path, index: Path) -> None:
    folder, cut = tmp_path / "稿", segmenter_of(Layout(index)).cut
    texts = {"一.md": "把渠道修好再放水。", "二.md": "巷子里的路灯要换。"}
    for name, text in texts.items():
        write_speech(folder / name, text)
    build_with_pairs(folder, index)
    assert kept_words(index) == {name: cut_text(text, cut) for name, text in texts.items()}
    write_speech(folder / "一.md", "把渠道修好，天天巡查。")
    (folder / "二.md").unlink()
    build_with_pairs(folder, index)
    assert kept_words(index) == {"一.md": cut_text("把渠道修好，天天巡查。", cut)}


def test_another_dictionary_cuts_anew_at_once_and_the_next_build_keeps_it(tmp_path: Path, index: Path) -> None:
    build_with_pairs(write_speech(tmp_path / "稿" / "一.md", "灯亮路畅工程要抓好。").parent, index)
    before = kept_words(index)["一.md"]
    Layout(index).lexicon.write_text("灯亮路畅工程\n", encoding="utf-8")
    with open_snapshot(index) as snapshot:
        now = snapshot.cut_texts(list(snapshot.speeches()))
    assert kept_words(index) == {}
    assert now != [before]
    assert "灯亮路畅工程" in now[0].split()
    assert fold_plain(before) == fold_plain(now[0])
    build_with_pairs(tmp_path / "稿", index)
    assert list(kept_words(index).values()) == now


def test_words_that_are_kept_are_not_cut_again(tmp_path: Path, index: Path) -> None:
    build_with_pairs(write_speech(tmp_path / "稿" / "一.md", "把渠道修好再放水。").parent, index)
    with Catalog.open_for_writing(Layout(index).catalog) as catalog:
        generation = catalog.generation
        update_words(catalog, segmenter_of(Layout(index)))
        assert catalog.generation == generation
