"""Gradio as it is mounted: enough of it for its page and its client, and nothing else to anybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from retriever import Retriever
from tests.ui.api_parts import built
from ui.api.routes import MOST_BYTES
from ui.api.work import Workers
from ui.chat.mount import mount_chat


def is_closed(status: int, text: str) -> bool:
    """True for the answer that there is nothing."""
    return status == 404 and text.startswith(("没有这个页面", "There is no such page"))


CALL = {"data": ["办事大厅", {"top_k": 1}]}


@pytest.fixture(scope="module")
def client(pairs_retriever: Retriever) -> Iterator[TestClient]:
    with TestClient(built(pairs_retriever), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.mark.parametrize("before", ["", "/zh", "/en"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/upload/"),
        ("POST", "/gradio_api/upload?upload_id=1"),
        ("POST", "/gradio_api/%75pload"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/vibe-edit"),
        ("POST", "/gradio_api/stream/x"),
        ("POST", "/login"),
        ("GET", "/gradio_api/file=http://library.example/"),
        ("HEAD", "/gradio_api/file=http://library.example/"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file//etc/passwd"),
        ("GET", "/gradio_api/proxy=http://library.example/"),
        ("GET", "/gradio_api/dev/reload"),
        ("GET", "/gradio_api/queue/status"),
        ("GET", "/gradio_api/deep_link?session_hash=x"),
        ("GET", "/logout"),
        ("GET", "/monitoring"),
        ("GET", "/manifest.json"),
        ("GET", "/openapi.json"),
        ("DELETE", "/config"),
    ],
)
def test_what_nothing_here_uses_is_closed(client: TestClient, before: str, method: str, path: str) -> None:
    answer = client.request(method, before + path, follow_redirects=False)
    assert answer.status_code == 404
    assert method == "HEAD" or is_closed(answer.status_code, answer.text)


def gradios_own(retriever: Retriever) -> FastAPI:
    """Gradio's application for the Chinese page, without what is put around it."""

    async def made() -> FastAPI:
        host = FastAPI()
        mount_chat(host, retriever, Workers())
        (mounted,) = [route for route in host.routes if isinstance(route, Mount) and route.path == "/zh"]
        return mounted.app.app.app  # type: ignore[attr-defined, no-any-return]

    return asyncio.run(made())


def test_no_address_of_gradios_is_open_that_was_not_thought_of(client: TestClient, pairs_retriever: Retriever) -> None:
    """A newer Gradio may bring new addresses: they stay closed until somebody opens them here."""
    described = gradios_own(pairs_retriever).openapi()["paths"]
    assert {"/gradio_api/upload", "/gradio_api/file={path_or_url}"} <= described.keys()
    endless = {"/gradio_api/heartbeat/{session_hash}", "/gradio_api/queue/data"}
    opened = set()
    for path in described.keys() - endless:
        for method in described[path].keys() - {"head"}:  # it has no text to tell by
            answer = client.request(method, f"/zh{re.sub('{.*?}', 'x', path)}")
            if not is_closed(answer.status_code, answer.text):
                opened.add(path.rstrip("/"))
    assert opened == {
        "",
        "/config",
        "/theme.css",
        "/assets/{path}",
        "/static/{path}",
        "/gradio_api/app_id",
        "/gradio_api/cancel",
        "/gradio_api/info",
        "/gradio_api/queue/join",
        "/gradio_api/reset",
    }


@pytest.mark.parametrize("path", ["/zh/static/../../x", "/zh/static/%2e%2e/%2e%2e/x", "/zh/assets/%2e%2e/x"])
def test_no_path_leads_out_of_gradios_folders(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (403, 404)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "192.0.2.7:7860", "tifa.intranet"])
@pytest.mark.parametrize("origin", ["http://library.example", "null", "http://127.0.0.1:1"])
def test_pages_of_other_sites_get_nothing(client: TestClient, host: str, origin: str) -> None:
    """Gradio lets every site read what is served under any other name than localhost."""
    headers = {"host": host, "origin": origin}
    for answer in (
        client.get("/zh/config", headers=headers),
        client.get("/gradio_api/info", headers=headers),
        client.post("/zh/gradio_api/call/ask", json=CALL, headers=headers),
        client.options("/zh/gradio_api/queue/join", headers=headers | {"access-control-request-method": "POST"}),
    ):
        assert answer.status_code in (403, 404)
        assert "access-control-allow-origin" not in answer.headers


def test_its_own_page_is_answered(client: TestClient) -> None:
    for host in ("127.0.0.1:7860", "tifa.intranet"):
        own = {"host": host, "origin": f"http://{host}"}
        event = client.post("/zh/gradio_api/call/ask", json=CALL, headers=own).json()["event_id"]
        assert "event: complete" in client.get(f"/zh/gradio_api/call/ask/{event}", headers={"host": host}).text


def test_what_is_sent_is_bounded(client: TestClient) -> None:
    large = b'{"data": ["' + b"a" * MOST_BYTES + b'"]}'
    for path in ("/zh/gradio_api/queue/join", "/zh/gradio_api/run/predict", "/gradio_api/call/ask"):
        answer = client.post(path, content=large, headers={"content-type": "application/json"})
        assert answer.status_code == 413, path
