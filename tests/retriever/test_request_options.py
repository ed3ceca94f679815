"""Options of a command made from a request, and the request made from what was typed."""

from __future__ import annotations

from typing import Annotated, Literal

import click
import pytest
from pydantic import BaseModel, ConfigDict, Field

from corpus.command_line import Command, WrongUsage, name_of
from corpus.errors import QueryError
from retriever.request_options import parameters, request_of

Name = Annotated[str, Field(max_length=5)]


class Crossing(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_by_name=False)

    river: str = Field(max_length=6)
    towns: list[Name] = Field(default_factory=list, max_length=2)
    year: int | None = None
    date_from: Name | None = Field(None, alias="from")
    bank: Literal["east", "west"] = "east"
    boats: int = Field(2, ge=1, le=9)
    metres: float | None = None
    between: Annotated[list[Name], Field(min_length=2, max_length=2)] | None = None
    crew: list[str] = Field(default_factory=list, max_length=3)
    as_typed: bool = False


COMMAND = Command("ferry", params=parameters(Crossing, arguments=("river", "towns")))


def read(*arguments: str) -> Crossing:
    """The request that `arguments` make."""
    return request_of(Crossing, COMMAND.make_context("ferry", list(arguments)).params)


def test_each_field_is_an_option_and_those_named_are_arguments() -> None:
    assert [name_of(each) for each in COMMAND.params] == [
        *("RIVER", "TOWNS", "--year", "--from", "--bank", "--boats", "--metres", "--between", "--crew", "--as-typed")
    ]
    assert [each.required for each in COMMAND.params] == [True, *[False] * 9]


def test_what_is_not_given_keeps_its_default() -> None:
    assert read("Min") == Crossing(river="Min")


def test_what_is_given_is_in_the_request() -> None:
    options = ["--from", "2019", "--bank=west", "--boats", "3", "--metres", "1.5", "--year", "2020", "--as-typed"]
    several = ["--between", "a", "b", "--crew", "c", "--crew", "d"]
    assert read("Min", "Wu", "Fu", *options, *several).model_dump() == {
        "river": "Min",
        "towns": ["Wu", "Fu"],
        "year": 2020,
        "date_from": "2019",
        "bank": "west",
        "boats": 3,
        "metres": 1.5,
        "between": ["a", "b"],
        "crew": ["c", "d"],
        "as_typed": True,
    }


@pytest.mark.parametrize(
    ("arguments", "code", "particulars"),
    [
        (["Min", "--boats", "0"], "option_least", {"name": "--boats", "limit": 1, "given": 0}),
        (["Min", "--boats", "10"], "option_most", {"name": "--boats", "limit": 9, "given": 10}),
        (["Min", "--from", "2019年初"], "option_longest", {"name": "--from", "limit": 5, "given": "2019年初"}),
        (["Min", *["--crew", "c"] * 4], "option_longest_list", {"name": "--crew", "limit": 3, "given": ("c",) * 4}),
    ],
)
def test_what_is_out_of_bounds_is_said_of_the_option(
    arguments: list[str], code: str, particulars: dict[str, object]
) -> None:
    with pytest.raises(QueryError) as refused:
        read(*arguments)
    assert (refused.value.code, refused.value.particulars) == (code, particulars)


def test_what_is_no_value_of_an_option_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage) as refused:
        read("Min", "--bank", "north")
    assert refused.value.code == "option_choice"
    with pytest.raises(click.MissingParameter):
        read("--boats", "1")
