"""The command line of the retriever: asking, and how it was phrased before."""

from __future__ import annotations

import sys

from corpus.command_line import run_command
from retriever.commands import ask, check, compare, enumerations, families, feedback, phrase, timeline

COMMANDS = (ask, phrase, timeline, families, check, enumerations, compare, feedback)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 answered, 1 an error that is explained on stderr; 2 wrong usage."""
    return run_command("python -m retriever", "Ask the corpus, and see how it was phrased.", COMMANDS, arguments)


if __name__ == "__main__":
    sys.exit(main())
