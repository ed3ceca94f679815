"""An index whose vectors are on a server: it follows the catalog, and outlives whatever happens to the server."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import app
from corpus.errors import EngineError, IndexStateError
from indexer.catalog import Catalog
from indexer.layout import Layout
from indexer.open_part import bring_up
from indexer.opening import open_index
from indexer.publish import publish
from indexer.published import read_published
from indexer.search.milvus import lite, search, writing
from indexer.search.milvus.client import Server, server_of
from indexer.search.milvus.search import MilvusSearch
from indexer.search.terms import segmenter_of
from indexer.verify import verify
from retriever import Retriever
from tests.conftest import PairEncoder, build_with_pairs, write_speech

SECONDS = 20


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name, text in (
        ("甲", "渡口的旧船要修好再用。"),
        ("乙", "水渠清淤要赶在雨季以前。"),
        ("丙", "村口的路灯已经装好。"),
    ):
        write_speech(tmp_path / "库" / f"{name}.md", text, title=name)
    return tmp_path / "库"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits for a server that is gone for no longer than it takes to see that it is."""
    monkeypatch.setattr(search, "_SECONDS", 1)
    monkeypatch.setattr(writing, "_TO_LOOK", 1)
    monkeypatch.setattr(writing, "_SECONDS", 1)
    monkeypatch.setattr(writing, "_PAUSES", (0.0,))


@pytest.fixture
def down(impatient: None) -> Iterator[None]:
    """The server of the file is killed, and nobody can start it again."""
    kill_servers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lite, "_start", refuse)
        yield


def refuse(file: Path, *_: object) -> None:
    raise EngineError("engine_file_unusable", file=file)


def kill_servers() -> None:
    for child in lite._children:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()


def collections(server: Server) -> set[str]:
    return set(server.ask("list_collections", seconds=SECONDS))


def own(index: Path) -> str:
    """The name of the collection that is published of an index."""
    published = read_published(Layout(index))
    assert published is not None
    return published.vectors


def held(index: Path, engine: str) -> list[int]:
    return server_of(engine).ids(own(index), seconds=SECONDS)


def embedded(index: Path) -> list[int]:
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        return catalog.embedded_ids().tolist()


def titles(index: Path, question: str) -> list[str]:
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        return [hit.speech.title for hit in retriever.ask(question).hits]


def test_a_collection_follows_the_catalog(corpus: Path, index: Path, server: str) -> None:
    build_with_pairs(corpus, index, engine=server)
    first = own(index)
    assert sorted(held(index, server)) == embedded(index)
    write_speech(corpus / "丁.md", "码头要添一只新船。", title="丁")
    (corpus / "丙.md").unlink()
    build_with_pairs(corpus, index)
    assert own(index) == first, "it was caught up, not made anew"
    assert sorted(held(index, server)) == embedded(index)
    assert titles(index, "码头的新船")[0] == "丁"
    assert "丙" not in titles(index, "村口的路灯")
    assert verify(Layout(index)) == []


def test_another_model_gets_a_collection_of_its_own_and_the_old_one_goes(
    corpus: Path, index: Path, server: str
) -> None:
    build_with_pairs(corpus, index, engine=server)
    first = own(index)
    build_with_pairs(corpus, index, encoder=PairEncoder("pairs/2"))
    there = collections(server_of(server))
    assert own(index) in there
    assert first not in there


def test_back_in_the_folder_nothing_is_left_on_the_server(corpus: Path, index: Path, server: str) -> None:
    build_with_pairs(corpus, index, engine=server)
    before = own(index)
    build_with_pairs(corpus, index, engine="embedded")
    assert own(index).endswith(".faiss")
    assert before not in collections(server_of(server))
    assert titles(index, "渡口的旧船")[0] == "甲"
    assert verify(Layout(index)) == []


def test_what_was_lost_on_the_server_comes_back_when_the_index_is_opened(
    corpus: Path, index: Path, server: str
) -> None:
    build_with_pairs(corpus, index, engine=server)
    server_of(server).ask("delete", own(index), ids=embedded(index)[:1], seconds=SECONDS)
    assert [problem.code for problem in verify(Layout(index))] == ["verify_differs"]
    open_index(index)[0].close()
    assert sorted(held(index, server)) == embedded(index)
    server_of(server).ask("drop_collection", own(index), seconds=SECONDS)
    open_index(index)[0].close()
    assert sorted(held(index, server)) == embedded(index)


