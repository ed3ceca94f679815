"""What is wrong with the options of a command line, in the reader's language."""

from __future__ import annotations

import argparse

import pytest

from corpus.command_line import Commands, Parser, run_command
from corpus.messages import LANGUAGES, say

LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}


class Ferry:
    """A command with an option of each kind."""

    def add(self, commands: Commands, index: argparse.ArgumentParser) -> None:
        command = commands.add_parser("ferry", parents=[index])
        command.set_defaults(command=lambda options: 3 if options.full else 0)
        command.add_argument("river")
        command.add_argument("--boats", type=int)
        command.add_argument("--metres", type=float)
        command.add_argument("--bank", choices=("east", "west"))
        command.add_argument("--between", nargs=2)
        command.add_argument("--crew", nargs="+")
        command.add_argument("--full", action="store_true")
        apart = command.add_mutually_exclusive_group()
        apart.add_argument("--day", action="store_true")
        apart.add_argument("--night", action="store_true")


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The last line on stderr after wrong usage."""
    with pytest.raises(SystemExit) as stopped:
        run_command("ferries", "Ferries.", [Ferry()], arguments)
    assert stopped.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("usage: ferries")
    return shown.err.splitlines()[-1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "code", "particulars"),
    [
        ([], "option_missing", {"names": "COMMAND"}),
        (["tram"], "command_unknown", {"given": "'tram'"}),
        (["ferry"], "option_missing", {"names": "river"}),
        (["ferry", "Min", "--speed"], "option_unknown", {"given": "--speed"}),
        (["ferry", "Min", "--b", "3"], "option_ambiguous", {"given": "--b"}),
        (["ferry", "Min", "--boats"], "option_no_value", {"name": "--boats"}),
        (["ferry", "Min", "--crew"], "option_no_value", {"name": "--crew"}),
        (["ferry", "Min", "--between", "a"], "option_values", {"name": "--between", "count": 2}),
        (["ferry", "Min", "--full=yes"], "option_takes_none", {"name": "--full", "given": "'yes'"}),
        (["ferry", "Min", "--boats", "两条"], "option_not_whole", {"name": "--boats", "given": "'两条'"}),
        (["ferry", "Min", "--metres", "x (y): z"], "option_not_number", {"name": "--metres", "given": "'x (y): z'"}),
        (["ferry", "Min", "--bank", "北"], "option_choice", {"name": "--bank", "given": "'北'"}),
        (["ferry", "Min", "--day", "--night"], "option_apart", {"name": "--night", "other": "--day"}),
    ],
)
def test_wrong_usage_is_told_in_the_readers_language(
    language: str,
    arguments: list[str],
    code: str,
    particulars: dict[str, object],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", LOCALES[language])
    known = {
        "command_unknown": "'ferry'",
        "option_choice": "'east', 'west'",
        "option_ambiguous": "--boats, --bank, --between",
    }
    if code in known:
        particulars = {**particulars, "known": known[code]}
    assert said(arguments, capsys) == "tifa: " + say(code, language, **particulars)


def test_what_is_of_no_known_kind_is_told_as_argparse_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Parser(prog="ferries").error("the river is frozen")
    assert (
        capsys.readouterr().err
        == "usage: ferries [-h]\ntifa: " + say("option_other", "en", reason="the river is frozen") + "\n"
    )


def test_the_exit_code_is_the_commands() -> None:
    assert run_command("ferries", "Ferries.", [Ferry()], ["ferry", "Min"]) == 0
    assert run_command("ferries", "Ferries.", [Ferry()], ["ferry", "Min", "--full"]) == 3
