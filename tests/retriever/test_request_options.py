"""Options of a command made from a request."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import click
import pytest
from pydantic import BaseModel, ConfigDict, Field

from corpus.command_line import Command, WrongUsage, name_of
from retriever.request_options import parameters

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


def read(*arguments: str) -> dict[str, Any]:
    """The values by field that `arguments` give."""
    return COMMAND.make_context("ferry", list(arguments)).params


def test_each_field_is_an_option_and_those_named_are_arguments() -> None:
    assert [name_of(each) for each in COMMAND.params] == [
        *("RIVER", "TOWNS", "--year", "--from", "--bank", "--boats", "--metres", "--between", "--crew", "--as-typed")
    ]
    assert [each.required for each in COMMAND.params] == [True, *[False] * 9]


def test_what_is_not_given_keeps_its_default() -> None:
    made = read("Min")
    assert {name: value for name, value in made.items() if value not in (None, (), False)} == {
        "river": "Min",
        "bank": "east",
        "boats": 2,
    }


def test_what_is_given_is_in_the_request() -> None:
    options = ["--from", "2019", "--bank=west", "--boats", "3", "--metres", "1.5", "--year", "2020", "--as-typed"]
    several = ["--between", "a", "b", "--crew", "c", "--crew", "d"]
    assert read("Min", "Wu", "Fu", *options, *several) == {
        "river": "Min",
        "towns": ("Wu", "Fu"),
        "year": 2020,
        "date_from": "2019",
        "bank": "west",
        "boats": 3,
        "metres": 1.5,
        "between": ("a", "b"),
        "crew": ("c", "d"),
        "as_typed": True,
    }


def test_what_is_no_value_of_an_option_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage) as refused:
        read("Min", "--bank", "north")
    assert refused.value.code == "option_choice"
    with pytest.raises(click.MissingParameter):
        read("--boats", "1")
