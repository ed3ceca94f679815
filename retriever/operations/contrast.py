"""Two sides compared, each the speeches that pass filters: the wordings that are key to one of them, with a score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from corpus import say
from retriever.export.table import Table
from retriever.filters import Filters, set_filters
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations.filtered import Filtered, filters_typed, with_filters
from retriever.operations.operation import Command, Name, Operation, Phrase, Response
from retriever.operations.sources import Discontinued, LookedThrough, Place, discontinued, placed, scope_line
from retriever.phrasing import timeline as over_years
from retriever.phrasing.contrast import Contrast, KeyWording, Side, compare_sides
from retriever.phrasing.occurrences import speech_count
from retriever.phrasing.phrase import MOST_WORDINGS
from retriever.phrasing.scope import Scope, scope
from retriever.phrasing.timeline import PER


@with_filters
class TwoSides(Filtered):
    """Two sides to compare, each by years or by filters; without the second the first with all other speeches."""

    first: Name = Field(description=say("option.contrast.first", "en"), examples=["2017-2019"])
    second: Name | None = Field(None, description=say("option.contrast.second", "en"), examples=["from=2022; to=2024"])
    phrases: list[Phrase] = Field(
        default_factory=list, max_length=MOST_WORDINGS, description=say("option.contrast.phrases", "en")
    )


@dataclass(frozen=True, slots=True)
class Result:
    """The two sides compared, and what was looked through."""

    contrast: Contrast
    scope: Scope


def run(index: OpenedIndex, request: TwoSides) -> Result:
    """The two sides compared, with all wordings that are key to either.

    :raises QueryError: if a side is not to be read, has no speech, or both have one in common.
    """
    first, second = filters_typed(request.first), filters_typed(request.second) if request.second else None
    return two_sides(narrowed(index, request.filters()), first, second, request.phrases)


def two_sides(
    index: OpenedIndex,
    first: Filters | None,
    second: Filters | None,
    phrases: Sequence[str] = (),
    most: int | None = None,
) -> Result:
    """The two sides with `phrases` and at most so many key wordings of each; None is no limit.

    :raises QueryError: if a side has no speech, both have one in common, or a wording is blank or too long.
    """
    given = over_years.timeline(index, phrases) if phrases else None
    return Result(compare_sides(index, given, first, second, most), scope(index))


# --- for programs ----------------------------------------------------------------------------------------------


class SideCovered(Response):
    """Amount of text on a side."""

    filters: dict[str, str | int] | None
    """the filters that its speeches pass; null where they are all that the other side leaves"""
    speeches: int
    """speeches"""
    characters: int
    """their characters, blank space not counted"""


class KeyWordingFound(Response):
    """A wording on both sides; the two values of a pair are of the first and of the second."""

    phrase: str
    """the wording"""
    counts: list[int]
    """uses"""
    speeches: list[int]
    """speeches that use it"""
    per_10000: list[float]
    """uses per 10,000 characters"""
    log_likelihood: float
    """how surely its rates differ (G²)"""
    log_ratio: float
    """by how much: the binary logarithm of the second rate over the first"""
    discontinued: list[Discontinued]
    """the discontinued wordings in it"""
    first: list[Place | None]
    """the first use"""


class ContrastResponse(Response):
    """Two sides compared."""

    sides: list[SideCovered]
    """the two"""
    wordings: list[KeyWordingFound]
    """the wordings that were asked for"""
    more_in_first: list[KeyWordingFound]
    """what is key to the first, the surest first"""
    more_in_second: list[KeyWordingFound]
    """what is key to the second, the surest first"""
    scope: LookedThrough
    """what was looked through"""


def respond(result: Result, language: str) -> ContrastResponse:
    """The result as programs read it."""
    found = result.contrast
    lists = (found.given, found.more_in_first, found.more_in_second)
    given, in_first, in_second = ([key_wording(each, found) for each in held] for held in lists)
    return ContrastResponse(
        sides=[_covered(each) for each in (found.first, found.second)],
        wordings=given,
        more_in_first=in_first,
        more_in_second=in_second,
        scope=LookedThrough.model_validate(result.scope),
    )


def _covered(side: Side) -> SideCovered:
    filters = None if side.filters is None else set_filters(side.filters)
    return SideCovered(filters=filters, speeches=side.speeches, characters=side.characters)


def key_wording(found: KeyWording, of: Contrast) -> KeyWordingFound:
    """A wording on both sides as programs read it."""
    held = (found.first, found.second)
    return KeyWordingFound(
        phrase=found.phrase,
        counts=list(found.uses),
        speeches=[speech_count(each) for each in held],
        per_10000=rates(found, of),
        log_likelihood=found.log_likelihood,
        log_ratio=found.log_ratio,
        discontinued=discontinued(found.phrase, found.discontinued),
        first=[Place(**placed(each[0])) if each else None for each in held],
    )


def rates(found: KeyWording, of: Contrast) -> list[float]:
    """The uses per 10,000 characters on each side."""
    return [PER * n / side.characters for n, side in zip(found.uses, (of.first, of.second), strict=True)]


# --- on a terminal, and as a table -----------------------------------------------------------------------------


def show(result: Result, options: TwoSides, language: str) -> Iterator[str]:
    """The lines to print."""
    found, (first, second) = result.contrast, names(options, language)
    speeches = found.first.speeches, found.second.speeches
    yield say(
        "contrast_head", language, first=first, first_speeches=speeches[0], second=second, second_speeches=speeches[1]
    )
    yield from shown(found.given)
    for name, held in ((first, found.more_in_first), (second, found.more_in_second)):
        yield f"\n{say('contrast_more_in', language, side=name, count=len(held))}"
        yield from shown(held)
        if not held:
            yield f"  {say('periods_no_change', language)}"
    yield f"\n{scope_line(result.scope, language)}"


def shown(found: Sequence[KeyWording]) -> Iterator[str]:
    """A line for each wording: its uses on both sides, both scores, itself."""
    for each in found:
        scores = f"{each.log_likelihood:>8.2f}{each.log_ratio:>8.2f}"
        yield f"{each.uses.first:>6}{each.uses.second:>6}{scores}  {each.phrase}"


def names(options: TwoSides, language: str) -> tuple[str, str]:
    """Both sides as they were typed, and in words where the second is all that the first leaves."""
    return options.first, options.second or say("contrast_rest", language)


def table(result: Result, options: TwoSides, language: str) -> Table:
    """All wordings with their numbers; see `contrast_table`."""
    return contrast_table(result.contrast, names(options, language), language)


def contrast_table(found: Contrast, names: tuple[str, str], language: str) -> Table:
    """A row for each wording, with the side that it is key to, the given ones first; `names` are those of the sides."""
    columns = [
        say("column_match", language),
        say("column_more_in", language),
        *(say(f"column_{each}", language, side=name) for each in ("uses", "speeches", "rate") for name in names),
        *(say(f"column_{each}", language) for each in ("log_likelihood", "log_ratio")),
    ]
    lists = ((None, found.given), (names[0], found.more_in_first), (names[1], found.more_in_second))
    rows = tuple(
        (
            each.phrase,
            more_in,
            *each.uses,
            *(speech_count(places) for places in (each.first, each.second)),
            *(round(rate, 4) for rate in rates(each, found)),
            round(each.log_likelihood, 2),
            round(each.log_ratio, 2),
        )
        for more_in, held in lists
        for each in held
    )
    return Table(say("sheet_contrast", language), tuple(columns), rows)


OPERATION = Operation(
    name="contrast",
    request=TwoSides,
    response=ContrastResponse,
    run=run,
    work="reading",
    respond=respond,
    command=Command(positional="phrases", show=show, table=table),
)
