"""The command compare: two speeches paragraph by paragraph, or the headings of a series side by side."""

from __future__ import annotations

import argparse
import json
import sys

from corpus import Span, say
from corpus.command_line import Commands
from corpus.console import language
from corpus.errors import QueryError
from indexer.library.reports import marks_of
from indexer.snapshot import Snapshot
from retriever.commands.common import discontinued_lines, scope_line
from retriever.opened import OpenedIndex
from retriever.phrasing.compare import ComparedParagraph, Comparison, compare, comparison_object
from retriever.phrasing.skeletons import Skeletons, skeletons, skeletons_object


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("compare", parents=[index], help="two speeches paragraph by paragraph")
    command.set_defaults(command=run)
    command.add_argument("speeches", nargs="+", metavar="SPEECH", help="a speech_id, or a file or title in the library")
    command.add_argument(
        "--skeletons",
        action="store_true",
        help="only the headings, side by side; of one SPEECH, those of all speeches of its occasion",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the comparison or the skeletons; 0."""
    with OpenedIndex.open(options.index) as opened:
        if options.skeletons:
            side_by_side = skeletons(opened.snapshot, options.speeches)
            if options.json:
                print(json.dumps(skeletons_object(side_by_side), ensure_ascii=False))
            else:
                _print_skeletons(side_by_side)
        elif len(options.speeches) == 2:
            comparison = compare(opened, *options.speeches)
            _warn_of_marks(opened.snapshot, comparison)
            if options.json:
                print(json.dumps(comparison_object(comparison), ensure_ascii=False))
            else:
                _print_comparison(comparison)
        else:
            raise QueryError("compare_two", count=len(options.speeches))
    return 0


def _warn_of_marks(snapshot: Snapshot, comparison: Comparison) -> None:
    """Say which of the two is in a file with a security mark, apart from what a program reads."""
    both = (comparison.a, comparison.b)
    for speech, mark in zip(both, marks_of(snapshot, both), strict=True):
        if mark is not None:
            print(say("speech_marked", language(), title=speech.title, mark=mark), file=sys.stderr)


def _print_comparison(comparison: Comparison) -> None:
    counts = comparison_object(comparison)["counts"]
    for sign, speech in (("A", comparison.a), ("B", comparison.b)):
        print(f"{sign}  {speech.title} · {speech.date or say('undated', language())} · {speech.source}")
    print(say("compare_counts", language(), **counts))
    for line in (
        *discontinued_lines(comparison.a.text, comparison.discontinued_in_a),
        *discontinued_lines(comparison.b.text, comparison.discontinued_in_b),
    ):
        print(line)
    for paragraph in comparison.paragraphs:
        kind = say(f"compare_{paragraph.kind}", language())
        print(f"\n[{kind}{say('compare_moved', language()) if paragraph.moved else ''}]")
        print("\n".join(_texts(comparison, paragraph)))


def _texts(comparison: Comparison, paragraph: ComparedParagraph) -> list[str]:
    """The paragraph as lines: once when it was kept, else with what differs in heavy brackets."""
    a, b = paragraph.a, paragraph.b
    if paragraph.kind == "kept" and b:
        return [f"=  {comparison.b.text[slice(*b)]}"]
    shown = []
    if a:
        shown.append(f"A  {_marked(comparison.a.text, a, [each.a for each in paragraph.differences])}")
    if b:
        shown.append(f"B  {_marked(comparison.b.text, b, [each.b for each in paragraph.differences])}")
    return shown


def _marked(text: str, span: Span, marks: list[Span]) -> str:
    start, end = span
    shown = []
    for begin, behind in marks:
        if begin < behind:
            shown += [text[start:begin], "【", text[begin:behind], "】"]
            start = behind
    return "".join([*shown, text[start:end]])


def _print_skeletons(found: Skeletons) -> None:
    for number, speech in enumerate(found.speeches, 1):
        print(f"{number}  {speech.title} · {speech.date or say('undated', language())} · {speech.source}")
    for row in found.rows:
        print()
        for number, heading in enumerate(row.headings, 1):
            if heading:
                print(f"{number}{'=' if row.alike else ' '} {'  ' * (heading.level - 1)}{heading.text}")
    print(f"\n{scope_line(found.scope)}")
