"""The commands build and rebuild: the index brought up to the corpus."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus import say
from corpus.command_line import DEFAULT_CORPUS, Commands
from corpus.console import language
from indexer.background import rebuild_in_background
from indexer.build import BuildReport, build, rebuild
from indexer.commands.common import print_file, print_totals, tell
from indexer.progress import Bars


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the commands to `commands`."""
    command = commands.add_parser("build", parents=[index], help="bring the index up to the corpus")
    command.add_argument("--corpus", type=Path, action="append", metavar="DIR_OR_FILE", help="may be given repeatedly")
    command.add_argument("--model", help="a sentence-transformers model, by name or folder (default: the offline one)")
    command.add_argument("--allow-marked", action="store_true", help="also index files with a security mark")
    command.set_defaults(command=run_build)
    command = commands.add_parser("rebuild", parents=[index], help="bring the index up to where it was built from")
    command.add_argument("--background", action="store_true", help="at low priority, telling of it in JSON lines")
    command.set_defaults(command=run_rebuild)


def run_build(options: argparse.Namespace) -> int:
    """Build, and print what was done; 0, or 1 if a file could not be deleted for good."""
    return print_report(built(options))


def built(options: argparse.Namespace) -> BuildReport:
    """What a build with these options did; how far it is shows on stderr. `python app.py` begins with it too."""
    with Bars() as bars:
        return build(
            options.corpus or [DEFAULT_CORPUS],
            options.index,
            model=options.model,
            allow_marked=options.allow_marked,
            progress=bars.show,
        )


def run_rebuild(options: argparse.Namespace) -> int:
    """Rebuild, and print what was done; as `rebuilt`, or 1 if a rebuild in the background told of an error."""
    return rebuild_in_background(options.index) if options.background else rebuilt(options.index)


def rebuilt(index: Path) -> int:
    """Rebuild the index in the folder `index`, and print what was done; 0, or 1 if a file could not be deleted for
    good.
    """
    with Bars() as bars:
        report = rebuild(index, progress=bars.show)
    return print_report(report)


def print_report(report: BuildReport) -> int:
    """Print what a build did, every file that needs a look, and how many files there are; the exit code.

    What could not be deleted comes last and on stderr, for it asks for something to be done.
    """
    tell("build_done", changed=report.changed, removed=report.removed, embedded=report.embedded)
    if report.purged:
        tell("purged", count=report.purged)
    if report.away:
        tell("rebuild_away", folders=", ".join(report.away))
    for file in report.files:
        if file.status != "read" or file.warnings:
            print_file(file)
    print_totals(report.files)
    if report.to_purge:
        print("tifa: " + say("to_purge", language(), count=report.to_purge), file=sys.stderr)
    return 1 if report.to_purge else 0
