"""Command lines on click, whose usage, help and errors are said in the reader's language.

What a command is for is the message `command.NAME`, what an option or argument is the message `option.NAME.PARAMETER`,
or `option.PARAMETER` where commands share it. Of click's errors only the kind and the particulars are used, never the
English sentence.
"""

from __future__ import annotations

import locale
import logging
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from corpus.errors import TifaError
from corpus.messages import messages, say
from corpus.terminal import symbols_in_terminal, with_symbols

DEFAULT_CORPUS = Path("corpus/speeches")
DEFAULT_INDEX = Path("var/index")

_WIDEST = 110
_NAMES_AT_MOST = 28
"""Columns for the names of options in a list; a longer name has a line of its own."""


def language() -> str:
    """The language, "zh" or "en", from the environment as other programs take it: LC_ALL, LC_MESSAGES, LANG, else the
    system's.
    """
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    return "zh" if (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


# --- how commands are run ----------------------------------------------------------------------------------------


def exit_code(command: click.Command, program: str, arguments: Sequence[str] | None = None) -> int:
    """The exit code of `command` run with `arguments`, None for those of the process.

    What the command returns; 0 after --help, 1 after an error, 2 for wrong usage. Both are said in one line on stderr,
    wrong usage below the usage line. `program` is what was typed to start it.
    """
    logging.basicConfig(level=logging.WARNING, format="tifa: %(message)s")
    typed = sys.argv[1:] if arguments is None else list(arguments)
    try:
        with symbols_in_terminal():
            return run(lambda: _invoked(command, program, typed))
    except click.UsageError as error:
        context = error.ctx or click.Context(command, info_name=program)
        print(f"{context.get_usage()}\ntifa: {sentence_of(error)}", file=sys.stderr)
        return 2


def _invoked(command: click.Command, program: str, arguments: list[str]) -> int:
    try:
        with command.make_context(program, arguments) as context:
            return int(command.invoke(context))
    except click.exceptions.Exit as left:  # --help has been printed
        return left.exit_code


def run(command: Callable[[], int]) -> int:
    """The exit code of `command`; a TifaError becomes one line on stderr and exit code 1."""
    try:
        return command()
    except TifaError as error:
        print(f"tifa: {with_symbols(error.message(language()))}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0
    except OSError as error:  # a full disk, a folder that may not be written: the system's own words say it best
        print(f"tifa: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# --- commands and what they are given ----------------------------------------------------------------------------


def _show_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        print(ctx.get_help())
        ctx.exit()


_HELP = click.Option(["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=_show_help)


class Command(click.Command):
    """A command that returns its exit code; its options may be shortened, its texts are in messages.*.toml."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The option --help."""
        return _HELP

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Fill in the parameters from `args`, which may mix options and arguments.

        :raises click.UsageError: if they cannot be.
        """
        ctx.allow_extra_args = True
        left_over = super().parse_args(ctx, written_out(ctx, args))
        if left_over:
            raise WrongUsage(ctx, "option_unknown", given=" ".join(left_over))
        return left_over

    def get_usage(self, ctx: click.Context) -> str:
        """The usage line."""
        names = " ".join(_usage(each) for each in self.params if isinstance(each, click.Argument))
        return say("usage", language(), command=ctx.command_path, arguments=names).rstrip()

    def get_help(self, ctx: click.Context) -> str:
        """The usage line, what the command is for, and its arguments and options."""
        arguments = [each for each in self.params if isinstance(each, click.Argument)]
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        return "\n".join(
            [
                *(self.get_usage(ctx), "", *_wrapped(_about(self), _columns()), ""),
                *_listed("usage_arguments", [(_usage(each), _help(self, each)) for each in arguments]),
                *_listed("usage_options", [(_spelled(each), _help(self, each)) for each in options]),
            ]
        ).rstrip()


class Group(click.Group):
    """Several commands of one program; one of them has to be named."""

    command_class = Command

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The option --help."""
        return _HELP

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which they were added."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options in front of the command's name.

        :raises click.UsageError: if no command is named, or an option cannot be used.
        """
        if not args:
            raise WrongUsage(ctx, "option_missing", names="COMMAND")
        return super().parse_args(ctx, args)

    def get_usage(self, ctx: click.Context) -> str:
        """The usage line."""
        return say("usage", language(), command=ctx.command_path, arguments="COMMAND ...")

    def get_help(self, ctx: click.Context) -> str:
        """The usage line, what the program is for, and its commands."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        return "\n".join(
            [
                *(self.get_usage(ctx), "", *_wrapped(_about(self), _columns()), ""),
                *_listed("usage_commands", [(name, _about(each)) for name, each in self.commands.items()]),
                *_listed("usage_options", [(_spelled(each), _help(self, each)) for each in options]),
            ]
        ).rstrip()


class SeveralValues(click.Option):
    """An option with `multiple` that takes all values that follow it: --take WORD WORD."""


class Number(click.ParamType[int | float]):
    """A whole number, or with `kind` float any number."""

    name = "number"

    def __init__(self, kind: type[int] | type[float] = int) -> None:
        self.kind = kind

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> int | float:
        """The number that `value` writes.

        :raises click.UsageError: if it writes none.
        """
        try:
            return self.kind(value)
        except ValueError as exc:
            code = "option_not_whole" if self.kind is int else "option_not_number"
            raise WrongUsage(ctx, code, name=name_of(param), given=repr(value)) from exc


class Choice(click.Choice[str]):
    """One of several words."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """`value` itself.

        :raises click.UsageError: if it is none of the words.
        """
        if value not in self.choices:
            known = ", ".join(map(repr, self.choices))
            raise WrongUsage(ctx, "option_choice", name=name_of(param), given=repr(value), known=known)
        return value


WHOLE, DECIMAL, PATH = Number(int), Number(float), click.Path(path_type=Path)

index_option = click.option("--index", type=PATH, default=DEFAULT_INDEX, metavar="DIR")
engine_option = click.option("--engine", metavar="ADDRESS")
json_option = click.option("--json", "as_json", is_flag=True)


def not_together(*names: str) -> None:
    """Nothing, if at most one of the current command's parameters `names` was given.

    :raises click.UsageError: if more were.
    """
    context = click.get_current_context()
    given = [name_of(each) for each in context.command.params if each.name in names and context.params[each.name]]
    if len(given) > 1:
        raise WrongUsage(context, "option_apart", name=given[1], other=given[0])


# --- what was typed ----------------------------------------------------------------------------------------------


def written_out(ctx: click.Context, arguments: Sequence[str]) -> list[str]:
    """`arguments` as click reads them: options in full and in front, a value behind each name, then all the rest.

    click knows neither shortened options (--top for --top-k) nor options with as many values as follow, and takes the
    next option for a value that was forgotten.

    :raises click.UsageError: if an option is ambiguous, or has too few values or one too many.
    """
    options: list[str] = []
    rest: list[str] = []
    left = list(arguments)
    while left:
        typed = left.pop(0)
        if typed == "--":
            rest += left
            break
        if _is_option(typed):
            options += _option_written_out(ctx, typed, left)
        else:
            rest.append(typed)
    return [*options, "--", *rest]


def _is_option(typed: str) -> bool:
    return len(typed) > 1 and typed[0] == "-" and not re.fullmatch(r"-\d+|-\d*\.\d+", typed) and " " not in typed


def _option_written_out(ctx: click.Context, typed: str, left: list[str]) -> list[str]:
    """The option `typed` in full with its values, which are taken from the front of `left`."""
    start, attached, value = typed.partition("=")
    name, option = _option_named(ctx, start)
    if option is None:
        return [typed]  # click says that there is none
    if option.is_flag:
        if attached:
            raise WrongUsage(ctx, "option_takes_none", name=name, given=repr(value))
        return [name]
    following = next((place for place, each in enumerate(left) if _is_option(each)), len(left))
    wanted = following if isinstance(option, SeveralValues) else min(option.nargs, following)
    values = [value] if attached else []
    while len(values) < wanted:
        values.append(left.pop(0))
    if not values and isinstance(option.flag_value, str):  # what stands for a value that was left out
        values = [option.flag_value]
    if not values or len(values) < option.nargs:
        code = "option_no_value" if option.nargs == 1 else "option_values"
        raise WrongUsage(ctx, code, name=name, count=option.nargs)
    if isinstance(option, SeveralValues):
        return [f"{name}={each}" for each in values]
    return [f"{name}={values[0]}", *values[1:]]


def _option_named(ctx: click.Context, typed: str) -> tuple[str, click.Option | None]:
    """The option that `typed` names or begins to name, in full; None if there is none.

    :raises click.UsageError: if it begins to name several.
    """
    names = {name: each for each in ctx.command.get_params(ctx) if isinstance(each, click.Option) for name in each.opts}
    if typed in names:
        return typed, names[typed]
    begun = [name for name in names if typed.startswith("--") and name.startswith(typed)]
    if len(begun) > 1:
        raise WrongUsage(ctx, "option_ambiguous", given=typed, known=", ".join(begun))
    return (begun[0], names[begun[0]]) if begun else (typed, None)


# --- what is wrong with it ---------------------------------------------------------------------------------------


class WrongUsage(click.UsageError):
    """Wrong usage with a sentence of our own: `code` names it in messages.*.toml, `particulars` fill it."""

    def __init__(self, ctx: click.Context | None, code: str, **particulars: object) -> None:
        super().__init__(code, ctx)
        self.code = code
        self.particulars = particulars


def sentence_of(error: click.UsageError) -> str:
    """The sentence for `error`: the fault in the usage and its remedy, in the reader's language."""
    match error:
        case WrongUsage():
            return say(error.code, language(), **error.particulars)
        case click.exceptions.NoSuchCommand(ctx=click.Context(command=click.Group(commands=known))):
            return say("command_unknown", language(), given=repr(error.command_name), known=", ".join(map(repr, known)))
        case click.NoSuchOption():
            return say("option_unknown", language(), given=error.option_name)
        case click.MissingParameter(ctx=click.Context(command=command), param=click.Parameter() as first):
            # Arguments are filled in their order, so those behind the first that is missing are missing too.
            behind = command.params[command.params.index(first) :]
            return say("option_missing", language(), names=", ".join(name_of(each) for each in behind if each.required))
    return say("option_other", language())


def name_of(parameter: click.Parameter | None) -> str:
    """The name of `parameter` as people type it for an option, or see it in the usage line for an argument."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or parameter.name or "") if parameter else ""


# --- help --------------------------------------------------------------------------------------------------------


def _about(command: click.Command) -> str:
    return say(f"command.{command.name}", language())


def _help(command: click.Command, parameter: click.Parameter) -> str:
    """The help text of `parameter` of `command`, with its default."""
    own = f"option.{command.name}.{parameter.name}"
    text = say(own if own in messages(language()) else f"option.{parameter.name}", language())
    default = parameter.default if isinstance(parameter, click.Option) and not parameter.is_flag else None
    return text + say("usage_default", language(), value=default) if isinstance(default, str | int | Path) else text


def _usage(argument: click.Parameter) -> str:
    name = name_of(argument) + (" ..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _spelled(option: click.Option) -> str:
    """The names of the option and what stands for its value: --top-k N."""
    names = ", ".join(option.opts)
    if option.is_flag:
        return names
    value = option.metavar or (
        "|".join(option.type.choices) if isinstance(option.type, Choice) else name_of(option).lstrip("-").upper()
    )
    value = " ".join([value] * option.nargs) + (" ..." if isinstance(option, SeveralValues) else "")
    return f"{names} [{value}]" if isinstance(option.flag_value, str) else f"{names} {value}"


def _listed(heading: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A list of names and what they are, below the message `heading`; nothing if it is empty."""
    if not rows:
        return
    yield say(heading, language())
    names = min(max(len(name) for name, _ in rows), _NAMES_AT_MOST)
    for name, text in rows:
        lines = _wrapped(text, _columns() - names - 4)
        if len(name) > names:
            yield f"  {name}"
            name = ""
        yield f"  {name:<{names}}  {lines[0]}"
        for line in lines[1:]:
            yield f"{'':{names + 4}}{line}"
    yield ""


def _columns() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST) - 1


def _wrapped(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`: broken between words, and between the characters of Chinese, which take two
    columns each.
    """
    lines, taken = [""], 0
    # A word, or one wide character with the punctuation that must not begin a line.
    for piece in re.findall(r"(?:[^\s⺀-￯]+|[⺀-￯])[，。；：、！？）”》]*\s*", text):
        width = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in piece.rstrip())
        if taken + width > columns and lines[-1]:
            lines.append("")
            taken = 0
        lines[-1] += piece
        taken += width + len(piece) - len(piece.rstrip())
    return [line.rstrip() for line in lines]
