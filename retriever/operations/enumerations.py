"""Numbered set phrases, their members where a text lists them in full, and how the lists changed."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from corpus import say
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations.filtered import Filtered, with_filters
from retriever.operations.operation import Command, Operation, Phrase, Response
from retriever.operations.sources import (
    Discontinued,
    LookedThrough,
    Piece,
    Place,
    Source,
    discontinued,
    discontinued_lines,
    known,
    piece,
    scope_line,
)
from retriever.phrasing.set_phrases import enumerations as set_phrases
from retriever.phrasing.set_phrases.enumerations import Enumeration, ListChange, Listed


@with_filters
class Enumerations(Filtered):
    """Numbered set phrases, such as 三个到人."""

    phrase: Phrase | None = Field(None, description=say("option.enumerations.phrase", "en"), examples=["三个到人"])


Result = set_phrases.Enumerations


def run(index: OpenedIndex, request: Enumerations) -> Result:
    """The set phrases that are the phrase or contain it, or all of them.

    :raises QueryError: if the phrase is blank.
    """
    return set_phrases.enumerations(narrowed(index, request.filters()), request.phrase)


# --- for programs ----------------------------------------------------------------------------------------------


class FullListing(Place):
    """A place that lists all members."""

    members: list[Piece]
    """the members, in order"""
    text: str
    """the whole listing"""
    phrase: Piece
    """the phrase as it stands there"""
    series: int
    """equal for listings of one list"""


class MemberReworded(Response):
    """A member that was put in other words."""

    before: str = Field(serialization_alias="from", description="as it was")
    to: str
    """as it became"""


class MembersChanged(Response):
    """Differences of one listing of a series from the one before."""

    before: Source = Field(serialization_alias="from", description="the earlier speech")
    to: Source
    """the later speech"""
    series: int
    """the list"""
    added: list[str]
    """members that came in"""
    dropped: list[str]
    """members that went out"""
    reworded: list[MemberReworded]
    """members in other words"""
    moved: bool
    """whether members changed places"""


class SetPhrase(Response):
    """A numbered set phrase."""

    phrase: str
    """the phrase as first written"""
    number: int
    """the number that it announces"""
    occurrences: int
    """how many places"""
    speeches: int
    """in how many speeches"""
    listings: list[FullListing]
    """the places that list all members, oldest first"""
    complete: bool
    """whether any text lists all members"""
    changes: list[MembersChanged]
    """how the list changed"""
    discontinued: list[Discontinued]
    """the discontinued wordings in it"""


class EnumerationsResponse(Response):
    """Numbered set phrases."""

    total: int
    """how many"""
    scope: LookedThrough
    """what was looked through"""
    enumerations: list[SetPhrase]
    """each of them, those in most speeches first"""


def respond(result: Result, language: str) -> EnumerationsResponse:
    """The result as programs read it."""
    return EnumerationsResponse(
        total=len(result.found),
        scope=LookedThrough.model_validate(result.scope),
        enumerations=[
            SetPhrase(
                phrase=each.phrase,
                number=each.number,
                occurrences=len(each.occurrences),
                speeches=each.speeches,
                listings=[_listing(listed) for listed in each.listings],
                complete=bool(each.listings),
                changes=[_change(change) for change in each.changes],
                discontinued=discontinued(each.phrase, each.discontinued),
            )
            for each in result.found
        ],
    )


def _listing(listed: Listed) -> FullListing:
    text, whole = listed.text, listed.listing.whole
    return FullListing(
        **known(listed.speech),
        start=whole.start,
        end=whole.end,
        members=[piece(text, member) for member in listed.listing.members],
        text=text[slice(*whole)],
        phrase=piece(text, listed.listing.phrase),
        series=listed.series,
    )


def _change(change: ListChange) -> MembersChanged:
    return MembersChanged(
        before=Source(**known(change.before.speech)),
        to=Source(**known(change.after.speech)),
        series=change.after.series,
        added=list(change.added),
        dropped=list(change.dropped),
        reworded=[MemberReworded(before=before, to=after) for before, after in change.reworded],
        moved=change.moved,
    )


# --- on a terminal ---------------------------------------------------------------------------------------------


def show(result: Result, options: Enumerations, language: str) -> Iterator[str]:
    """The lines to print."""
    for each in result.found:
        yield from _shown(each, language)
    if not result.found:
        yield say("enumerations_none", language)
    yield scope_line(result.scope, language)


def _shown(shown: Enumeration, language: str) -> Iterator[str]:
    yield say("phrase_counts", language, phrase=shown.phrase, total=len(shown.occurrences), speeches=shown.speeches)
    for line in discontinued_lines(shown.phrase, shown.discontinued, language):
        yield f"  {line}"
    if not shown.listings:
        yield f"  {say('enumeration_not_listed', language)}"
    for listed in shown.listings:
        speech = listed.speech
        yield f"  {speech.date or say('undated', language)}  {' | '.join(listed.members)}"
        yield f"      {speech.title} ({speech.source}:{listed.listing.whole.start})"
    for change in shown.changes:
        yield f"  {change.before.speech.date} → {change.after.speech.date}  {_what_changed(change, language)}"
    yield ""


def _what_changed(change: ListChange, language: str) -> str:
    """The differences of a list from one date to the next, in one line."""
    mark = "、" if language == "zh" else ", "
    said = {
        "enumeration_added": mark.join(change.added),
        "enumeration_dropped": mark.join(change.dropped),
        "enumeration_reworded": mark.join(f"{before} → {after}" for before, after in change.reworded),
    }
    parts = [say(code, language, members=members) for code, members in said.items() if members]
    if change.moved:
        parts.append(say("enumeration_moved", language))
    return ("；" if language == "zh" else "; ").join(parts)


OPERATION = Operation(
    name="enumerations",
    request=Enumerations,
    response=EnumerationsResponse,
    run=run,
    work="reading",
    respond=respond,
    command=Command(positional="phrase", show=show),
)
