"""The short answer of a question: for programs, and its lines for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from corpus import Span, say
from retriever.export import citation
from retriever.operations.operation import Response
from retriever.operations.sources import Place, known
from retriever.types import ShortAnswer, Slice

# What stands around the highlight, and around what must be read with it: on a terminal and elsewhere.
_HIGHLIGHT = {True: ("\033[7m", "\033[27m"), False: ("【", "】")}
_READ_WITH = {True: ("\033[4m", "\033[24m"), False: ("〖", "〗")}


class SliceResponse(Place):
    """A stretch of a speech, character for character."""

    text: str
    """the stretch"""
    marks: list[tuple[int, int]]
    """spans of `text`: the wording asked about, or what the one before did not have"""
    rank: int | None
    """the rank of the hit that it stands in; null where it stands in none"""


class YearResponse(Response):
    """A year in which a wording stands."""

    year: int
    """the year"""
    places: int
    """how many times it stands there"""
    speeches: int
    """in how many speeches"""


class ChangeResponse(SliceResponse):
    """A sentence as it read for some years."""

    first_year: int
    """from which year"""
    last_year: int
    """to which year"""
    dropped: list[str]
    """what only the one before had"""


class ShortAnswerResponse(Response):
    """The part to be read first: slices and counts, nothing put into other words."""

    kind: str
    """sentences that answer; said, for whether something was said; years; first or last use of a wording; changes of a
    sentence over the years"""
    text: str
    """a sentence for people in front of the slices; empty for the kind sentences"""
    slices: list[SliceResponse]
    """the sentences, best first; of a wording those of its first and last use, or its oldest or newest ones"""
    wording: str | None
    """the wording that is counted; null for the kind sentences"""
    places: int
    """how many times it stands in the speeches that may answer"""
    speeches: int
    """in how many of them"""
    undated: int
    """how many of these have no date"""
    years: list[YearResponse]
    """the years it stands in, ascending"""
    changes: list[ChangeResponse]
    """the sentence as it changed, oldest first"""


def short_response(short: ShortAnswer, language: str) -> ShortAnswerResponse:
    """The short answer as programs read it, its sentence in `language`."""
    return ShortAnswerResponse(
        kind=short.kind,
        text=short.sentence(language),
        slices=[SliceResponse(**_sliced(each)) for each in short.slices],
        wording=short.wording or None,
        places=short.places,
        speeches=short.speeches,
        undated=short.undated,
        years=[YearResponse(year=each.year, places=each.places, speeches=each.speeches) for each in short.years],
        changes=[
            ChangeResponse(
                **_sliced(each.slice), first_year=each.first, last_year=each.last, dropped=list(each.dropped)
            )
            for each in short.changes
        ],
    )


def _sliced(each: Slice) -> dict[str, Any]:
    """The members of a SliceResponse."""
    return {
        **known(each.speech),
        "text": each.text,
        "start": each.start,
        "end": each.end,
        "marks": list(each.marks),
        "rank": each.rank,
    }


# --- on a terminal ---------------------------------------------------------------------------------------------


def short_lines(short: ShortAnswer, language: str) -> Iterator[str]:
    """The lines to print above the hits, a rule below them."""
    if said := short.sentence(language):
        yield said
    for year in short.years:
        yield f"  {say('short_year', language, year=year.year, speeches=year.speeches, places=year.places)}"
    for each in short.slices:
        yield f"  {each.text} {f'[{each.rank}]' if each.rank else citation(each.speech, language)}"
    for change in short.changes:
        years = str(change.first) if change.first == change.last else f"{change.first}–{change.last}"
        yield f"  {years}  {between(change.slice.text, change.slice.marks)} {citation(change.slice.speech, language)}"
        if change.dropped:
            yield f"  {say('short_dropped', language, stretches=' '.join(change.dropped))}"
    yield f"{'—' * 10}\n"


def between(text: str, highlights: Sequence[Span], read_with: Span | None = None) -> str:
    """`text` with signs around its highlights, and around what must be read with them."""
    terminal = sys.stdout.isatty()
    marks = [(span, _HIGHLIGHT[terminal]) for span in highlights]
    if read_with:
        marks.append((read_with, _READ_WITH[terminal]))
    # At one place what ends comes before what begins, of two that begin the longer one, of two that end the shorter.
    put_in = [(span.end, 0, span.end - span.start, after) for span, (_, after) in marks]
    put_in += [(span.start, 1, span.start - span.end, before) for span, (before, _) in marks]
    for place, *_, mark in sorted(put_in, reverse=True):
        text = f"{text[:place]}{mark}{text[place:]}"
    return text
