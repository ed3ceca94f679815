"""The commands of `python -m indexer`: building and changing the index, looking into it, and its dictionary."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from corpus import FileReport, Speech, facts_object, say
from corpus.command_line import (
    DECIMAL,
    DEFAULT_CORPUS,
    PATH,
    WHOLE,
    Group,
    SeveralValues,
    engine_option,
    exit_code,
    index_option,
    json_option,
    language,
    not_together,
)
from indexer import backup as backups
from indexer.build import BuildReport, Progress, build, rebuild
from indexer.catalog import Catalog
from indexer.encoder import prepare
from indexer.layout import Layout
from indexer.library import changes
from indexer.library import lexicon as dictionary
from indexer.opening import open_index, open_snapshot
from indexer.published import read_published
from indexer.rebuilds import in_background
from indexer.repair import mend_index
from indexer.snapshot import Snapshot
from indexer.vector_collections import ENGINE
from indexer.verify import Problem, verify

commands = Group("indexer")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 an error or a deletion not finished, explained on stderr, or something found by
    `verify`, 2 wrong usage.
    """
    return exit_code(commands, "python -m indexer", arguments)


# --- build and rebuild -------------------------------------------------------------------------------------------


@commands.command("build")
@click.option("--corpus", type=PATH, multiple=True, metavar="DIR_OR_FILE")
@click.option("--model", metavar="NAME")
@click.option("--allow-marked", is_flag=True)
@click.option("--really", is_flag=True)
@click.option("--check-content", is_flag=True)
@click.option("--embed-on", metavar="ADDRESS")
@engine_option
@click.option("--background", is_flag=True)
@index_option
def build_command(
    corpus: Sequence[Path],
    model: str | None,
    allow_marked: bool,
    really: bool,
    check_content: bool,
    embed_on: str | None,
    engine: str | None,
    background: bool,
    index: Path,
) -> int:
    """Build, and print what was done; 0, or 1 if a file could not be deleted for good or the background told of an
    error.
    """
    given = partial(
        build,
        corpus or [DEFAULT_CORPUS],
        index,
        model=model,
        allow_marked=allow_marked,
        really=really,
        check_content=check_content,
        embed_on=embed_on,
        engine=engine,
    )
    if background:
        return in_background(lambda progress: given(progress=progress))
    return _print_build(_with_bars(given))


@commands.command("rebuild")
@click.option("--background", is_flag=True)
@click.option("--check-content", is_flag=True)
@index_option
def rebuild_command(background: bool, check_content: bool, index: Path) -> int:
    """Rebuild, and print what was done; as `build`, or 1 if a rebuild in the background told of an error."""
    if background:
        return in_background(lambda progress: rebuild(index, check_content=check_content, progress=progress))
    return _rebuilt(index, check_content=check_content)


def _rebuilt(index: Path, *, check_content: bool = False) -> int:
    return _print_build(_with_bars(partial(rebuild, index, check_content=check_content)))


def build_with_bars(
    corpus: Sequence[Path], index: Path, *, model: str | None, allow_marked: bool, engine: str | None
) -> BuildReport:
    """Report of a build from `corpus`; progress is on stderr."""
    return _with_bars(partial(build, corpus, index, model=model, allow_marked=allow_marked, engine=engine))


def _with_bars(work: Callable[..., BuildReport]) -> BuildReport:
    with Bars() as bars:
        return work(progress=bars.show)


class Bars:
    """A progress bar on stderr for each stage of a build, with rate and time left; closed when the next begins."""

    def __init__(self) -> None:
        self._bars: dict[str, Any] = {}

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        for bar in self._bars.values():
            bar.close()

    def show(self, progress: Progress) -> None:
        """Move the bar of the stage to where it is."""
        if progress.stage not in self._bars:
            self._close()  # a bar that goes on would count the next stage's time as its own
            text, unit = say(f"stage_{progress.stage}", language()), say(f"unit_{progress.stage}", language())
            self._bars[progress.stage] = tqdm(total=progress.total, desc=text, unit=unit)
        bar = self._bars[progress.stage]
        bar.update(progress.done - bar.n)


