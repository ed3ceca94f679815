"""Options of a command made from a request, and the request made from what was typed."""

from __future__ import annotations

from typing import Annotated, Literal

import click
import pytest
from pydantic import Field

from corpus.command_line import Command, WrongUsage, name_of
from retriever.cli import parameters, request_of
from retriever.operations.operation import Options

Name = Annotated[str, Field(max_length=5)]


class Crossing(Options):
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


def test_bounds_are_left_to_the_operation_whose_errors_say_what_to_do() -> None:
    assert read("Min", "--boats", "0").boats == 0
    assert read("Min", *["--crew", "c"] * 4).crew == ["c"] * 4


def test_what_is_no_value_of_an_option_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage) as refused:
        read("Min", "--bank", "north")
    assert refused.value.code == "option_choice"
    with pytest.raises(click.MissingParameter):
        read("--boats", "1")
