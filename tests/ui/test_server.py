"""The web server: the language of a visitor, the page as it is sent, the address."""

import asyncio
import re
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from retriever import Retriever
from ui.access.origin import is_known_name
from ui.access.own_machine import OwnMachine
from ui.access.rights import Public
from ui.i18n import preferred
from ui.router import application
from ui.server import Reached, ServeError, address_of, bind, config_of, hosts_of, is_local


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-Hant-TW", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,zh;q=0.3,en;q=0.7", "en"),
        ("fr-FR,fr;q=0.9", "en"),
        ("zh;q=0,en;q=0.1", "en"),
        ("", "zh"),
        ("*", "zh"),
        ("en;q=nonsense", "en"),
    ],
)
def test_the_language_that_a_browser_likes_best(header: str, language: str) -> None:
    assert preferred(header) == language


@pytest.fixture(scope="module")
def client(pairs_retriever: Retriever) -> Iterator[TestClient]:
    with TestClient(built(pairs_retriever)) as client:
        yield client


def built(retriever: Retriever, **options: Sequence[str]) -> FastAPI:
    """The application. Where no event loop runs, Gradio makes some and leaves them open, which is a warning here."""

    async def build() -> FastAPI:
        return application(retriever, **options)

    return asyncio.run(build())


@pytest.mark.parametrize(
    ("path", "header", "tag", "title"),
    [
        ("/", "zh-CN", "zh-CN", "提法 · 查讲话稿"),
        ("/", "en-US", "en", "Tifa · search past speeches"),
        ("/?lang=en", "zh-CN", "en", "Tifa · search past speeches"),
        ("/?lang=zh", "en-US", "zh-CN", "提法 · 查讲话稿"),
        ("/?lang=fr", "en-US", "en", "Tifa · search past speeches"),
        ("/en/", "zh-CN", "en", "Tifa · search past speeches"),
    ],
)
def test_a_page_is_in_one_language_from_the_start(
    client: TestClient, path: str, header: str, tag: str, title: str
) -> None:
    page = client.get(path, headers={"accept-language": header})
    assert page.status_code == 200
    assert re.search(r'<html\s+lang="([^"]*)"', page.text)[1] == tag  # type: ignore[index]
    assert re.findall(r"<title>([^<]*)</title>", page.text) == [title]


def test_a_page_names_no_other_place(client: TestClient) -> None:
    page = client.get("/")
    addresses = set(re.findall(r"https?://[\w.:-]+", page.text))
    assert addresses <= {"http://testserver", "http://www.w3.org"}
    assert "og:" not in page.text and "manifest.json" not in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';") and "http" not in policy and "frame-ancestors 'self'" in policy


@pytest.mark.parametrize(
    "path",
    [
        "/zh/",
        "/en/phrase?q=x",
        "/zh/library",
        "/zh/nothing",
        "/static/pages.css",
        "/api/speeches",
        "/api/x",
        "/healthz",
    ],
)
def test_nothing_is_taken_for_what_it_does_not_say_it_is(client: TestClient, path: str) -> None:
    assert client.get(path).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("page", ["families", "library"])
def test_what_a_browser_keeps_is_named_by_what_it_says(client: TestClient, page: str) -> None:
    """So a page after an upgrade asks for the new one, and what a page from before asks for is not kept."""
    kept = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(f"/zh/{page}").text)
    assert len(kept) == 2
    for address in kept:
        assert "immutable" in client.get(address).headers["cache-control"]
        for old in (re.sub(r"\.[0-9a-f]{16}", "", address), re.sub(r"[0-9a-f]{16}", "0" * 16, address)):
            assert client.get(old).headers["cache-control"] == "no-cache"


def test_what_a_page_needs_is_there(client: TestClient) -> None:
    page = client.get("/", headers={"accept-language": "en"})
    needed = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', page.text)
    assert needed
    for path in [*needed, "theme.css", "config"]:
        assert client.get(f"/{path}").status_code == 200, path


