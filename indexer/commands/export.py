"""The command export: every speech with its text and metadata."""

from __future__ import annotations

import argparse
import json
from typing import Any

from corpus import Speech, facts_object
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
                print(json.dumps(speech_object(speech), ensure_ascii=False))
    return 0


def speech_object(speech: Speech) -> dict[str, Any]:
    """A speech as JSON-ready values: its text stands before its title, where files of an export always had it."""
    facts = list(facts_object(speech).items())
    behind = [name for name, _ in facts].index("title")
    return dict([*facts[:behind], ("text", speech.text), *facts[behind:]])
