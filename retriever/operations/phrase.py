"""Every place where a wording stands; of several wordings side by side, also the speeches that hold all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, RootModel

from corpus import Span, SpeechFacts, Wording, say
from retriever.export.citation import date_basis
from retriever.export.table import Cell, Table
from retriever.narrowed import narrowed
from retriever.opened import OpenedIndex
from retriever.operations.filtered import Filtered, with_filters
from retriever.operations.operation import Command, Name, Operation, Response, Tool
from retriever.operations.sources import (
    Discontinued,
    LookedThrough,
    Place,
    discontinued,
    discontinued_lines,
    placed,
    scope_line,
)
from retriever.phrasing.collocates import Collocate, collocates, those_near, windows
from retriever.phrasing.occurrences import (
    LONGEST,
    ConcordanceLine,
    Group,
    LineGroup,
    Order,
    grouped,
    in_all,
    in_order,
    lines,
    speech_count,
)
from retriever.phrasing.phrase import Filling, LookedUp, look_up, wordings_of
from retriever.phrasing.scope import Scope


@with_filters
class LookUp(Filtered):
    """A wording whose every place is wanted."""

    phrase: str = Field(
        max_length=2 * LONGEST, description=say("option.phrase.phrase", "en"), examples=["责任明确到人"]
    )
    exact: bool = Field(False, description=say("option.phrase.exact", "en"))
    near: Name | None = Field(None, description=say("option.phrase.near", "en"))
    collocates: bool = Field(False, description=say("option.phrase.collocates", "en"))


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one wording as lines, by speech and place; those in versions that do not count are apart.

    `fillings` are those of a pattern with gaps, else empty. `discontinued` are the discontinued wordings in `phrase`,
    as spans of it. `collocates` are the words near it, None where nobody asked. `cut` cuts a text into words.
    """

    phrase: str
    lines: tuple[ConcordanceLine, ...]
    in_other_versions: tuple[ConcordanceLine, ...]
    fillings: tuple[Filling, ...]
    discontinued: tuple[tuple[Span, Wording], ...]
    collocates: tuple[Collocate, ...] | None
    cut: Callable[[str], Sequence[str]] = field(repr=False, compare=False)

    @property
    def speeches(self) -> int:
        """The number of speeches that hold the wording."""
        return len({line.occurrence.speech_no for line in self.lines})

    def in_order(self, order: Order) -> list[ConcordanceLine]:
        """The lines that count, in an order."""
        return in_order(self.lines, order, self.cut)

    def others_in_order(self, order: Order) -> list[ConcordanceLine]:
        """The lines in other versions, in an order."""
        return in_order(self.in_other_versions, order, self.cut)

    def groups(self, by: Group, order: Order) -> list[LineGroup]:
        """The lines that count, those together that have `by` in common, the largest group first."""
        return grouped(self.in_order(order), by, self.cut)


@dataclass(frozen=True, slots=True)
class Result:
    """The places of each wording that was asked for, and what was looked through."""

    wordings: tuple[Places, ...]
    scope: Scope

    @property
    def in_all(self) -> tuple[SpeechFacts, ...]:
        """The speeches, by number, that hold every one of the wordings."""
        return in_all([[line.occurrence for line in each.lines] for each in self.wordings])


def run(index: OpenedIndex, request: LookUp) -> Result:
    """Every place of the wording, or of the wordings between |.

    :raises QueryError: if one is blank or too long, or they are too many.
    """
    return places(
        narrowed(index, request.filters()),
        request.phrase,
        exact=request.exact,
        near=request.near or "",
        with_collocates=request.collocates,
    )


def places(
    index: OpenedIndex, typed: str, *, exact: bool = False, near: str = "", with_collocates: bool = False
) -> Result:
    """Every place of the wording `typed`, or of the wordings that were typed with | between them.

    With `near` only those that this word stands within SPAN words of; see `collocates`.
    :raises QueryError: if one is blank or too long, or they are too many.
    """
    looked = [look_up(index, phrase, exact=exact) for phrase in wordings_of(typed)]
    return Result(tuple(_places(index, each, near, with_collocates) for each in looked), looked[0].found.scope)


def _places(index: OpenedIndex, looked: LookedUp, near: str, with_collocates: bool) -> Places:
    found, snapshot = looked.found, index.snapshot
    counted, others = found.counted, found.in_other_versions
    if near:
        counted, others = (those_near(each, windows(snapshot, each), near) for each in (counted, others))
    return Places(
        found.phrase,
        tuple(lines(snapshot, counted)),
        tuple(lines(snapshot, others)),
        looked.fillings,
        looked.discontinued,
        tuple(collocates(snapshot, counted, windows(snapshot, counted))) if with_collocates else None,
        snapshot.segmenter.cut,
    )


