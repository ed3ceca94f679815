"""Every command, option and argument says what it is for, in both languages."""

from __future__ import annotations

import click
import pytest

import app
import indexer.cli
import retriever.cli
from corpus.messages import LANGUAGES, messages
from ui.access.cli import token, user

PROGRAMS: list[click.Command] = [indexer.cli.commands, retriever.cli.commands, app.command]
COMMANDS = [
    command
    for program in (*PROGRAMS, user, token)
    for command in (program, *(program.commands.values() if isinstance(program, click.Group) else ()))
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_is_complete(command: click.Command, language: str) -> None:
    texts = messages(language)
    assert f"command.{command.name}" in texts
    with click.Context(command) as context:
        parameters = [each.name for each in command.get_params(context)]
    assert [name for name in parameters if not {f"option.{command.name}.{name}", f"option.{name}"} & texts.keys()] == []


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_every_command_takes_an_index(program: click.Command) -> None:
    commands = program.commands if isinstance(program, click.Group) else {program.name: program}
    without = [name for name, each in commands.items() if "index" not in [one.name for one in each.params]]
    assert without == (["encoder"] if program.name == "indexer" else [])
