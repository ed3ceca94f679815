"""The commands remove, restore and purge: files taken out of the index, taken in again, or deleted for good."""

from __future__ import annotations

import argparse

from corpus.command_line import Commands
from indexer.commands.build import rebuilt
from indexer.commands.common import tell
from indexer.engine import EmbeddedEngine
from indexer.library import changes

_CHANGES = {
    "remove": (changes.remove, "take a file out of the index, until it is restored"),
    "restore": (changes.restore, "take a removed file in again"),
    "purge": (changes.purge, "delete a removed file for good: nothing of it stays in the index folder"),
}


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the commands to `commands`."""
    for name, (change, text) in _CHANGES.items():
        command = commands.add_parser(name, parents=[index], help=text)
        command.add_argument("root", help="the root of the file, as status names it")
        command.add_argument("path", help="the path of the file in it")
        command.set_defaults(command=run, change=change)


def run(options: argparse.Namespace) -> int:
    """Keep the change, then rebuild so that it takes effect; 0, or 1 if a file could not be deleted for good yet."""
    with EmbeddedEngine.open(options.index) as engine:
        kept = options.change(engine, options.root, options.path)
    code = rebuilt(options.index)
    if kept is not None and code == 0:
        tell("purged_kept_on_disk", path=options.path, folder=kept.parent)
    return code
