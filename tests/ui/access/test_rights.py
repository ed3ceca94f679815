"""Rights: each route needs one, and who nobody has named has none."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from indexer.rebuilds import Rebuilds
from retriever import Retriever
from ui.access.rights import Public, Right, declare, needs, undeclared
from ui.i18n import strings
from ui.library.changes import CHANGES
from ui.page_request import Site
from ui.router import addresses
from ui.security import middleware


async def page(request: Request) -> Response:
    return PlainTextResponse("page")


def test_a_route_that_declares_no_right_is_found() -> None:
    declared, forgotten = Route("/a", page, middleware=needs(Right.READ)), Route("/b", page)
    assert undeclared([declared, forgotten]) == [forgotten]
    declare([forgotten], Right.CHANGE)
    assert undeclared([declared, forgotten]) == []


def test_whom_nobody_has_named_may_do_nothing() -> None:
    """So an application that was put together without its gate answers nobody."""
    routes = [Route(f"/{right.value}", page, middleware=needs(right)) for right in Right]
    with TestClient(Starlette(routes=routes)) as client:
        assert [client.get(f"/{right.value}").status_code for right in Right] == [200, 401, 401, 401]


@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.7"])
def test_the_public_may_read_and_nothing_else(address: str) -> None:
    routes = [Route(f"/{right.value}", page, methods=["POST"], middleware=needs(right)) for right in Right]
    app = Starlette(routes=routes, middleware=middleware(access=Public()))
    with TestClient(app, client=(address, 50_000)) as client:
        assert [client.post(f"/{right.value}").status_code for right in Right] == [200, 200, 403, 403]
        assert "--public" in client.post("/change").text


def test_only_what_changes_the_library_needs_the_right_to(pairs_retriever: Retriever) -> None:
    site = Site(pairs_retriever, Rebuilds(pairs_retriever.newest().snapshot.index), strings("zh"))
    changing = {each.path for each in addresses(site) if each.right is Right.CHANGE}
    assert changing == {"library/upload", *(f"library/{name}" for name in CHANGES)}
