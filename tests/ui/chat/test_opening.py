"""The Ask page while Gradio is being loaded."""

from __future__ import annotations

import asyncio
import time

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from retriever import Retriever
from ui.chat.opening import AskPages
from ui.router import application


def served_first(retriever: Retriever) -> TestClient:
    """A client of the application as the server starts it."""
    return TestClient(application(retriever, chat_later=True), raise_server_exceptions=False)


def test_until_the_page_is_loaded_one_says_so_and_asks_again(
    pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, wanted = AskPages.load, asyncio.Event()

    def load_when_wanted(pages: AskPages) -> FastAPI:
        while not wanted.is_set():
            time.sleep(0.01)
        return load(pages)

    monkeypatch.setattr(AskPages, "load", load_when_wanted)
    with served_first(pairs_retriever) as client:
        for path, sentence in (("/zh/", "提问页几秒钟后自动打开"), ("/en/?q=ferry", "The Ask page opens by itself")):
            meanwhile = client.get(path)
            assert meanwhile.status_code == 200
            assert sentence in meanwhile.text
            assert '<meta http-equiv="refresh" content="1">' in meanwhile.text
        assert client.get("/zh/library").status_code == 200
        wanted.set()
        assert client.get("/zh/config").json()["title"] == "提法 · 查讲话稿"  # waits until it is loaded
        assert 'http-equiv="refresh"' not in client.get("/zh/").text


def test_a_page_that_cannot_be_loaded_says_so_and_the_others_are_served(
    pairs_retriever: Retriever, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: AskPages) -> FastAPI:
        raise ImportError("no such library")

    monkeypatch.setattr(AskPages, "load", broken)
    with served_first(pairs_retriever) as client:
        assert client.get("/zh/config").status_code == 500
        assert client.get("/zh/").status_code == 500
        assert client.get("/zh/library").status_code == 200
    assert "The Ask page could not be opened: ImportError" in caplog.text
