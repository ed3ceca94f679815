"""Without sign-in: who holds the key of this start may change the library, on this machine, and no other."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from indexer.layout import Layout
from ui.access.cookies import csrf_of
from ui.access.origin import is_loopback
from ui.access.own_machine import OwnMachine, key_in_file
from ui.access.rights import Right, needs
from ui.security import middleware

HERE = "http://127.0.0.1:7860"
KEY = "the-key-of-this-start"
HOLDING = {"authorization": f"Bearer {KEY}"}


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:192.0.2.7", False),
        ("192.0.2.7", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("fe80::1", False),
        ("localhost", False),
        ("", False),
        ("127.0.0.1, 192.0.2.7", False),
    ],
)
def test_which_addresses_are_this_machine(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback


def client_at(address: str, **options: Any) -> TestClient:
    """A client at `address` of an application with one route that changes something and one that reads."""

    async def sent(request: Request) -> Response:
        return PlainTextResponse((await request.body()).decode())

    routes = [
        Route("/api/change", sent, methods=["POST"], middleware=needs(Right.CHANGE)),
        Route("/zh/read", sent, methods=["GET", "POST"], middleware=needs(Right.READ)),
    ]
    app = Starlette(routes=routes, middleware=middleware(access=OwnMachine(KEY)))
    return TestClient(app, base_url=HERE, client=(address, 50_000), **options)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_program_of_this_machine_changes_with_the_key(address: str) -> None:
    for headers in ({}, {"origin": HERE}):
        assert client_at(address).post("/api/change", headers=HOLDING | headers).status_code == 200


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer x", f"Basic {KEY}", KEY, f"Bearer {KEY}x"])
def test_an_address_alone_is_no_right(given: str) -> None:
    """A stranger who comes through a proxy that says nothing of itself has this machine's address."""
    answer = client_at("127.0.0.1").post("/api/change", headers={"authorization": given} if given else {})
    assert (answer.status_code, answer.json()["error"]) == (403, "change_without_key")
    assert client_at("127.0.0.1").get("/zh/read").status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-proto", "via"])
@pytest.mark.parametrize("value", ["127.0.0.1", "for=127.0.0.1", "192.0.2.7"])
def test_a_key_that_leaked_is_worth_nothing_elsewhere(header: str, value: str) -> None:
    elsewhere = client_at("192.0.2.7").post("/api/change", headers=HOLDING | {header: value})
    assert (elsewhere.status_code, elsewhere.json()["error"]) == (403, "change_from_elsewhere")
    passed_on = client_at("127.0.0.1").post("/api/change", headers=HOLDING | {header: value})
    assert (passed_on.status_code, passed_on.json()["error"]) == (403, "change_through_proxy")


@pytest.mark.parametrize(
    "origin", ["http://library.example", "http://127.0.0.1:9999", "http://127.0.0.1", "null", "http://localhost:7860"]
)
def test_a_page_of_another_site_may_not(origin: str) -> None:
    answer = client_at("127.0.0.1").post("/api/change", headers=HOLDING | {"origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize(("name", "status"), [("localhost:7860", 200), ("[::1]:7860", 200), ("evil.example:7860", 403)])
def test_a_name_of_elsewhere_that_points_here_may_not(name: str, status: int) -> None:
    headers = HOLDING | {"host": name, "origin": f"http://{name}"}
    assert client_at("127.0.0.1").post("/api/change", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)]
)
def test_what_the_browser_says_of_a_page_counts(site: str, status: int) -> None:
    assert client_at("127.0.0.1").post("/api/change", headers=HOLDING | {"sec-fetch-site": site}).status_code == status


def test_the_address_that_was_told_gives_the_page_the_key() -> None:
    with client_at("127.0.0.1", follow_redirects=False) as client:
        answer = client.get("/zh/read", params={"key": KEY, "q": "堤"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/zh/read?q=%E5%A0%A4")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie
        token = csrf_of(KEY, KEY)
        assert client.post("/api/change").json()["error"] == "form_expired"
        assert client.post("/api/change", headers={"x-csrf-token": token[::-1]}).json()["error"] == "form_expired"
        assert client.post("/api/change", headers={"x-csrf-token": token}).status_code == 200


def test_a_wrong_key_in_the_address_gives_nothing() -> None:
    with client_at("127.0.0.1", follow_redirects=False) as client:
        answer = client.get("/zh/read", params={"key": "x"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)


def test_a_form_shows_by_its_first_field_to_be_ours_and_arrives_whole() -> None:
    with client_at("127.0.0.1") as client:
        client.get("/zh/read", params={"key": KEY})
        token, long = csrf_of(KEY, KEY), "水" * 3000
        for kind in ({"data": {"csrf": token, "text": long}}, {"files": {"csrf": (None, token), "text": (None, long)}}):
            answer = client.post("/zh/read", **kind)  # type: ignore[arg-type]
            assert answer.status_code == 200 and len(answer.text) > 3000
        for forged in ({"data": {"text": "x"}}, {"data": {"text": "x", "csrf": token}}, {"content": f"csrf={token}"}):
            assert client.post("/zh/read", **forged).status_code == 403  # type: ignore[arg-type]


def test_the_message_says_what_to_do() -> None:
    answer = client_at("192.0.2.7").post("/api/change", headers={"accept-language": "en"})
    assert "192.0.2.7" in answer.json()["message"] and "http://127.0.0.1" in answer.json()["message"]
    answer = client_at("127.0.0.1").post("/api/change", headers={"accept-language": "zh"})
    assert "key=" in answer.json()["message"]


def test_the_key_lies_where_only_its_owner_reads_it_and_goes_with_the_server(tmp_path: Path) -> None:
    path = Layout(tmp_path).key
    path.write_text("of a server that was killed")
    path.chmod(0o644)
    with key_in_file(tmp_path, KEY):
        assert path.read_text() == KEY
        assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()
    with key_in_file(tmp_path, KEY):
        path.write_text("of a server that started later")
    assert path.exists()
    with key_in_file(tmp_path / "none", KEY), key_in_file(tmp_path, None):
        pass  # an index that cannot be written is served all the same