def _print_build(report: BuildReport) -> int:
    """Print what a build did, every file that needs a look, and how many files there are; the exit code.

    What could not be deleted comes last and on stderr, for it asks for something to be done.
    """
    _say("build_done", changed=report.changed, removed=report.removed, embedded=report.embedded)
    if report.purged:
        _say("purged", count=report.purged)
    if report.away:
        _say("rebuild_away", folders=", ".join(report.away))
    _print_files([file for file in report.files if file.status != "read" or file.warnings])
    _print_totals(report.files)
    if report.to_purge:
        print("tifa: " + say("to_purge", language(), count=report.to_purge), file=sys.stderr)
    return 1 if report.to_purge else 0


# --- remove, restore and purge -----------------------------------------------------------------------------------


@commands.command("remove")
@click.argument("root")
@click.argument("path")
@index_option
def remove(root: str, path: str, index: Path) -> int:
    """Take a file out of the index."""
    return _changed(changes.remove, root, path, index)


@commands.command("restore")
@click.argument("root_or_file", metavar="ROOT|FILE")
@click.argument("path", required=False)
@index_option
def restore(root_or_file: str, path: str | None, index: Path) -> int:
    """Take a removed file in again or, with a FILE alone, put a backup in place of what the index folder holds."""
    if path is not None:
        return _changed(changes.restore, root_or_file, path, index)
    restored, before = backups.restore(Layout(index), Path(root_or_file))
    _say("backup_restored", speeches=restored.speeches, files=restored.files, index=index)
    if before is not None:
        _say("backup_before", archive=before)
    return 0


@commands.command("backup")
@click.argument("archive", type=PATH, metavar="FILE")
@index_option
def backup(archive: Path, index: Path) -> int:
    """Write a backup; 0."""
    made = backups.backup(Layout(index), archive)
    _say("backup_done", speeches=made.speeches, files=made.files, archive=archive)
    return 0


@commands.command("purge")
@click.argument("root")
@click.argument("path")
@index_option
def purge(root: str, path: str, index: Path) -> int:
    """Delete a removed file for good, and say where it is kept besides."""
    with open_snapshot(index) as snapshot:
        kept = changes.purge(snapshot, root, path)
    code = _rebuilt(index)
    if kept is not None and code == 0:
        _say("purged_kept_on_disk", path=path, folder=kept.parent)
    return code


def _changed(change: Callable[[Snapshot, str, str], object], root: str, path: str, index: Path) -> int:
    """Keep the change, then rebuild so that it takes effect; 0, or 1 if a file could not be deleted for good yet."""
    with open_snapshot(index) as snapshot:
        change(snapshot, root, path)
    return _rebuilt(index)


# --- status, verify and export -----------------------------------------------------------------------------------


@commands.command("status")
@index_option
def status(index: Path) -> int:
    """Print how much there is, the roots, and every file; 0."""
    layout = Layout(index)
    with Catalog.open_for_reading(layout.catalog) as catalog:
        speeches, passages, characters, pending = catalog.counts()
        published = read_published(layout)
        _say("status_index", index=index, generation=catalog.generation)
        _say("status_published", generation=published.generation if published else "-")
        _say("status_counts", speeches=speeches, passages=passages, characters=characters, pending=pending)
        _say("status_model", model=catalog.meta("model"), precision=catalog.meta("precision"))
        if engine := catalog.meta(ENGINE):
            _say("status_engine", engine=engine)
        for name, (path, allow_marked) in sorted(catalog.roots().items()):
            _say("status_root_marked" if allow_marked else "status_root", root=name, path=path)
        files = catalog.reports()
        _print_files(files)
        _print_totals(files)
    return 0


@commands.command("verify")
@click.option("--repair", is_flag=True)
@index_option
def verify_command(repair: bool, index: Path) -> int:
    """Print what is wrong, a line each; with `repair` mend it and print what is left; 1 if anything is, else 0."""
    problems = verify(Layout(index))
    _print_problems(problems, index)
    if repair and problems:
        problems = _repaired(index)
    if not problems:
        _say("verify_ok")
    return 1 if problems else 0


def _repaired(index: Path) -> list[Problem]:
    """Faults that the index still has after a repair; they are printed."""
    layout = Layout(index)
    with layout.writer_lock():
        mended = mend_index(layout)
    for path in mended.kept.values():
        _say("repair_kept", file=path)
    if mended.rootless:
        _say("repair_rootless", index=index)
    _rebuilt(index)
    problems = verify(layout)
    _say("repair_left" if problems else "repair_done")
    _print_problems(problems, index)
    return problems


def _print_problems(problems: Sequence[Problem], index: Path) -> None:
    for problem in problems:
        print(problem.sentence(language(), index))


