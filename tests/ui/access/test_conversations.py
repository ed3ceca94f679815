"""Conversations of who signed in: kept for that user alone, within limits, gone with the user."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import app
from ui.access import conversations
from ui.access.conversations import LARGEST, LONGEST_NAME, MOST, folder_of, forget
from ui.access.cookies import csrf_of
from ui.access.pages import sign_in_routes
from ui.access.rights import Role
from ui.access.sign_in import SignIn
from ui.access.users import People, User, change_people, with_token
from ui.security import middleware

HERE = "http://127.0.0.1:7860"


@dataclass(frozen=True)
class Office:
    """The addresses for who signs in, over a file of users."""

    users: Path
    access: SignIn
    served: Starlette

    def visiting(self, name: str) -> TestClient:
        """A browser in which `name` has signed in."""
        carried = self.access.sessions.begin(name, self.access.file.people().users[name], time.monotonic())
        headers = {"x-csrf-token": csrf_of(self.access.secret, carried), "cookie": f"tifa-7860={carried}"}
        return TestClient(self.served, base_url=HERE, headers=headers)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    users = tmp_path / "users.json"
    change_people(users, lambda _: People({name: User(Role.READER, "no hash") for name in ("王芳", "李强/..")}))
    access = SignIn(users)
    served = Starlette(routes=sign_in_routes(access), middleware=middleware(access=access))
    yield Office(users, access, served)


def asked(*questions: str) -> dict[str, Any]:
    return {"asked": [{"question": question, "sort": "relevance"} for question in questions]}


def listed(client: TestClient) -> list[tuple[str, str, int]]:
    """The id, the name and the number of questions of each conversation."""
    return [(each["id"], each["name"], len(each["asked"])) for each in client.get("/zh/conversations").json()]


def test_a_conversation_is_kept_renamed_gone_on_with_and_deleted(office: Office) -> None:
    client = office.visiting("王芳")
    assert listed(client) == []
    assert client.put("/zh/conversations/a1", json=asked("闸门怎么看？")).status_code == 200
    assert client.put("/zh/conversations/b2", json=asked("路灯谁管？")).status_code == 200
    assert client.put("/zh/conversations/a1", json={"name": " 闸门 "}).status_code == 200
    assert client.put("/zh/conversations/a1", json=asked("闸门怎么看？", "那缆绳呢")).status_code == 200
    assert listed(client) == [("a1", "闸门", 2), ("b2", "路灯谁管？", 1)]
    kept = client.get("/en/conversations").json()[0]
    assert kept["asked"] == asked("闸门怎么看？", "那缆绳呢")["asked"] and kept["at"] > 1_600_000_000_000
    assert client.delete("/zh/conversations/a1").status_code == 200
    assert listed(client) == [("b2", "路灯谁管？", 1)]


def test_two_tabs_that_go_on_with_one_conversation_keep_both(office: Office) -> None:
    client = office.visiting("王芳")
    begun = client.put("/zh/conversations/a1", json=asked("闸门怎么看？") | {"since": 0}).json()
    assert begun["id"] == "a1"
    one = client.put("/zh/conversations/a1", json=asked("闸门怎么看？", "那缆绳呢") | {"since": begun["at"]}).json()
    other = client.put("/zh/conversations/a1", json=asked("闸门怎么看？", "那沙袋呢") | {"since": begun["at"]}).json()
    assert one["id"] == "a1" and other["id"] != "a1"
    assert listed(client) == [(other["id"], "闸门怎么看？", 2), ("a1", "闸门怎么看？", 2)]
    on = asked("闸门怎么看？", "那沙袋呢", "谁管？") | {"since": other["at"]}
    assert client.put(f"/zh/conversations/{other['id']}", json=on).json()["id"] == other["id"]
    assert [count for _, _, count in listed(client)] == [3, 2]


def test_of_two_saves_at_once_the_longer_stays_whichever_comes_first(office: Office) -> None:
    client = office.visiting("王芳")
    earlier, later = asked("闸门怎么看？") | {"since": 0}, asked("闸门怎么看？", "那缆绳呢") | {"since": 0}
    for name, sent in (("a1", (earlier, later)), ("b2", (later, earlier))):
        assert {client.put(f"/zh/conversations/{name}", json=each).json()["id"] for each in sent} == {name}
    assert listed(client) == [("b2", "闸门怎么看？", 2), ("a1", "闸门怎么看？", 2)]


def test_nobody_else_sees_or_changes_them(office: Office) -> None:
    mine, other = office.visiting("王芳"), office.visiting("李强/..")
    mine.put("/zh/conversations/a1", json=asked("闸门怎么看？"))
    assert listed(other) == []
    other.put("/zh/conversations/a1", json={"name": "换名"})
    other.delete("/zh/conversations/a1")
    other.put("/zh/conversations/a1", json=asked("路灯谁管？"))
    assert (listed(mine), listed(other)) == ([("a1", "闸门怎么看？", 1)], [("a1", "路灯谁管？", 1)])
    nobody = TestClient(office.served, base_url=HERE)
    assert nobody.get("/zh/conversations").status_code == 401
    forged = TestClient(office.served, base_url=HERE, headers={"cookie": mine.headers["cookie"]})
    assert forged.delete("/zh/conversations/a1").status_code == 403  # without the token of a page
    folder = folder_of(office.users)
    assert sorted(path.suffix for path in folder.iterdir() if path.suffix != ".lock") == [".json", ".json"]
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.glob("*.json"))


def test_a_program_has_none(office: Office) -> None:
    people, sent = with_token(office.access.file.people(), "程序", Role.READER, date.today() + timedelta(days=1))
    change_people(office.users, lambda _: people)
    client = TestClient(office.served, base_url=HERE, headers={"authorization": f"Bearer {sent}"})
    assert client.get("/zh/conversations").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"{}", b"[" * 9000),
        *(b'{"asked": []}', b'{"asked": [1]}', b'{"asked": [{}]}', b'{"name": " "}'),
        *(b'{"name": "\\ud800"}', b'{"asked": [{"question": "\\ud800"}]}'),
        *(b'{"asked": [{"question": "a", "shown": NaN}]}', b'{"asked": [{"question": "a", "shown": 1e999}]}'),
        b'{"asked": [{"question": "a", "after": %b}]}' % (b"[" * 300 + b"]" * 300),
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, body: bytes) -> None:
    client = office.visiting("王芳")
    refused = client.put("/zh/conversations/a1", content=body)
    assert (refused.status_code, "读不懂" in refused.text) == (400, True)
    assert client.put("/zh/conversations/UP..", json={"name": "x"}).status_code == 400
    assert listed(client) == []


def test_number_and_size_are_limited_and_it_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = office.visiting("王芳")
    monkeypatch.setattr(conversations, "MOST", 2)
    for name in ("a", "b"):
        assert client.put(f"/zh/conversations/{name}", json=asked(f"{name}？")).status_code == 200
    full = client.put("/zh/conversations/c", json=asked("c？"))
    assert (full.status_code, "到了上限（每人最多 2 个" in full.text) == (409, True)
    assert client.put("/en/conversations/b", json=asked("b？", "d？")).status_code == 200  # one that is there goes on
    monkeypatch.setattr(conversations, "MOST_BYTES", 300)
    assert "reached their limit" in client.put("/en/conversations/b", json=asked("长" * 200)).text
    assert listed(client) == [("b", "b？", 2), ("a", "a？", 1)]
    assert client.put("/zh/conversations/b", content=b" " * (LARGEST + 1)).status_code == 413
    client.put("/zh/conversations/b", json={"name": "长" * 500})
    assert MOST > 2 and listed(client)[0][1] == "b？"  # too long for what is left
    monkeypatch.setattr(conversations, "MOST_BYTES", 3000)
    client.put("/zh/conversations/b", json={"name": "长" * 500})
    assert listed(client)[0][1] == "长" * LONGEST_NAME


def test_they_go_with_the_user(office: Office, tmp_path: Path) -> None:
    office.visiting("王芳").put("/zh/conversations/a1", json=asked("闸门怎么看？"))
    index = ["--index", str(tmp_path / "index")]
    assert app.main(["user", "remove", "王芳", "--users", str(office.users), *index]) == 0
    assert list(folder_of(office.users).glob("*.json")) == []
    forget(office.users, "王芳")  # nothing to forget is no error


def test_what_cannot_be_deleted_with_the_user_is_told_of_in_a_line(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.visiting("王芳").put("/zh/conversations/a1", json=asked("闸门怎么看？"))
    (path,) = folder_of(office.users).glob("*.json")
    path.unlink()
    path.mkdir()
    index = ["--index", str(tmp_path / "index")]
    assert app.main(["user", "remove", "王芳", "--users", str(office.users), *index]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert str(path) in told and "王芳" not in office.access.file.people().users


def test_a_damaged_file_is_told_of_and_stays(office: Office) -> None:
    client = office.visiting("王芳")
    client.put("/zh/conversations/a1", json=asked("闸门怎么看？"))
    (path,) = folder_of(office.users).glob("*.json")
    path.write_text(json.dumps([{"id": 1}]))
    for answer in (client.get("/zh/conversations"), client.put("/zh/conversations/a1", json=asked("？"))):
        assert (answer.status_code, "读不出来" in answer.text) == (503, True)
    assert path.read_text() == '[{"id": 1}]'
