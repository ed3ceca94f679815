"""The command enumerations: numbered set phrases, their members where a text lists them in full, and their changes."""

from __future__ import annotations

import argparse
import json

from corpus import say
from corpus.command_line import Commands
from corpus.console import language
from retriever.commands.common import discontinued_lines, scope_line
from retriever.opened import OpenedIndex
from retriever.phrasing.set_phrases.enumerations import Enumeration, enumerations, enumerations_object
from retriever.phrasing.set_phrases.list_changes import ListChange


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("enumerations", parents=[index], help="numbered set phrases and their members")
    command.set_defaults(command=run)
    command.add_argument("phrase", nargs="?", metavar="PHRASE", help="one of them, or what they contain (default: all)")
    command.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the set phrases; 0."""
    with OpenedIndex.open(options.index) as opened:
        found = enumerations(opened, options.phrase)
    if options.json:
        print(json.dumps(enumerations_object(found), ensure_ascii=False))
        return 0
    for each in found.found:
        _print(each)
    if not found.found:
        print(say("enumerations_none", language()))
    print(scope_line(found.scope))
    return 0


def _print(shown: Enumeration) -> None:
    print(say("phrase_counts", language(), phrase=shown.phrase, total=len(shown.occurrences), speeches=shown.speeches))
    for line in discontinued_lines(shown.phrase, shown.discontinued):
        print(f"  {line}")
    if not shown.listings:
        print(f"  {say('enumeration_not_listed', language())}")
    for listed in shown.listings:
        speech = listed.speech
        print(f"  {speech.date or say('undated', language())}  {' | '.join(listed.members)}")
        print(f"      {speech.title} ({speech.source}:{listed.listing.whole.start})")
    for change in shown.changes:
        print(f"  {change.before.speech.date} → {change.after.speech.date}  {_what_changed(change)}")
    print()


def _what_changed(change: ListChange) -> str:
    """The differences of a list from one date to the next, in one line."""
    mark = "、" if language() == "zh" else ", "
    said = {
        "enumeration_added": mark.join(change.added),
        "enumeration_dropped": mark.join(change.dropped),
        "enumeration_reworded": mark.join(f"{before} → {after}" for before, after in change.reworded),
    }
    parts = [say(code, language(), members=members) for code, members in said.items() if members]
    if change.moved:
        parts.append(say("enumeration_moved", language()))
    return ("；" if language() == "zh" else "; ").join(parts)
