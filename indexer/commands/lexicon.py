"""The command lexicon: words that the dictionary lacks, what they would change, and taking them into the index."""

from __future__ import annotations

import argparse
import json

from corpus.command_line import Commands
from indexer.commands.common import tell
from indexer.engine import EmbeddedEngine
from indexer.layout import Layout
from indexer.library.lexicon import (
    Candidates,
    Preview,
    candidates,
    candidates_object,
    preview,
    preview_object,
    take,
)


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("lexicon", parents=[index], help="words that the dictionary lacks")
    command.add_argument("--limit", type=int, default=50, metavar="N", help="how many to list (default: %(default)s)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = command.add_mutually_exclusive_group()
    wanted.add_argument("--preview", nargs="+", metavar="WORD", help="show what taking these words would change")
    wanted.add_argument("--take", nargs="+", metavar="WORD", help="show it, and take them into the index's lexicon")
    wanted.add_argument(
        "--take-all-above", type=float, metavar="SCORE", help="take all that are listed above this score"
    )
    command.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print the words that are proposed, or what taking some would change; take them if that is asked for; 0."""
    with EmbeddedEngine.open(options.index) as engine:
        words = options.preview or options.take
        if not words:
            found = candidates(engine)
            if options.take_all_above is None:
                _print_candidates(found, options)
                return 0
            words = [each.recurring.text for each in found.words if each.recurring.score > options.take_all_above]
        seen = preview(engine, words)
    taken = () if options.preview else take(Layout(options.index), words)
    if options.json:
        print(json.dumps({**preview_object(seen), "taken": list(taken)}, ensure_ascii=False))
        return 0
    if seen.words:
        _print_preview(seen)
    if not options.preview:
        tell("lexicon_taken", count=len(taken), words=" ".join(taken) or "-", path=Layout(options.index).lexicon)
    return 0


def _print_candidates(found: Candidates, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(candidates_object(found, options.limit), ensure_ascii=False))
        return
    tell("lexicon_columns")
    for each in found.words[: options.limit]:
        word = each.recurring
        bits = "\t".join(f"{value:.1f}" for value in (word.pmi, word.left, word.right))
        print(f"{word.score:.1f}\t{word.count}\t{word.texts}\t{bits}\t{word.text}\t{'/'.join(each.cut)}")
    tell("lexicon_total", total=len(found.words), speeches=found.speeches, characters=found.characters)
    if found.unread:
        tell("files_not_searched", count=found.unread)


def _print_preview(seen: Preview) -> None:
    for example in seen.examples:
        print(f"{example.sentence}\n    - {'/'.join(example.before)}\n    + {'/'.join(example.after)}")
    tell("lexicon_preview", words=" ".join(seen.words), passages=seen.passages, changed=seen.changed)
