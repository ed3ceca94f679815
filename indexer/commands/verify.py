"""The command verify: the index checked against itself."""

from __future__ import annotations

import argparse

from corpus.command_line import Commands
from corpus.console import language
from indexer.commands.common import tell
from indexer.layout import Layout
from indexer.verify import verify


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("verify", parents=[index], help="check the index against itself")
    command.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print what is wrong, a line each; 1 if anything is, else 0."""
    problems = verify(Layout(options.index))
    for problem in problems:
        print(problem.sentence(language()))
    if not problems:
        tell("verify_ok")
    return 1 if problems else 0