# --- for programs ----------------------------------------------------------------------------------------------


class PhraseLine(Place):
    """A place of a wording, and what stands around it in its paragraph."""

    left: str
    """what stands in front of it"""
    match: str
    """the wording as it stands there"""
    right: str
    """what stands behind it"""
    fillers: list[str] = Field([], exclude_if=lambda fillers: not fillers)
    """of a pattern: what stands in its gaps"""


class PhraseFilling(Response):
    """Words that fill the gaps of a pattern."""

    fillers: list[str]
    """folded, one for each gap"""
    total: int
    """how many places have it"""
    speeches: int
    """in how many speeches"""


class PhraseCollocate(Response):
    """A word that stands within five words of a wording, more often than elsewhere."""

    word: str
    """the word, folded"""
    places: int
    """how many places of the wording it stands near"""
    speeches: int
    """in how many speeches"""
    left: int
    """at how many of these places to the left"""
    right: int
    """and to the right"""
    log_likelihood: float
    """how surely it stands there more often than elsewhere (G²)"""


class PhrasePlaces(Response):
    """All places of one wording."""

    phrase: str
    """the wording"""
    total: int
    """how many places there are"""
    speeches: int
    """in how many speeches"""
    occurrences: list[PhraseLine]
    """all of them, newest first"""
    in_other_versions: list[PhraseLine]
    """the places in versions that do not count"""
    scope: LookedThrough
    """what was looked through"""
    discontinued: list[Discontinued]
    """the discontinued wordings in it"""
    fillings: list[PhraseFilling] = Field([], exclude_if=lambda fillings: not fillings)
    """of a pattern: what stands in its gaps, the most frequent first"""
    collocates: list[PhraseCollocate] | None = Field(None, exclude_if=lambda collocates: collocates is None)
    """the words near it, the surest first; left out where not asked for"""


class PhraseSideBySide(Response):
    """Several wordings."""

    phrases: list[PhrasePlaces]
    """each of them"""
    in_both: list[str]
    """the speech_id of each speech that holds every one"""


class PhraseResponse(RootModel[PhrasePlaces | PhraseSideBySide]):
    """The places of one wording, or of several side by side."""


def respond(result: Result, language: str) -> PhraseResponse:
    """The result as programs read it."""
    each = [_response(places, result.scope) for places in result.wordings]
    if len(each) == 1:
        return PhraseResponse(each[0])
    return PhraseResponse(PhraseSideBySide(phrases=each, in_both=[speech.speech_id for speech in result.in_all]))


def _response(places: Places, scope: Scope) -> PhrasePlaces:
    return PhrasePlaces(
        phrase=places.phrase,
        total=len(places.lines),
        speeches=places.speeches,
        occurrences=_lines(places.in_order("newest")),
        in_other_versions=_lines(places.others_in_order("newest")),
        scope=LookedThrough.model_validate(scope),
        discontinued=discontinued(places.phrase, places.discontinued),
        fillings=[
            PhraseFilling(
                fillers=list(filling.fillers),
                total=len(filling.occurrences),
                speeches=speech_count(filling.occurrences),
            )
            for filling in places.fillings
        ],
        collocates=None
        if places.collocates is None
        else [PhraseCollocate.model_validate(each) for each in places.collocates],
    )


def _lines(found: Sequence[ConcordanceLine]) -> list[PhraseLine]:
    return [
        PhraseLine(
            **placed(line.occurrence), left=line.left, match=line.match, right=line.right, fillers=list(line.fillers)
        )
        for line in found
    ]


# --- on a terminal, and as a table -----------------------------------------------------------------------------


class Arranged(LookUp):
    """The order and the groups that places are shown in."""

    sort: Order = Field("newest", description=say("option.phrase.sort", "en"))
    group: Group | None = Field(None, description=say("option.phrase.group", "en"))


def show(result: Result, options: Arranged, language: str) -> Iterator[str]:
    """The lines to print."""
    for places in result.wordings:
        yield from _shown(places, options, language)
    yield scope_line(result.scope, language)


def _shown(places: Places, options: Arranged, language: str) -> Iterator[str]:
    yield say("phrase_counts", language, phrase=places.phrase, total=len(places.lines), speeches=places.speeches)
    yield from discontinued_lines(places.phrase, places.discontinued, language)
    for filling in places.fillings:
        yield f"{len(filling.occurrences):>6}  {' … '.join(filling.fillers)}"
    if places.collocates is not None:
        yield from _shown_collocates(places.collocates, language)
    elif options.group:
        for group in places.groups(options.group, options.sort):
            yield f"\n{group.name or say('no_name', language)}  ({len(group.lines)})"
            yield from (_line(each, language) for each in group.lines)
    else:
        yield from (_line(each, language) for each in places.in_order(options.sort))
    if places.in_other_versions:
        yield say("phrase_in_other_versions", language, count=len(places.in_other_versions))


