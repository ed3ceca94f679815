"""The command line of the retriever: asking, and how it was phrased before."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from corpus.console import run
from retriever.commands import ask, check, compare, enumerations, families, feedback, phrase, timeline

DEFAULT_INDEX = Path("var/index")
COMMANDS = (ask, phrase, timeline, families, check, enumerations, compare, feedback)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 answered, 1 an error that is explained on stderr; argparse exits with 2 for wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="tifa: %(message)s")
    options = _parser().parse_args(arguments)
    return run(lambda: int(options.command(options)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retriever", description="Ask the corpus, and see how it was phrased."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    index = argparse.ArgumentParser(add_help=False)
    index.add_argument("--index", type=Path, default=DEFAULT_INDEX, help="the index folder (default: %(default)s)")
    for command in COMMANDS:
        command.add(commands, index)
    return parser


if __name__ == "__main__":
    sys.exit(main())
