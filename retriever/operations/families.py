"""Wordings that recur in different speeches, with their variants through the years."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from corpus import say
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations.filtered import Filtered, with_filters
from retriever.operations.operation import MOST_LISTED, Command, Operation, Response, Tool
from retriever.operations.sources import (
    Discontinued,
    LookedThrough,
    Place,
    discontinued,
    discontinued_lines,
    placed,
    scope_line,
)
from retriever.phrasing.families import FamiliesFound, FormulationFamily, Variant, find_families
from retriever.understanding.question import LONGEST_QUESTION


@with_filters
class Families(Filtered):
    """Wordings that recur in different speeches."""

    text: str | None = Field(
        None, max_length=LONGEST_QUESTION, description=say("option.families.text", "en"), examples=["查隐患不怕麻烦"]
    )
    limit: int = Field(20, ge=1, le=MOST_LISTED, description=say("option.families.limit", "en"))


Result = FamiliesFound


def run(index: OpenedIndex, request: Families) -> Result:
    """The first families that fit the text, or of all of them those that changed most tellingly.

    :raises QueryError: if the text is blank or too long, or the limit is not positive.
    """
    return find_families(narrowed(index, request.filters()), request.text, request.limit)


# --- for programs ----------------------------------------------------------------------------------------------


class VariantDifference(Response):
    """A stretch that differs from the variant that this one is compared with."""

    kind: str
    """replaced, deleted or inserted"""
    before: str = Field(serialization_alias="from", description="what the variant compared with has")
    to: str
    """what this one has"""


class VariantStanding(Response):
    """The standing of a variant in the list of set wordings."""

    authoritative: bool
    """whether it stands in an authoritative folder"""
    standard: list[str]
    """the set wordings in it"""
    discontinued: list[Discontinued]
    """the discontinued wordings in it"""


class FamilyVariant(Response):
    """One wording of a family."""

    text: str
    """the wording, as its newest place has it"""
    differences: list[VariantDifference]
    """how it differs from the variant that it is compared with"""
    compared_with: int
    """the place, from 0, of that variant: the most like it of those further in front that hold what was asked for"""
    standing: VariantStanding
    """how it stands to the list of set wordings"""
    sources: list[Place]
    """its places, newest first"""


class NewestVariant(Place):
    """The wording that was used last, and where."""

    text: str
    """the wording"""


class Family(Response):
    """The variants of one wording."""

    newest: NewestVariant
    """the variant that was used last in this library"""
    speeches: int
    """how many speeches have a variant"""
    first_date: str | None
    """when a variant was used first"""
    last_date: str | None
    """when a variant was used last"""
    latest: bool
    """false where what was asked for is known to have been put in another way later"""
    variants: list[FamilyVariant]
    """all variants, the one to show first in front"""


class PlacesApart(Response):
    """Places of the wording whose sentence is in no family."""

    places: int
    """how many"""
    speeches: int
    """in how many speeches"""
    newest: Place | None
    """the newest of them"""


class FamiliesResponse(Response):
    """Families of wordings."""

    text: str | None
    """what was asked for"""
    total: int
    """how many families fit"""
    scope: LookedThrough
    """what was looked through"""
    families: list[Family]
    """the first of them, best first"""
    apart: PlacesApart
    """the places of the wording that are in no family"""


def respond(result: Result, language: str) -> FamiliesResponse:
    """The result as programs read it."""
    apart = result.apart
    return FamiliesResponse(
        text=result.text,
        total=result.total,
        scope=LookedThrough.model_validate(result.scope),
        families=[_family(family) for family in result.families],
        apart=PlacesApart(
            places=len(apart),
            speeches=len({one.speech_no for one in apart}),
            newest=Place(**placed(apart[0])) if apart else None,
        ),
    )


def _family(family: FormulationFamily) -> Family:
    first_date, last_date = map(str, family.dates) if family.dates else (None, None)
    return Family(
        newest=NewestVariant(**placed(family.newest.sources[0]), text=family.newest.text),
        speeches=family.speeches,
        first_date=first_date,
        last_date=last_date,
        latest=family.latest,
        variants=[_variant(family, variant) for variant in family.variants],
    )


def _variant(family: FormulationFamily, variant: Variant) -> FamilyVariant:
    standing, other = variant.standing, family.variants[variant.compared_with].text
    return FamilyVariant(
        text=variant.text,
        differences=[
            VariantDifference(kind=each.kind, before=other[slice(*each.a)], to=variant.text[slice(*each.b)])
            for each in variant.differences
            if each.kind != "equal"
        ],
        compared_with=variant.compared_with,
        standing=VariantStanding(
            authoritative=standing.authoritative,
            standard=[wording.standard for wording in standing.standard],
            discontinued=discontinued(variant.text, standing.discontinued),
        ),
        sources=[Place(**placed(source)) for source in variant.sources],
    )


# --- on a terminal ---------------------------------------------------------------------------------------------


def show(result: Result, options: Families, language: str) -> Iterator[str]:
    """The lines to print."""
    if result.text is None:
        yield say("families_all", language, total=result.total)
    elif result.total:
        yield say("families_fitting", language, text=result.text, total=result.total)
    else:
        yield say("families_none", language, text=result.text)
    for rank, family in enumerate(result.families, 1):
        yield from _shown(rank, family, language)
    if result.total > len(result.families):
        yield say("families_more", language, count=result.total - len(result.families))
    if result.apart:
        last = result.apart[0]
        date, place = last.speech.date or say("undated", language), f"{last.speech.source}:{last.start}"
        of = {"text": result.text, "date": date, "title": last.speech.title, "place": place}
        yield say("families_apart", language, places=len(result.apart), **of)
    yield scope_line(result.scope, language)


def _shown(rank: int, family: FormulationFamily, language: str) -> Iterator[str]:
    if family.dates:
        first, last = family.dates
        head = say("family_dates", language, speeches=family.speeches, first=first, last=last)
    else:
        head = say("family_undated", language, speeches=family.speeches)
    yield f"\n{rank}. {head}"
    for variant in family.variants:
        names = " · ".join(say(code, language) for code in _names(variant, family))
        yield f"   [{names}] {_marked(family, variant, language)}"
        for line in discontinued_lines(variant.text, variant.standing.discontinued, language):
            yield f"      {line}"
        for source in variant.sources:
            when = source.speech.date or say("undated", language)
            yield f"      {when} · {source.speech.title} · {source.speech.source}:{source.start}"


def _names(variant: Variant, family: FormulationFamily) -> list[str]:
    """The keys of what is to be said of a variant."""
    names = []
    if variant.standing.standard:
        names.append("family_standard")
    if variant.standing.authoritative:
        names.append("family_authoritative")
    if variant is family.newest:
        names.append("family_newest" if family.latest else "family_newest_here")
    return names or ["family_variant"]


def _marked(family: FormulationFamily, variant: Variant, language: str) -> str:
    """The text of the variant; where that one differs that it is compared with, both: 【its own words｜newest: …】."""
    if not variant.differences:
        return variant.text
    against, empty = family.variants[variant.compared_with], say("family_nothing", language)
    code = "family_differs_newest" if against is family.newest else "family_differs_first"
    of = {}
    if variant.compared_with:
        code, of = "family_differs_number", {"number": variant.compared_with + 1}
    stretches = ((d.kind, against.text[slice(*d.a)], variant.text[slice(*d.b)]) for d in variant.differences)
    return "".join(
        own if kind == "equal" else say(code, language, own=own or empty, other=other or empty, **of)
        for kind, other, own in stretches
    )


# --- for language models ---------------------------------------------------------------------------------------


class FewFamilies(Families):
    """Wordings that recur in different speeches, a few of them."""

    limit: int = Field(5, ge=1, le=100, description="how many families to list; total counts all")


OPERATION = Operation(
    name="families",
    request=Families,
    response=FamiliesResponse,
    run=run,
    work="reading",
    respond=respond,
    command=Command(positional="text", show=show),
    tool=Tool(
        title="See how a wording changed through the years",
        description="See the families of a wording: sentences of different speeches that are variants of one wording, "
        "with every variant, where it was first and last used, and how they differ. Give a fragment, a sentence or a "
        "question; without a text come those that changed most tellingly. Each variant is quoted as it stands in its "
        "own source: do not blend variants.",
        request=FewFamilies,
    ),
)
