"""python app.py, as far as it goes without serving."""

import socket
import webbrowser
from pathlib import Path
from typing import Any

import pytest

import app
from corpus.command_line import DEFAULT_CORPUS
from indexer.layout import Layout
from ui import Reached
from ui.access.own_machine import OwnMachine
from ui.access.rights import Public


def read(typed: list[str]) -> dict[str, Any]:
    """The options that are typed."""
    return app.command.make_context("app.py", typed).params


def test_the_defaults_are_those_of_the_readme() -> None:
    options = read([])
    assert (options["host"], options["port"], options["index"]) == ("127.0.0.1", 7860, Path("var/index"))
    assert Path("corpus/speeches") == DEFAULT_CORPUS
    assert options["allow_marked"] is False


def test_a_taken_port_is_one_line_and_costs_no_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code = app.main(["--port", str(other.getsockname()[1]), "--index", str(tmp_path / "index")])
    assert code == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "index").exists()


def test_a_missing_corpus_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = app.main(["--port", "0", "--corpus", str(tmp_path / "none"), "--index", str(tmp_path / "index")])
    told = capsys.readouterr()
    assert code == 1
    assert len(told.err.splitlines()) == 1
    assert "none" in told.err


def test_credentials_in_the_address_of_a_search_server_are_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = app.main(["--port", "0", "--engine", "milvus://ann:secret@host:19530/a", "--index", str(tmp_path / "index")])
    told = capsys.readouterr()
    assert code == 1
    assert "TIFA_MILVUS_TOKEN" in told.err
    assert "secret" not in told.err
    assert not (tmp_path / "index").exists()


def test_the_build_in_the_background_gets_the_search_server() -> None:
    command = app.build_command([Path("c")], Path("i"), None, False, "milvus+lite:///data/m.db")
    assert command[-2:] == ["--engine", "milvus+lite:///data/m.db"]


def test_a_catalog_that_cannot_be_read_is_told_of_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layout = Layout(tmp_path / "index")
    layout.index.mkdir()
    layout.catalog.write_bytes(b"no database, but long enough to be one" * 100)
    assert app.main(["--port", "0", "--corpus", str(tmp_path), "--index", str(layout.index)]) == 1
    assert capsys.readouterr().err.count("verify --repair") == 1


@pytest.mark.parametrize(("typed", "chosen"), [([], None), (["--mcp"], "http"), (["--mcp", "stdio"], "stdio")])
def test_models_are_served_only_where_it_is_asked_for(typed: list[str], chosen: str | None) -> None:
    assert read(typed)["mcp"] == chosen


def announce(reached: Reached, *, local: bool, mcp: bool = False, browser: bool = False) -> None:
    app.announced(reached, "http://127.0.0.1:7860", local=local, mcp=mcp, browser=browser)


def test_the_page_is_opened_with_its_key_where_that_is_asked_for(tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = webbrowser.GenericBrowser(["sh", "-c", f'echo "$0" >> {opened}', "%s"])
    webbrowser.register("of this test", None, browser, preferred=True)
    announce(Reached(OwnMachine("secret")), local=True)
    assert not opened.exists()
    announce(Reached(OwnMachine("secret")), local=True, browser=True)
    assert opened.read_text() == "http://127.0.0.1:7860/?key=secret\n"


def test_where_models_are_served_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    announce(Reached(OwnMachine("secret")), local=True, mcp=True)
    assert capsys.readouterr().out.splitlines()[1] == "For language models (MCP): http://127.0.0.1:7860/mcp"


def test_only_what_the_network_reaches_comes_with_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, warning in (("C.UTF-8", "Everybody on the network"), ("zh_CN.UTF-8", "网络上的任何人都能查看")):
        monkeypatch.setenv("LC_ALL", locale)
        announce(Reached(OwnMachine("secret")), local=True)
        (told,) = capsys.readouterr().out.splitlines()
        assert "http://127.0.0.1:7860/?key=secret " in told.replace("\u3000", " ")
        announce(Reached(Public()), local=False)
        ready, warned = capsys.readouterr().out.splitlines()
        assert "http://127.0.0.1:7860" in ready and "key" not in ready
        assert warning in warned


def test_the_network_is_refused_before_a_build_unless_it_is_public(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["--host", "0.0.0.0", "--port", "0", "--index", str(tmp_path / "index")]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert "--public" in told
    assert not (tmp_path / "index").exists()


def test_a_language_model_is_named_by_address_and_name_and_its_key_is_in_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIFA_LLM_KEY", "secret")
    model = app.language_model("http://127.0.0.1:9", "small")
    assert model is not None and (model.name, model.key) == ("small", "secret")
    assert app.language_model(None, None) is None
    app.announced(Reached(Public()), "http://x", local=True, mcp=False, browser=False, model=model)
    told = capsys.readouterr().out
    assert "The language model small (http://127.0.0.1:9/v1/chat/completions)" in told and "secret" not in told
    for typed, said in ((["--llm", "http://x"], "--llm-model"), (["--llm", "x", "--llm-model", "y"], "TIFA_LLM_KEY")):
        assert app.main(typed) == 1
        assert said in capsys.readouterr().err
