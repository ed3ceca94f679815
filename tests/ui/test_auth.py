"""Rights: each route needs one; without sign-in the machine that the library runs on may change it, no other."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from indexer.rebuilds import Rebuilds
from retriever import Retriever
from ui.auth import AccessError, Right, declare, is_loopback, needs, only_from_here, undeclared
from ui.i18n import strings
from ui.library.changes import CHANGES
from ui.page_request import Site
from ui.router import addresses


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


def changing(address: str) -> TestClient:
    """A client at `address` of an application with one route that changes something."""

    async def change(request: Request) -> Response:
        return PlainTextResponse("changed")

    app = Starlette(routes=[Route("/api/change", change, methods=["POST"], middleware=needs(Right.CHANGE))])
    return TestClient(app, base_url="http://127.0.0.1:7860", client=(address, 50_000))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_change_the_library(address: str) -> None:
    own = {"origin": "http://127.0.0.1:7860"}
    for headers in ({}, own):
        assert changing(address).post("/api/change", headers=headers).status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-proto", "via"])
@pytest.mark.parametrize("value", ["127.0.0.1", "for=127.0.0.1", "192.0.2.7"])
def test_no_header_gives_the_right(header: str, value: str) -> None:
    elsewhere = changing("192.0.2.7").post("/api/change", headers={header: value})
    assert (elsewhere.status_code, elsewhere.json()["error"]) == (403, "change_from_elsewhere")
    passed_on = changing("127.0.0.1").post("/api/change", headers={header: value})
    assert (passed_on.status_code, passed_on.json()["error"]) == (403, "change_through_proxy")


@pytest.mark.parametrize(
    "origin", ["http://library.example", "http://127.0.0.1:9999", "http://127.0.0.1", "null", "http://localhost:7860"]
)
def test_a_page_of_another_site_may_not(origin: str) -> None:
    answer = changing("127.0.0.1").post("/api/change", headers={"origin": origin})
    assert (answer.status_code, answer.json()["error"]) == (403, "change_from_other_site")


@pytest.mark.parametrize(("name", "status"), [("localhost:7860", 200), ("[::1]:7860", 200), ("evil.example:7860", 403)])
def test_a_name_of_elsewhere_that_points_here_may_not(name: str, status: int) -> None:
    answer = changing("127.0.0.1").post("/api/change", headers={"host": name, "origin": f"http://{name}"})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)]
)
def test_what_the_browser_says_of_a_page_counts(site: str, status: int) -> None:
    assert changing("127.0.0.1").post("/api/change", headers={"sec-fetch-site": site}).status_code == status


def test_a_route_that_declares_no_right_is_found() -> None:
    async def page(request: Request) -> Response:
        return PlainTextResponse("page")

    declared, forgotten = Route("/a", page, middleware=needs(Right.READ)), Route("/b", page)
    assert undeclared([declared, forgotten]) == [forgotten]
    declare([forgotten], Right.CHANGE)
    assert undeclared([declared, forgotten]) == []
    with TestClient(Starlette(routes=[declared, forgotten]), client=("192.0.2.7", 50_000)) as client:
        assert (client.get("/a").status_code, client.get("/b").status_code) == (200, 403)


def test_only_what_changes_the_library_needs_the_right_to(pairs_retriever: Retriever) -> None:
    site = Site(pairs_retriever, Rebuilds(pairs_retriever.newest().snapshot.index), strings("zh"))
    changing = {each.path for each in addresses(site) if each.right is Right.CHANGE}
    assert changing == {"library/upload", *(f"library/{name}" for name in CHANGES)}


def test_the_message_says_what_to_do() -> None:
    answer = changing("192.0.2.7").post("/api/change", headers={"accept-language": "en"})
    assert "192.0.2.7" in answer.json()["message"] and "http://127.0.0.1" in answer.json()["message"]
    answer = changing("192.0.2.7").post("/api/change", headers={"accept-language": "zh"})
    assert "没有登录功能" in answer.json()["message"]


def test_a_connection_without_an_address_is_refused() -> None:
    with pytest.raises(AccessError) as raised:
        only_from_here(None, Headers({}))
    assert raised.value.code == "change_from_elsewhere"
