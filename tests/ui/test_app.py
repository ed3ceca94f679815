"""python app.py, as far as it goes without serving."""

import socket
from pathlib import Path

import pytest

import app


def test_the_defaults_are_those_of_the_readme() -> None:
    options = app.parser().parse_args([])
    assert (options.host, options.port, options.index) == ("127.0.0.1", 7860, Path("var/index"))
    assert Path("corpus/speeches") == app.CORPUS
    assert options.allow_marked is False


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
