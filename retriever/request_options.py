"""Command-line options from the fields of a request."""

from __future__ import annotations

from collections.abc import Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from corpus.command_line import DECIMAL, PATH, WHOLE, Choice


def parameters(request: type[BaseModel], arguments: Sequence[str] = ()) -> list[click.Parameter]:
    """An option for each field of `request`, in its order; an argument for each whose name is in `arguments`.

    A field `top_k` becomes --top-k, one with the alias `from` --from. A bool is a flag, a Literal a choice; a list may
    be repeated, or takes a fixed number of values where its bounds fix that. The message `option.…` says what it is.
    """
    return [
        _argument(name, field) if name in arguments else _option(name, field)
        for name, field in request.model_fields.items()
    ]


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
    """How many entries a list must have, if its bounds in or beside `annotation` say."""
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