def test_gradios_own_extras_are_off(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["show_error"] is False
    assert config["run_history"] is False


@pytest.mark.parametrize(
    ("path", "target"), [("/zh", "/zh/"), ("/en", "/en/"), ("/en?lang=zh&a=%E5%8E%BF", "/en/?lang=zh&a=%E5%8E%BF")]
)
def test_a_language_without_its_slash_leads_to_the_page(client: TestClient, path: str, target: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, target)
    assert client.get(path).status_code == 200


def test_another_name_for_this_machine_is_refused(pairs_retriever: Retriever) -> None:
    with bind("127.0.0.1", 0) as bound:
        app = built(pairs_retriever, hosts=hosts_of(bound))
    with TestClient(app) as client:
        for host in ("127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860"):
            assert client.get("/zh/config", headers={"host": host}).status_code == 200, host
        for host in ("library.example:7860", "127.0.0.1.library.example", "localhost.library.example", "192.0.2.1", ""):
            assert client.get("/zh/config", headers={"host": host}).status_code == 400, host


@pytest.mark.parametrize(
    ("host", "local", "shown"),
    [("127.0.0.1", True, "127.0.0.1"), ("127.0.0.2", True, "127.0.0.2"), ("0.0.0.0", False, "127.0.0.1")],
)
def test_an_address_is_one_that_opens_here(host: str, local: bool, shown: str) -> None:
    if host == "127.0.0.2" and sys.platform != "linux":
        pytest.skip("only Linux has more loopback addresses than one")
    with bind(host, 0) as bound:
        assert is_local(bound) is local
        assert address_of(bound) == f"http://{shown}:{bound.getsockname()[1]}"
        assert is_known_name(shown, hosts_of(bound))
        assert is_known_name("192.0.2.7", hosts_of(bound)) is not local
        assert not is_known_name("library.example", hosts_of(bound))
        assert is_known_name("library.example", hosts_of(bound, ["library.example"]))


@pytest.mark.parametrize(("host", "local"), [("::1", True), ("::", False)])
def test_an_address_of_ipv6_is_written_in_brackets(host: str, local: bool) -> None:
    try:
        bound = bind(host, 0)
    except ServeError:
        pytest.skip("this machine has no IPv6")
    with bound:
        assert is_local(bound) is local
        assert address_of(bound) == f"http://[::1]:{bound.getsockname()[1]}"
        assert is_known_name("::1", hosts_of(bound))


@pytest.mark.parametrize(
    ("host", "reached", "code"),
    [
        ("127.0.0.1", Reached(OwnMachine("k")), None),
        ("0.0.0.0", Reached(OwnMachine("k")), "host_without_users"),
        ("127.0.0.1", Reached(OwnMachine("k"), proxies=["127.0.0.1"]), "proxy_without_users"),
        ("0.0.0.0", Reached(Public(), proxies=["127.0.0.1", "10.0.0.0/8", "::1"]), None),
        ("0.0.0.0", Reached(Public(), proxies=["nginx"]), "proxy_unknown"),
        ("127.0.0.1", Reached(Public(), certificate=Path("a.pem")), "tls_half"),
    ],
)
def test_strangers_come_in_only_where_somebody_said_so(host: str, reached: Reached, code: str | None) -> None:
    with bind(host, 0) as bound:
        if code is None:
            reached.check(bound)
            return
        with pytest.raises(ServeError) as raised:
            reached.check(bound)
        assert raised.value.code == code


def seen_by(reached: Reached, address: str) -> object:
    """The address and the scheme of a request that says by itself to come from elsewhere, and comes from `address`."""

    async def seen(request: Request) -> JSONResponse:
        return JSONResponse([request.client and request.client.host, request.url.scheme])

    app = config_of(Starlette(routes=[Route("/", seen)]), reached).loaded_app
    claim = {"x-forwarded-for": "127.0.0.1, 198.51.100.7", "x-forwarded-proto": "https"}
    return TestClient(app, client=(address, 50_000)).get("/", headers=claim).json()


def test_only_the_proxy_that_is_named_is_believed() -> None:
    named = Reached(Public(), proxies=["10.0.0.1", "192.0.2.0/28"])
    for proxy in ("10.0.0.1", "192.0.2.3"):
        assert seen_by(named, proxy) == ["198.51.100.7", "https"]
    for other in ("10.0.0.2", "192.0.2.77", "127.0.0.1"):
        assert seen_by(named, other) == [other, "http"]
    assert seen_by(Reached(Public()), "127.0.0.1") == ["127.0.0.1", "http"]


def test_what_is_no_certificate_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    file = tmp_path / "cert.pem"
    file.write_text("no certificate")
    for certificate in (file, tmp_path / "none.pem"):
        with pytest.raises(ServeError) as raised:
            config_of(Starlette(), Reached(Public(), certificate=certificate, private_key=certificate))
        assert raised.value.code == "tls_unusable"


def test_a_taken_port_is_an_error_with_a_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServeError) as raised:
            bind("127.0.0.1", port)
    assert f"--port {port + 1}" in str(raised.value)
    assert f"端口 {port} 已被其他程序占用" in raised.value.message("zh")


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 0), ("127.0.0.1", 70_000), ("192.0.2.1", 0)])
def test_an_address_that_is_not_ours_is_an_error(host: str, port: int) -> None:
    with pytest.raises(ServeError) as raised:
        bind(host, port)
    assert raised.value.code == "address_unusable"


def test_port_zero_is_any_free_port() -> None:
    with bind("127.0.0.1", 0) as bound:
        assert bound.getsockname()[1] > 0


def test_what_is_written_is_sent_at_once() -> None:
    """Unless Nagle's algorithm is off, each answer waits for the 40 ms of a delayed acknowledgement."""

    async def accepted() -> int:
        sent_at_once: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            sent_at_once.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with bind("127.0.0.1", 0) as bound:
            async with await asyncio.start_server(connected, sock=bound):
                _, writer = await asyncio.open_connection(*bound.getsockname())
                flag = await asyncio.wait_for(sent_at_once, 30)
                writer.close()
                return flag

    assert asyncio.run(accepted()) != 0
