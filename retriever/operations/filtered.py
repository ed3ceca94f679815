"""The filters of operations: an option for each field of Filters."""

from __future__ import annotations

from dataclasses import fields
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from pydantic import Field, create_model

from corpus import say
from corpus.fields import FIELD
from corpus.messages import LANGUAGES
from retriever.filters import Filters
from retriever.operations.operation import Name, Options

R = TypeVar("R", bound="Filtered")

# What people and programs type where it is not the name of the field: --from, --to, --lang.
_TYPED = {"date_from": "from", "date_to": "to", "language": "lang"}


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
