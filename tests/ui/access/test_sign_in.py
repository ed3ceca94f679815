"""Signing in: nothing is seen without it, everything by role with it, and each change is noted."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import Route
from starlette.testclient import TestClient

from retriever import Retriever
from tests.ui.api_parts import built
from ui.access.audit import LARGEST, AuditLog, Entry
from ui.access.pages import own_path
from ui.access.rights import Authorized, Right, Role
from ui.access.sign_in import SignIn
from ui.access.users import change_people, with_password, with_token, with_user, without_token, without_user

PASSWORD = "每天早晚各看一次闸门 2021"
HERE = "http://127.0.0.1:7860"
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
MCP = {"accept": "application/json, text/event-stream"}


@dataclass(frozen=True)
class Office:
    """A served library, its file of users and its audit log."""

    app: FastAPI
    client: TestClient
    users: Path
    access: SignIn
    audit: AuditLog

    def visiting(self, name: str = "", password: str = PASSWORD, address: str = "10.0.0.5") -> TestClient:
        """A browser at `address`, signed in as `name`."""
        client = TestClient(self.app, base_url=HERE, client=(address, 50_000), follow_redirects=False)
        if name:
            assert signed_in(client, name, password).status_code == 303
        return client

    def noted(self) -> list[dict[str, Any]]:
        """The lines of the audit log."""
        return [json.loads(line) for line in self.audit.path.read_text("utf-8").splitlines()]


def token_in(html: str) -> str:
    """The token of the first form, or of the head, of a page."""
    return re.findall(r'name="csrf" (?:value|content)="([0-9a-f]+)"', html)[0]


def signed_in(client: TestClient, name: str, password: str = PASSWORD, **form: str) -> Any:
    """The response to name and password."""
    token = token_in(client.get("/zh/sign-in").text)
    return client.post("/zh/sign-in", data={"csrf": token, "name": name, "password": password, **form})


@pytest.fixture(scope="module")
def office(pairs_retriever: Retriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    users = folder / "users.json"
    for name, role in (("读者", Role.READER), ("编辑", Role.EDITOR), ("管理员", Role.ADMINISTRATOR)):
        change_people(users, partial(with_user, name=name, role=role, password=PASSWORD))
    access, audit = SignIn(users), AuditLog(folder)
    app = built(pairs_retriever, mcp=True, access=access, audit=audit)
    with TestClient(app, base_url=HERE, client=("10.0.0.5", 50_000), follow_redirects=False) as client:
        yield Office(app, client, users, access, audit)


def test_without_signing_in_nothing_is_seen(office: Office) -> None:
    """Every route that is declared, what Gradio serves, and what programs call."""
    open_to_all = set()
    for route in office.app.routes:
        assert isinstance(route.app, Authorized)  # type: ignore[attr-defined]
        if route.app.right is Right.NONE:  # type: ignore[attr-defined]
            open_to_all.add(route.path)  # type: ignore[attr-defined]
        elif isinstance(route, Route):
            method = sorted(route.methods or {"POST"})[-1]
            answer = office.client.request(method, route.path.replace("{digest}", "0"), headers=MCP)
            assert answer.status_code == 401, route.path
    assert {path.replace("/zh/", "/en/") for path in open_to_all if "static" not in path} == {
        "/en/sign-in",
        "/healthz",
        "/readyz",
    }
    for path in ("/zh/config", "/en/theme.css", "/zh/gradio_api/info", "/zh/gradio_api/queue/data?session_hash=x"):
        assert office.client.get(path).status_code == 401, path
    for path in ("/zh/gradio_api/queue/join", "/zh/gradio_api/call/ask", "/api/ask", "/mcp", "/library/upload"):
        assert office.client.post(path, json=CALL, headers=MCP).status_code == 401, path


def test_a_browser_is_led_to_sign_in_and_back(office: Office) -> None:
    client = office.visiting()
    asked = client.get("/zh/wording/places?q=堤", headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers["location"][:17]) == (303, "/zh/sign-in?next=")
    page = client.get(asked.headers["location"])
    assert page.status_code == 200 and 'autocomplete="current-password"' in page.text
    wanted = re.findall(r'name="next" value="([^"]*)"', page.text)[0]
    answer = signed_in(client, "读者", next=wanted)
    assert answer.headers["location"].startswith("/zh/wording/places?q=")
    assert client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("address", ["", "//evil.example", "http://evil.example/", "/\\evil.example", "evil", "/a\nb"])
def test_after_signing_in_nobody_is_led_elsewhere(address: str) -> None:
    assert own_path(address) is None
    assert own_path("/zh/library?view=dates") == "/zh/library?view=dates"


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_is_new_with_each_sign_in(office: Office) -> None:
    client = office.visiting()
    before = client.get("/zh/sign-in").cookies["tifa-7860"]
    answer = signed_in(client, "读者")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
    assert answer.cookies["tifa-7860"] != before
    behind_tls = TestClient(office.app, base_url="https://127.0.0.1", follow_redirects=False)
    cookie = behind_tls.get("/zh/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-tifa-443=") and "Secure" in cookie and "Path=/" in cookie


@pytest.mark.parametrize(("name", "status"), [("读者", 403), ("编辑", 200), ("管理员", 200)])
def test_what_a_role_may_do(office: Office, name: str, status: int) -> None:
    client = office.visiting(name)
    page = client.get("/zh/library")
    assert page.status_code == 200
    assert ("data-edit=" in page.text) is (status == 200)
    token = {"x-csrf-token": token_in(page.text)}
    # nothing was chosen, so whoever may change something is told so
    answer = client.post("/zh/library/edit", data={"field": "place"}, headers=token)
    assert answer.status_code == (400 if status == 200 else 403)
    assert client.post("/zh/library/edit", data={"field": "place"}).status_code == 403, "no token, no change"
    asked = client.post("/api/ask", json={"question": "河"}, headers=token)
    assert asked.status_code == 200
    assert client.post("/api/ask", json={"question": "河"}).status_code == 403


def test_who_signed_out_is_out(office: Office) -> None:
    client = office.visiting("读者")
    kept = client.cookies["tifa-7860"]
    account = client.get("/zh/account")
    assert "读者" in account.text
    assert client.post("/zh/sign-out", data={"csrf": token_in(account.text)}).status_code == 303
    for cookie in (client.cookies["tifa-7860"], kept):
        other = office.visiting()
        other.cookies.set("tifa-7860", cookie)
        assert other.get("/api/speeches").status_code == 401


def test_sessions_end_with_the_password_and_with_the_user(office: Office) -> None:
    change_people(office.users, partial(with_user, name="王芳", role=Role.READER, password=PASSWORD))
    here, there = office.visiting("王芳"), office.visiting("王芳")
    token, new = token_in(here.get("/en/account").text), "另一句更长一点的话，2022"
    sent = {"csrf": token, "password": PASSWORD, "new": new, "again": new}
    assert here.post("/en/account", data=sent | {"again": "x"}).status_code == 400
    assert here.post("/en/account", data=sent | {"password": "wrong"}).status_code == 401
    answer = here.post("/en/account", data=sent)
    assert answer.status_code == 200 and "Your password has been changed" in answer.text
    changed = {"csrf": token_in(answer.text), "password": "x", "new": new, "again": new}
    assert here.post("/en/account", data=changed).status_code == 401, "its form goes on"
    assert (here.get("/api/speeches").status_code, there.get("/api/speeches").status_code) == (200, 401)
    change_people(office.users, partial(with_password, name="王芳", password=PASSWORD))
    assert here.get("/api/speeches").status_code == 401
    here = office.visiting("王芳")
    change_people(office.users, partial(without_user, name="王芳"))
    assert here.get("/api/speeches").status_code == 401


def test_tries_are_slowed_and_told_to_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    # A busy machine may take longer for a try than the wait that the ones before it earn.
    now = time.monotonic()
    monkeypatch.setattr("ui.access.pages.time", SimpleNamespace(monotonic=lambda: now))
    client = office.visiting(address="192.0.2.9")
    answers = [signed_in(client, "编辑", f"wrong {number}") for number in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1 and "请过" in answers[-1].text
    assert signed_in(client, "编辑").status_code == 429, "the right one as well, for as long as the wait"
    assert office.visiting("编辑", address="10.0.0.7").get("/api/speeches").status_code == 200, "and nobody else"


def test_a_form_to_sign_in_is_ours(office: Office) -> None:
    client = office.visiting()
    sent = {"name": "读者", "password": PASSWORD}
    assert client.post("/zh/sign-in", data=sent).status_code == 403, "without a cookie"
    other = token_in(office.visiting().get("/zh/sign-in").text)
    client.get("/zh/sign-in")
    assert client.post("/zh/sign-in", data={"csrf": other, **sent}).status_code == 403, "with the token of another"


def test_a_program_comes_in_with_its_token(office: Office) -> None:
    sent = {}
    for name, role, days in (("reading", Role.READER, 1), ("ended", Role.READER, -1), ("changing", Role.EDITOR, 1)):

        def added(people: Any, name: str = name, role: Role = role, days: int = days) -> Any:
            changed, sent[name] = with_token(people, name, role, date.today() + timedelta(days=days))
            return changed

        change_people(office.users, added)
    client = office.visiting()
    holding = {name: {"authorization": f"Bearer {token}"} for name, token in sent.items()}
    asked = partial(client.post, "/api/ask", json={"question": "河"})
    assert [asked(headers=holding[name]).status_code for name in holding] == [200, 401, 200]
    assert client.post("/mcp", json=CALL, headers=MCP | holding["reading"]).status_code == 200
    changed = partial(client.post, "/zh/library/edit", data={"field": "place"})
    assert [changed(headers=holding[name]).status_code for name in holding] == [403, 401, 400]
    change_people(office.users, partial(without_token, name="reading"))
    refused = asked(headers=holding["reading"])
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.json()["error"] == "token_refused"
    assert office.noted()[-1]["who"] == "token:changing" or office.noted()[-2]["who"] == "token:changing"


def test_changes_exports_and_sign_ins_are_noted(office: Office) -> None:
    client = office.visiting(address="192.0.2.44")
    signed_in(client, "编辑", "wrong")
    signed_in(client, "编辑")
    token = {"x-csrf-token": token_in(client.get("/zh/library").text)}
    client.post("/zh/library/edit", data={"field": "place", "value": "闸" * 300}, headers=token)
    client.get("/en/wording/places.xlsx?q=办事大厅")
    client.get("/zh/wording/places?q=办事大厅")
    lines = [line for line in office.noted() if line["from"] == "192.0.2.44"]
    assert [(line["did"], line["who"], line["status"]) for line in lines] == [
        ("sign-in", "", 401),
        ("sign-in", "", 303),
        ("library/edit", "编辑", 400),
        ("wording/places.xlsx", "编辑", 200),
    ]
    assert [line["what"] for line in lines[:2]] == [{"name": "编辑"}] * 2
    assert lines[2]["what"] == {"field": ["place"], "value": ["闸" * 200]}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["at"]) for line in lines)
    written = office.audit.path.read_text("utf-8")
    assert PASSWORD not in written and "办事大厅" not in written and "wrong" not in written


def test_a_large_audit_log_is_put_aside_and_kept(tmp_path: Path) -> None:
    audit = AuditLog(tmp_path)
    entry = Entry("编辑", Role.EDITOR, "10.0.0.5", "library/edit", 200, {"id": ["x"] * 60})
    audit.add(entry)
    before = audit.path.read_bytes()
    audit.path.write_bytes(before + b" " * LARGEST)
    audit.add(entry)
    (aside,) = tmp_path.glob("audit-*.jsonl")
    assert aside.read_bytes().startswith(before) and json.loads(audit.path.read_text("utf-8"))["what"]["id"][50:] == [
        "+10"
    ]


def test_a_damaged_file_of_users_lets_nobody_in(office: Office) -> None:
    client, kept = office.visiting("读者"), office.users.read_bytes()
    try:
        office.users.write_bytes(b"{")
        assert client.get("/api/speeches").status_code == 401
        assert "用户文件" in client.get("/zh/phrase").text
        assert signed_in(office.visiting(), "读者").status_code == 503
    finally:
        office.users.write_bytes(kept)
    assert client.get("/api/speeches").status_code == 200