@commands.command("export")
@index_option
def export(index: Path) -> int:
    """Print the speeches, a JSON object a line; 0."""
    with Catalog.open_for_reading(Layout(index).catalog) as catalog:
        for number in catalog.speeches():
            speech = catalog.speech(number)
            if speech is not None:
                print(json.dumps(_speech_object(speech), ensure_ascii=False))
    return 0


def _speech_object(speech: Speech) -> dict[str, Any]:
    """A speech as JSON-ready values: its text stands before its title, where files of an export always had it."""
    facts = list(facts_object(speech).items())
    behind = [name for name, _ in facts].index("title")
    return dict([*facts[:behind], ("text", speech.text), *facts[behind:]])


# --- lexicon and encoder -----------------------------------------------------------------------------------------


@commands.command("lexicon")
@click.option("--limit", type=WHOLE, default=50, metavar="N")
@click.option("--preview", cls=SeveralValues, multiple=True, metavar="WORD")
@click.option("--take", cls=SeveralValues, multiple=True, metavar="WORD")
@click.option("--take-all-above", type=DECIMAL, metavar="SCORE")
@json_option
@index_option
def lexicon(
    limit: int,
    preview: Sequence[str],
    take: Sequence[str],
    take_all_above: float | None,
    as_json: bool,
    index: Path,
) -> int:
    """Print the words that are proposed, or what taking some would change; take them if that is asked for; 0."""
    not_together("preview", "take", "take_all_above")
    snapshot, search = open_index(index)
    with snapshot:
        words: Sequence[str] = preview or take
        if not words:
            found = dictionary.candidates(snapshot)
            if take_all_above is None:
                _print_candidates(found, limit, as_json)
                return 0
            words = [each.recurring.text for each in found.words if each.recurring.score > take_all_above]
        seen = dictionary.preview(snapshot, search, words)
    taken = () if preview else dictionary.take(Layout(index), words)
    if as_json:
        print(json.dumps({**dictionary.preview_object(seen), "taken": list(taken)}, ensure_ascii=False))
        return 0
    if seen.words:
        _print_preview(seen)
    if not preview:
        _say("lexicon_taken", count=len(taken), words=" ".join(taken) or "-", path=Layout(index).lexicon)
    return 0


@commands.command("encoder")
@click.option("--from", "source", type=PATH, metavar="FILE")
def encoder(source: Path | None) -> int:
    """Print the folder of the model; 0."""
    print(prepare(source))
    return 0


def _print_candidates(found: dictionary.Candidates, limit: int, as_json: bool) -> None:
    if as_json:
        print(json.dumps(dictionary.candidates_object(found, limit), ensure_ascii=False))
        return
    _say("lexicon_columns")
    for each in found.words[:limit]:
        word = each.recurring
        bits = "\t".join(f"{value:.1f}" for value in (word.pmi, word.left, word.right))
        print(f"{word.score:.1f}\t{word.count}\t{word.texts}\t{bits}\t{word.text}\t{'/'.join(each.cut)}")
    _say("lexicon_total", total=len(found.words), speeches=found.speeches, characters=found.characters)
    if found.unread:
        _say("files_not_searched", count=found.unread)


def _print_preview(seen: dictionary.Preview) -> None:
    for example in seen.examples:
        print(f"{example.sentence}\n    - {'/'.join(example.before)}\n    + {'/'.join(example.after)}")
    _say("lexicon_preview", words=" ".join(seen.words), passages=seen.passages, changed=seen.changed)


# --- what several commands print ---------------------------------------------------------------------------------


def _say(code: str, **particulars: object) -> None:
    print(say(code, language(), **particulars))


def _print_files(files: Sequence[FileReport]) -> None:
    """A line a file below the names of the columns, and one for each thing to know about it."""
    if files:
        _say("file_columns")
    for file in files:
        state = say(f"file_{file.status}", language())
        details = [file.reader or "-", file.encoding or "-", f"{file.characters}", f"{file.speeches}", state]
        print(f"{file.root}/{file.path}\t" + "\t".join(details))
        for warning in file.warnings:
            print("    " + say(warning.code, language(), **warning.particulars))


def _print_totals(files: Sequence[FileReport]) -> None:
    """Print how many files were read and how many were not, and why."""
    counts = {status: sum(file.status == status for file in files) for status in ("read", "marked", "not_read")}
    _say("files_total", **counts)
