"""A small library that each test may change, and its page, rebuilt in the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from indexer.build import rebuild
from indexer.rebuilds import Rebuilds
from retriever import Retriever
from tests.conftest import PYTHON, PairEncoder, build_with_pairs, write_speech
from tests.ui.pages.visiting import Read
from ui.access.own_machine import OwnMachine
from ui.router import page_routes
from ui.security import middleware

HERE = "http://127.0.0.1:7860"
KEY = "the-key-of-this-start"
NASTY = '<script>window.broken=1</script>"&lt;b&gt;'


@dataclass(frozen=True)
class Library:
    """A library and its page as a visitor at `address` meets it."""

    corpus: Path
    index: Path
    client: TestClient
    retriever: Retriever
    rebuilds: Rebuilds

    def page(self, **asked: object) -> Read:
        """The page, as elements."""
        answer = self.client.get("/zh/library", params={name: str(value) for name, value in asked.items()})
        assert answer.status_code == 200
        return Read(answer.text)

    def act(self, name: str, **sent: object) -> tuple[int, str]:
        """The status and the text of the answer to an act."""
        answer = self.client.post(f"/zh/library/{name}", data=sent)
        return answer.status_code, answer.text

    def speech_id(self, title: str) -> str:
        """The id of the speech with this title."""
        speeches = self.retriever.newest().snapshot.speeches().values()
        (found,) = [speech.speech_id for speech in speeches if speech.title == title]
        return found

    def rebuild(self) -> None:
        """Bring the index up, as the process in the background does."""
        rebuild(self.index, encoder=PairEncoder())

    def seen_from(self, address: str) -> TestClient:
        """A client at another address, that knows the key all the same."""
        return TestClient(
            self.client.app, base_url=HERE, client=(address, 50_000), headers={"authorization": f"Bearer {KEY}"}
        )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Three speeches, two of them versions; a date from a file name; a bad file and one with a security mark."""
    corpus, index = tmp_path / "水利库", tmp_path / "index"
    text = "同志们：\n\n闸门每天早晚各看一次，看过的人要签字。\n\n夜里水声不对，先关闸再报告。\n"
    for state in ("征求意见稿", "定稿"):
        title = f"在闸门管护会上的讲话（{state}）"
        write_speech(corpus / "闸" / f"闸门（{state}）.md", text, title=title, speaker="水利局局长", date="2021-04-01")
    write_speech(
        corpus / "渡" / "渡口_2022-05-06.md", f"各位：\n\n末班船改到九点。{NASTY}\n", title=f"念给船工的话{NASTY}"
    )
    (corpus / "坏.docx").write_bytes(b"not a document")
    (corpus / "名单（机密）.txt").write_text("同志们：\n\n这一页不许带出去。\n", encoding="utf-8")
    build_with_pairs(corpus, index)
    # What is asked for is done by `Library.rebuild`: the process of this test has the encoder without a model.
    rebuilds = Rebuilds(index, command=[PYTHON, "-c", ""])
    with Retriever.open(index, encoder=PairEncoder()) as retriever:
        app = Starlette(routes=page_routes(retriever, rebuilds), middleware=middleware(access=OwnMachine(KEY)))
        holding = {"authorization": f"Bearer {KEY}"}
        with TestClient(app, base_url=HERE, client=("127.0.0.1", 50_000), headers=holding) as client:
            yield Library(corpus, index, client, retriever, rebuilds)
    rebuilds.close()
