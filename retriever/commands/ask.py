"""The command ask: the passages that best answer a question."""

from __future__ import annotations

import argparse
import json
import sys

from corpus import say
from corpus.command_line import Commands
from corpus.console import language
from indexer.encoder import load_reranker
from retriever.as_json import answer_object
from retriever.commands.common import discontinued_lines
from retriever.export import origin_in_words
from retriever.retriever import SORTS, Retriever
from retriever.types import Answer, Filters, Hit

# What stands around the highlight, and around what must be read with it: on a terminal and elsewhere.
_HIGHLIGHT = {True: ("\033[7m", "\033[27m"), False: ("【", "】")}
_READ_WITH = {True: ("\033[4m", "\033[24m"), False: ("〖", "〗")}


def add(commands: Commands, index: argparse.ArgumentParser) -> None:
    """Add the command to `commands`."""
    ask = commands.add_parser("ask", parents=[index], help="the passages that best answer a question")
    ask.set_defaults(command=run)
    ask.add_argument("question")
    ask.add_argument("--top-k", type=int, default=10, metavar="N", help="how many passages (default: %(default)s)")
    ask.add_argument("--offset", type=int, default=0, metavar="N", help="how many passages to leave out at the front")
    ask.add_argument("--year", type=int, help="only speeches of this year")
    ask.add_argument("--from", dest="date_from", metavar="D", help="only speeches from this date on (YYYY[-MM[-DD]])")
    ask.add_argument("--to", dest="date_to", metavar="D", help="only speeches up to this date")
    ask.add_argument("--speaker", metavar="X", help="only speeches by this speaker or office")
    ask.add_argument("--occasion", metavar="X", help="only speeches at this occasion")
    ask.add_argument("--title", metavar="X", help="only speeches with this in the title")
    ask.add_argument("--folder", metavar="X", help="only speeches in this folder")
    ask.add_argument("--lang", choices=("zh", "en"), help="only speeches in this language")
    ask.add_argument("--sort", choices=SORTS, default="relevance", help="the order (default: %(default)s)")
    ask.add_argument("--reranker", metavar="NAME", help="a CrossEncoder that orders the best: a folder or a name")
    ask.add_argument("--as-typed", action="store_true", help="no filters and no order from the words of the question")
    ask.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the answer; 0."""
    filters = Filters(
        year=options.year,
        date_from=options.date_from,
        date_to=options.date_to,
        speaker=options.speaker,
        occasion=options.occasion,
        title=options.title,
        folder=options.folder,
        language=options.lang,
    )
    reranker = load_reranker(options.reranker) if options.reranker else None
    with Retriever.open(options.index, reranker=reranker) as retriever:
        answer = retriever.ask(
            options.question,
            top_k=options.top_k,
            offset=options.offset,
            filters=filters,
            sort=options.sort,
            understand=not options.as_typed,
        )
        not_read = retriever.status().not_read if answer.note else 0
    if options.json:
        print(json.dumps(answer_object(answer, language()), ensure_ascii=False))
    else:
        _print(answer)
        if not_read:  # "not found" is only "not found in what could be read"
            print(say("files_not_searched", language(), count=not_read))
    return 0


def _print(answer: Answer) -> None:
    for chip in answer.query.understood:
        print(f"[{chip.words}] {chip.why(language()) or f'{chip.field} = {chip.value}'}")
    for note in (answer.note, *answer.notes):
        if note:
            print(note.sentence(language()))
    if answer.query.understood or answer.note or answer.notes:
        print()
    for hit in answer.hits:
        speech = hit.speech
        told = (speech.title, speech.speaker, speech.date_text, origin_in_words(speech, language()))
        source = " · ".join(part for part in told if part)
        where = " › ".join((*hit.passage.heading_path, say("paragraph", language(), number=hit.passage.paragraph)))
        print(f"{hit.rank}. {source}\n   {where}\n   {hit.speech.source}\n\n{marked(hit)}\n")
        for label, others in (("also_in", hit.also_in), ("similar_in", hit.similar_in)):
            if others:
                titles = "; ".join(
                    " · ".join(part for part in (other.title, other.date_text) if part) for other in others
                )
                print(f"   {say(label, language())}: {titles}\n")
        for line in discontinued_lines(hit.passage.text, hit.discontinued):
            print(f"   {line}\n")


def marked(hit: Hit) -> str:
    """The passage with its highlights marked, reversed on a terminal, and what must be read with them, underlined."""
    text, terminal = hit.passage.text, sys.stdout.isatty()
    marks = [(span, _HIGHLIGHT[terminal]) for span in hit.highlights]
    if hit.read_with:
        marks.append((hit.read_with, _READ_WITH[terminal]))
    # At one place what ends comes before what begins, of two that begin the longer one, of two that end the shorter.
    put_in = [(span.end, 0, span.end - span.start, after) for span, (_, after) in marks]
    put_in += [(span.start, 1, span.start - span.end, before) for span, (before, _) in marks]
    for place, *_, mark in sorted(put_in, reverse=True):
        text = f"{text[:place]}{mark}{text[place:]}"
    return text
