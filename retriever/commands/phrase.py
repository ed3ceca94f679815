"""The command phrase: every place where a wording stands."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from corpus import say
from corpus.command_line import Commands
from corpus.console import language
from corpus.errors import ExportError
from indexer.snapshot import Snapshot
from retriever.commands.common import discontinued_lines, scope_line
from retriever.export.table import Table, to_csv
from retriever.opened import OpenedIndex
from retriever.phrasing.kwic import GROUPS, ORDERS, Line, grouped, in_order, lines
from retriever.phrasing.phrase import Looked, look_up, looked_up_object, phrase_table, wordings_of


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    phrase = commands.add_parser("phrase", parents=[index], help="every place where a wording stands")
    phrase.set_defaults(command=run)
    phrase.add_argument("phrase", help="a wording; with gaps: 以＿为＿, 坚持…与…相结合; two side by side: A | B")
    phrase.add_argument("--exact", action="store_true", help="character for character; only blank space is overlooked")
    phrase.add_argument("--sort", choices=ORDERS, default="newest", help="the order (default: %(default)s)")
    phrase.add_argument("--group", choices=GROUPS, help="lines that have this in common together")
    phrase.add_argument("--json", action="store_true", help="print one JSON object")
    phrase.add_argument("--csv", type=Path, metavar="FILE", help="write the lines to a CSV file as well")


def run(options: argparse.Namespace) -> int:
    """Print the places; 0."""
    with OpenedIndex.open(options.index) as opened:
        looked = [look_up(opened, phrase, exact=options.exact) for phrase in wordings_of(options.phrase)]
        if options.csv:
            _write(options.csv, to_csv(_table(opened.snapshot, looked, options.sort)))
        if options.json:
            print(json.dumps(looked_up_object(opened.snapshot, looked), ensure_ascii=False))
        else:
            for each in looked:
                _print(opened.snapshot, each, options)
            print(scope_line(looked[0].found.scope))
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as exc:
        raise ExportError("csv_not_written", path=str(path), reason=exc.strerror) from exc


def _table(snapshot: Snapshot, looked: Sequence[Looked], order: str) -> Table:
    counted = [line for each in looked for line in in_order(lines(snapshot, each.found.counted), order)]
    others = [line for each in looked for line in lines(snapshot, each.found.in_other_versions)]
    return phrase_table(counted, others, language())


def _print(snapshot: Snapshot, looked: Looked, options: argparse.Namespace) -> None:
    found = looked.found
    print(say("phrase_counts", language(), phrase=found.phrase, total=len(found.counted), speeches=found.speeches))
    for line in discontinued_lines(found.phrase, looked.discontinued):
        print(line)
    for filling in looked.fillings:
        print(f"{len(filling.occurrences):>6}  {' … '.join(filling.fillers)}")
    ordered = in_order(lines(snapshot, found.counted), options.sort)
    if options.group:
        for group in grouped(ordered, options.group, snapshot.words.cut):
            print(f"\n{group.name or say('no_name', language())}  ({len(group.lines)})")
            _print_lines(group.lines)
    else:
        _print_lines(ordered)
    if found.in_other_versions:
        print(say("phrase_in_other_versions", language(), count=len(found.in_other_versions)))


def _print_lines(shown: Sequence[Line]) -> None:
    for each in shown:
        speech = each.occurrence.speech
        source = " · ".join(part for part in (speech.date_text or say("undated", language()), speech.title) if part)
        print(f"{each.left}【{each.match}】{each.right}\n    {source} · {speech.source}:{each.occurrence.start}")
