"""The command feedback: what readers said of answers, as a retrieval set."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus import say
from corpus.command_line import Commands
from corpus.console import language
from retriever.feedback import write_set
from retriever.opened import OpenedIndex


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("feedback", parents=[index], help="readers' verdicts as a retrieval set (BEIR)")
    command.set_defaults(command=run)
    command.add_argument("folder", type=Path, help="where to write corpus.jsonl, queries.jsonl and qrels.tsv")


def run(options: argparse.Namespace) -> int:
    """Write the set; 0."""
    with OpenedIndex.open(options.index) as opened:
        print(
            say("feedback_written", language(), count=write_set(opened.snapshot, options.folder), folder=options.folder)
        )
    return 0
