"""A command line of several commands, and what is wrong with its options, said in the reader's language.

Usage lines and `--help` stay English: they are argparse's, and the names of options are English too.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, Protocol, TypeAlias

from corpus.console import language, run
from corpus.messages import say

DEFAULT_CORPUS = Path("corpus/speeches")
DEFAULT_INDEX = Path("var/index")

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""The list that a command joins."""


class Command(Protocol):
    """A module with one command, or several that belong together."""

    def add(self, commands: Commands, index: argparse.ArgumentParser) -> None:
        """Add the command to `commands`: what it runs as `command`, and as its parent `index`, which has --index."""
        ...


def run_command(name: str, description: str, commands: Sequence[Command], arguments: Sequence[str] | None) -> int:
    """The exit code of the one of `commands` that `arguments` name, None for those of the process.

    0 done, 1 an error that is told in one line on stderr, or what the command says; 2 for wrong usage, by leaving.
    """
    logging.basicConfig(level=logging.WARNING, format="tifa: %(message)s")
    parser: argparse.ArgumentParser = Parser(prog=name, description=description)
    added = parser.add_subparsers(required=True, metavar="COMMAND")
    index = argparse.ArgumentParser(add_help=False)
    index.add_argument("--index", type=Path, default=DEFAULT_INDEX, help="the index folder (default: %(default)s)")
    for command in commands:
        command.add(added, index)
    options = parser.parse_args(arguments)
    return run(lambda: int(options.command(options)))


# argparse hands on a finished English sentence and nothing else, so its kind and particulars are read from that.
_KINDS = tuple(
    (re.compile(pattern, re.DOTALL), code)
    for pattern, code in (
        (r"the following arguments are required: (?P<names>.+)", "option_missing"),
        (r"unrecognized arguments: (?P<given>.+)", "option_unknown"),
        (r"ambiguous option: (?P<given>.+?) could match (?P<known>.+)", "option_ambiguous"),
        (r"argument (?P<name>.+?): expected (?:one|at least one) argument", "option_no_value"),
        (r"argument (?P<name>.+?): expected (?P<count>\d+) arguments", "option_values"),
        (r"argument (?P<name>.+?): ignored explicit argument (?P<given>.+)", "option_takes_none"),
        (r"argument (?P<name>.+?): invalid int value: (?P<given>.+)", "option_not_whole"),
        (r"argument (?P<name>.+?): invalid float value: (?P<given>.+)", "option_not_number"),
        (r"argument COMMAND: invalid choice: (?P<given>.+?) \(choose from (?P<known>.+)\)", "command_unknown"),
        (r"argument (?P<name>.+?): invalid choice: (?P<given>.+?) \(choose from (?P<known>.+)\)", "option_choice"),
        (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", "option_apart"),
    )
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that says in the reader's language what is wrong with the options; so do its commands."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong to stderr, and leave with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"tifa: {_sentence(message)}\n")


def _sentence(message: str) -> str:
    for pattern, code in _KINDS:
        if found := pattern.fullmatch(message):
            return say(code, language(), **found.groupdict())
    return say("option_other", language(), reason=message)
