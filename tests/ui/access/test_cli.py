"""python app.py user, python app.py token."""

from __future__ import annotations

import getpass
import io
import json
from pathlib import Path

import pytest

import app
from ui.access.users import read_people

PASSWORD = "each gate is looked at twice"


def typed(monkeypatch: pytest.MonkeyPatch, *words: str, line: str = PASSWORD) -> int:
    """The exit code of app.py for `words`, the password coming from a pipe."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))
    return app.main(list(words))


def noted(index: Path) -> list[tuple[str, str, object]]:
    """Where from, what and of whom the audit log says that something was done."""
    lines = [json.loads(line) for line in (index / "audit.jsonl").read_text("utf-8").splitlines()]
    assert {line["who"] for line in lines} == {getpass.getuser()}
    return [(line["from"], line["did"], line["what"]) for line in lines]


def test_users_come_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path, index = tmp_path / "users.json", tmp_path / "var" / "index"
    file = ("--users", str(path))
    assert typed(monkeypatch, "user", "list", *file) == 1
    assert "user add" in capsys.readouterr().err
    assert typed(monkeypatch, "user", "add", "王芳", "--role", "editor", *file, "--index", str(index)) == 0
    assert typed(monkeypatch, "user", "add", "王芳", *file, "--index", str(index)) == 1
    assert typed(monkeypatch, "user", "add", "李明", *file, "--index", str(index), line="short") == 1
    assert typed(monkeypatch, "user", "add", "李明", "--role", "king", *file, "--index", str(index)) == 2
    before = read_people(path).users["王芳"]
    assert typed(monkeypatch, "user", "passwd", "王芳", *file, "--index", str(index), line=PASSWORD + "!") == 0
    assert read_people(path).users["王芳"].stamp != before.stamp
    capsys.readouterr()
    assert typed(monkeypatch, "user", "list", *file) == 0
    told = capsys.readouterr()
    assert (told.out, PASSWORD in told.out + told.err) == ("王芳\teditor\n", False)
    assert typed(monkeypatch, "user", "remove", "王芳", *file, "--index", str(index)) == 0
    assert typed(monkeypatch, "user", "remove", "王芳", *file, "--index", str(index)) == 1
    assert read_people(path).users == {}
    assert PASSWORD not in (index / "audit.jsonl").read_text("utf-8")
    assert noted(index) == [
        ("command line", "user/add", {"name": "王芳", "role": "editor"}),
        ("command line", "user/passwd", {"name": "王芳"}),
        ("command line", "user/remove", {"name": "王芳"}),
    ]


def test_a_token_is_shown_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, index = tmp_path / "users.json", tmp_path / "index"
    file = ("--users", str(path))
    assert typed(monkeypatch, "token", "add", "reports", "--days", "0", *file, "--index", str(index)) == 1
    assert typed(monkeypatch, "token", "add", "reports", "--days", "30", *file, "--index", str(index)) == 0
    (sent,) = capsys.readouterr().out.splitlines()
    assert sent.startswith("tifa_") and sent not in path.read_text()
    assert typed(monkeypatch, "token", "list", *file) == 0
    assert capsys.readouterr().out.startswith("reports\treader\t20")
    assert typed(monkeypatch, "token", "remove", "reports", *file, "--index", str(index)) == 0
    assert read_people(path).tokens == {}
    assert sent not in (index / "audit.jsonl").read_text("utf-8")
    assert [did for _, did, _ in noted(index)] == ["token/add", "token/remove"]


def test_a_server_for_users_has_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, index = tmp_path / "users.json", tmp_path / "index"
    typed(monkeypatch, "token", "add", "reports", "--users", str(path), "--index", str(tmp_path / "other"))
    for options, code in (
        (["--users", str(path)], 1),
        (["--users", str(tmp_path / "none")], 1),
        (["--users", "x", "--public"], 2),
    ):
        assert app.main(["--port", "0", "--index", str(index), *options]) == code
        assert "user add" in capsys.readouterr().err or code == 2
    assert not index.exists()
