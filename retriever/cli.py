"""The command line of the retriever: a command for each operation, and readers' feedback as a retrieval set."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from corpus.command_line import PATH, Group, exit_code, index_option, json_option, language
from corpus.command_line import Command as ClickCommand
from corpus.errors import ExportError
from corpus.messages import say
from indexer.encoder import load_reranker
from retriever.export.table import to_csv
from retriever.feedback import write_set
from retriever.operations import OPERATIONS
from retriever.operations.operation import Command, Operation, Options
from retriever.request_options import parameters
from retriever.retriever import Retriever

commands = Group("retriever")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 answered, 1 an error that is explained on stderr; 2 wrong usage."""
    return exit_code(commands, "python -m retriever", arguments)


def command_of(operation: Operation[Any, Any], command: Command[Any, Any]) -> ClickCommand:
    """The click command that runs `operation`: with the options of its request, the index, and how to print."""
    options = command.options or operation.request
    params = parameters(options, arguments=(command.positional,))
    if command.reranks:
        params.append(click.Option(["--reranker"], metavar="NAME"))
    if command.table:
        params.append(click.Option(["--csv"], type=PATH, metavar="FILE"))

    def run(index: Path, as_json: bool, reranker: str | None = None, csv: Path | None = None, **given: Any) -> int:  # noqa: ANN401
        typed = _filled_in(options, given)
        request, warnings = command.read(typed, language()) if command.read else (typed, ())
        with Retriever.open(index, reranker=load_reranker(reranker) if reranker else None) as retriever:
            result = operation.run(retriever.newest(), request)
        _print((*warnings, *command.warn(result, language())), sys.stderr)
        if csv and command.table:
            _write(csv, to_csv(command.table(result, typed, language())))
        if as_json:
            print(json.dumps(operation.json(result, language()), ensure_ascii=False))
        else:
            _print(command.show(result, typed, language()), sys.stdout)
        return 0

    made = ClickCommand(operation.name, params=params, callback=run)
    return index_option(json_option(made))


def _filled_in(options: type[Options], given: Mapping[str, Any]) -> Options:
    """The options as they were typed. Bounds are for the operation to check, whose errors say what to do."""
    typed: dict[str, Any] = {
        options.model_fields[name].alias or name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value not in (None, ())
    }
    return options.model_construct(**typed)


def _print(lines: Iterable[str], stream: TextIO) -> None:
    for line in lines:
        print(line, file=stream)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as exc:
        raise ExportError("csv_not_written", path=str(path), reason=exc.strerror) from exc


@click.command("feedback", cls=ClickCommand)
@click.argument("folder", type=PATH, metavar="FOLDER")
@index_option
def feedback(index: Path, folder: Path) -> int:
    """Write readers' verdicts as a retrieval set (BEIR)."""
    with Retriever.open(index) as retriever:
        count = write_set(retriever.newest().snapshot, folder)
    print(say("feedback_written", language(), count=count, folder=folder))
    return 0


for each in OPERATIONS:
    if each.command:
        commands.add_command(command_of(each, each.command))
commands.add_command(feedback)