def test_a_build_that_was_killed_is_gone_on_with(
    corpus: Path, index: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_ROWS", 1)
    whole, inserted = writing._insert, []

    def killed(*arguments: object) -> None:
        if inserted:
            raise KeyboardInterrupt
        inserted.append(arguments[1])
        whole(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_insert", killed)
        with pytest.raises(KeyboardInterrupt):
            build_with_pairs(corpus, index, engine=server)
    assert len(server_of(server).ids(inserted[0], seconds=SECONDS)) == 1
    monkeypatch.setattr(writing, "_insert", lambda *arguments: (inserted.append(arguments[1]), whole(*arguments)))
    build_with_pairs(corpus, index)
    assert set(inserted) == {own(index)}
    assert len(inserted) == 3, "what had arrived was not sent again"


def test_a_copy_of_the_folder_has_a_collection_of_its_own(
    corpus: Path, index: Path, server: str, tmp_path: Path
) -> None:
    build_with_pairs(corpus, index, engine=server)
    shutil.copytree(index, tmp_path / "copy")
    write_speech(corpus / "丁.md", "码头要添一只新船。", title="丁")
    build_with_pairs(corpus, tmp_path / "copy")
    assert own(tmp_path / "copy") != own(index)
    assert sorted(held(index, server)) == embedded(index)


def test_the_part_for_readers_has_a_collection_without_what_is_closed(corpus: Path, index: Path, server: str) -> None:
    write_speech(corpus / "人事" / "丁.md", "人选名单不外传。", title="丁")
    build_with_pairs(corpus, index, engine=server)
    (index / "closed.txt").write_text("库/人事\n", encoding="utf-8")
    bring_up(index)
    part = Layout(index).open_part
    assert own(part) != own(index)
    assert len(held(part, server)) == len(held(index, server)) - 1


# --- a server that is away ---------------------------------------------------------------------------------------


def test_a_server_that_was_killed_is_started_again_and_has_lost_nothing(
    corpus: Path, index: Path, lite_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_REST", 0.0)
    build_with_pairs(corpus, index, engine=lite_server)
    snapshot, engine = open_index(index)
    query = PairEncoder().encode_queries(["渡口的旧船"])[0]
    with snapshot:
        before = engine.dense(query, 3)
        assert len(before[0]) == 3
        kill_servers()
        assert len(engine.dense(query, 3)[0]) == 0
        assert engine.failure is not None
        after = engine.dense(query, 3)
        assert engine.failure is None
    assert np.array_equal(before[0], after[0])
    assert np.array_equal(before[1], after[1])


def test_while_a_server_is_away_words_are_answered_and_that_is_said(
    corpus: Path, index: Path, lite_server: str, request: pytest.FixtureRequest
) -> None:
    build_with_pairs(corpus, index, engine=lite_server)
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        expected = retriever.ask("渡口的旧船")
        assert expected.notes == ()
        request.getfixturevalue("down")
        answer = retriever.ask("渡口的旧船")
        assert [note.code for note in answer.notes] == ["engine_away"]
        assert answer.hits[0].passage == expected.hits[0].passage
        assert retriever.ask("“旧船”").verbatim == 1
        assert [place.start for place in retriever.newest().places("旧船", 5)] == [3]


def test_an_index_is_opened_and_a_change_waits_while_a_server_is_away(
    corpus: Path, index: Path, lite_server: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    build_with_pairs(corpus, index, engine=lite_server)
    request.getfixturevalue("down")
    write_speech(corpus / "丁.md", "码头要添一只新船。", title="丁")
    with pytest.raises(EngineError):
        build_with_pairs(corpus, index)
    app.built_first([corpus], index, None, allow_marked=False, engine=lite_server)
    assert "speeches.db" in capsys.readouterr().err
    snapshot, engine = open_index(index)
    with snapshot:
        assert isinstance(engine, MilvusSearch)
        assert len(snapshot.speeches()) == 4, "the catalog is ahead"
        assert engine.phrase_speeches("旧船").tolist()


def test_nothing_is_served_where_nothing_was_published(corpus: Path, index: Path, down: None, tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        build_with_pairs(corpus, index, engine=f"milvus+lite://{tmp_path / 'm.db'}")
    with pytest.raises(IndexStateError) as caught:
        open_index(index)
    assert caught.value.code == "index_missing"


def test_publishing_again_asks_nothing_of_the_server_but_whether_all_is_there(
    corpus: Path, index: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_with_pairs(corpus, index, engine=server)
    layout = Layout(index)
    before = read_published(layout)
    asked: list[str] = []
    ask = Server.ask
    monkeypatch.setattr(Server, "ask", lambda *given, **options: (asked.append(given[1]), ask(*given, **options))[1])
    with Catalog.open_for_writing(layout.catalog) as catalog:
        assert publish(layout, catalog, segmenter_of(layout)) == before
    assert asked == ["has_collection", "load_collection", "query"]
