"""The filters of operations: an option for each field of Filters."""

from __future__ import annotations

import re
from dataclasses import fields
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from pydantic import Field, create_model

from corpus import say
from corpus.errors import QueryError
from corpus.fields import FIELD
from corpus.messages import LANGUAGES
from retriever.filters import Filters
from retriever.operations.operation import Name, Options
from retriever.phrasing.contrast import of_years, period_years

R = TypeVar("R", bound="Filtered")

# What people and programs type where it is not the name of the field: --from, --to, --lang.
_TYPED = {"date_from": "from", "date_to": "to", "language": "lang"}

# A semicolon that no filter follows belongs to a value: titles have some.
_BETWEEN_FILTERS = re.compile(r"(?:[;；]\s*)+(?=\w+\s*=|$)")


class Filtered(Options):
    """Options of which some say which speeches may answer; what is left out is no limit."""

    def filters(self) -> Filters:
        """The filters that these options set."""
        return Filters(**{field.name: getattr(self, field.name) for field in fields(Filters)})


def with_filters(request: type[R]) -> type[R]:
    """`request` with an option for each filter that it has none for; its description is the message `option.FILTER`."""
    kinds = get_type_hints(Filters)
    options: dict[str, Any] = {
        field.name: (
            _kind(field.name, kinds[field.name]) | None,
            Field(None, alias=_TYPED.get(field.name), description=say(f"option.{field.name}", "en")),
        )
        for field in fields(Filters)
        if field.name not in request.model_fields
    }
    return create_model(
        request.__name__, __base__=request, __module__=request.__module__, __doc__=request.__doc__, **options
    )


def _kind(name: str, hint: Any) -> Any:  # noqa: ANN401 an annotation
    """The type of the values of a filter: one of few, a number, or text."""
    if name == "language":
        return Literal[LANGUAGES]
    if name in FIELD and FIELD[name].choices:
        return Literal[FIELD[name].choices]
    (kind,) = (each for each in get_args(hint) if each is not NoneType)
    return Name if kind is str else kind


def filters_typed(typed: str) -> Filters:
    """The filters that were typed on one line: years (2017-2019), or filters with ; between (speaker=NAME; from=2020).

    :raises QueryError: if it is neither, no filter is called so, or one is given twice.
    """
    if "=" not in typed:
        return of_years(*period_years(typed))
    names = {_TYPED.get(field.name, field.name): field.name for field in fields(Filters)}
    given: dict[str, Any] = {}
    for part in filter(str.strip, _BETWEEN_FILTERS.split(typed)):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in names or not value or names[name] in given:
            raise QueryError("side_unreadable", value=typed, known=", ".join(names))
        given[names[name]] = value
    if (year := given.pop("year", None)) is not None:
        given |= dict.fromkeys(("date_from", "date_to"), year)
    return Filters(**given)
