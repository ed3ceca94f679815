"""The command status: what is in the index, and what could not be read."""

from __future__ import annotations

import argparse

from corpus.command_line import Commands
from indexer.catalog import Catalog
from indexer.commands.common import print_file, print_totals, tell
from indexer.layout import Layout
from indexer.publish import read_published


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("status", parents=[index], help="what is in the index, and what could not be read")
    command.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print how much there is, the roots, and every file; 0."""
    layout = Layout(options.index)
    with Catalog.open_for_reading(layout.catalog) as catalog:
        speeches, passages, characters, pending = catalog.counts()
        published = read_published(layout)
        tell("status_index", index=options.index, generation=catalog.generation)
        tell("status_published", generation=published.generation if published else "-")
        tell("status_counts", speeches=speeches, passages=passages, characters=characters, pending=pending)
        tell("status_model", model=catalog.meta("model"), precision=catalog.meta("precision"))
        for name, (path, allow_marked) in sorted(catalog.roots().items()):
            tell("status_root_marked" if allow_marked else "status_root", root=name, path=path)
        files = catalog.reports()
        for file in files:
            print_file(file)
        print_totals(files)
    return 0
