"""The command line of the indexer: building and changing the index, looking into it, and its dictionary."""

from __future__ import annotations

import sys

from corpus.command_line import run_command
from indexer.commands import build, change, encoder, export, lexicon, status, verify

COMMANDS = (build, change, status, verify, export, lexicon, encoder)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 done, 1 an error or a deletion not finished, explained on stderr, or something found by
    `verify`, 2 wrong usage.
    """
    return run_command("python -m indexer", "Build and look after the index.", COMMANDS, arguments)


if __name__ == "__main__":
    sys.exit(main())
