"""The command line of the retriever: a command for each operation, and readers' feedback as a retrieval set."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TextIO, TypeVar, Union, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from corpus.command_line import DECIMAL, PATH, WHOLE, Choice, Group, exit_code, index_option, json_option, language
from corpus.command_line import Command as ClickCommand
from corpus.errors import ExportError
from corpus.messages import say
from indexer.encoder import load_reranker
from retriever.export.table import to_csv
from retriever.feedback import write_set
from retriever.operations import OPERATIONS
from retriever.operations.operation import Command, Operation, Options
from retriever.retriever import Retriever

R = TypeVar("R", bound=Options)

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
        typed = request_of(options, given)
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


# --- options from the fields of a request ---------------------------------------------------------------------


def parameters(request: type[Options], arguments: Sequence[str] = ()) -> list[click.Parameter]:
    """An option for each field of `request`, in its order; an argument for each whose name is in `arguments`.

    A field `top_k` becomes --top-k, one with the alias `from` --from. A bool is a flag, a Literal a choice; a list may
    be repeated, or takes a fixed number of values where its bounds fix that. The message `option.…` says what it is.
    """
    return [
        _argument(name, field) if name in arguments else _option(name, field)
        for name, field in request.model_fields.items()
    ]


def request_of(options: type[R], given: Mapping[str, Any]) -> R:
    """The options with the values that click read, by field name; what was not given keeps its default.

    Bounds are for the operation to check, whose errors say what to do.
    """
    typed: dict[str, Any] = {
        options.model_fields[name].alias or name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value not in (None, ())
    }
    return options.model_construct(**typed)


def _argument(name: str, field: FieldInfo) -> click.Argument:
    kind, several = _kind(field)
    return click.Argument(
        [name], type=kind, nargs=-1 if several else 1, required=field.is_required(), metavar=name.upper()
    )


def _option(name: str, field: FieldInfo) -> click.Option:
    kind, several = _kind(field)
    names, required = [_spelled(name, field), name], field.is_required()
    if kind is click.BOOL:
        return click.Option(names, is_flag=True)
    if not several:
        default = None if required else field.default
        return click.Option(names, type=kind, default=default, required=required)
    if count := _fixed_length(field.annotation, field.metadata):
        return click.Option(names, type=kind, nargs=count, required=required)
    return click.Option(names, type=kind, multiple=True, required=required)


def _spelled(name: str, field: FieldInfo) -> str:
    return f"--{(field.alias or name).replace('_', '-')}"


def _kind(field: FieldInfo) -> tuple[click.ParamType[Any], bool]:
    """The type of the values of `field`, and whether it has several."""
    annotation = _bare(field.annotation)
    several = get_origin(annotation) in (list, tuple)
    of = _bare(get_args(annotation)[0]) if several else annotation
    if get_origin(of) is Literal:
        return Choice(get_args(of)), several
    by_type: dict[Any, click.ParamType[Any]] = {bool: click.BOOL, int: WHOLE, float: DECIMAL, str: click.STRING}
    return by_type.get(of, PATH), several


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - an annotation may be anything
    """`annotation` without bounds and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (one,) = (each for each in get_args(annotation) if each is not NoneType)
        return _bare(one)
    return annotation


def _fixed_length(annotation: Any, bounds: Sequence[Any]) -> int | None:  # noqa: ANN401
    """The number of entries that a list must have, if its bounds in or beside `annotation` say."""
    if get_origin(annotation) in (Union, UnionType):
        found = (_fixed_length(each, ()) for each in get_args(annotation))
        return next((count for count in found if count), None)
    if get_origin(annotation) is Annotated:
        return _fixed_length(
            None, [one for each in annotation.__metadata__ for one in getattr(each, "metadata", (each,))]
        )
    least = {bound.min_length for bound in bounds if getattr(bound, "min_length", None)}
    most = {bound.max_length for bound in bounds if getattr(bound, "max_length", None)}
    return next(iter(least)) if least and least == most else None


# --- printing --------------------------------------------------------------------------------------------------


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
