"""Two speeches paragraph by paragraph, or the headings of several side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import Field, RootModel

from corpus import Span, say
from corpus.errors import QueryError
from indexer.library.statistics import marks_of
from retriever.opened import OpenedIndex
from retriever.operations.operation import Command, Name, Operation, Options, Response
from retriever.operations.sources import (
    Discontinued,
    LookedThrough,
    Piece,
    Source,
    discontinued,
    discontinued_lines,
    known,
    piece,
    scope_line,
)
from retriever.phrasing import compare as comparing
from retriever.phrasing.compare import KINDS, ComparedParagraph, Comparison, Kind
from retriever.phrasing.skeletons import Heading, Skeletons, skeletons


class Compare(Options):
    """Speeches to see side by side."""

    speeches: list[Name] = Field(
        min_length=1,
        max_length=50,
        description=say("option.compare.speeches", "en"),
        examples=[["在全县科技创新大会上的讲话", "在全县教育工作会议上的讲话"]],
    )
    skeletons: bool = Field(False, description=say("option.compare.skeletons", "en"))


@dataclass(frozen=True, slots=True)
class TwoCompared:
    """Two speeches compared, and the security marks of their files, None for none."""

    comparison: Comparison
    marks: tuple[str | None, str | None]

    @property
    def counts(self) -> dict[str, int]:
        """The number of paragraphs of each kind, and of those that moved."""
        kinds: Counter[Kind] = Counter(paragraph.kind for paragraph in self.comparison.paragraphs)
        moved = sum(paragraph.moved for paragraph in self.comparison.paragraphs)
        return {**{kind: kinds[kind] for kind in KINDS}, "moved": moved}


Result: TypeAlias = TwoCompared | Skeletons


def run(index: OpenedIndex, request: Compare) -> Result:
    """The comparison of two speeches, or the headings of the speeches where `skeletons` are wanted.

    :raises QueryError: if a name names no speech or several, or there are not two to compare.
    """
    if request.skeletons:
        return skeletons(index.snapshot, request.speeches)
    if len(request.speeches) != 2:
        raise QueryError("compare_two", count=len(request.speeches))
    return compare_two(index, *request.speeches)


def compare_two(index: OpenedIndex, a: str, b: str) -> TwoCompared:
    """The comparison of the speeches that `a` and `b` name, going from `a` to `b`.

    :raises QueryError: if either names no speech, or more than one.
    """
    comparison = comparing.compare(index, a, b)
    mark_a, mark_b = marks_of(index.snapshot, (comparison.a, comparison.b))
    return TwoCompared(comparison, (mark_a, mark_b))


# --- for programs ----------------------------------------------------------------------------------------------


class StretchDifference(Response):
    """A stretch that differs."""

    kind: str
    """replaced, deleted or inserted"""
    a: Piece
    """what the first speech has"""
    b: Piece
    """what the second has"""


class ParagraphCompared(Response):
    """A paragraph of either speech, or of both."""

    kind: Kind
    """kept, reworded, new or dropped"""
    moved: bool
    """whether it stands elsewhere among the paragraphs that both have"""
    a: Piece | None
    """it in the first speech"""
    b: Piece | None
    """it in the second"""
    differences: list[StretchDifference]
    """what differs in a reworded one"""


class ParagraphCounts(Response):
    """The number of paragraphs of each kind."""

    kept: int
    """the same in both"""
    reworded: int
    """in other words"""
    new: int
    """in the second alone"""
    dropped: int
    """in the first alone"""
    moved: int
    """in another place"""


class DiscontinuedInBoth(Response):
    """The discontinued wordings of two speeches."""

    a: list[Discontinued]
    """those of the first"""
    b: list[Discontinued]
    """those of the second"""


class ComparisonResponse(Response):
    """Two speeches paragraph by paragraph."""

    a: Source
    """the first speech"""
    b: Source
    """the second"""
    paragraphs: list[ParagraphCompared]
    """all paragraphs, in the order of the second speech"""
    counts: ParagraphCounts
    """how many there are of each kind"""
    discontinued: DiscontinuedInBoth
    """the discontinued wordings"""


class SpeechHeading(Piece):
    """A heading."""

    level: int
    """its level, from 1"""


class HeadingRow(Response):
    """Headings side by side."""

    alike: bool
    """whether any two of them are alike in wording"""
    headings: list[SpeechHeading | None]
    """a heading, or null, for each speech"""


class SkeletonsResponse(Response):
    """The headings of several speeches side by side."""

    speeches: list[Source]
    """the speeches, oldest first"""
    rows: list[HeadingRow]
    """their headings"""
    scope: LookedThrough
    """what was looked through"""


class CompareResponse(RootModel[ComparisonResponse | SkeletonsResponse]):
    """Two speeches compared, or the headings of several side by side."""


def respond(result: Result, language: str) -> CompareResponse:
    """The result as programs read it."""
    return CompareResponse(_comparison(result) if isinstance(result, TwoCompared) else _skeletons(result))


def _comparison(result: TwoCompared) -> ComparisonResponse:
    a, b = result.comparison.a, result.comparison.b
    return ComparisonResponse(
        a=Source(**known(a)),
        b=Source(**known(b)),
        paragraphs=[
            ParagraphCompared(
                kind=paragraph.kind,
                moved=paragraph.moved,
                a=paragraph.a and piece(a.text, paragraph.a),
                b=paragraph.b and piece(b.text, paragraph.b),
                differences=[
                    StretchDifference(kind=each.kind, a=piece(a.text, each.a), b=piece(b.text, each.b))
                    for each in paragraph.differences
                ],
            )
            for paragraph in result.comparison.paragraphs
        ],
        counts=ParagraphCounts(**result.counts),
        discontinued=DiscontinuedInBoth(
            a=discontinued(a.text, result.comparison.discontinued_in_a),
            b=discontinued(b.text, result.comparison.discontinued_in_b),
        ),
    )


def _skeletons(result: Skeletons) -> SkeletonsResponse:
    return SkeletonsResponse(
        speeches=[Source(**known(speech)) for speech in result.speeches],
        rows=[
            HeadingRow(
                alike=row.alike,
                headings=[_heading(heading) if heading else None for heading in row.headings],
            )
            for row in result.rows
        ],
        scope=LookedThrough.model_validate(result.scope),
    )


def _heading(heading: Heading) -> SpeechHeading:
    return SpeechHeading(level=heading.level, text=heading.text, start=heading.span.start, end=heading.span.end)


# --- on a terminal ---------------------------------------------------------------------------------------------


def warn(result: Result, language: str) -> Iterator[str]:
    """A line for each of two speeches that is in a file with a security mark."""
    if isinstance(result, TwoCompared):
        for speech, mark in zip((result.comparison.a, result.comparison.b), result.marks, strict=True):
            if mark is not None:
                yield say("speech_marked", language, title=speech.title, mark=mark)


def show(result: Result, options: Compare, language: str) -> Iterator[str]:
    """The lines to print."""
    if isinstance(result, TwoCompared):
        yield from _shown_comparison(result, language)
    else:
        yield from _shown_skeletons(result, language)


def _shown_comparison(result: TwoCompared, language: str) -> Iterator[str]:
    comparison = result.comparison
    for sign, speech in (("A", comparison.a), ("B", comparison.b)):
        yield f"{sign}  {speech.title} · {speech.date or say('undated', language)} · {speech.source}"
    yield say("compare_counts", language, **result.counts)
    yield from discontinued_lines(comparison.a.text, comparison.discontinued_in_a, language)
    yield from discontinued_lines(comparison.b.text, comparison.discontinued_in_b, language)
    for paragraph in comparison.paragraphs:
        kind = say(f"compare_{paragraph.kind}", language)
        yield f"\n[{kind}{say('compare_moved', language) if paragraph.moved else ''}]"
        yield from _texts(comparison, paragraph)


def _texts(comparison: Comparison, paragraph: ComparedParagraph) -> Iterator[str]:
    """The paragraph as lines: once when it was kept, else with what differs in heavy brackets."""
    a, b = paragraph.a, paragraph.b
    if paragraph.kind == "kept" and b:
        yield f"=  {comparison.b.text[slice(*b)]}"
        return
    if a:
        yield f"A  {_marked(comparison.a.text, a, [each.a for each in paragraph.differences])}"
    if b:
        yield f"B  {_marked(comparison.b.text, b, [each.b for each in paragraph.differences])}"


def _marked(text: str, span: Span, marks: list[Span]) -> str:
    start, end = span
    shown = []
    for begin, behind in marks:
        if begin < behind:
            shown += [text[start:begin], "【", text[begin:behind], "】"]
            start = behind
    return "".join([*shown, text[start:end]])


def _shown_skeletons(found: Skeletons, language: str) -> Iterator[str]:
    for number, speech in enumerate(found.speeches, 1):
        yield f"{number}  {speech.title} · {speech.date or say('undated', language)} · {speech.source}"
    for row in found.rows:
        yield ""
        for number, heading in enumerate(row.headings, 1):
            if heading:
                yield f"{number}{'=' if row.alike else ' '} {'  ' * (heading.level - 1)}{heading.text}"
    yield f"\n{scope_line(found.scope, language)}"


OPERATION = Operation(
    name="compare",
    request=Compare,
    response=CompareResponse,
    run=run,
    work="reading",
    respond=respond,
    command=Command(positional="speeches", show=show, warn=warn),
)
