"""The speeches with their metadata, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from corpus import SpeechFacts, reading_order, say
from retriever.filters import Filters, allowed, normal_filters
from retriever.opened import OpenedIndex
from retriever.operations.filtered import Filtered, with_filters
from retriever.operations.operation import MOST_LISTED, Operation, Response

Sort: TypeAlias = Literal["newest", "oldest", "title"]


@with_filters
class Listing(Filtered):
    """A page of the speeches that pass filters, in an order."""

    sort: Sort = Field("newest", description=say("option.speeches.sort", "en"))
    limit: int = Field(50, ge=1, le=MOST_LISTED, description=say("option.speeches.limit", "en"))
    offset: int = Field(0, ge=0, description=say("option.speeches.offset", "en"))


@dataclass(frozen=True, slots=True)
class Result:
    """The speeches, without texts, from place `offset` on of the `total` that pass the filters."""

    speeches: tuple[SpeechFacts, ...]
    total: int
    offset: int


def run(index: OpenedIndex, request: Listing) -> Result:
    """A page of the speeches that pass the filters.

    :raises QueryError: if a filter has a value that no speech has, or a date is none.
    """
    return listed(index, request.filters(), sort=request.sort, limit=request.limit, offset=request.offset)


def listed(index: OpenedIndex, filters: Filters, *, sort: Sort, limit: int | None, offset: int) -> Result:
    """At most `limit` of the speeches that pass `filters`, all of them where it is None, from place `offset` on.

    :raises QueryError: if a filter has a value that no speech has, or a date is none.
    """
    known = index.known
    passing = allowed(known, normal_filters(filters))
    found = _in_order((known[number] for number in (sorted(known) if passing is None else passing)), sort)
    return Result(tuple(found[offset:][:limit]), len(found), offset)


def _in_order(speeches: Iterable[SpeechFacts], sort: Sort) -> list[SpeechFacts]:
    if sort == "title":
        return sorted(speeches, key=lambda speech: reading_order(speech.title))
    # A stable sort, twice: dates in their order, then the undated behind them.
    by_date = sorted(speeches, key=lambda speech: speech.date_key, reverse=sort == "newest")
    return sorted(by_date, key=lambda speech: speech.date is None)


class Evidence(Response):
    """The reason to believe a value that nobody stated."""

    origin: str = Field(validation_alias="found_in")
    """where it was read: file_name, folder, text_head or text_tail"""
    evidence: str
    """the piece of the file name, the folder's path or the text that it was read from"""
    against: str = Field("", exclude_if=lambda against: not against)
    """the date, of another year, that contradicts a date elsewhere; left out where there is none"""


class SpeechMetadata(Response):
    """All that is known of a speech, without its text."""

    speech_id: str
    """its identifier, which stays as long as the file keeps its place"""
    root: str
    """the folder that was indexed, by its name"""
    path: str
    """the path of the file in it"""
    source: str
    """the file's path"""
    title: str
    """its title"""
    language: str
    """zh or en"""
    external_id: str | None
    """the _id of a JSONL line, or null"""
    speaker: str | None
    """by whom; null where unknown"""
    office: str | None
    """the speaker's office; null where unknown"""
    date: Annotated[str | None, BeforeValidator(lambda date: date and str(date))]
    """when: YYYY[-MM[-DD]]; null where unknown"""
    occasion: str | None
    """at what; null where unknown"""
    place: str | None
    """where; null where unknown"""
    folder: str
    """the path of the folder that it is in"""
    state: str | None
    """draft_for_comment, submitted_draft, final, transcript, or null"""
    inferred: dict[str, Evidence]
    """the fields that were recognised and not stated"""
    origin: str | None
    """whose speech it is: own, superior, elsewhere (not to be quoted as one's own), or null"""


class SpeechesResponse(Response):
    """A page of the list of speeches."""

    total: int
    """how many speeches pass the filters"""
    offset: int
    """how many were left out at the front"""
    speeches: list[SpeechMetadata]
    """the speeches of this page"""


def respond(result: Result, language: str) -> SpeechesResponse:
    """The result as programs read it."""
    return SpeechesResponse.model_validate(result)


OPERATION = Operation(
    name="speeches", request=Listing, response=SpeechesResponse, run=run, respond=respond, method="GET"
)
