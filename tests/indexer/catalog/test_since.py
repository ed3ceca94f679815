"""What is read after changes, when the state before them is known, is what reading everything gives."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Speech
from indexer.catalog import Catalog, Embedding
from indexer.embed import new_passages

TEXTS = ("播种要早。\n", "收割要快，割完了翻地。\n\n翻地要深。\n", "渠要清。\n\n收割要快，割完了翻地。\n", "")
NAMES, FILES, TITLES = ("甲", "乙", "丙", "丁"), ("一.md", "二.md"), ("题", "另题", "题（送审稿）")

puts = st.tuples(*(st.sampled_from(each) for each in (NAMES, FILES, TITLES, TEXTS)))
changes = st.lists(
    st.one_of(
        puts,
        st.tuples(st.just("speech"), st.sampled_from(NAMES)),
        st.tuples(st.just("file"), st.sampled_from(FILES)),
        st.sampled_from([("embed",), ("drop",)]),
    ),
    max_size=8,
)
VECTOR = Embedding(np.ones(4, dtype=np.float32), np.ones((1, 4), dtype=np.float32))


def apply(catalog: Catalog, change: tuple[str, ...]) -> None:
    match change:
        case ("speech", name):
            catalog.remove_speech(name)
        case ("file", path):
            catalog.remove_file("r", path)
        case ("embed",):
            catalog.put_embeddings([(key, VECTOR) for key, *_ in catalog.passages_to_embed()[:2]])
        case ("drop",):
            catalog.drop_embeddings()
        case (name, path, title, text):
            speech = Speech(speech_id=name, root="r", path=path, source=path, title=title, text=text, language="zh")
            catalog.put_speech(speech, b"digest", new_passages(speech, "f"))


def seen(catalog: Catalog) -> list[object]:
    columns = [np.asarray(column).tolist() for column in astuple(catalog.passages())]
    speeches = catalog.speech_columns()
    of_speeches = {name: (column.values, column.places.tolist()) for name, column in speeches.columns.items()}
    passages = [columns, catalog.embedded_ids().tolist(), catalog.passages_to_embed()]
    return [*passages, speeches.numbers.tolist(), of_speeches]


def go_on(catalog: Catalog) -> None:
    catalog.go_on_from(catalog.passages(), catalog.embedded_ids(), catalog.speech_columns())


def kept_embeddings(path: Path) -> set[bytes]:
    with sqlite3.connect(path) as db:
        return {key for (key,) in db.execute("SELECT key FROM embeddings")}


@settings(max_examples=60)
@given(before=changes, after=changes)
def test_what_changed_is_read_as_though_all_were(before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.sqlite"
        with Catalog.open_for_writing(path) as catalog:
            with catalog.change():
                for change in (*before, ("drop",)):
                    apply(catalog, change)
            go_on(catalog)
            titles = {facts.title for facts in catalog.speeches().values()}
            for change in after:
                with catalog.change():
                    apply(catalog, change)
                with Catalog.open_for_reading(path) as whole:
                    assert seen(catalog) == seen(whole)
                titles |= {facts.title for facts in catalog.speeches().values()}
            changed = catalog.titles_changed()
            assert changed is not None
            assert changed <= titles
            with catalog.change():
                catalog.drop_embeddings()
            kept = kept_embeddings(path)
            go_on(catalog)
        with Catalog.open_for_writing(path) as whole, whole.change():
            whole.drop_embeddings()
        assert kept_embeddings(path) == kept


def test_titles_of_before_and_after_are_told(tmp_path: Path) -> None:
    with Catalog.open_for_writing(tmp_path / "catalog.sqlite") as catalog:
        with catalog.change():
            for name, title in (("甲", "题"), ("乙", "另题"), ("丙", "第三题")):
                apply(catalog, (name, f"{name}.md", title, TEXTS[0]))
        assert catalog.titles_changed() is None
        go_on(catalog)
        assert catalog.titles_changed() == frozenset()
        with catalog.change():
            apply(catalog, ("甲", "甲.md", "新题", TEXTS[0]))
            apply(catalog, ("file", "乙.md"))
            apply(catalog, ("丁", "丁.md", "第四题", TEXTS[1]))
        assert catalog.titles_changed() == {"题", "新题", "另题", "第四题"}


def test_after_a_change_that_failed_all_is_read(tmp_path: Path) -> None:
    with Catalog.open_for_writing(tmp_path / "catalog.sqlite") as catalog:
        with catalog.change():
            apply(catalog, ("甲", "一.md", "题", TEXTS[1]))
        go_on(catalog)
        with pytest.raises(OSError), catalog.change():
            apply(catalog, ("speech", "甲"))
            raise OSError
        assert not catalog.goes_on
        assert len(catalog.passages().passage_id) > 0
        assert catalog.titles_changed() is None
