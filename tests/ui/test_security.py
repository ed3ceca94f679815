"""Middleware that every request passes: other sites kept out, headers that keep a browser to this server."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.security import POLICY, middleware


async def page(request: Request) -> Response:
    return PlainTextResponse("page")


async def file(request: Request) -> Response:
    return PlainTextResponse("file", headers={"etag": '"1"', "content-security-policy": "default-src 'self'"})


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/page", page, methods=["GET", "POST"]), Route("/file", file)]
    return TestClient(Starlette(routes=routes, middleware=middleware(["testserver"])))


def test_every_answer_has_the_headers_that_it_does_not_set_itself(client: TestClient) -> None:
    for path, host in (("/page", "testserver"), ("/nothing", "testserver"), ("/page", "library.example")):
        headers = client.get(path, headers={"host": host}).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
    headers = client.get("/file").headers
    assert headers["content-security-policy"] == "default-src 'self'"
    assert "cache-control" not in headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://library.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_what_a_page_of_another_site_sends_is_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/page", headers=headers).status_code == status
    assert client.get("/page", headers=headers).status_code == 200
