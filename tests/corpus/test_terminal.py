"""Control characters of files and names do nothing to a terminal."""

import io
import sys

import click
import pytest

from corpus.command_line import Command, exit_code
from corpus.errors import ReadError
from corpus.terminal import with_symbols

EVIL = "甲\x1b[2J\x1b]0;题\x07\r\x00\x9b31m\u202e乙\tb\n"


class Screen(io.StringIO):
    def isatty(self):
        return True


@click.command("purge", cls=Command)
@click.option("--fail", is_flag=True, hidden=True)
def command(fail):
    if fail:
        raise ReadError("file_unreadable", path="\x1b[2J.txt", reason="-")
    sys.stdout.write(EVIL + "\n")
    return 0


def test_each_control_character_has_a_symbol():
    assert with_symbols(EVIL) == "甲␛[2J␛]0;题␇␍␀\ufffd31m\ufffd乙\tb\n"


@pytest.mark.parametrize("stream", [Screen, io.StringIO])
def test_a_terminal_gets_symbols_and_a_file_what_was_found(stream, monkeypatch):
    screen = stream()
    monkeypatch.setattr(sys, "stdout", screen)
    assert exit_code(command, "tifa", []) == 0
    assert screen.getvalue() == (with_symbols(EVIL) if stream is Screen else EVIL) + "\n"
    assert sys.stdout is screen


def test_an_error_is_said_with_symbols(capsys):
    assert exit_code(command, "tifa", ["--fail"]) == 1
    assert "\x1b" not in capsys.readouterr().err