def _shown_collocates(found: Sequence[Collocate], language: str) -> Iterator[str]:
    yield say("phrase_collocates", language, count=len(found))
    for each in found:
        numbers = f"{each.places:>6}{each.speeches:>6}{each.left:>6}{each.right:>6}"
        yield f"{numbers}{each.log_likelihood:>10.2f}  {each.word}"


def _line(shown: ConcordanceLine, language: str) -> str:
    speech = shown.occurrence.speech
    source = " · ".join(part for part in (speech.date_text or say("undated", language), speech.title) if part)
    return f"{shown.left}【{shown.match}】{shown.right}\n    {source} · {speech.source}:{shown.occurrence.start}"


def table(result: Result, options: Arranged, language: str) -> Table:
    """The lines as a table, or the collocates where these were asked for; see `phrase_table`, `collocate_table`."""
    if options.collocates:
        near = [(places.phrase, each) for places in result.wordings for each in places.collocates or ()]
        return collocate_table(near, language)
    counted = [line for places in result.wordings for line in places.in_order(options.sort)]
    others = [line for places in result.wordings for line in places.in_other_versions]
    return phrase_table(counted, others, language)


def phrase_table(shown: Sequence[ConcordanceLine], others: Sequence[ConcordanceLine], language: str) -> Table:
    """The lines as a table, those of `others`, the versions that do not count, at the end.

    What fills the gaps of a pattern has a column for each gap, behind the others.
    """
    known = ("date", "date_basis", "title", "speaker", "occasion")
    names = (*known, "left", "match", "right", "source", "start", "end", "counted")
    gaps = max((len(line.occurrence.fillers) for line in (*shown, *others)), default=0)
    header = [say(f"column_{name}", language) for name in names]
    header += [say("column_gap", language, number=number) for number in range(1, gaps + 1)]
    counted = [(line, "counted_yes") for line in shown] + [(line, "counted_no") for line in others]
    rows = ((*_cells(line, language), say(code, language), *_fillers(line, gaps)) for line, code in counted)
    return Table(say("sheet_phrase", language), tuple(header), tuple(rows))


def collocate_table(found: Sequence[tuple[str, Collocate]], language: str) -> Table:
    """A row for each collocate, behind the wording that it stands near."""
    names = ("match", "word", "places", "speeches_held", "left_of", "right_of", "log_likelihood")
    rows = (
        (wording, each.word, each.places, each.speeches, each.left, each.right, round(each.log_likelihood, 2))
        for wording, each in found
    )
    header = tuple(say(f"column_{name}", language) for name in names)
    return Table(say("sheet_collocates", language), header, tuple(rows))


def _fillers(line: ConcordanceLine, gaps: int) -> tuple[Cell, ...]:
    """The words in each of the gaps; empty cells for gaps that the wording of this line has not."""
    return *line.fillers, *(None for _ in range(gaps - len(line.fillers)))


def _cells(line: ConcordanceLine, language: str) -> tuple[Cell, ...]:
    occurrence, speech = line.occurrence, line.occurrence.speech
    known = (speech.date_text, date_basis(speech, language), speech.title, speech.speaker, speech.occasion)
    return *known, line.left, line.match, line.right, speech.source, occurrence.start, occurrence.end


# --- for language models ---------------------------------------------------------------------------------------


class LimitedLookUp(LookUp):
    """A wording whose places are wanted, the first of them listed."""

    limit: int = Field(50, ge=1, le=1000, description="how many occurrences to list; total counts all")


def first(request: LimitedLookUp, found: dict[str, Any]) -> dict[str, Any]:
    """At most `request.limit` places of each kind; the totals stay."""
    for each in found.get("phrases", [found]):
        for listed in ("occurrences", "in_other_versions"):
            each[listed] = each[listed][: request.limit]
    return found


OPERATION = Operation(
    name="phrase",
    request=LookUp,
    response=PhraseResponse,
    run=run,
    respond=respond,
    command=Command(positional="phrase", options=Arranged, show=show, table=table),
    tool=Tool(
        title="Find every place of a wording",
        description="Find every place in the library where a wording stands, newest first, with the words to its left "
        "and right: whether, when and by whom it was used. `total` and `speeches` count versions of one speech once. A "
        "total of 0 means not found in what could be read (see `scope`), not that it was never said.",
        request=LimitedLookUp,
        cut=first,
    ),
)
