"""The command check: a draft compared, sentence by sentence, with what was said."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from corpus import say
from corpus.command_line import Commands
from corpus.console import language
from indexer.snapshot import Snapshot
from retriever.commands.common import discontinued_lines, scope_line
from retriever.export import origin_in_words
from retriever.opened import OpenedIndex
from retriever.phrasing.check.check import (
    VERDICTS,
    Checked,
    CheckedSentence,
    IsOwn,
    check,
    check_object,
    given_by,
    own_last,
)
from retriever.phrasing.check.draft import decoded_draft, read_draft
from retriever.phrasing.check.sources import Source

_SHOWN = 3
"""Sources of a sentence that are printed; --json has all."""


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    command = commands.add_parser("check", parents=[index], help="compare a draft with what was said")
    command.set_defaults(command=run)
    command.add_argument("file", help="the draft, of any format that can be read; - for text from standard input")
    command.add_argument("--speaker", metavar="X", help="who is to give the draft: say what they used before")
    command.add_argument("--json", action="store_true", help="print one JSON list, an object a sentence")


def run(options: argparse.Namespace) -> int:
    """Print what was found for each sentence; 0."""
    draft = decoded_draft(sys.stdin.buffer.read()) if options.file == "-" else read_draft(Path(options.file))
    with OpenedIndex.open(options.index) as opened:
        checked = check(opened, draft.text)
        if draft.mark is not None:  # apart from what a program reads
            print(say("draft_marked", language(), mark=draft.mark), file=sys.stderr)
        if options.json:
            print(json.dumps(check_object(opened.snapshot, draft.text, checked, options.speaker), ensure_ascii=False))
        else:
            is_own = given_by(opened.snapshot, options.speaker) if options.speaker else None
            for sentence in checked.sentences:
                _print_sentence(opened.snapshot, draft.text, sentence)
                _print_own(sentence, options.speaker, is_own)
            _print_summary(checked)
    return 0


def _print_sentence(snapshot: Snapshot, draft: str, sentence: CheckedSentence) -> None:
    print(f"[{say(f'check_{sentence.verdict}', language())}] {sentence.text}")
    text = snapshot.with_text(sentence.sources[0].speech_no).text if sentence.sources else ""
    for each in sentence.differences:
        kind, nothing = say(f"difference_{each.kind}", language()), say("check_nothing", language())
        here, there = draft[slice(*each.draft)] or nothing, text[slice(*each.source)] or nothing
        print("    " + say("check_difference", language(), kind=kind, draft=here, source=there))
    for filled in sentence.filled:
        here, there = draft[slice(*filled.draft)], text[slice(*filled.source)]
        print("    " + say("check_filled", language(), draft=here, source=there))
    for part in sentence.parts:
        said = {"part": draft[part.start : part.end], "source": _source_line(part.sources[0])}
        print("    " + say("check_part", language(), **said))
        if len(part.sources) > 1:
            print("        " + say("check_more_sources", language(), count=len(part.sources) - 1))
    for line in discontinued_lines(sentence.text, sentence.discontinued):
        print(f"    {line}")
    if sentence.differences:
        print(f"    “{text[sentence.sources[0].start : sentence.sources[0].end]}”")
    for source in sentence.sources[:_SHOWN]:
        print(f"    {_source_line(source)}")
    if len(sentence.sources) > _SHOWN:
        print("    " + say("check_more_sources", language(), count=len(sentence.sources) - _SHOWN))


def _print_own(sentence: CheckedSentence, speaker: str, is_own: IsOwn | None) -> None:
    """Say when the speaker of the draft last used the sentence, if ever."""
    own = own_last(sentence, is_own) if is_own else None
    if own:
        date = own.speech.date or say("undated", language())
        print("    " + say("check_same_speaker", language(), speaker=speaker, date=date))


def _source_line(source: Source) -> str:
    speech = source.speech
    date, whose = speech.date_text or say("undated", language()), origin_in_words(speech, language())
    said = (date, speech.title, speech.speaker, whose)
    return f"{' · '.join(part for part in said if part)} · {speech.source}:{source.start}"


def _print_summary(checked: Checked) -> None:
    counts = Counter(sentence.verdict for sentence in checked.sentences)
    between = "、" if language() == "zh" else ", "
    listed = (f"{say(f'check_{verdict}', language())} {counts[verdict]}" for verdict in VERDICTS)
    print("\n" + between.join(listed))
    if checked.unfilled:
        print(say("check_unfilled", language(), count=checked.unfilled))
    if counts["verbatim"]:
        print(say("check_not_correct", language()))
    print(scope_line(checked.scope))
