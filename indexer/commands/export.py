"""The command export: every speech with its text and metadata."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from corpus.command_line import Commands
from indexer.catalog import Catalog
from indexer.layout import Layout


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    text = "every speech with its text and metadata, as JSON lines"
    commands.add_parser("export", parents=[index], help=text).set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print the speeches, a JSON object a line; 0."""
    with Catalog.open_for_reading(Layout(options.index).catalog) as catalog:
        for number in catalog.speeches():
            speech = catalog.speech(number)
            if speech is not None:
                print(json.dumps(asdict(speech), ensure_ascii=False))
    return 0
